package generated

import (
	"fmt"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// sourceMaker makes an element of FROM.
type sourceMaker struct {
	on   systems
	make func(g *generator, depth int) source
}

// source makes an element of FROM that no other query of the statement has.
func (g *generator) source(depth int) source {
	makers := []sourceMaker{
		{both, func(g *generator, d int) source { return userSource(schema.As(users, g.name())) }},
		{both, func(g *generator, d int) source { return mailSource(schema.As(mails, g.name())) }},
		{both, func(g *generator, d int) source { return g.dynamic() }},
		{post, func(g *generator, d int) source { return g.listed() }},
		{both, (*generator).derived}, {both, (*generator).derived}, {both, (*generator).common}, {both, (*generator).common},
		{both, (*generator).recursive}, {both, (*generator).textual},
		{post, func(g *generator, d int) source { return g.sample() }},
		{post, (*generator).series}, {post, (*generator).unnested}, {lite, (*generator).each},
	}
	if depth <= 0 || *g.budget < 0 {
		makers = makers[:3]
	}
	start := g.IntN(len(makers))
	for i := range makers {
		if m := makers[(start+i)%len(makers)]; m.on&g.on == g.on {
			return m.make(g, depth-1)
		}
	}
	return g.dynamic()
}

// dynamicSource takes the columns of a FROM element by name: "n" is a number and "t" a text.
func dynamicSource(from expr.From, number, text string) source {
	s := source{from: from, numbers: []expr.X[int64]{expr.Typed[int64](expr.DynamicColumn(from, number))}}
	if text != "" {
		s.texts = []expr.X[string]{expr.Typed[string](expr.DynamicColumn(from, text))}
	}
	return s
}

// dynamic is a table that is known only by name, under another one.
func (g *generator) dynamic() source {
	t := expr.TableNamed("mails", expr.ColumnOf[int64]("id"), expr.ColumnOf[string]("order", typemap.String(100)))
	return dynamicSource(expr.As(t, g.name()), "id", "order")
}

// pair is a query of a number and a text, for the places where a query has no others around it.
func (g *generator) pair(depth int) expr.Query {
	inner := g.plain()
	inner.sources, inner.named = nil, ""
	if depth > 0 && g.chance(25) {
		return inner.compound(depth)
	}
	return inner.query(depth, shape{"n", "t"})
}

// derived is a subquery.
func (g *generator) derived(depth int) source {
	q := g.pair(depth)
	if g.chance(20) {
		return dynamicSource(expr.SubqueryOf(q, ""), "n", "t")
	}
	return dynamicSource(expr.SubqueryOf(q, g.name()), "n", "t")
}

// common is a common table expression.
func (g *generator) common(depth int) source {
	q := g.pair(depth)
	name := g.name()
	c := expr.CTEOf(q, name)
	switch g.IntN(6) {
	case 0:
		c = c.Prefix(pick(g, []string{"MATERIALIZED", "NOT MATERIALIZED"}), pick(g, []string{"postgresql", "sqlite"}))
	case 1:
		c = c.Nesting()
	case 2:
		return dynamicSource(c.As(g.name()), "n", "t")
	case 3:
		c = expr.CTEOf(expr.Select(c.C("n"), c.C("t")), g.name())
	case 4:
		c = expr.Values("", expr.ColumnOf[int64]("n"), expr.ColumnOf[string]("t")).Row(g.numberValue(), g.textValue()).CTE(name)
	}
	return dynamicSource(c, "n", "t")
}

// recursive is a common table expression that selects from itself.
func (g *generator) recursive(depth int) source {
	begin := expr.Select(expr.Val(int64(1)).As("n"), expr.Cast[string](g.textValue(), typemap.Text()).As("t"))
	distinct := g.chance(50)
	c := begin.RecursiveCTE(g.name(), func(self *expr.CTE) expr.Query {
		next := expr.Select(expr.Typed[int64](self.C("n")).Add(1), self.C("t")).Where(self.C("n").Lt(5))
		if distinct {
			return begin.Union(next)
		}
		return begin.UnionAll(next)
	})
	if g.chance(30) {
		return dynamicSource(c.As(g.name()), "n", "t")
	}
	return dynamicSource(c, "n", "t")
}

// textual is a query written as text.
func (g *generator) textual(int) source {
	name := g.params.next()
	t := expr.Text("SELECT id, name FROM users WHERE id > :"+name).Bind(name, g.numberValue(), typemap.BigInt()).
		Columns(expr.ColumnOf[int64]("id"), expr.ColumnOf[string]("name"))
	if g.chance(50) {
		return dynamicSource(t.CTE(g.name()), "id", "name")
	}
	return dynamicSource(t.As(g.name()), "id", "name")
}

// listed is VALUES. SQLite does not take names of columns behind an alias.
func (g *generator) listed() source {
	t := expr.Values(g.name(), expr.ColumnOf[int64]("n"), expr.ColumnOf[string]("a text", typemap.Text()))
	if g.chance(20) {
		t = t.LiteralBinds()
	}
	for range 1 + g.IntN(3) {
		t = t.Row(value(g, []int64{1, -2, 300}), value(g, textValues))
	}
	if g.chance(20) {
		t = t.Row(g.numberLeafAlone(), "x").As(g.name())
	}
	return dynamicSource(t, "n", "a text")
}

// numberLeafAlone is an expression that takes nothing from what is selected from.
func (g *generator) numberLeafAlone() expr.X[int64] {
	inner := g.plain()
	inner.sources = nil
	return inner.number(1)
}

func (g *generator) sample() source {
	var method any = g.values.IntN(100)
	if g.chance(50) {
		method = expr.Func[any]("bernoulli", g.values.IntN(100))
	}
	s := expr.TableSample(mails, g.name(), method)
	if g.chance(50) {
		s = s.Seed(7)
	}
	*g.unsteady = true
	return dynamicSource(s, "id", "order")
}

// series is a function that returns rows.
func (g *generator) series(depth int) source {
	fn := expr.Func[int64]("generate_series", g.numberLeafAlone().Mod(5), expr.TypedVal(int64(6), typemap.BigInt()))
	name := g.name()
	switch g.IntN(3) {
	case 0:
		return source{from: fn.AsColumn(name), numbers: []expr.X[int64]{expr.Typed[int64](fn.AsColumn(name).Value())}}.same()
	case 1:
		return dynamicSource(fn.AsTable(expr.ColumnOf[int64]("n")).WithOrdinality("place").As(name).RenderDerived(), "n", "").with("place")
	}
	return dynamicSource(fn.AsTable(expr.ColumnOf[int64]("n")).As(name).RenderDerived(), "n", "")
}

// same makes the numbers of a function be those of its own element of FROM.
func (s source) same() source {
	s.numbers = []expr.X[int64]{expr.Typed[int64](s.from.(*expr.TableFunc).Value())}
	return s
}

// with adds a column of numbers.
func (s source) with(name string) source {
	s.numbers = append(s.numbers, expr.Typed[int64](expr.DynamicColumn(s.from, name)))
	return s
}

func (g *generator) unnested(depth int) source {
	inner := g.plain()
	inner.sources = nil
	fn := expr.Func[any]("unnest", inner.list(1))
	return dynamicSource(fn.AsTable(expr.ColumnOf[int64]("n")).As(g.name()).RenderDerived(), "n", "")
}

// each is a function of SQLite that returns rows.
func (g *generator) each(depth int) source {
	fn := expr.Func[any]("json_each", `[1, "two", null]`)
	return dynamicSource(expr.TableOf(fn, expr.ColumnOf[int64]("id"), expr.ColumnOf[string]("type")).As(g.name()), "id", "type")
}

// lateral makes an element of FROM that takes values from the sources before it.
func (g *generator) lateral(depth int) source {
	inner := g.plain()
	q := inner.query(depth, shape{"n", "t"})
	q = q.CorrelateExcept(leaves(q)...) // by itself it would take values from the query directly around only
	return dynamicSource(expr.LateralOf(q, g.name()), "n", "t")
}

func (s source) String() string { return fmt.Sprintf("%T", s.from) }
