package compile_test

import (
	"testing"

	"github.com/gildsql/gild/expr"
)

// TestNulls: nil beside = and != is IS NULL and IS NOT NULL, anywhere else it is the value NULL.
func TestNulls(t *testing.T) {
	where := func(c expr.Expr) expr.Statement { return expr.Select(authors.ID).Where(c) }
	const start = "SELECT authors.id FROM authors WHERE "
	age := authors.C("age")
	var none *int64
	checkSix(t, []written{
		{"equal to nil", where(age.Eq(nil)), same(start + "authors.age IS NULL")},
		{"equal to a nil pointer", where(age.Eq(none)), same(start + "authors.age IS NULL")},
		{"not equal to nil", where(age.Ne(nil)), same(start + "authors.age IS NOT NULL")},
		{"turned around", where(age.Eq(nil).Not()), same(start + "authors.age IS NOT NULL")},
		{"equal to NULL", where(age.EqExpr(expr.Typed[any](expr.NullValue()))), same(start + "authors.age IS NULL")},
		{"typed", where(authors.Age.IsNull()), same(start + "authors.age IS NULL")},
		{"is", where(age.Is(expr.NullValue())), same(start + "authors.age IS NULL")},
		{"is not", where(age.IsNot(expr.NullValue())), same(start + "authors.age IS NOT NULL")},
		{"NULL of a sum", where(authors.Age.Add(1).IsNull()), same(start + "authors.age + ? IS NULL")},
		{"NULL of a condition", where(authors.Age.Gt(1).IsNull()), same(start + "(authors.age > ?) IS NULL")},
		{"among the members of a set", where(age.In(1, nil)), same(start + "authors.age IN (?, ?)")},
		{"as a result", expr.Select(expr.NullValue()).From(authors), same("SELECT NULL AS anon_1 FROM authors")},
		{"in a function", where(expr.Coalesce[any](age, expr.Typed[any](expr.NullValue())).Gt(1)), same(start + "coalesce(authors.age, NULL) > ?")},
		{"distinct", where(age.IsDistinctFrom(nil)), each{"": start + "authors.age IS DISTINCT FROM NULL", "sqlite": start + "authors.age IS NOT NULL", "mysql": start + "NOT (authors.age <=> NULL)",
			"mariadb": start + "NOT (authors.age <=> NULL)", "mssql": start + "NOT EXISTS (SELECT authors.age INTERSECT SELECT NULL)", "oracle": start + "DECODE(authors.age, NULL, 0, 1) = 1"}},
	})
}
