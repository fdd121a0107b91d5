package generated

import "github.com/gildsql/gild/expr"

// truth makes a condition.
func (g *generator) truth(depth int) expr.X[bool] {
	return choose(g, depth, g.truthLeaf, logic(), logic(), comparisons(), comparisons(), patterns(), sets(), tests(), collections())
}

func (g *generator) truthLeaf() expr.X[bool] {
	if x, ok := column(g, func(s *source) []expr.X[bool] { return s.truths }); ok {
		return x
	}
	switch g.IntN(8) {
	case 0:
		return expr.Typed[bool](expr.True())
	case 1:
		return expr.Typed[bool](expr.False())
	case 2:
		return expr.Val(g.values.IntN(2) == 0)
	case 3:
		return expr.And().X
	case 4:
		return expr.Or().X
	}
	return g.numberLeaf().Gt(g.numberValue()).X
}

func logic() []maker[bool] {
	type X = expr.X[bool]
	return []maker[bool]{
		{both, func(g *generator, d int) X { return expr.And(g.truth(d), g.truth(d), g.truth(d)).X }},
		{both, func(g *generator, d int) X { return expr.Or(g.truth(d), g.truth(d)).X }},
		{both, func(g *generator, d int) X { return expr.Not(g.truth(d)).X }},
		{both, func(g *generator, d int) X { return expr.Not(expr.Not(g.truth(d))).X }},
		{both, func(g *generator, d int) X { return expr.And(g.truth(d)).Or(g.truth(d)).And(g.truth(d)).Not().X }},
		{both, func(g *generator, d int) X { return g.truth(d).Eq(g.chance(50)).X }},
		{both, func(g *generator, d int) X { return g.truth(d).EqExpr(g.truth(d)).X }},
		{both, func(g *generator, d int) X {
			return g.truth(d).Is(pick(g, []expr.Expr{expr.True(), expr.False(), expr.NullValue()})).X
		}},
		{both, func(g *generator, d int) X {
			return g.truth(d).IsNot(pick(g, []expr.Expr{expr.True(), expr.NullValue()})).X
		}},
		{both, func(g *generator, d int) X { return expr.Coalesce(g.truth(d), g.truth(d)).X }},
		{both, func(g *generator, d int) X {
			return expr.Case[bool]().When(g.truth(d), true).ElseExpr(g.truth(d)).X
		}},
		{both, func(g *generator, d int) X { return expr.Typed[bool](expr.Text("(1 = 1)")) }},
		{both, func(g *generator, d int) X { return g.documentPart(d).AsBoolean() }},
	}
}

func comparisons() []maker[bool] {
	type N = expr.X[int64]
	type S = expr.X[string]
	numbers := func(f func(a, b N) expr.Cond) maker[bool] {
		return maker[bool]{both, func(g *generator, d int) expr.X[bool] { return f(g.number(d), g.number(d)).X }}
	}
	withNumber := func(f func(a N, v int64) expr.Cond) maker[bool] {
		return maker[bool]{both, func(g *generator, d int) expr.X[bool] { return f(g.number(d), g.numberValue()).X }}
	}
	texts := func(f func(a, b S) expr.Cond) maker[bool] {
		return maker[bool]{both, func(g *generator, d int) expr.X[bool] { return f(g.text(d), g.text(d)).X }}
	}
	return []maker[bool]{
		numbers(func(a, b N) expr.Cond { return a.EqExpr(b) }), numbers(func(a, b N) expr.Cond { return a.NeExpr(b) }),
		numbers(func(a, b N) expr.Cond { return a.LtExpr(b) }), numbers(func(a, b N) expr.Cond { return a.LeExpr(b) }),
		numbers(func(a, b N) expr.Cond { return a.GtExpr(b) }), numbers(func(a, b N) expr.Cond { return a.GeExpr(b) }),
		numbers(func(a, b N) expr.Cond { return a.IsDistinctFromExpr(b) }),
		numbers(func(a, b N) expr.Cond { return a.IsNotDistinctFromExpr(b) }),
		numbers(func(a, b N) expr.Cond { return a.BetweenExpr(b, a) }),
		withNumber(N.Eq), withNumber(N.Ne), withNumber(N.Lt), withNumber(N.Le), withNumber(N.Gt), withNumber(N.Ge),
		withNumber(N.IsDistinctFrom), withNumber(N.IsNotDistinctFrom),
		texts(func(a, b S) expr.Cond { return a.EqExpr(b) }), texts(func(a, b S) expr.Cond { return a.LtExpr(b) }),
		texts(func(a, b S) expr.Cond { return a.IsDistinctFromExpr(b) }),
		{both, func(g *generator, d int) expr.X[bool] { return g.number(d).Between(-5, 50).X }},
		{both, func(g *generator, d int) expr.X[bool] { return g.number(d).NotBetween(0, g.numberValue()).X }},
		{post, func(g *generator, d int) expr.X[bool] { return g.number(d).BetweenSymmetric(50, -5).X }},
		{post, func(g *generator, d int) expr.X[bool] { return g.number(d).NotBetweenSymmetric(50, -5).X }},
		{both, func(g *generator, d int) expr.X[bool] { return g.fraction(d).LtExpr(g.fraction(d)).X }},
		{both, func(g *generator, d int) expr.X[bool] { return g.moment(d).GeExpr(g.moment(d)).X }},
		{both, func(g *generator, d int) expr.X[bool] { return g.blob(d).EqExpr(g.blob(d)).X }},
		{both, func(g *generator, d int) expr.X[bool] { return g.number(d).EqExpr(param(g, g.numberValue())).X }},
		{both, func(g *generator, d int) expr.X[bool] {
			return expr.Typed[bool](g.number(d).Op(pick(g, []string{"=", "<", ">="}), g.number(d), expr.AsComparison(), expr.Precedence(5)))
		}},
		{lite, func(g *generator, d int) expr.X[bool] { return g.number(d).Is(g.number(d)).X }},
	}
}

