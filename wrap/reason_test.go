package wrap_test

import (
	"context"
	"database/sql/driver"
	"fmt"
	"net"
	"testing"

	"github.com/mattn/go-sqlite3"

	"github.com/gildsql/gild/wrap"
)

// codeError is like the errors of lib/pq and pgx.
type codeError struct{ code string }

func (e *codeError) Error() string    { return "hunter2" }
func (e *codeError) SQLState() string { return e.code }

func TestReason(t *testing.T) {
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	running := context.Background()
	for _, test := range []struct {
		name string
		ctx  context.Context
		err  error
		want wrap.Reason
	}{
		{"wrapped", running, fmt.Errorf("hunter2: %w", &codeError{"40001"}),
			wrap.Reason{Code: "40001", Type: "40001", Meaning: "transaction rollback (SQLSTATE 40001)"}},
		{"unknown class", running, &codeError{"ZZ999"}, wrap.Reason{Code: "ZZ999", Type: "ZZ999", Meaning: "SQLSTATE ZZ999"}},
		{"no code", running, &codeError{}, wrap.Reason{Type: "*wrap_test.codeError", Meaning: "*wrap_test.codeError"}},
		{"no code of SQLite", running, sqlite3.Error{},
			wrap.Reason{Type: "github.com/mattn/go-sqlite3.Error", Meaning: "github.com/mattn/go-sqlite3.Error"}},
		{"wrapped SQLite", running, fmt.Errorf("hunter2: %w", &sqlite3.Error{Code: 5, ExtendedCode: 261}),
			wrap.Reason{Code: "261", Type: "261", Meaning: "database is locked (result code 261)"}},
		{"bad connection", running, fmt.Errorf("hunter2: %w", driver.ErrBadConn),
			wrap.Reason{Type: "driver.ErrBadConn", Meaning: "driver: bad connection"}},
		{"network", running, &net.OpError{Op: "hunter2"}, wrap.Reason{Type: "*net.OpError", Meaning: "*net.OpError"}},
		{"network, cancelled", ended, &net.OpError{Op: "hunter2"}, wrap.Reason{Type: "context.Canceled", Meaning: "context canceled"}},
		{"query cancelled", ended, &codeError{"57014"}, wrap.Reason{Code: "57014", Type: "context.Canceled", Meaning: "context canceled"}},
		{"query cancelled by another", running, &codeError{"57014"},
			wrap.Reason{Code: "57014", Type: "57014", Meaning: "operator intervention (SQLSTATE 57014)"}},
		{"failed, then cancelled", ended, &codeError{"23505"},
			wrap.Reason{Code: "23505", Type: "23505", Meaning: "integrity constraint violation (SQLSTATE 23505)"}},
	} {
		if got := (&wrap.Info{}).Reason(test.ctx, test.err); got != test.want {
			t.Errorf("%s:\ngot  %+v\nwant %+v", test.name, got, test.want)
		}
	}
}
