package gild_test

import (
	"context"
	"database/sql"
	"runtime"
	"testing"

	"github.com/gildsql/gild"
)

func goexit() error {
	runtime.Goexit()
	return nil
}

func nothing(context.Context, *sql.Tx) error { return nil }

// Mistakes are errors that say what to do instead.
func TestTxMistakes(t *testing.T) {
	ctx := context.Background()
	db := openPostgres(t)
	rawTx, err := db.Begin()
	check(t, err)
	defer func() { check(t, rawTx.Rollback()) }()
	serializable := &gild.TxOptions{Isolation: sql.LevelSerializable}
	readOnly := &gild.TxOptions{ReadOnly: true}
	for _, tt := range []struct {
		name string
		db   gild.DB
		opts *gild.TxOptions
		fn   func(context.Context, *sql.Tx) error
		want string
	}{
		{"nil", nil, nil, nothing, "the database is nil"},
		{"a nil *sql.DB", (*sql.DB)(nil), nil, nothing, "the database is nil"},
		{"a nil *sql.Tx", (*sql.Tx)(nil), nil, nothing, "the database is nil"},
		{"a nil function", db, nil, nil, "the function is nil"},
		{"attempts", db, &gild.TxOptions{MaxAttempts: -1}, nothing, "MaxAttempts is -1: 1 is to run once"},
		{"another type", struct{ gild.DB }{db}, nil, nothing, "cannot begin a transaction: pass a *sql.DB"},
		{"no transaction", transactional{DB: db}, nil, nothing, "has no transaction"},
		{"an error", transactional{DB: db, err: errMine}, nil, nothing, "mine"},
		{"isolation", rawTx, serializable, nothing, "begun with options that are not known here"},
		{"read-only", rawTx, readOnly, nothing, "begun with options that are not known here"},
		{"independent", rawTx, &gild.TxOptions{Independent: true}, nothing, "never Independent"},
		{"an unknown level", db, &gild.TxOptions{Isolation: sql.LevelLinearizable}, nothing, "gild: begin: pq: isolation level"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wantError(t, gild.Tx(ctx, tt.db, tt.opts, tt.fn), tt.want)
		})
	}
}

// A savepoint takes the options that its transaction has, and no others.
func TestTxNestedOptions(t *testing.T) {
	db := openPostgres(t)
	serializable := gild.TxOptions{Isolation: sql.LevelSerializable}
	readOnly := gild.TxOptions{ReadOnly: true}
	for _, tt := range []struct {
		name         string
		outer, inner gild.TxOptions
		want         string
	}{
		{"the same level", serializable, serializable, ""},
		{"another level", gild.TxOptions{Isolation: sql.LevelRepeatableRead}, serializable,
			"cannot have the isolation level Serializable in a transaction that was begun with Repeatable Read: set it where"},
		{"the default level", serializable, gild.TxOptions{}, ""},
		{"read-only in read-only", readOnly, readOnly, ""},
		{"read-only in read-write", gild.TxOptions{}, readOnly, "cannot be read-only in a transaction that was begun with writes allowed"},
		{"attempts", gild.TxOptions{}, gild.TxOptions{MaxAttempts: 3}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := gild.Tx(context.Background(), db, &tt.outer, func(ctx context.Context, tx *sql.Tx) error {
				return gild.Tx(ctx, tx, &tt.inner, nothing)
			})
			if tt.want == "" {
				check(t, err)
				return
			}
			wantError(t, err, tt.want)
		})
	}
}

// The database where its transaction is meant, and a context that is not the innermost, are found out.
func TestTxMixedUp(t *testing.T) {
	base := context.Background()
	db, other := openPostgres(t), openPostgres(t)
	var stale context.Context
	check(t, gild.Tx(base, db, nil, func(outer context.Context, tx *sql.Tx) error {
		stale = outer
		wantError(t, gild.Tx(outer, db, nil, nothing), "is open in the context: pass its *sql.Tx for a savepoint, or set Independent")
		check(t, gild.Tx(outer, db, &gild.TxOptions{Independent: true}, nothing))
		check(t, gild.Tx(outer, other, nil, nothing))
		return gild.Tx(outer, tx, nil, func(inner context.Context, tx *sql.Tx) error {
			wantError(t, gild.Tx(inner, db, nil, nothing), "is open in the context")
			wantError(t, gild.Tx(outer, tx, nil, nothing), "another savepoint is open")
			return gild.Tx(inner, tx, nil, nothing)
		})
	}))
	check(t, gild.Tx(stale, db, nil, nothing)) // nothing is open any more

	conn, err := db.Conn(base)
	check(t, err)
	check(t, gild.Tx(base, conn, nil, func(ctx context.Context, tx *sql.Tx) error {
		wantError(t, gild.Tx(ctx, conn, &gild.TxOptions{Independent: true}, nothing), "has a transaction open already")
		return nil
	}))
	check(t, conn.Close())
}
