package generated

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// text makes a text.
func (g *generator) text(depth int) expr.X[string] {
	return choose(g, depth, g.textLeaf, textOperators(), textFunctions(), branches(textsOf()), textAggregates(g))
}

func (g *generator) textLeaf() expr.X[string] {
	if x, ok := column(g, func(s *source) []expr.X[string] { return s.texts }); ok {
		return x
	}
	switch g.IntN(10) {
	case 0:
		return expr.Inline(g.textValue())
	case 1:
		return param(g, g.textValue())
	case 2:
		return expr.TypedVal(g.textValue(), typemap.Text())
	}
	return expr.Val(g.textValue())
}

var textValues = []string{
	"", "a", "it's", "100%", "a_b", `back\slash`, `\`, "ünï", "?", ":x", "$1", "--", "/*", `"`, "`", "''", "1", "-3.5", "x\ny\t", "%(a)s", "NULL", "🙂",
}

func (g *generator) textValue() string {
	if g.on == lite && g.values.IntN(60) == 0 {
		return value(g, []string{"zero\x00byte", "not \xff UTF-8"})
	}
	return value(g, textValues)
}

func (g *generator) textList() []string {
	list := make([]string, g.values.IntN(4))
	for i := range list {
		list[i] = g.textValue()
	}
	return list
}

func textOperators() []maker[string] {
	type X = expr.X[string]
	collation := func(g *generator) string {
		if g.on == lite {
			return pick(g, []string{"NOCASE", "BINARY", "RTRIM"})
		}
		return "C"
	}
	collated := func(g *generator, d int) X { return g.text(d).Concat("").Collate(collation(g)).Concat("") }
	return []maker[string]{
		{both, func(g *generator, d int) X { return g.text(d).ConcatExpr(g.text(d)) }},
		{both, func(g *generator, d int) X { return g.text(d).Concat(g.textValue()) }},
		{both, func(g *generator, d int) X { return g.text(d).Add(g.textValue()) }},
		{both, func(g *generator, d int) X { return g.text(d).AddExpr(g.text(d)) }},
		{lite, collated}, {post, collated},
		{post, func(g *generator, d int) X {
			return g.text(d).RegexpReplace(pick(g, regexps), g.textValue(), pick(g, []string{"", "g", "i", "gi"}))
		}},
		{both, func(g *generator, d int) X { return expr.Typed[string](g.text(d).Op("||", g.text(d))) }},
		{both, func(g *generator, d int) X { return expr.Cast[string](g.number(d), typemap.String(40)) }},
		{both, func(g *generator, d int) X { return expr.Cast[string](g.text(d), typemap.Text()) }},
		{both, func(g *generator, d int) X { return expr.Coerce[string](g.text(d), typemap.Unicode(40)) }},
		{both, func(g *generator, d int) X { return g.documentPart(d).AsString() }},
		{both, func(g *generator, d int) X { return expr.Cast[string](g.documentPart(d).AsText(), typemap.Text()) }},
		{both, func(g *generator, d int) X {
			return expr.ScalarOf[string](g.one(d, func(g *generator, own *source) expr.Item {
				return expr.Max(pick(g, own.texts))
			}))
		}},
	}
}

func textFunctions() []maker[string] {
	type X = expr.X[string]
	return []maker[string]{
		{both, func(g *generator, d int) X { return expr.Lower(g.text(d)).X }},
		{both, func(g *generator, d int) X { return expr.Upper(g.text(d)).X }},
		{both, func(g *generator, d int) X { return expr.Trim(g.text(d)).X }},
		{both, func(g *generator, d int) X { return expr.Coalesce(g.text(d), g.text(d)).X }},
		{both, func(g *generator, d int) X { return expr.NullIf(g.text(d), g.textValue()).X }},
		{both, func(g *generator, d int) X { return expr.Concat(g.text(d), g.text(d)).X }},
		{both, func(g *generator, d int) X { return expr.Replace(g.text(d), "a", g.textValue()).X }},
		{both, func(g *generator, d int) X { return expr.Substring(g.text(d), 1+g.values.IntN(3), g.values.IntN(5)).X }},
		{both, func(g *generator, d int) X { return expr.Greatest(g.text(d), g.text(d)).X }},
		{both, func(g *generator, d int) X { return expr.Func[string]("lower", g.text(d)).X }},
		{both, func(g *generator, d int) X { return expr.Func[string]("replace", g.text(d), g.text(d), "x").X }},
		{lite, func(g *generator, d int) X { return expr.Func[string]("printf", "%d/%s", g.number(d), g.text(d)).X }},
		{post, func(g *generator, d int) X { return expr.Func[string]("concat_ws", "-", g.number(d), g.text(d), nil).X }},
		{post, func(g *generator, d int) X { return expr.Func[string]("pg_catalog.lower", g.text(d)).X }},
	}
}

// blob makes bytes.
func (g *generator) blob(depth int) expr.X[[]byte] {
	return choose(g, depth, func() expr.X[[]byte] {
		if x, ok := column(g, func(s *source) []expr.X[[]byte] { return s.blobs }); ok {
			return x
		}
		v := value(g, [][]byte{{}, {0}, []byte("it's"), {0xff, '\\', 'x'}})
		if g.chance(20) {
			return expr.Inline(v)
		}
		return expr.Val(v)
	}, []maker[[]byte]{
		{both, func(g *generator, d int) expr.X[[]byte] { return expr.Coalesce(g.blob(d), g.blob(d)).X }},
		{both, func(g *generator, d int) expr.X[[]byte] { return g.blob(d).ConcatExpr(g.blob(d)) }},
	})
}
