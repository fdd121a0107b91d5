package gild_test

import (
	"context"
	"database/sql"
	"slices"
	"testing"

	"github.com/gildsql/gild"
)

type hookKey struct{}

// Hooks run in order when the transaction is committed: not those of what was rolled back.
func TestAfterCommit(t *testing.T) {
	eachTx(t, func(t *testing.T, db *sql.DB) {
		db.SetMaxOpenConns(1) // a hook that runs within the transaction could not use db
		var got []string
		ctx, cancel := context.WithCancel(context.WithValue(context.Background(), hookKey{}, "value"))
		defer cancel()
		note := func(ctx context.Context, name string) {
			check(t, gild.AfterCommit(ctx, func(ctx context.Context) {
				cancel() // the context of the hooks goes on
				if ctx.Value(hookKey{}) != "value" {
					t.Error("the context has lost its values")
				}
				if n := scan[int](t, db, "select count(*) from notes"); n != 1 {
					t.Errorf("%d notes are committed before the hook, want 1", n)
				}
				check(t, gild.Tx(ctx, db, nil, nothing)) // is not nested
				got = append(got, name)
			}))
		}
		check(t, gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) error {
			note(ctx, "a")
			check(t, gild.Tx(ctx, tx, nil, func(ctx context.Context, tx *sql.Tx) error {
				note(ctx, "b")
				_ = gild.Tx(ctx, tx, nil, func(ctx context.Context, tx *sql.Tx) error {
					note(ctx, "undone")
					return errMine
				})
				return gild.Tx(ctx, tx, nil, func(ctx context.Context, tx *sql.Tx) error {
					note(ctx, "c")
					return nil
				})
			}))
			_ = gild.Tx(ctx, tx, nil, func(ctx context.Context, tx *sql.Tx) error {
				_ = gild.Tx(ctx, tx, nil, func(ctx context.Context, tx *sql.Tx) error {
					note(ctx, "undone with the one around it")
					return nil
				})
				return errMine
			})
			note(ctx, "d")
			if len(got) > 0 {
				t.Errorf("%v ran before the commit", got)
			}
			return exec(ctx, tx, "insert into notes values (1)")
		}))
		if want := []string{"a", "b", "c", "d"}; !slices.Equal(got, want) {
			t.Errorf("the hooks were %v, want %v", got, want)
		}
	})
}

// After a rollback no hook runs; after a panic in one the others do, and it goes on.
func TestAfterCommitPanics(t *testing.T) {
	ctx := context.Background()
	db := openPostgres(t)
	mustExec(t, db, "create table notes (id int not null primary key)")
	ran := 0
	run := func(result error) {
		_ = gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) error {
			check(t, gild.AfterCommit(ctx, func(context.Context) { panic(errMine) }))
			check(t, gild.AfterCommit(ctx, func(context.Context) { ran++ }))
			check(t, exec(ctx, tx, "insert into notes values (1)"))
			return result
		})
	}
	run(errMine)
	if ran != 0 {
		t.Error("a hook ran after a rollback")
	}
	if got := panics(func() { run(nil) }); got != errMine || ran != 1 {
		t.Errorf("the panic is %v, the hook behind it ran %d times", got, ran)
	}
	wantNotes(t, db, 1)
}

func TestAfterCommitMistakes(t *testing.T) {
	ctx := context.Background()
	db := openPostgres(t)
	hook := func(context.Context) { t.Error("the hook ran") }
	wantError(t, gild.AfterCommit(ctx, hook), "the context has no transaction: use the one that gild.Tx gives")
	var stale context.Context
	check(t, gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) error {
		wantError(t, gild.AfterCommit(ctx, nil), "the function is nil")
		stale = ctx
		return nil
	}))
	wantError(t, gild.AfterCommit(stale, hook), "has ended")
	tx, err := db.Begin()
	check(t, err)
	check(t, gild.Tx(ctx, tx, nil, func(ctx context.Context, _ *sql.Tx) error {
		wantError(t, gild.AfterCommit(ctx, hook), "not begun by gild.Tx")
		return nil
	}))
	check(t, tx.Rollback())
}
