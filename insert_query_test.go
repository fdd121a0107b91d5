package gild_test

import (
	"context"
	"slices"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/typemap"
)

// TestUpsertFromQuery: the conflict behind a query is not taken for the condition of a join, whatever
// the query ends in.
func TestUpsertFromQuery(t *testing.T) {
	eachInOrder(t, func(t *testing.T, db *live.Database) {
		ctx := context.Background()
		_, err := gild.Exec(ctx, db, partsOf([]string{"a", "b", "c"}))
		check(t, err)
		other := expr.Select(parts.C("id"), parts.C("code"), expr.Val[any](9))
		for name, q := range map[string]expr.Query{
			"nothing":                other,
			"a condition of nothing": other.Where(expr.And()),
			"a condition":            other.Where(parts.C("size").Ge(0)),
			"an order":               other.OrderBy(parts.C("id")),
			"a union":                other.Union(other),
			"a union with an order":  other.UnionAll(other.Where(expr.False())).Limit(3),
		} {
			stmt := expr.Insert(parts).FromSelect(q, parts.C("id"), parts.C("code"), parts.C("size")).Upsert(parts.C("id")).DoUpdateAll()
			_, err := gild.Exec(ctx, db, stmt)
			if err != nil {
				t.Errorf("a query that ends in %s: %v", name, err)
			}
		}
		sizes, err := gild.All[int](ctx, db, expr.Select(parts.C("size")))
		check(t, err)
		if !slices.Equal(sizes, []int{9, 9, 9}) {
			t.Errorf("the sizes are %v", sizes)
		}
	})
}

// TestInOrderBehindWith: values of a WITH that is found last stand in front of those of the rows.
func TestInOrderBehindWith(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) { // MariaDB has no WITH in front of INSERT
		check(t, orderedMeta.CreateAll(context.Background(), db))
		first := expr.Select(expr.TypedVal[any](5, typemap.Integer()).As("n")).CTE("first")
		stmt := expr.Insert(labels).Rows(
			[]expr.Assignment{labels.C("lang").Set("b"), labels.C("no").Set(1), labels.C("uses").Set(2)},
			[]expr.Assignment{labels.C("lang").Set("a"), labels.C("no").Set(1), labels.C("uses").SetExpr(expr.ScalarOf[any](expr.Select(first.C("n"))))},
		).Returning(labels.C("lang")).InOrder()
		got, err := gild.All[string](context.Background(), db, stmt)
		check(t, err)
		if !slices.Equal(got, []string{"b", "a"}) {
			t.Errorf("got %v", got)
		}
	})
}
