// Package errors_test provokes, on live databases, each class of error that they give on demand,
// through plain *sql.DBs of the real drivers, and checks how gild explains it.
package errors_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

// failure is a way to make a database fail, and what it is to be explained as. A Code of "" is
// any, a Schema of "own" the test's own one.
type failure struct {
	name string
	want gild.Error
	make func(t *testing.T, db *sql.DB) error
}

// own stands for the schema of the test.
const own = "own"

// provoke makes each failure on db, whose schema is named schema.
func provoke(t *testing.T, db *sql.DB, schema string, failures []failure) {
	for _, f := range failures {
		t.Run(f.name, func(t *testing.T) {
			err := f.make(t, db)
			if err == nil {
				t.Fatal("no error")
			}
			f.check(t, err, schema)
			if n := db.Stats().InUse; n != 0 {
				t.Errorf("%d connections are still in use", n)
			}
		})
	}
}

func (f failure) check(t *testing.T, err error, schema string) {
	t.Helper()
	e := gild.ErrorOf(fmt.Errorf("wrapped: %w", err))
	if e == nil {
		t.Fatalf("%T is not explained: %v", err, err)
	}
	got := gild.Error{Class: e.Class, Code: e.Code, Constraint: e.Constraint, Schema: e.Schema, Table: e.Table, Column: e.Column}
	want := f.want
	if want.Schema == own {
		want.Schema = schema
	}
	if want.Code == "" {
		got.Code = ""
	}
	if describe(got) != describe(want) {
		t.Errorf("%v\ngot  %s\nwant %s", err, describe(got), describe(want))
	}
	if !errors.Is(e, err) {
		t.Error("the driver's error is not reachable")
	}
	if !gild.Is(err, f.want.Class) {
		t.Errorf("is not %s", f.want.Class.String())
	}
	if again := f.want.Class == dialect.ErrorSerialization || f.want.Class == dialect.ErrorDeadlock; gild.Retryable(err) != again {
		t.Errorf("is retryable: %v", !again)
	}
}

func describe(e gild.Error) string {
	return fmt.Sprintf("%s %s constraint=%q schema=%q table=%q column=%q", e.Class.String(), e.Code, e.Constraint, e.Schema, e.Table, e.Column)
}

// open opens a database with a driver of its own name, not gild's.
func open(t *testing.T, driver, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// limited returns a context that makes a statement that hangs an error.
func limited(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// must runs statements that succeed.
func must(t *testing.T, db execer, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := db.ExecContext(limited(t), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// in runs statements in one transaction, which is rolled back. All but the last succeed.
func in(options *sql.TxOptions, statements ...string) func(*testing.T, *sql.DB) error {
	return func(t *testing.T, db *sql.DB) error {
		tx, err := db.BeginTx(limited(t), options)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		last := len(statements) - 1
		must(t, tx, statements[:last]...)
		_, err = tx.ExecContext(limited(t), statements[last])
		return err
	}
}

func run(statements ...string) func(*testing.T, *sql.DB) error { return in(nil, statements...) }

// session takes a connection for itself until the failure is made.
func session(t *testing.T, db *sql.DB) (conn *sql.Conn, release func()) {
	t.Helper()
	conn, err := db.Conn(limited(t))
	if err != nil {
		t.Fatal(err)
	}
	return conn, func() { _ = conn.Close() }
}

// two runs the first statements in one transaction, the second in another. All but the last of
// the second succeed.
func two(options *sql.TxOptions, first, second []string) func(*testing.T, *sql.DB) error {
	return func(t *testing.T, db *sql.DB) error {
		tx, err := db.BeginTx(limited(t), options)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		must(t, tx, first...)
		return in(options, second...)(t, db)
	}
}

// collision reads in one transaction, with prepare before it, what another one changes, and then
// writes it.
func collision(level sql.IsolationLevel, prepare ...string) func(*testing.T, *sql.DB) error {
	return func(t *testing.T, db *sql.DB) error {
		conn, release := session(t, db)
		defer release()
		must(t, conn, prepare...)
		tx, err := conn.BeginTx(limited(t), &sql.TxOptions{Isolation: level})
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		var name string
		if err := tx.QueryRow("select name from users where id = 1").Scan(&name); err != nil {
			t.Fatal(err)
		}
		must(t, db, "update users set age = age + 1 where id = 1")
		_, err = tx.Exec("update users set age = age + 1 where id = 1")
		return err
	}
}

// deadlock lets two transactions want what the other one has.
func deadlock(prepare ...string) func(*testing.T, *sql.DB) error {
	return func(t *testing.T, db *sql.DB) error {
		var txs [2]*sql.Tx
		for i := range txs {
			tx, err := db.BeginTx(limited(t), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer tx.Rollback()
			must(t, tx, prepare...)
			must(t, tx, fmt.Sprintf("update users set age = age + 1 where id = %d", 1+i))
			txs[i] = tx
		}
		errs := make(chan error, 2)
		ctx := limited(t)
		for i, tx := range txs {
			go func() {
				_, err := tx.ExecContext(ctx, fmt.Sprintf("update users set age = age + 1 where id = %d", 2-i))
				_ = tx.Rollback() // lets the other one go on
				errs <- err
			}()
		}
		return errors.Join(<-errs, <-errs) // one of the two is nil
	}
}
