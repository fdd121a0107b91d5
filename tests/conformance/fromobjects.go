package main

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

func init() {
	enter(map[string]reading{
		"table":               func(r *reader, n node) any { return lightTable(n) },
		"alias":               func(r *reader, n node) any { return r.alias(n) },
		"subquery":            func(r *reader, n node) any { return expr.SubqueryOf(r.query(n.arg(0)), n.name(1)) },
		"join":                func(r *reader, n node) any { return r.join(n) },
		"lateral":             func(r *reader, n node) any { return r.lateral(n) },
		"values":              func(r *reader, n node) any { return r.values(n) },
		"scalar_values":       func(r *reader, n node) any { return expr.ScalarValues(r.valuesTable(n.arg(0))) },
		"table_valued":        func(r *reader, n node) any { return r.tableValued(n) },
		"column_valued":       func(r *reader, n node) any { return r.columnValued(n) },
		"scalar_table_valued": func(r *reader, n node) any { return r.fieldOf(n) },
		"whole_row":           func(r *reader, n node) any { return expr.RowOf(r.from(n.arg(0))) },
		"tablesample":         func(r *reader, n node) any { return r.tableSample(n) },
		"text_columns":        func(r *reader, n node) any { return r.textColumns(n) },
	})
}

// columnsOf reads columns that are declared: names, with types or without.
func columnsOf(list []any) []expr.Expr {
	var columns []expr.Expr
	for _, v := range list {
		if name, ok := v.(string); ok {
			columns = append(columns, expr.ColumnOf[any](name))
			continue
		}
		name, typ := asPair(v)
		columns = append(columns, expr.ColumnOf[any](asText(name), typeOf(asNode(typ))))
	}
	return columns
}

func lightTable(n node) expr.From {
	t := expr.TableNamed(n.text(0), columnsOf(asList(n.arg(1)))...)
	if in := n.optionsAt(2).text("schema"); in != "" {
		t = t.In(in)
	}
	return t
}

func (r *reader) alias(n node) expr.From {
	return expr.As(r.from(n.arg(0)), n.name(1))
}

// join reads a join; without a condition the foreign keys have it.
func (r *reader) join(n node) expr.From {
	n.only("on", "outer", "full")
	o := n.options()
	j := &expr.Join{Left: r.from(n.arg(0)), Right: r.from(n.arg(1))}
	if o.flag("outer") {
		j.Kind = expr.LeftJoin
	}
	if o.flag("full") {
		j.Kind = expr.FullJoin
	}
	if o.has("on") {
		j.On = r.expr(o["on"])
	}
	return j
}

// lateral reads a query, or another FROM element, that takes values from those before it.
func (r *reader) lateral(n node) expr.From {
	switch of := r.object(n.arg(0)).(type) {
	case *expr.ValuesTable:
		return of.Lateral(n.name(1))
	case *expr.TableFunc:
		if name := n.name(1); name != "" {
			of = of.As(name)
		}
		return of.Lateral()
	case *expr.Subquery:
		return expr.LateralOf(of.Query(), n.name(1))
	case expr.Query:
		return expr.LateralOf(of, n.name(1))
	}
	unsupported("lateral of %s", asNode(n.arg(0)).kind())
	return nil
}

// cte reads a common table expression. The name is the one that let binds it to: a recursive
// one knows itself by it.
func (r *reader) cte(name string, n node) any {
	n.only("name", "recursive", "nesting", "union_all", "union", "prefixes", "suffixes")
	o := n.options()
	var c *expr.CTE
	switch {
	case o.has("union_all"), o.has("union"):
		c = r.recursiveCTE(name, n)
	default:
		switch of := r.object(n.arg(0)).(type) {
		case *expr.ValuesTable:
			c = of.CTE(o.text("name"))
		case expr.Query:
			if c = expr.CTEOf(of, o.text("name")); o.flag("recursive") {
				c = expr.RecursiveCTEOf(of, o.text("name"), nil)
			}
		default:
			unsupported("a CTE of %s", asNode(n.arg(0)).kind())
		}
	}
	if o.flag("nesting") {
		c = c.Nesting()
	}
	for _, t := range textsFor(o.list("prefixes")) {
		c = c.Prefix(t.text, t.dialect)
	}
	for _, t := range textsFor(o.list("suffixes")) {
		c = c.Suffix(t.text, t.dialect)
	}
	return c
}

