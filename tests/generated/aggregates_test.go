package generated

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// argument returns a generator for the arguments of an aggregate function: they are of the query's
// own rows, or the function would be one of the query around.
func (g *generator) argument() *generator {
	return g.inside(func(g *generator) {
		g.sources = []source{*g.aggregated}
		g.aggregated, g.windows = nil, false
	})
}

// aggregates are aggregate functions where they may stand, else arithmetic.
func aggregates(g *generator) []maker[int64] {
	if g.aggregated == nil {
		return arithmetic()
	}
	type X = expr.X[int64]
	filtered := func(g *generator, d int, f expr.Fn[int64]) expr.Fn[int64] {
		if g.chance(30) {
			return f.Filter(g.argument().truth(d), g.argument().truth(d))
		}
		return f
	}
	return []maker[int64]{
		{both, func(g *generator, d int) X { return filtered(g, d, expr.CountAll()).X }},
		{both, func(g *generator, d int) X { return filtered(g, d, expr.Count(g.argument().text(d))).X }},
		{both, func(g *generator, d int) X { return expr.CountDistinct(g.argument().number(d)).X }},
		{both, func(g *generator, d int) X { return wide(filtered(g, d, expr.Sum(g.argument().number(d))).X) }},
		{both, func(g *generator, d int) X { return filtered(g, d, expr.Max(g.argument().number(d))).X }},
		{both, func(g *generator, d int) X { return expr.Min(g.argument().number(d)).Distinct().X }},
		{both, func(g *generator, d int) X { return wide(expr.Avg(g.argument().number(d)).X) }},
		{both, func(g *generator, d int) X { return wide(expr.Func[int64]("sum", g.argument().number(d)).X) }},
		{post, func(g *generator, d int) X { return expr.Func[int64]("bit_and", g.argument().number(d)).X }},
		{post, func(g *generator, d int) X {
			return wide(expr.Func[float64]("percentile_cont", 0.5).WithinGroup(g.argument().fraction(d).Desc()).X)
		}},
		{post, func(g *generator, d int) X {
			return expr.Typed[int64](expr.Func[int64]("mode").WithinGroup(g.argument().number(d)).Filter(g.argument().truth(d)))
		}},
		{post, func(g *generator, d int) X {
			return wide(expr.Func[int64]("cardinality", expr.ArrayAgg(g.argument().number(d)).OrderBy(g.argument().text(d).Desc())))
		}},
	}
}

// textAggregates are those that make a text.
func textAggregates(g *generator) []maker[string] {
	if g.aggregated == nil {
		return textFunctions()
	}
	type X = expr.X[string]
	return []maker[string]{
		{both, func(g *generator, d int) X { return expr.Max(g.argument().text(d)).X }},
		{both, func(g *generator, d int) X { return expr.Min(g.argument().text(d)).Filter(g.argument().truth(d)).X }},
		{both, func(g *generator, d int) X {
			t := g.argument().text(d)
			return expr.StringAgg(t, g.textValue()).OrderBy(t.Asc()).X
		}},
		{post, func(g *generator, d int) X { return expr.Typed[string](expr.Func[string]("max", g.argument().text(d))) }},
	}
}

// windowed are window functions where they may stand, else arithmetic.
func windowed(g *generator) []maker[int64] {
	if !g.windows {
		return arithmetic()
	}
	type X = expr.X[int64]
	over := func(f func(g *generator, d int) expr.Fn[int64]) maker[int64] {
		return maker[int64]{both, func(g *generator, d int) X {
			inner := g.inside(func(g *generator) { g.windows = false })
			return f(inner, d).Over(g.window(inner, d)...)
		}}
	}
	return []maker[int64]{
		over(func(g *generator, d int) expr.Fn[int64] { return expr.RowNumber() }),
		over(func(g *generator, d int) expr.Fn[int64] { return expr.Rank() }),
		over(func(g *generator, d int) expr.Fn[int64] { return expr.DenseRank() }),
		over(func(g *generator, d int) expr.Fn[int64] { return expr.CountAll().Filter(g.truth(d)) }),
		over(func(g *generator, d int) expr.Fn[int64] { return expr.Max(g.number(d)) }),
		over(func(g *generator, d int) expr.Fn[int64] { return expr.Lag(g.number(d)) }),
		over(func(g *generator, d int) expr.Fn[int64] { return expr.Lead(g.number(d), 2) }),
		over(func(g *generator, d int) expr.Fn[int64] { return expr.FirstValue(g.number(d)) }),
		over(func(g *generator, d int) expr.Fn[int64] { return expr.LastValue(g.number(d)) }),
		over(func(g *generator, d int) expr.Fn[int64] { return expr.NthValue(g.number(d), 2) }),
		over(func(g *generator, d int) expr.Fn[int64] { return expr.NTile(1 + g.IntN(4)) }),
		{both, func(g *generator, d int) X {
			inner := g.inside(func(g *generator) { g.windows = false })
			return wide(expr.PercentRank().Over(g.window(inner, d)...))
		}},
		{both, func(g *generator, d int) X {
			inner := g.inside(func(g *generator) { g.windows = false })
			return wide(expr.Over(expr.CumeDist(), g.window(inner, d)...))
		}},
		{both, func(g *generator, d int) X {
			inner := g.inside(func(g *generator) { g.windows = false })
			return wide(expr.FnOf[float64](expr.Sum(inner.number(d))).Over(g.window(inner, d)...))
		}},
	}
}

// window makes what a function looks at, none for all rows. The order is seldom a total one.
func (g *generator) window(inner *generator, d int) []*expr.WindowSpec {
	*g.unsteady = true
	if g.chance(15) {
		return nil
	}
	if g.named != "" && g.chance(50) {
		return []*expr.WindowSpec{expr.WindowNamed(g.named)}
	}
	w := expr.Window()
	if g.chance(50) {
		w = w.PartitionBy(inner.number(d), inner.text(d))
	}
	w = w.OrderBy(inner.numberColumn().Desc())
	bounds := [][2]expr.FrameBound{
		{expr.Unbounded(), expr.CurrentRow()}, {expr.Unbounded(), expr.Unbounded()}, {expr.CurrentRow(), expr.Unbounded()},
		{expr.Preceding(1), expr.Following(2)}, {expr.Offset(-2), expr.Offset(1)}, {expr.Offset(0), expr.Following(1)},
	}
	b := pick(g, bounds)
	switch g.IntN(4) {
	case 0:
		w = w.Rows(b[0], b[1])
	case 1:
		w = w.Range(b[0], b[1])
	case 2:
		w = w.Groups(b[0], b[1])
	default:
		return []*expr.WindowSpec{w}
	}
	if g.chance(40) {
		w = w.Exclude(pick(g, []expr.Exclusion{expr.ExcludeCurrentRow, expr.ExcludeGroup, expr.ExcludeTies, expr.ExcludeNoOthers}))
	}
	return []*expr.WindowSpec{w}
}

// numberColumn is a number that is no plain value, which would mean a place in the SELECT list.
func (g *generator) numberColumn() expr.X[int64] {
	if len(g.sources) == 0 || len(g.sources[len(g.sources)-1].numbers) == 0 {
		return expr.Abs(expr.Val(int64(1))).X
	}
	return expr.Coalesce(pick(g, g.sources[len(g.sources)-1].numbers), expr.TypedVal(int64(0), typemap.BigInt())).X
}
