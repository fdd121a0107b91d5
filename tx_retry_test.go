package gild_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/tests/servers"
)

// A conflict is a transaction that fails on each database in the way this one fails.
type conflict struct {
	name string
	open func(t testing.TB) *sql.DB
	opts gild.TxOptions
	// do is a transaction in which meddle, if it is called, makes a conflict.
	do func(ctx context.Context, t *testing.T, db *sql.DB, tx *sql.Tx, meddle bool) error
}

var conflicts = []conflict{
	{"postgres update", openPostgres, gild.TxOptions{Isolation: sql.LevelRepeatableRead}, updateAfterRead},
	{"postgres-bare update", txKinds[3].open, gild.TxOptions{Isolation: sql.LevelRepeatableRead}, updateAfterRead},
	{"postgres commit", openPostgres, gild.TxOptions{Isolation: sql.LevelSerializable}, writeSkew},
	{"postgres-bare commit", txKinds[3].open, gild.TxOptions{Isolation: sql.LevelSerializable}, writeSkew},
	{"postgres-pgx update", txKinds[6].open, gild.TxOptions{Isolation: sql.LevelRepeatableRead}, updateAfterRead},
	{"postgres-pgx commit", txKinds[6].open, gild.TxOptions{Isolation: sql.LevelSerializable}, writeSkew},
	{"sqlite snapshot", txKinds[0].open, gild.TxOptions{}, updateAfterRead},
	{"sqlite-bare snapshot", txKinds[1].open, gild.TxOptions{}, updateAfterRead},
	{"sqlite busy", openJournal, gild.TxOptions{}, updateWhileLocked},
	{"mariadb deadlock", openMariaDB, gild.TxOptions{}, deadlock},
	{"mariadb-bare deadlock", txKinds[5].open, gild.TxOptions{}, deadlock},
}

// openJournal opens SQLite without a write-ahead log.
func openJournal(t testing.TB) *sql.DB {
	return openTx(t, "sqlite3+gild", "file:"+servers.SQLite(t)+"?_journal_mode=DELETE&_busy_timeout=10000")
}

// updateAfterRead updates a row that another transaction has changed since it was read.
func updateAfterRead(ctx context.Context, t *testing.T, db *sql.DB, tx *sql.Tx, meddle bool) error {
	scan[int](t, tx, "select balance from accounts where id = 1")
	if meddle {
		mustExec(t, db, "update accounts set balance = balance + 10 where id = 1")
	}
	return exec(ctx, tx, "update accounts set balance = balance + 1 where id = 1")
}

// writeSkew reads what another transaction writes, and writes what that one has read.
func writeSkew(ctx context.Context, t *testing.T, db *sql.DB, tx *sql.Tx, meddle bool) error {
	scan[int](t, tx, "select sum(balance) from accounts")
	if err := exec(ctx, tx, "update accounts set balance = balance + 1 where id = 1"); err != nil || !meddle {
		return err
	}
	other, err := db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable})
	check(t, err)
	scan[int](t, other, "select sum(balance) from accounts")
	mustExec(t, other, "update accounts set balance = balance + 10 where id = 2")
	check(t, other.Commit())
	return nil
}

// updateWhileLocked updates while another transaction holds the lock that it needs, after a
// read, so that SQLite does not wait.
func updateWhileLocked(ctx context.Context, t *testing.T, db *sql.DB, tx *sql.Tx, meddle bool) error {
	scan[int](t, tx, "select balance from accounts where id = 1")
	if meddle {
		other, err := db.BeginTx(ctx, nil)
		check(t, err)
		mustExec(t, other, "update accounts set balance = balance + 10 where id = 2")
		defer func() { check(t, other.Rollback()) }()
	}
	return exec(ctx, tx, "update accounts set balance = balance + 1 where id = 1")
}

// deadlock wants a row of another transaction that wants one of its own. The other has
// written more, so that this one is the victim, whoever waits last.
func deadlock(ctx context.Context, t *testing.T, db *sql.DB, tx *sql.Tx, meddle bool) error {
	if err := exec(ctx, tx, "update accounts set balance = balance + 1 where id = 1"); err != nil || !meddle {
		return err
	}
	other, err := db.BeginTx(ctx, nil)
	check(t, err)
	mustExec(t, other, "insert into accounts select seq + 100, 0 from seq_1_to_500")
	mustExec(t, other, "update accounts set balance = balance + 10 where id = 2")
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := exec(ctx, other, "update accounts set balance = balance + 10 where id = 1"); err != nil {
			t.Errorf("the other transaction is the victim: %v", err)
		}
	})
	err = exec(ctx, tx, "update accounts set balance = balance + 1 where id = 2")
	wg.Wait()
	check(t, other.Rollback())
	return err
}

func (c conflict) start(t *testing.T) *sql.DB {
	db := c.open(t)
	mustExec(t, db, "create table accounts (id int not null primary key, balance int not null)")
	mustExec(t, db, "insert into accounts values (1, 0), (2, 0)")
	return db
}

