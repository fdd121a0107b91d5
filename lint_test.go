package gild_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
)

func ExampleLint() {
	other := schema.As(Books, "other")
	fmt.Println(gild.Lint(expr.Select(Books.Title, other.Title), postgres.Dialect))
	fmt.Println(gild.Lint(expr.Select(Books.Title, other.Title).Where(Books.Year.EqExpr(other.Year)), postgres.Dialect))
	// Output:
	// gild: postgresql: SELECT: cartesian product: nothing links "other" to "books": give a condition for each
	// <nil>
}

func TestLintErrors(t *testing.T) {
	other := schema.As(Books, "other")
	var product *compile.CartesianError
	if err := gild.Lint(expr.Select(Books.Title, other.Title), postgres.Dialect); !errors.As(err, &product) || product.Unlinked[0] != "other" {
		t.Errorf("got %v", err)
	}
	if err := gild.Lint(expr.Select(Books.C("titel")), postgres.Dialect); err == nil || errors.As(err, &product) {
		t.Errorf("a statement that cannot be compiled: %v", err)
	}
	for _, d := range []*dialect.Dialect{nil, {Name: "none"}} {
		if err := gild.Lint(expr.Select(Books.Title), d); err == nil {
			t.Errorf("a dialect without rules: no error")
		}
	}
}

// TestWithLint refuses products when they are sent, and nothing else.
func TestWithLint(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		other := schema.As(Books, "other")
		if err := Books.MetaData().CreateAll(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		var product *compile.CartesianError
		for name, stmt := range map[string]expr.Statement{
			"select": expr.Select(Books.Title, other.Title),
			"inside": expr.Select(Books.Title).Where(expr.Exists(expr.Select(expr.CountAll()).From(schema.As(Books, "a"), schema.As(Books, "b")))),
			"update": expr.Update(Books).Set(Books.Title.SetExpr(other.Title)),
		} {
			if _, err := gild.Exec(t.Context(), db, stmt); !errors.As(err, &product) {
				t.Errorf("%s: got %v", name, err)
			}
		}
		if _, err := gild.All[string](t.Context(), db, expr.Select(Books.Title).Where(Books.Year.Gt(0))); err != nil {
			t.Error(err)
		}
	}, gild.WithLint())
}
