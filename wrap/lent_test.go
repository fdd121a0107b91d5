package wrap

import (
	"database/sql/driver"
	"testing"
)

// TestLentArguments: memory of arguments is used again without what was in it, by one call at a time.
func TestLentArguments(t *testing.T) {
	c := &conn{}
	first := append(c.lent(true), driver.NamedValue{Name: "n", Ordinal: 1, Value: "secret"}, driver.NamedValue{Ordinal: 2, Value: 2})
	c.giveBack(first)
	if first[0] != (driver.NamedValue{}) || first[1] != (driver.NamedValue{}) {
		t.Errorf("it has %v still", first)
	}
	second := c.lent(true)
	if cap(second) < 2 || &second[:1][0] != &first[0] {
		t.Error("the memory is not used again")
	}
	if within := c.lent(true); within != nil {
		t.Error("two calls at once have the same memory")
	}
	if c.giveBack(second); c.lent(false) != nil {
		t.Error("memory is lent to a call whose arguments others may keep")
	}
	c.args = nil
	if c.giveBack(make([]driver.NamedValue, 0, maxLent+1)); c.args != nil {
		t.Error("much memory is kept")
	}
}
