package wrap_test

import (
	sqldriver "database/sql/driver"
	"errors"
	"strings"
	"testing"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/wrap"
)

// TestLateBadConn has a driver lose connections. What was not sent, and what only reads, is
// run again on another connection; a write that was sent is not.
func TestLateBadConn(t *testing.T) {
	write, read := expr.Delete(Items), expr.Select(Items.Name)
	late := driver.WithTraits(wrap.Traits{LateBadConn: true})
	for name, test := range map[string]struct {
		lose   string // the event that loses the connection
		stmt   expr.Statement
		option driver.Option
		runs   int // until the error, or the success
		fails  bool
	}{
		"a write is prepared":       {"prepare DELETE", write, late, 2, false},
		"a write is run":            {"stmt exec DELETE", write, late, 1, true},
		"a write of another driver": {"stmt exec DELETE", write, func(*wrap.Config) {}, 2, false},
		"a read is run":             {"exec SELECT items", read, late, 2, false},
	} {
		lost := false
		fake := &fakeDB{conn: modern}
		fake.fail = func(event string) error {
			if !lost && strings.HasPrefix(event, test.lose) {
				lost = true
				return sqldriver.ErrBadConn
			}
			return nil
		}
		db := fake.wrapped(t, test.option)
		_, err := db.Exec("", test.stmt)
		if test.fails != (err != nil) || test.fails && !errors.Is(err, dialect.ErrorDisconnect) {
			t.Errorf("%s: got %v", name, err)
		}
		if !lost {
			t.Errorf("%s: nothing was lost: %q", name, fake.take())
		}
		if got := fake.count("connect"); got != test.runs {
			t.Errorf("%s: %d connections, want %d", name, got, test.runs)
		}
		_, err = db.Exec("", test.stmt)
		check(t, err)
	}
}