// A transaction that has collided with another is run again from its start.
func TestTxRetry(t *testing.T) {
	for _, c := range conflicts {
		t.Run(c.name, func(t *testing.T) {
			db := c.start(t)
			var pauses, committed []int
			attempts := 0
			opts := c.opts
			opts.Backoff = func(n int) time.Duration {
				pauses = append(pauses, n)
				return 0
			}
			check(t, gild.Tx(context.Background(), db, &opts, func(ctx context.Context, tx *sql.Tx) error {
				attempts++
				n := attempts
				check(t, gild.AfterCommit(ctx, func(context.Context) { committed = append(committed, n) }))
				if err := c.do(ctx, t, db, tx, n < 3); err != nil {
					return fmt.Errorf("wrapped: %w", err)
				}
				return nil
			}))
			if attempts != 3 || !slices.Equal(pauses, []int{1, 2}) {
				t.Errorf("%d attempts with pauses %v, want 3 and one after each failure", attempts, pauses)
			}
			if !slices.Equal(committed, []int{3}) {
				t.Errorf("after the commit, attempts %v reported, want the third only", committed)
			}
			if got := scan[int](t, db, "select sum(balance) from accounts") % 10; got != 1 {
				t.Errorf("the change was made %d times, want once", got)
			}
		})
	}
}

// After the last attempt the error says how many there were, and keeps its cause.
func TestTxRetryLimit(t *testing.T) {
	for _, c := range conflicts {
		t.Run(c.name, func(t *testing.T) {
			db := c.start(t)
			for _, limit := range []int{1, 2, 0} {
				attempts := 0
				opts := c.opts
				opts.MaxAttempts, opts.Backoff = limit, func(int) time.Duration { return 0 }
				err := gild.Tx(context.Background(), db, &opts, func(ctx context.Context, tx *sql.Tx) error {
					attempts++
					return c.do(ctx, t, db, tx, true)
				})
				want := limit
				if limit == 0 {
					want = 5
				}
				if attempts != want || err == nil || gild.ErrorOf(err) == nil {
					t.Errorf("limit %d: %d attempts, error %v", limit, attempts, err)
				}
				tried, ok := errors.AsType[*gild.RetryError](err)
				if ok != (limit != 1) || ok && tried.Attempts != want {
					t.Errorf("limit %d: got error %v", limit, err)
				}
				if _, ok := errors.AsType[*gild.AmbiguousCommitError](err); ok {
					t.Errorf("limit %d: the outcome is known, but the error is %v", limit, err)
				}
			}
			if got := scan[int](t, db, "select sum(balance) from accounts") % 10; got != 0 {
				t.Errorf("the change was made %d times, want never", got)
			}
		})
	}
}

// Other errors, savepoints and the end of the context end it.
func TestTxNoRetry(t *testing.T) {
	base := context.Background()
	c := conflicts[0]
	db := c.start(t)
	attempts := 0
	run := func(ctx context.Context, opts gild.TxOptions, fn func(context.Context, *sql.Tx) error) error {
		attempts = 0
		return gild.Tx(ctx, db, &opts, func(ctx context.Context, tx *sql.Tx) error {
			attempts++
			return fn(ctx, tx)
		})
	}

	if err := run(base, c.opts, func(context.Context, *sql.Tx) error { return errMine }); err != errMine || attempts != 1 {
		t.Errorf("fn's own error: %d attempts, %v", attempts, err)
	}

	opts := c.opts
	opts.MaxAttempts = 2
	opts.Backoff = func(int) time.Duration { return 0 }
	nested := 0
	err := run(base, opts, func(ctx context.Context, tx *sql.Tx) error {
		return gild.Tx(ctx, tx, nil, func(ctx context.Context, tx *sql.Tx) error {
			nested++
			return c.do(ctx, t, db, tx, true)
		})
	})
	if nested != 2 || attempts != 2 || !gild.Is(err, gild.ErrSerialization) {
		t.Errorf("a savepoint: %d attempts of it and %d around it, want 2; %v", nested, attempts, err)
	}

	ctx, cancel := context.WithCancelCause(base)
	opts.MaxAttempts = 9
	opts.Backoff = func(int) time.Duration {
		cancel(errMine)
		return time.Hour
	}
	err = run(ctx, opts, func(ctx context.Context, tx *sql.Tx) error { return c.do(ctx, t, db, tx, true) })
	if attempts != 1 || !errors.Is(err, errMine) || !gild.Is(err, gild.ErrSerialization) {
		t.Errorf("the context ended: %d attempts, %v", attempts, err)
	}
}

// A deadlock under a savepoint ends all of the transaction in MariaDB: passing it over must
// not leave a half committed.
func TestTxDeadlockPassedOver(t *testing.T) {
	for _, c := range conflicts {
		if !strings.Contains(c.name, "mariadb") {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			db := c.start(t)
			mustExec(t, db, "create table notes (id int not null primary key)")
			attempts := 0
			opts := gild.TxOptions{MaxAttempts: 2, Backoff: func(int) time.Duration { return 0 }}
			err := gild.Tx(context.Background(), db, &opts, func(ctx context.Context, tx *sql.Tx) error {
				attempts++
				check(t, exec(ctx, tx, "insert into notes values (1)"))
				err := gild.Tx(ctx, tx, nil, func(ctx context.Context, tx *sql.Tx) error { return c.do(ctx, t, db, tx, true) })
				wantError(t, err, "the savepoint cannot be rolled back")
				return nil
			})
			if attempts != 2 || !gild.Is(err, gild.ErrDeadlock) {
				t.Errorf("%d attempts, error %v; want the deadlock", attempts, err)
			}
			wantNotes(t, db)
		})
	}
}
