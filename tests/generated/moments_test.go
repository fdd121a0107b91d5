package generated

import (
	"time"

	"github.com/gildsql/gild/expr"
)

// moment makes a date with a time.
func (g *generator) moment(depth int) expr.X[time.Time] {
	type X = expr.X[time.Time]
	v := func() time.Time {
		return value(g, []time.Time{
			time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), time.Date(1970, 1, 1, 0, 0, 1, 500000, time.UTC), time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC),
			time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
		})
	}
	leaf := func() X {
		if x, ok := column(g, func(s *source) []X { return s.moments }); ok {
			return x
		}
		return expr.Val(v())
	}
	now := func(f func() expr.Fn[time.Time]) maker[time.Time] {
		return maker[time.Time]{both, func(g *generator, d int) X {
			*g.unsteady = true
			return f().X
		}}
	}
	return choose(g, depth, leaf, []maker[time.Time]{
		{both, func(g *generator, d int) X { return expr.Coalesce(g.moment(d), g.moment(d)).X }},
		{both, func(g *generator, d int) X {
			return expr.Case[time.Time]().When(g.truth(d), v()).ElseExpr(g.moment(d)).X
		}},
		{both, func(g *generator, d int) X { return expr.NullIf(g.moment(d), v()).X }},
		now(expr.Now), now(expr.CurrentTimestamp),
	})
}
