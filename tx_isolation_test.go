package gild_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"github.com/gildsql/gild"
)

// Each level of isolation reaches the server; what it does not have is an error.
func TestTxIsolation(t *testing.T) {
	ctx := context.Background()
	levels := []sql.IsolationLevel{
		sql.LevelReadUncommitted, sql.LevelReadCommitted, sql.LevelRepeatableRead, sql.LevelSerializable,
	}
	eachTx(t, func(t *testing.T, db *sql.DB) {
		probe := isolationOfMariaDB
		switch {
		case strings.Contains(t.Name(), "postgres"):
			probe = isolationOfPostgres
		case strings.Contains(t.Name(), "sqlite"): // serializable, whatever the level
			check(t, gild.Tx(ctx, db, &gild.TxOptions{Isolation: sql.LevelReadUncommitted}, nothing))
			return
		}
		for _, level := range levels {
			check(t, gild.Tx(ctx, db, &gild.TxOptions{Isolation: level}, func(ctx context.Context, tx *sql.Tx) error {
				if got := probe(t, db, tx); got != level {
					t.Errorf("%v: the server has %v", level, got)
				}
				return nil
			}))
			mustExec(t, db, "delete from notes")
		}
		for _, level := range []sql.IsolationLevel{sql.LevelWriteCommitted, sql.LevelLinearizable} {
			wantError(t, gild.Tx(ctx, db, &gild.TxOptions{Isolation: level}, nothing), "gild: begin: ")
		}
	})
}

func isolationOfPostgres(t *testing.T, _ *sql.DB, tx *sql.Tx) sql.IsolationLevel {
	return map[string]sql.IsolationLevel{
		"read uncommitted": sql.LevelReadUncommitted, "read committed": sql.LevelReadCommitted,
		"repeatable read": sql.LevelRepeatableRead, "serializable": sql.LevelSerializable,
	}[scan[string](t, tx, "select current_setting('transaction_isolation')")]
}

// isolationOfMariaDB goes by what tx sees of another transaction: no variable tells the level.
func isolationOfMariaDB(t *testing.T, db *sql.DB, tx *sql.Tx) sql.IsolationLevel {
	const count = "select count(*) from notes"
	scan[int](t, tx, count)
	other, err := db.Begin()
	check(t, err)
	defer func() { _ = other.Rollback() }()
	err = exec(context.Background(), other, "set statement innodb_lock_wait_timeout = 0 for insert into notes values (1)")
	if gild.Is(err, gild.ErrLock) { // what was read is locked
		return sql.LevelSerializable
	}
	check(t, err)
	if scan[int](t, tx, count) == 1 {
		return sql.LevelReadUncommitted
	}
	check(t, other.Commit())
	if scan[int](t, tx, count) == 1 {
		return sql.LevelReadCommitted
	}
	return sql.LevelRepeatableRead
}

// A read-only transaction refuses writes, or is refused itself.
func TestTxReadOnly(t *testing.T) {
	ctx := context.Background()
	eachTx(t, func(t *testing.T, db *sql.DB) {
		err := gild.Tx(ctx, db, &gild.TxOptions{ReadOnly: true}, func(ctx context.Context, tx *sql.Tx) error {
			return exec(ctx, tx, "insert into notes values (1)")
		})
		switch {
		case strings.HasSuffix(t.Name(), "sqlite-bare"): // gild does not know that it is SQLite
			check(t, err)
			return
		case strings.HasSuffix(t.Name(), "sqlite"):
			wantError(t, err, "sqlite has no read-only transactions: open a *sql.DB with mode=ro")
			conn, connErr := db.Conn(ctx)
			check(t, connErr)
			wantError(t, gild.Tx(ctx, conn, &gild.TxOptions{ReadOnly: true}, nothing), "sqlite has no read-only transactions")
			check(t, conn.Close())
		case !gild.Is(err, gild.ErrReadOnly):
			t.Errorf("got error %v, want ErrReadOnly", err)
		}
		wantNotes(t, db)
	})
}
