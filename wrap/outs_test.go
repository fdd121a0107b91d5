package wrap_test

import (
	"strings"
	"testing"

	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/wrap"
)

// TestFilledParameters refuses statements whose results the driver would put into parameters,
// before anything is sent.
func TestFilledParameters(t *testing.T) {
	fake := &fakeDB{conn: modern}
	d := oracle.Dialect.Clone()
	d.VersionQuery = ""
	db := fake.wrapped(t, func(c *wrap.Config) { c.Dialect = d })
	_, err := db.Exec("", expr.Insert(Items).Values(Items.Name.Set("n")).Returning(Items.ID))
	if err == nil || !strings.Contains(err.Error(), "sql.Out") {
		t.Errorf("got %v", err)
	}
	if n := fake.count("exec") + fake.count("query") + fake.count("stmt"); n != 0 {
		t.Errorf("sent all the same: %q", fake.take())
	}
	_, err = db.Exec("", expr.Insert(Items).Values(Items.Name.Set("n")))
	check(t, err)
}
