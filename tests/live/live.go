// Package live gives tests databases that are opened through gild: each of those that
// gild supports, empty and private to the test.
package live

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"
	"sync"
	"testing"

	"github.com/ngrok/sqlmw"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	_ "github.com/gildsql/gild/driver/mysql"   // for MySQL and MariaDB
	_ "github.com/gildsql/gild/driver/pgx"     // for PostgreSQL
	_ "github.com/gildsql/gild/driver/pq"      // for PostgreSQL
	_ "github.com/gildsql/gild/driver/sqlite3" // for SQLite
	"github.com/gildsql/gild/tests/servers"
)

// Database is one live database.
type Database struct {
	*sql.DB
	Dialect *dialect.Dialect
	URL     string
	Log     *Log // what has been sent to it
}

// Each runs test as a subtest on each database.
func Each(t *testing.T, test func(t *testing.T, db *Database), options ...gild.Option) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t, options...)) })
	t.Run("postgresql", func(t *testing.T) { test(t, Postgres(t, options...)) })
}

// SQLite opens a fresh database file.
func SQLite(t testing.TB, options ...gild.Option) *Database {
	t.Helper()
	return open(t, "sqlite:///"+servers.SQLite(t), sqlite.Dialect, options)
}

// Postgres opens a fresh schema.
func Postgres(t testing.TB, options ...gild.Option) *Database {
	t.Helper()
	return open(t, servers.Postgres(t), postgres.Dialect, options)
}

// PGX is Postgres by the driver pgx.
func PGX(t testing.TB, options ...gild.Option) *Database {
	t.Helper()
	_, rest, _ := strings.Cut(servers.Postgres(t), "://")
	return open(t, "postgresql+pgx://"+rest, postgres.Dialect, options)
}

// MySQL opens a fresh database on MySQL or MariaDB.
func MySQL(t testing.TB, options ...gild.Option) *Database {
	t.Helper()
	return open(t, servers.MySQLURL(t), mysql.Dialect, options)
}

func open(t testing.TB, url string, d *dialect.Dialect, options []gild.Option) *Database {
	t.Helper()
	log := &Log{}
	db, err := gild.Open(url, append(options, gild.WithInterceptors(log))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return &Database{DB: db, Dialect: d, URL: url, Log: log}
}

// Log is an interceptor that notes the statements that reach the driver. It is safe for
// concurrent use.
type Log struct {
	sqlmw.NullInterceptor
	mu    sync.Mutex // protects following field
	calls []Call
}

// Call is a statement that has been sent, with its arguments.
type Call struct {
	SQL  string
	Args []driver.Value
}

// Take returns the statements since the last call, in order.
func (l *Log) Take() []string {
	var out []string
	for _, c := range l.TakeCalls() {
		out = append(out, c.SQL)
	}
	return out
}

// TakeCalls is Take with the arguments.
func (l *Log) TakeCalls() []Call {
	l.mu.Lock()
	defer l.mu.Unlock()
	taken := l.calls
	l.calls = nil
	return taken
}

func (l *Log) note(query string, args []driver.NamedValue) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := Call{SQL: query}
	for _, a := range args {
		c.Args = append(c.Args, a.Value)
	}
	l.calls = append(l.calls, c)
}

// ConnExecContext notes query.
func (l *Log) ConnExecContext(ctx context.Context, conn driver.ExecerContext, query string, args []driver.NamedValue) (driver.Result, error) {
	l.note(query, args)
	return conn.ExecContext(ctx, query, args)
}

// ConnQueryContext notes query.
func (l *Log) ConnQueryContext(ctx context.Context, conn driver.QueryerContext, query string, args []driver.NamedValue) (context.Context, driver.Rows, error) {
	l.note(query, args)
	rows, err := conn.QueryContext(ctx, query, args)
	return ctx, rows, err
}
