package expr_test

import (
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
)

// What a user asks for is found by its name or refused.
func TestSortBy(t *testing.T) {
	name, age := expr.Sort("name", expr.Val("n")), expr.Sort("age", expr.Val(1))
	got, err := expr.SortBy("-name, age", name, age)
	if err != nil || len(got) != 2 || !got[0].(*expr.Order).Descending || got[1].(*expr.Order).Descending {
		t.Errorf("-name, age gives %v, %v", got, err)
	}
	if got, err := expr.SortBy(" ", name); got != nil || err != nil {
		t.Errorf("no order gives %v, %v", got, err)
	}
	for _, input := range []string{"id", "name;drop", "--name", "name,", "name,-name"} {
		if _, err := expr.SortBy(input, name, age); err == nil {
			t.Errorf("%q is taken", input)
		}
	}
	if _, err := expr.SortBy("id", name, age); !strings.Contains(err.Error(), "name, age") {
		t.Errorf("%v does not name what is allowed", err)
	}
}
