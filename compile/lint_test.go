package compile_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
)

func TestLint(t *testing.T) {
	a, b, c := expr.As(users, "a"), expr.As(users, "b"), expr.As(users, "c")
	joined := func(x, y expr.Of[any]) expr.Cond { return expr.Typed[any](x).EqExpr(y) }
	pair := expr.Select(a.C("id"), b.C("id"))
	for _, test := range []struct {
		name     string
		stmt     expr.Statement
		unlinked []string
	}{
		{"one table", expr.Select(a.C("id")), nil},
		{"two tables", pair, []string{"b"}},
		{"a condition on one", pair.Where(a.C("id").Eq(1)), []string{"b"}},
		{"a condition on both", pair.Where(joined(a.C("id"), b.C("id"))), nil},
		{"conditions inside others", pair.Where(expr.Or(joined(a.C("id"), b.C("id")), a.C("id").Eq(1))), nil},
		{"a third table", expr.Select(a.C("id"), b.C("id"), c.C("id")).Where(joined(a.C("id"), b.C("id"))), []string{"c"}},
		{"a chain", expr.Select(a.C("id"), b.C("id"), c.C("id")).
			Where(joined(c.C("id"), b.C("id")), joined(b.C("id"), a.C("id"))), nil},
		{"a join", expr.Select(a.C("id")).JoinOn(b, expr.Raw[bool]("true")), nil},
		{"a join beside a table", expr.Select(a.C("id"), c.C("id")).From(expr.JoinedOn(expr.InnerJoin, a, b, expr.Raw[bool]("true"))), []string{"c"}},
		{"inside", expr.Select(expr.Exists(pair)), []string{"b"}},
		{"lateral", expr.Select(a.C("id"), expr.Select(b.C("id")).Where(joined(b.C("id"), a.C("id"))).Lateral("l").C("id")), nil},
		{"correlated", expr.Select(a.C("id")).Where(expr.Exists(pair.Where(joined(a.C("id"), b.C("id"))))), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := compile.Lint(compile.Default(), test.stmt)
			product, ok := errors.AsType[*compile.CartesianError](err)
			switch {
			case test.unlinked == nil && err != nil:
				t.Error(err)
			case test.unlinked != nil && (!ok || product.From != "a" || !slices.Equal(product.Unlinked, test.unlinked)):
				t.Errorf("got %v, want a product of a and %q", err, test.unlinked)
			}
			if _, err := compile.Compile(compile.Default(), test.stmt, keyOf(test.stmt)); err != nil {
				t.Errorf("without the linter: %v", err)
			}
		})
	}
}

func keyOf(stmt expr.Statement) *expr.Key {
	key := &expr.Key{}
	key.Add(stmt)
	return key
}
