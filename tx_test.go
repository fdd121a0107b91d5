package gild_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"

	"github.com/gildsql/gild"
)

var errMine = errors.New("mine")

// What fn does is committed when it returns nil, and otherwise not; its error stays what it is.
func TestTx(t *testing.T) {
	ctx := context.Background()
	eachTx(t, func(t *testing.T, db *sql.DB) {
		check(t, gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) error {
			return exec(ctx, tx, "insert into notes values (1)")
		}))
		err := gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) error {
			check(t, exec(ctx, tx, "insert into notes values (2)"))
			return errMine
		})
		if err != errMine {
			t.Errorf("got error %v, want fn's own", err)
		}
		err = gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) error {
			check(t, exec(ctx, tx, "insert into notes values (3)"))
			return exec(ctx, tx, "insert into notes values (1)")
		})
		if !gild.Is(err, gild.ErrUnique) {
			t.Errorf("got error %v, want that of the statement", err)
		}
		conn, err := db.Conn(ctx)
		check(t, err)
		check(t, gild.Tx(ctx, conn, nil, func(ctx context.Context, tx *sql.Tx) error {
			return exec(ctx, tx, "insert into notes values (4)")
		}))
		check(t, conn.Close())
		wantNotes(t, db, 1, 4)
	})
}

// A function that does not return is rolled back, and how it ended goes on.
func TestTxPanics(t *testing.T) {
	ctx := context.Background()
	eachTx(t, func(t *testing.T, db *sql.DB) {
		db.SetMaxOpenConns(1) // a transaction left open would block what follows
		got := panics(func() {
			_ = gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) error {
				check(t, exec(ctx, tx, "insert into notes values (1)"))
				panic(errMine)
			})
		})
		if got != errMine {
			t.Errorf("the panic is %v, want fn's own", got)
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			_ = gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) error {
				_ = exec(ctx, tx, "insert into notes values (2)")
				return goexit()
			})
		}()
		<-done
		check(t, gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) error {
			check(t, exec(ctx, tx, "insert into notes values (3)"))
			got := panics(func() {
				_ = gild.Tx(ctx, tx, nil, func(ctx context.Context, tx *sql.Tx) error {
					check(t, exec(ctx, tx, "insert into notes values (4)"))
					panic(errMine)
				})
			})
			if got != errMine {
				t.Errorf("the panic under a savepoint is %v", got)
			}
			return exec(ctx, tx, "insert into notes values (5)")
		}))
		wantNotes(t, db, 3, 5)
	})
}

// Savepoints are kept and undone each for itself, at any depth.
func TestTxNested(t *testing.T) {
	ctx := context.Background()
	eachTx(t, func(t *testing.T, db *sql.DB) {
		insert := func(id string, err error, inner ...func(context.Context, *sql.Tx)) func(context.Context, *sql.Tx) error {
			return func(ctx context.Context, tx *sql.Tx) error {
				check(t, exec(ctx, tx, "insert into notes values ("+id+")"))
				for _, f := range inner {
					f(ctx, tx)
				}
				return err
			}
		}
		nested := func(want error, fn func(context.Context, *sql.Tx) error) func(context.Context, *sql.Tx) {
			return func(ctx context.Context, tx *sql.Tx) {
				if err := gild.Tx(ctx, tx, nil, fn); err != want {
					t.Errorf("got error %v, want %v", err, want)
				}
			}
		}
		check(t, gild.Tx(ctx, db, nil, insert("1", nil,
			nested(errMine, insert("2", errMine, nested(nil, insert("3", nil)))),
			nested(nil, insert("4", nil, nested(errMine, insert("5", errMine)), nested(nil, insert("6", nil)))),
		)))
		wantNotes(t, db, 1, 4, 6)

		// A failed statement is undone with its savepoint, also where it ends transactions.
		check(t, gild.Tx(ctx, db, nil, insert("7", nil, func(ctx context.Context, tx *sql.Tx) {
			err := gild.Tx(ctx, tx, nil, insert("8", exec(ctx, db, "select 1"), func(ctx context.Context, tx *sql.Tx) {
				if err := exec(ctx, tx, "insert into notes values (1)"); !gild.Is(err, gild.ErrUnique) {
					t.Errorf("got error %v, want a unique violation", err)
				}
			}))
			if postgres := strings.Contains(t.Name(), "postgres"); postgres != (err != nil) {
				t.Errorf("a failed statement was passed over: got error %v", err)
			}
		})))
		if strings.Contains(t.Name(), "postgres") {
			wantNotes(t, db, 1, 4, 6, 7)
		} else {
			wantNotes(t, db, 1, 4, 6, 7, 8)
		}
	})
}