var regexps = []string{"^a", "[a-z]+", "b.k", "", `\.`, "(x|y)?", "it's"}

func patterns() []maker[bool] {
	type S = expr.X[string]
	like := func(f func(a S, v string, o ...expr.LikeOption) expr.Cond) maker[bool] {
		return maker[bool]{both, func(g *generator, d int) expr.X[bool] {
			switch g.IntN(4) {
			case 0:
				return f(g.text(d), g.textValue(), expr.Wildcards(), expr.Escape('~')).X
			case 1:
				return f(g.text(d), g.textValue(), expr.Escape(rune(pick(g, []rune{'/', '^', '\'', 'ü'})))).X
			}
			return f(g.text(d), g.textValue()).X
		}}
	}
	pattern := func(f func(a S, v string, o ...expr.LikeOption) expr.Cond) maker[bool] {
		return maker[bool]{both, func(g *generator, d int) expr.X[bool] {
			p := value(g, []string{"%a%", "_", "", "%", "100/%", "it's"})
			if g.chance(30) {
				return f(g.text(d), p, expr.Escape('/')).X
			}
			return f(g.text(d), p).X
		}}
	}
	return []maker[bool]{
		pattern(S.Like), pattern(S.NotLike), pattern(S.ILike), pattern(S.NotILike),
		like(S.StartsWith), like(S.EndsWith), like(S.Contains), like(S.IStartsWith), like(S.IEndsWith), like(S.IContains),
		{both, func(g *generator, d int) expr.X[bool] { return expr.Not(g.text(d).Contains(g.textValue())).X }},
		{both, func(g *generator, d int) expr.X[bool] {
			return g.text(d).LikeExpr(expr.Val("%a").ConcatExpr(g.numberText(d)), expr.Escape('~')).X
		}},
		{both, func(g *generator, d int) expr.X[bool] { return g.text(d).ILikeExpr(expr.Lower(g.numberText(d))).X }},
		{both, func(g *generator, d int) expr.X[bool] {
			return expr.Typed[any](g.text(d)).StartsWith(g.numberText(d)).X
		}},
		{both, func(g *generator, d int) expr.X[bool] { return g.text(d).Regexp(pick(g, regexps)).X }},
		{both, func(g *generator, d int) expr.X[bool] { return g.text(d).NotRegexp(pick(g, regexps)).X }},
		{post, func(g *generator, d int) expr.X[bool] {
			return g.text(d).Regexp(pick(g, regexps), pick(g, []string{"i", "n", "ix"})).X
		}},
		{post, func(g *generator, d int) expr.X[bool] {
			return g.text(d).Match(value(g, []string{"ann", "it's", ""})).X
		}},
		{post, func(g *generator, d int) expr.X[bool] { return g.text(d).Match("ann", expr.RegConfig("english")).X }},
	}
}

