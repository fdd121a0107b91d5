package dialect_test

import (
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// TestParameterTypes holds what PostgreSQL did not understand, or misunderstood.
func TestParameterTypes(t *testing.T) {
	one := expr.Val(int64(1))
	n := expr.ColumnOf[int64]("n")
	array := expr.ArrayTyped(typemap.BigInt(), int64(1))
	for want, e := range map[string]expr.Expr{
		"CASE $1::BIGINT WHEN n":                      expr.CaseOf[string](one).WhenExpr(n, expr.Val("a")),
		"CAST($1::DOUBLE PRECISION AS BIGINT)":        expr.Cast[int64](expr.Val(0.5), typemap.BigInt()),
		"$1::BIGINT IN (n, $2)":                       expr.Typed[any](one).In(n, int64(2)),
		"sum($1::BIGINT)":                             expr.Sum(one),
		"FROM '2026-01-02 03:04:05+00:00'::TIMESTAMP": expr.Extract[int64]("year", expr.Inline(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))),
		"$1::BOOLEAN IS NOT NULL":                     expr.Not(expr.Not(expr.Val(true))).IsNotNull(),
		"(ORDER BY $2::BIGINT DESC)":                  expr.Func[any]("percentile_cont", 0.5).WithinGroup(one.Desc()),
		"])[$2:$3])[$4]":                              array.Slice(1, 2).Index(1),
	} {
		text, _, err := gild.SQL(expr.Select(expr.Typed[any](e).As("x")), postgres.Dialect)
		if err != nil || !strings.Contains(text, want) {
			t.Errorf("%s, %v: want %s", text, err, want)
		}
	}
}

// TestNegativeLiterals: two minuses would begin a comment.
func TestNegativeLiterals(t *testing.T) {
	text, err := gild.LiteralSQL(expr.Select(expr.Val(int64(-7)).Neg().As("x")), sqlite.Dialect)
	if err != nil || text != "SELECT -(-7) AS x" {
		t.Errorf("%s, %v", text, err)
	}
}
