package gild_test

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/lib/pq"
	"github.com/mattn/go-sqlite3"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/pgx"
	"github.com/gildsql/gild/tests/servers"
)

func TestWithRaw(t *testing.T) {
	ctx := t.Context()
	lite, err := gild.Open("sqlite:///"+servers.SQLite(t), gild.WithInterceptors(&gild.NullInterceptor{}))
	check(t, err)
	defer lite.Close()
	lite.SetMaxOpenConns(1)
	check(t, gild.WithRaw(ctx, lite, func(c *sqlite3.SQLiteConn) error {
		return c.RegisterFunc("twice", func(n int64) int64 { return 2 * n }, true)
	}))
	var n int
	check(t, lite.QueryRow("select twice(21)").Scan(&n))
	if n != 42 {
		t.Errorf("got %d", n)
	}
	mine := errors.New("mine")
	if err := gild.WithRaw(ctx, lite, func(*sqlite3.SQLiteConn) error { return mine }); err != mine {
		t.Errorf("got %v", err)
	}
	err = gild.WithRaw(ctx, lite, func(*pgx.Conn) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "*sqlite3.SQLiteConn") || !strings.Contains(err.Error(), "*pgx.Conn") {
		t.Errorf("got %v", err)
	}
	if err := gild.WithRaw(ctx, (*sql.DB)(nil), func(driver.Conn) error { return nil }); err == nil {
		t.Error("a nil database: no error")
	}

	dsn := servers.Postgres(t)
	px, err := sql.Open("pgx+gild", dsn)
	check(t, err)
	defer px.Close()
	check(t, gild.WithRaw(ctx, px, func(c *pgx.Conn) error {
		return c.QueryRow(ctx, "select 7").Scan(&n)
	}))
	check(t, gild.WithRaw(ctx, px, func(c *stdlib.Conn) error { return c.Ping(ctx) }))
	if n != 7 {
		t.Errorf("got %d", n)
	}

	lib, err := sql.Open("postgres+gild", dsn)
	check(t, err)
	defer lib.Close()
	lib.SetMaxOpenConns(1)
	var notices []string
	check(t, gild.WithRaw(ctx, lib, func(c driver.Conn) error {
		pq.SetNoticeHandler(c, func(e *pq.Error) { notices = append(notices, e.Message) }) // which panics on any wrapper
		return nil
	}))
	_, err = lib.Exec("do $$ begin raise notice 'hello'; end $$")
	check(t, err)
	if len(notices) != 1 || notices[0] != "hello" {
		t.Errorf("got %q", notices)
	}
}

// TestCopyIn copies rows the way lib/pq's documentation does.
func TestCopyIn(t *testing.T) {
	db, err := sql.Open("postgres+gild", servers.Postgres(t))
	check(t, err)
	defer db.Close()
	_, err = db.Exec("create table copied (a int, b text)")
	check(t, err)
	tx, err := db.Begin()
	check(t, err)
	//lint:ignore SA1019 programs use it
	stmt, err := tx.Prepare(pq.CopyIn("copied", "a", "b"))
	check(t, err)
	for i := range 100 {
		_, err := stmt.Exec(i, fmt.Sprint("row ", i))
		check(t, err)
	}
	_, err = stmt.Exec()
	check(t, errors.Join(err, stmt.Close(), tx.Commit()))
	var n int
	check(t, db.QueryRow("select count(*) from copied where b = 'row ' || a").Scan(&n))
	if n != 100 {
		t.Errorf("%d rows", n)
	}
}

// TestBackup copies a database with go-sqlite3's backup.
func TestBackup(t *testing.T) {
	ctx := t.Context()
	open := func() *sql.DB {
		db, err := gild.Open("sqlite:///" + servers.SQLite(t))
		check(t, err)
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	from, to := open(), open()
	_, err := from.Exec("create table t as select 5 as a")
	check(t, err)
	for range 4 { // it is kept prepared
		check(t, from.QueryRow("select a from t where a = ?", 5).Scan(new(int)))
	}
	check(t, gild.WithRaw(ctx, from, func(src *sqlite3.SQLiteConn) error {
		return gild.WithRaw(ctx, to, func(dst *sqlite3.SQLiteConn) error {
			backup, err := dst.Backup("main", src, "main")
			if err != nil {
				return err
			}
			_, err = backup.Step(-1)
			return errors.Join(err, backup.Finish())
		})
	}))
	var a int
	check(t, to.QueryRow("select a from t").Scan(&a))
	if a != 5 {
		t.Errorf("got %d", a)
	}
}

// wrapper is another library's connection around a driver's.
type wrapper struct{ driver.Conn }

// rawWrapper is one that says so.
type rawWrapper struct {
	driver.Conn
	inner driver.Conn
}

func (w rawWrapper) Raw() driver.Conn { return w.inner }

// circle leads to itself.
type circle struct{ driver.Conn }

func (c *circle) Unwrap() driver.Conn { return c }

func TestAs(t *testing.T) {
	real := &sqlite3.SQLiteConn{}
	for name, conn := range map[string]any{
		"itself": real, "embedded": wrapper{real}, "pointer": &wrapper{real}, "raw": rawWrapper{inner: real},
		"deep": wrapper{rawWrapper{inner: &wrapper{real}}},
	} {
		if got, ok := gild.As[*sqlite3.SQLiteConn](conn); !ok || got != real {
			t.Errorf("%s: %v, %v", name, got, ok)
		}
		if got, ok := gild.As[driver.Conn](conn); !ok || got != driver.Conn(real) {
			t.Errorf("%s, innermost: %v, %v", name, got, ok)
		}
	}
	for name, conn := range map[string]any{
		"nil": nil, "number": 7, "empty": wrapper{}, "nil pointer": (*wrapper)(nil), "circle": &circle{},
	} {
		if got, ok := gild.As[*sqlite3.SQLiteConn](conn); ok {
			t.Errorf("%s: %v", name, got)
		}
	}
}