// A *sql.Tx that Tx has not begun takes savepoints, and stays its owner's.
func TestTxNestedInForeign(t *testing.T) {
	ctx := context.Background()
	eachTx(t, func(t *testing.T, db *sql.DB) {
		tx, err := db.BeginTx(ctx, nil)
		check(t, err)
		check(t, gild.Tx(ctx, tx, nil, func(_ context.Context, tx *sql.Tx) error {
			check(t, exec(ctx, tx, "insert into notes values (1)"))
			// The outer context does not know that this is nested; the transaction does.
			err := gild.Tx(ctx, tx, nil, func(ctx context.Context, tx *sql.Tx) error {
				check(t, exec(ctx, tx, "insert into notes values (2)"))
				return errMine
			})
			if err != errMine {
				t.Errorf("got error %v", err)
			}
			return nil
		}))
		check(t, gild.Tx(ctx, transactional{DB: db, tx: tx}, nil, func(ctx context.Context, tx *sql.Tx) error {
			return exec(ctx, tx, "insert into notes values (3)")
		}))
		check(t, tx.Commit())
		wantNotes(t, db, 1, 3)
		err = gild.Tx(ctx, tx, nil, func(context.Context, *sql.Tx) error { return nil })
		if !errors.Is(err, sql.ErrTxDone) {
			t.Errorf("in a transaction that has ended: %v", err)
		}
	})
}

// transactional is a gild.Transactional.
type transactional struct {
	gild.DB
	tx  *sql.Tx
	err error
}

func (d transactional) Transaction(context.Context) (*sql.Tx, error) { return d.tx, d.err }

// The end of the context rolls back, says why, and leaves a sound pool.
func TestTxContextEnds(t *testing.T) {
	eachTx(t, func(t *testing.T, db *sql.DB) {
		db.SetMaxOpenConns(1)
		for name, result := range map[string]error{"passed over": nil, "fn's error": errMine} {
			ctx, cancel := context.WithCancelCause(context.Background())
			why := errors.New("the shop has closed")
			err := gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) error {
				check(t, exec(ctx, tx, "insert into notes values (1)"))
				cancel(why)
				return result
			})
			if !errors.Is(err, why) || !errors.Is(err, context.Canceled) || result != nil && !errors.Is(err, result) {
				t.Errorf("%s: got error %v, want the cause", name, err)
			}
			if ambiguous := (*gild.AmbiguousCommitError)(nil); errors.As(err, &ambiguous) {
				t.Errorf("%s: nothing was committed, but the error is %v", name, err)
			}
			wantNotes(t, db)
		}
		// The context of a savepoint ends the savepoint only.
		err := gild.Tx(context.Background(), db, nil, func(ctx context.Context, tx *sql.Tx) error {
			check(t, exec(ctx, tx, "insert into notes values (1)"))
			inner, cancel := context.WithCancel(ctx)
			err := gild.Tx(inner, tx, nil, func(ctx context.Context, tx *sql.Tx) error {
				check(t, exec(ctx, tx, "insert into notes values (2)"))
				cancel()
				return nil
			})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("got error %v, want that of the inner context", err)
			}
			return exec(ctx, tx, "insert into notes values (3)")
		})
		check(t, err)
		wantNotes(t, db, 1, 3)
	})
}

// An error that fn has passed over does not make what is lost look committed.
func TestTxErrorPassedOver(t *testing.T) {
	ctx := context.Background()
	eachTx(t, func(t *testing.T, db *sql.DB) {
		err := gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) error {
			check(t, exec(ctx, tx, "insert into notes values (1)"))
			if err := exec(ctx, tx, "insert into notes values (1)"); err == nil {
				t.Error("no error")
			}
			return nil
		})
		if !strings.Contains(t.Name(), "postgres") {
			check(t, err)
			wantNotes(t, db, 1)
			return
		}
		wantNotes(t, db)
		wantError(t, err, "gild: commit: ")
		if ambiguous := (*gild.AmbiguousCommitError)(nil); errors.As(err, &ambiguous) {
			t.Errorf("the outcome is known, but the error is %v", err)
		}
	})
}

// A function that ends the transaction itself is told so.
func TestTxEndedByFunction(t *testing.T) {
	ctx := context.Background()
	eachTx(t, func(t *testing.T, db *sql.DB) {
		for _, result := range []error{nil, errMine} {
			for name, end := range map[string]func(*sql.Tx) error{"commit": (*sql.Tx).Commit, "rollback": (*sql.Tx).Rollback} {
				err := gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) error {
					check(t, end(tx))
					return result
				})
				wantError(t, err, "has committed or rolled back the transaction itself")
				if !errors.Is(err, sql.ErrTxDone) || result != nil && !errors.Is(err, result) {
					t.Errorf("%s: got error %v", name, err)
				}
			}
		}
		err := gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) error {
			return gild.Tx(ctx, tx, nil, func(_ context.Context, tx *sql.Tx) error { return tx.Rollback() })
		})
		if !errors.Is(err, sql.ErrTxDone) {
			t.Errorf("ended under a savepoint: %v", err)
		}
	})
}

// A rollback that fails is told behind the error of fn.
func TestTxRollbackFails(t *testing.T) {
	ctx := context.Background()
	db := openPostgres(t)
	err := gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) error {
		pid := scan[int](t, tx, "select pg_backend_pid()")
		_, err := db.ExecContext(ctx, "select pg_terminate_backend($1, 10000)", pid)
		check(t, err)
		return errMine
	})
	if !errors.Is(err, errMine) || !strings.HasPrefix(err.Error(), "mine\ngild: rollback: ") {
		t.Errorf("got error %v, want fn's and then that of the rollback", err)
	}
}

func panics(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}