// numberText is a text in which no character has a meaning in patterns.
func (g *generator) numberText(d int) expr.X[string] {
	return expr.Coalesce(expr.Cast[string](expr.Length(g.text(d)), stringType), expr.Val("x")).X
}

// sets are IN and EXISTS.
func sets() []maker[bool] {
	type X = expr.X[bool]
	single := func(g *generator, d int) *expr.SelectStmt {
		return g.nested(d, func(g *generator, own *source) []expr.Item { return []expr.Item{g.number(d).As("n")} })
	}
	pair := func(g *generator, d int) expr.X[any] { return expr.Tuple(g.number(d), g.text(d)) }
	return []maker[bool]{
		{both, func(g *generator, d int) X { return g.number(d).In(g.numberValues()...).X }},
		{both, func(g *generator, d int) X { return g.number(d).NotIn(g.numberValues()...).X }},
		{both, func(g *generator, d int) X { return expr.Not(g.text(d).In(g.textList()...)).X }},
		{both, func(g *generator, d int) X {
			return expr.Typed[any](g.number(d)).In(g.number(d), g.numberValue(), nil).X
		}},
		{both, func(g *generator, d int) X { return expr.Typed[any](g.number(d)).NotIn(nil).X }},
		{both, func(g *generator, d int) X { return g.number(d).InParam(g.params.list(g)).X }},
		{both, func(g *generator, d int) X { return g.number(d).NotInParam(g.params.list(g)).X }},
		{both, func(g *generator, d int) X {
			return g.number(d).InExpr(expr.ListParam(g.name(), g.numberValue(), g.numberValue())).X
		}},
		{both, func(g *generator, d int) X { return g.number(d).InSelect(single(g, d)).X }},
		{both, func(g *generator, d int) X { return g.number(d).NotInSelect(single(g, d)).X }},
		{both, func(g *generator, d int) X { return g.number(d).InExpr(expr.ScalarOf[int64](single(g, d))).X }},
		{both, func(g *generator, d int) X { return expr.Exists(single(g, d)).X }},
		{both, func(g *generator, d int) X { return expr.Exists(single(g, d)).Not().X }},
		{both, func(g *generator, d int) X {
			rows := []any{}
			for range g.values.IntN(3) {
				rows = append(rows, []any{g.numberValue(), g.textValue()})
			}
			return pair(g, d).In(rows...).X
		}},
		{both, func(g *generator, d int) X { return pair(g, d).NotIn([]any{g.numberValue(), g.textValue()}).X }},
		{both, func(g *generator, d int) X { return pair(g, d).EqExpr(pair(g, d)).X }},
		{both, func(g *generator, d int) X { return pair(g, d).LtExpr(pair(g, d)).X }},
		{both, func(g *generator, d int) X {
			return pair(g, d).InSelect(g.nested(d, func(g *generator, own *source) []expr.Item {
				return []expr.Item{g.number(d).As("n"), g.text(d).As("t")}
			})).X
		}},
		{both, func(g *generator, d int) X {
			v := expr.Values("", expr.ColumnOf[int64]("n"))
			for range 1 + g.IntN(3) {
				v = v.Row(g.numberValue())
			}
			return g.number(d).InExpr(expr.ScalarValues(v)).X
		}},
		{post, func(g *generator, d int) X { return g.number(d).EqExpr(expr.Typed[int64](expr.Any(g.list(d)))).X }},
		{post, func(g *generator, d int) X {
			return g.number(d).LtExpr(expr.Typed[int64](expr.All(expr.ScalarOf[int64](single(g, d))))).X
		}},
	}
}

// tests are about NULL.
func tests() []maker[bool] {
	type X = expr.X[bool]
	return []maker[bool]{
		{both, func(g *generator, d int) X { return g.number(d).IsNull().X }},
		{both, func(g *generator, d int) X { return g.text(d).IsNotNull().X }},
		{both, func(g *generator, d int) X { return expr.Not(g.fraction(d).IsNull()).X }},
		{both, func(g *generator, d int) X { return g.number(d).Is(expr.NullValue()).X }},
		{both, func(g *generator, d int) X { return expr.Typed[any](g.number(d)).Eq(nil).X }},
		{both, func(g *generator, d int) X { return expr.Typed[any](g.text(d)).Ne(nil).X }},
		{both, func(g *generator, d int) X { return g.document(d).IsNull().X }},
		{both, func(g *generator, d int) X { return g.documentPart(d).IsNotNull().X }},
	}
}
