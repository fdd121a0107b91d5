package compile_test

import (
	"database/sql/driver"
	"testing"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
)

// TestEmptyIn: a set without members is written so that IN is false and NOT IN true, with NULL on
// the left, too, and that it has the type and the width of what it is compared with.
func TestEmptyIn(t *testing.T) {
	where := func(c expr.Expr) expr.Statement { return expr.Select(authors.ID).Where(c) }
	const start = "SELECT authors.id FROM authors WHERE "
	id, pair := authors.ID, expr.Tuple(authors.ID, authors.Name)
	of := func(sqlite, others string) each { return each{"": start + others, "sqlite": start + sqlite} }
	checkSix(t, []written{
		{"in", where(id.In()), of("authors.id IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1)", "authors.id IN (NULL) AND (1 != 1)")},
		{"not in", where(id.NotIn()), of("(authors.id NOT IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1))", "(authors.id NOT IN (NULL) OR (1 = 1))")},
		{"in, turned around", where(id.In().Not()), of("(authors.id NOT IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1))", "(authors.id NOT IN (NULL) OR (1 = 1))")},
		{"not in, turned around", where(id.NotIn().Not()), of("authors.id IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1)", "authors.id IN (NULL) AND (1 != 1)")},
		{"in OR", where(expr.Or(id.In(), id.Gt(1))), of("authors.id IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1) OR authors.id > ?", "authors.id IN (NULL) AND (1 != 1) OR authors.id > ?")},
		{"not in, in AND", where(expr.And(id.NotIn(), id.Gt(1))), of("(authors.id NOT IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1)) AND authors.id > ?", "(authors.id NOT IN (NULL) OR (1 = 1)) AND authors.id > ?")},
		{"a tuple", where(pair.In()), of("(authors.id, authors.name) IN (SELECT 1, 1 FROM (SELECT 1, 1) WHERE 1!=1)", "(authors.id, authors.name) IN ((NULL, NULL)) AND (1 != 1)")},
		{"a list that is given", where(id.InExpr(expr.ListParam("ids"))), of("authors.id IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1)", "authors.id IN (NULL) AND (1 != 1)")},
	})
}

// TestInFromNothingToSome: one compiled statement serves lists of any length, an empty one among them.
func TestInFromNothingToSome(t *testing.T) {
	stmt := expr.Select(authors.ID).Where(authors.ID.InParam("ids"), authors.ID.NotInParam("not"))
	const start = "SELECT authors.id FROM authors WHERE "
	for _, test := range []struct {
		ids, not []int64
		want     each
	}{
		{nil, nil, each{"": start + "authors.id IN (NULL) AND (1 != 1) AND (authors.id NOT IN (NULL) OR (1 = 1))",
			"sqlite": start + "authors.id IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1) AND (authors.id NOT IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1))"}},
		{[]int64{1}, []int64{2, 3}, same(start + "authors.id IN (?) AND (authors.id NOT IN (?, ?))")},
		{[]int64{1, 2, 3}, []int64{}, each{"": start + "authors.id IN (?, ?, ?) AND (authors.id NOT IN (NULL) OR (1 = 1))",
			"sqlite": start + "authors.id IN (?, ?, ?) AND (authors.id NOT IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1))"}},
	} {
		for _, d := range six {
			checkWithParams(t, d, stmt, test.want, len(test.ids)+len(test.not),
				driver.NamedValue{Name: "ids", Value: test.ids}, driver.NamedValue{Name: "not", Value: test.not})
		}
	}
}

func checkWithParams(t *testing.T, d *dialect.Dialect, stmt expr.Statement, want each, n int, params ...driver.NamedValue) {
	t.Helper()
	text, ok := want[d.Name]
	if !ok {
		text = want[""]
	}
	got, args, err := d.SQL(stmt, params...)
	if got = placeholders.ReplaceAllString(got, "?"); got != text || len(args) != n || err != nil {
		t.Errorf("%s: %d arguments, %v\ngot  %s\nwant %s", d.Name, len(args), err, got, text)
	}
}
