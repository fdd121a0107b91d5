package otel

import (
	"context"
	"database/sql/driver"
	"fmt"
	"net"
	"testing"

	"github.com/mattn/go-sqlite3"

	"github.com/gildsql/gild/wrap"
)

func TestName(t *testing.T) {
	server := wrap.Server{Address: "::1", Port: 5432, Database: "shop"}
	nameless := wrap.Server{Address: "::1", Port: 5432}
	for _, test := range []struct {
		op, query string
		server    wrap.Server
		want      string
	}{
		{wrap.OpQuery, "select * from users", server, "SELECT users"},
		{wrap.OpQuery, "select * from users, orders", server, "SELECT users orders"},
		{wrap.OpPrepare, "select * from users", server, "PREPARE SELECT users"},
		{wrap.OpCommit, "", server, "COMMIT"},
		{wrap.OpExec, "?", server, "shop"},
		{wrap.OpExec, "?", nameless, "[::1]:5432"},
		{wrap.OpExec, "?", wrap.Server{Address: "/run/postgresql"}, "/run/postgresql"},
		{wrap.OpExec, "?", wrap.Server{}, "sqlite"},
	} {
		key := targetKey{op: test.op, query: test.query, server: test.server, system: "sqlite"}
		if got := newTarget(key, &wrap.Info{}, true).name; got != test.want {
			t.Errorf("%+v: got %q, want %q", key, got, test.want)
		}
	}
}

// codeError is like the errors of lib/pq and pgx.
type codeError struct{ code string }

func (e *codeError) Error() string    { return "hunter2" }
func (e *codeError) SQLState() string { return e.code }

func TestFailure(t *testing.T) {
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	running := context.Background()
	for _, test := range []struct {
		name string
		ctx  context.Context
		err  error
		want failure
	}{
		{"wrapped", running, fmt.Errorf("hunter2: %w", &codeError{"40001"}),
			failure{"40001", "40001", "transaction rollback (SQLSTATE 40001)"}},
		{"unknown class", running, &codeError{"ZZ999"}, failure{"ZZ999", "ZZ999", "SQLSTATE ZZ999"}},
		{"no code", running, &codeError{}, failure{"", "*otel.codeError", "*otel.codeError"}},
		{"no code of SQLite", running, sqlite3.Error{},
			failure{"", "github.com/mattn/go-sqlite3.Error", "github.com/mattn/go-sqlite3.Error"}},
		{"wrapped SQLite", running, fmt.Errorf("hunter2: %w", &sqlite3.Error{Code: 5, ExtendedCode: 261}),
			failure{"261", "261", "database is locked (result code 261)"}},
		{"bad connection", running, fmt.Errorf("hunter2: %w", driver.ErrBadConn),
			failure{"", "driver.ErrBadConn", "driver: bad connection"}},
		{"network", running, &net.OpError{Op: "hunter2"}, failure{"", "*net.OpError", "*net.OpError"}},
		{"network, cancelled", ended, &net.OpError{Op: "hunter2"}, failure{"", "context.Canceled", "context canceled"}},
		{"query cancelled", ended, &codeError{"57014"}, failure{"57014", "context.Canceled", "context canceled"}},
		{"query cancelled by another", running, &codeError{"57014"},
			failure{"57014", "57014", "operator intervention (SQLSTATE 57014)"}},
		{"failed, then cancelled", ended, &codeError{"23505"},
			failure{"23505", "23505", "integrity constraint violation (SQLSTATE 23505)"}},
	} {
		if got := newFailure(test.ctx, test.err); got != test.want {
			t.Errorf("%s:\ngot  %+v\nwant %+v", test.name, got, test.want)
		}
	}
}
