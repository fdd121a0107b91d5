package generated

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// document makes a JSON document.
func (g *generator) document(depth int) expr.X[document] {
	type X = expr.X[document]
	leaf := func() X {
		if x, ok := column(g, func(s *source) []X { return s.documents }); ok {
			return x
		}
		return expr.Cast[document](value(g, []document{
			{}, {"a": []any{1, "it's"}, "b": map[string]any{"c d": nil}}, {"": 1, `"`: 2, "?": `\`, "'": "$1"},
		}), typemap.JSON())
	}
	return choose(g, depth, leaf, []maker[document]{
		{both, func(g *generator, d int) X {
			return expr.Case[document]().WhenExpr(g.truth(d), g.document(d)).ElseExpr(g.document(d)).X
		}},
		{both, func(g *generator, d int) X { return expr.Coalesce(g.document(d), g.document(d)).X }},
	})
}

// binary is a document as PostgreSQL's operators on documents need it.
func (g *generator) binary(depth int) expr.X[document] {
	x := expr.Cast[document](g.document(depth), typemap.Named("JSONB"))
	if depth > 0 && g.chance(20) {
		return x.DeletePath([]string{"a", "0"})
	}
	return x
}

// documentPart makes a part of a document. Its place may hold a value of another type.
func (g *generator) documentPart(depth int) expr.JSONValue {
	doc := g.document(depth)
	key := func() any { return value(g, []any{"n", "it's", `"`, "", "a.b", "$", "?", "ü", "{}"}) }
	if g.on != lite { // the types of what is there are checked
		key = func() any { return value(g, []any{"zz", "it's", `a"b`, "a.b", "$", "$1", "{}", "ü"}) }
	}
	switch g.IntN(5) {
	case 0:
		return doc.JSONPath("b", g.values.IntN(3))
	case 1:
		return doc.JSONPath("b", key(), "x")
	case 2:
		return doc.JSON("b").JSON(g.values.IntN(2))
	case 3:
		return doc.JSON("a").AsJSON().JSON(key())
	}
	return doc.JSON(key())
}

// list makes an array of PostgreSQL.
func (g *generator) list(depth int) expr.X[[]int64] {
	type X = expr.X[[]int64]
	leaf := func() X {
		switch g.IntN(4) {
		case 0:
			return expr.TypedVal(g.numberValues(), typemap.ArrayOf(typemap.BigInt()))
		case 1:
			return expr.ArrayTyped(typemap.BigInt(), g.numberValues()...)
		}
		return expr.Array(append(g.numberValues(), 1)...)
	}
	return choose(g, depth, leaf, []maker[[]int64]{
		{post, func(g *generator, d int) X {
			return expr.Typed[[]int64](expr.Array[any](wide(g.number(d)), g.numberValue()))
		}},
		{post, func(g *generator, d int) X { return expr.Typed[[]int64](g.list(d).Slice(1, g.values.IntN(3))) }},
		{post, func(g *generator, d int) X { return expr.Coalesce(g.list(d), g.list(d)).X }},
		{post, func(g *generator, d int) X { return g.list(d).ConcatExpr(g.list(d)) }},
		{post, func(g *generator, d int) X {
			return expr.Func[[]int64]("array_append", g.list(d), wide(g.number(d))).Returns(typemap.ArrayOf(typemap.BigInt())).X
		}},
	})
}

// collections are conditions on arrays and documents, which PostgreSQL alone has.
func collections() []maker[bool] {
	type X = expr.X[bool]
	return []maker[bool]{
		{post, func(g *generator, d int) X { return g.list(d).ContainsAll(g.list(d)).X }},
		{post, func(g *generator, d int) X { return g.list(d).ContainedBy(g.numberValues()).X }},
		{post, func(g *generator, d int) X { return g.list(d).Overlaps(g.list(d)).X }},
		{post, func(g *generator, d int) X { return g.list(d).EqExpr(g.list(d)).X }},
		{post, func(g *generator, d int) X { return g.binary(d).HasKey(g.textValue()).X }},
		{post, func(g *generator, d int) X { return g.binary(d).HasAny([]string{"a", g.textValue()}).X }},
		{post, func(g *generator, d int) X { return g.binary(d).HasAll(g.textList()).X }},
		{post, func(g *generator, d int) X { return g.binary(d).ContainsAll(g.binary(d)).X }},
		{post, func(g *generator, d int) X { return g.binary(d).PathExists("$.a").X }},
		{post, func(g *generator, d int) X { return g.binary(d).PathMatch("$.n > 1").X }},
		{both, func(g *generator, d int) X { return g.documentPart(d).AsText().IsNotNull().X }},
	}
}