// recursiveCTE reads the first query and the steps that are united with it.
func (r *reader) recursiveCTE(name string, n node) *expr.CTE {
	o := n.options()
	first := r.query(n.arg(0))
	return expr.RecursiveCTEOf(first, o.text("name"), func(self *expr.CTE) expr.Query {
		united := first
		r.within(map[string]any{name: self}, func() {
			if o.has("union_all") {
				united = r.combined("union_all", append([]expr.Query{united}, r.queries(o.list("union_all"))...))
			}
			if o.has("union") {
				united = r.combined("union", append([]expr.Query{united}, r.queries(o.list("union"))...))
			}
		})
		return united
	})
}

// values reads VALUES with its rows.
func (r *reader) values(n node) *expr.ValuesTable {
	o := n.optionsAt(2)
	t := expr.Values(o.text("name"), columnsOf(asList(n.arg(0)))...)
	var rows [][]any
	for _, v := range asList(n.arg(1)) {
		rows = append(rows, r.operands(asList(v)))
	}
	t = t.Rows(rows...)
	if o.flag("literal_binds") {
		t = t.LiteralBinds()
	}
	return t
}

func (r *reader) valuesTable(v any) *expr.ValuesTable {
	t, ok := r.object(v).(*expr.ValuesTable)
	if !ok {
		malformed("%s is no values", asNode(v).kind())
	}
	return t
}

// tableValued reads a function that returns rows.
func (r *reader) tableValued(n node) expr.From {
	o := n.optionsAt(2)
	t := r.fn(n.arg(0)).AsTable(columnsOf(asList(n.arg(1)))...)
	if name := o.text("with_ordinality"); name != "" {
		t = t.WithOrdinality(name)
	}
	if name := o.text("name"); name != "" {
		t = t.As(name)
	}
	if o.flag("render_derived") {
		t = t.RenderDerived()
	}
	if o.flag("with_types") {
		t = t.WithTypes()
	}
	if o.flag("lateral") {
		t = t.Lateral()
	}
	if o.flag("joins_implicitly") {
		t = t.Implicit()
	}
	return t
}

// columnValued is a FROM element that is its only column, too.
type columnValued struct{ *expr.TableFunc }

func (r *reader) columnValued(n node) any {
	o := n.optionsAt(1)
	t := r.fn(n.arg(0)).AsColumn(o.text("name"))
	if o.flag("joins_implicitly") {
		t = t.Implicit()
	}
	return columnValued{t}
}

func (r *reader) fieldOf(n node) expr.Expr {
	var types []typemap.Type
	if isNode(n.arg(2)) {
		types = append(types, typeOf(asNode(n.arg(2))))
	}
	return expr.FieldOf[any](r.expr(n.arg(0)), n.text(1), types...)
}

func (r *reader) tableSample(n node) expr.From {
	o := n.optionsAt(2)
	var method any
	if isNode(n.arg(1)) {
		method = r.expr(n.arg(1))
	} else {
		method = value(n.arg(1))
	}
	s := expr.TableSample(r.from(n.arg(0)), o.text("name"), method)
	if o.has("seed") {
		s = s.Seed(r.argument(o["seed"]))
	}
	return s
}

// textColumns reads SQL text with declared columns: names with types, or columns.
func (r *reader) textColumns(n node) expr.Query {
	var columns []expr.Expr
	for _, v := range asList(n.arg(1)) {
		if list := asList(v); len(list) == 2 {
			if _, isType := list[1].([]any); isType {
				columns = append(columns, expr.ColumnOf[any](asText(list[0]), typeOf(asNode(list[1]))))
				continue
			}
		}
		columns = append(columns, r.expr(v))
	}
	return r.text(asNode(n.arg(0))).Columns(columns...)
}
