package generated

import (
	"math"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// number makes a whole number.
func (g *generator) number(depth int) expr.X[int64] {
	return choose(g, depth, g.numberLeaf, arithmetic(), measures(), numberFunctions(), branches(numbersOf()), aggregates(g), windowed(g))
}

func (g *generator) numberLeaf() expr.X[int64] {
	if x, ok := column(g, func(s *source) []expr.X[int64] { return s.numbers }); ok {
		return x
	}
	switch g.IntN(10) {
	case 0:
		return expr.Inline(g.numberValue())
	case 1:
		return param(g, g.numberValue())
	case 2:
		return expr.TypedVal(int64(value(g, []int{0, 1, -7, 300})), typemap.Integer())
	}
	return expr.Val(g.numberValue())
}

// numberValue is a value: small but for one in fifty.
func (g *generator) numberValue() int64 {
	if g.values.IntN(50) == 0 {
		return value(g, []int64{math.MaxInt64, math.MinInt64, math.MaxInt32, math.MinInt32, 1 << 53})
	}
	return g.values.Int64N(200) - 100
}

func (g *generator) numberValues() []int64 {
	list := make([]int64, g.values.IntN(4))
	for i := range list {
		list[i] = g.numberValue()
	}
	return list
}

func arithmetic() []maker[int64] {
	type X = expr.X[int64]
	two := func(f func(a, b X) X) maker[int64] {
		return maker[int64]{both, func(g *generator, d int) X { return f(g.number(d), g.number(d)) }}
	}
	withValue := func(f func(a X, v int64) X) maker[int64] {
		return maker[int64]{both, func(g *generator, d int) X { return f(g.number(d), g.values.Int64N(9)+1) }}
	}
	return []maker[int64]{
		two(func(a, b X) X { return a.AddExpr(b) }),
		two(func(a, b X) X { return a.SubExpr(b) }),
		two(func(a, b X) X { return a.MulExpr(b) }),
		two(func(a, b X) X { return a.BitAndExpr(b) }),
		two(func(a, b X) X { return a.BitOrExpr(b) }),
		two(func(a, b X) X { return a.BitXorExpr(b) }),
		two(func(a, b X) X { return a.FloorDivExpr(expr.Typed[int64](expr.NullIf(b, 0))) }),
		two(func(a, b X) X { return a.ModExpr(expr.NullIf(b, 0)) }),
		withValue(X.Add), withValue(X.Sub), withValue(X.Mul), withValue(X.Mod), withValue(X.FloorDiv),
		withValue(X.BitAnd), withValue(X.BitOr), withValue(X.BitXor), withValue(X.ShiftLeft), withValue(X.ShiftRight),
		{both, func(g *generator, d int) X { return g.number(d).Neg() }},
		{both, func(g *generator, d int) X { return g.number(d).BitNot() }},
		{both, func(g *generator, d int) X {
			return expr.Typed[int64](g.number(d).Op(pick(g, []string{"+", "-"}), g.number(d), expr.Precedence(7)))
		}},
		{both, func(g *generator, d int) X {
			return expr.Typed[int64](g.number(d).Op("*", g.numberValue(), expr.ResultType(typemap.BigInt()), expr.Precedence(8)))
		}},
		{post, func(g *generator, d int) X { return expr.Typed[int64](wide(g.number(d)).Op("#", wide(g.number(d)))) }},
	}
}

// measures are numbers made of something else.
func measures() []maker[int64] {
	type X = expr.X[int64]
	return []maker[int64]{
		{both, func(g *generator, d int) X { return expr.Length(g.text(d)).X }},
		{both, func(g *generator, d int) X { return expr.Cast[int64](g.truth(d), typemap.Integer()) }},
		{both, func(g *generator, d int) X { return wide(g.fraction(d)) }},
		{both, func(g *generator, d int) X {
			return wide(expr.Extract[int64](pick(g, []string{"year", "month", "day", "hour", "minute", "second", "dow", "doy", "week", "epoch"}), g.moment(d)))
		}},
		{post, func(g *generator, d int) X { return wide(expr.Extract[int64]("quarter", g.moment(d))) }},
		{both, func(g *generator, d int) X { return expr.Coerce[int64](g.number(d), typemap.BigInt()) }},
		{both, func(g *generator, d int) X { return expr.Cast[int64](g.numberValue(), typemap.BigInt()) }},
		{both, func(g *generator, d int) X { return g.documentPart(d).AsInteger() }},
		{post, func(g *generator, d int) X { return expr.Typed[int64](g.list(d).Index(g.values.IntN(4))) }},
		{post, func(g *generator, d int) X { return wide(expr.Func[int64]("cardinality", g.list(d))) }},
		{both, func(g *generator, d int) X { return g.scalar(d) }},
		{both, func(g *generator, d int) X { return expr.Raw[int64](pick(g, []string{"1", "(2 + 3)"})) }},
		{both, func(g *generator, d int) X {
			name := g.params.next()
			return wide(expr.Typed[int64](expr.Text("(:"+name+" + 1)").Bind(name, g.numberValue(), typemap.BigInt())))
		}},
	}
}

func numberFunctions() []maker[int64] {
	type X = expr.X[int64]
	return []maker[int64]{
		{both, func(g *generator, d int) X { return expr.Coalesce(g.number(d), g.number(d)).X }},
		{both, func(g *generator, d int) X { return expr.NullIf(g.number(d), g.numberValue()).X }},
		{both, func(g *generator, d int) X { return expr.Abs(g.number(d)).X }},
		{both, func(g *generator, d int) X { return wide(expr.Floor(g.number(d)).X) }},
		{both, func(g *generator, d int) X { return wide(expr.Ceil(g.number(d)).X) }},
		{both, func(g *generator, d int) X { return wide(expr.Round(g.number(d)).X) }},
		{both, func(g *generator, d int) X { return expr.Greatest(g.number(d), g.number(d)).X }},
		{both, func(g *generator, d int) X { return expr.Least(g.number(d), g.number(d), g.number(d)).X }},
		{both, func(g *generator, d int) X { return expr.Func[int64]("coalesce", g.number(d), g.numberValue(), nil).X }},
		{both, func(g *generator, d int) X { return expr.Func[int64]("abs", g.number(d)).Returns(typemap.BigInt()).X }},
		{lite, func(g *generator, d int) X { return expr.Func[int64]("unicode", g.text(d)).X }},
		{post, func(g *generator, d int) X { return expr.Func[int64]("pg_catalog.abs", wide(g.number(d))).X }},
	}
}

// wide makes sure that PostgreSQL has a whole number, which some functions of one are not.
func wide[T any](x expr.Of[T]) expr.X[int64] { return expr.Cast[int64](x, typemap.BigInt()) }

// fraction makes a number with a fraction.
func (g *generator) fraction(depth int) expr.X[float64] {
	type X = expr.X[float64]
	leaf := func() X {
		if x, ok := column(g, func(s *source) []X { return s.fractions }); ok {
			return x
		}
		if g.chance(20) {
			return expr.Inline(g.fractionValue())
		}
		return expr.Val(g.fractionValue())
	}
	two := func(f func(a, b X) X) maker[float64] {
		return maker[float64]{both, func(g *generator, d int) X { return f(g.fraction(d), g.fraction(d)) }}
	}
	return choose(g, depth, leaf, []maker[float64]{
		two(func(a, b X) X { return a.AddExpr(b) }),
		two(func(a, b X) X { return a.SubExpr(b) }),
		two(func(a, b X) X { return a.MulExpr(b) }),
		two(func(a, b X) X { return a.DivExpr(expr.NullIf(b, 0)) }),
		two(func(a, b X) X { return expr.Coalesce(a, b).X }),
		{both, func(g *generator, d int) X { return g.fraction(d).Div(2) }},
		{both, func(g *generator, d int) X { return g.fraction(d).Neg() }},
		{both, func(g *generator, d int) X { return expr.Abs(g.fraction(d)).X }},
		{both, func(g *generator, d int) X { return expr.Round(g.fraction(d)).X }},
		{lite, func(g *generator, d int) X { return expr.Round(g.fraction(d), 2).X }},
		{both, func(g *generator, d int) X { return expr.Floor(g.fraction(d)).X }},
		{both, func(g *generator, d int) X { return expr.Cast[float64](g.number(d), typemap.Double()) }},
		{both, func(g *generator, d int) X { return expr.Typed[float64](g.number(d)).Div(4) }},
		{post, func(g *generator, d int) X { return expr.Pow(g.fraction(d).Div(1e300), expr.Val(2.0)).X }},
		{both, func(g *generator, d int) X { return g.documentPart(d).AsFloat() }},
	})
}

func (g *generator) fractionValue() float64 {
	if g.values.IntN(50) == 0 {
		return value(g, []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e300, 5e-324, math.Copysign(0, -1), 1e15})
	}
	return float64(g.values.IntN(64)-32) / 4
}
