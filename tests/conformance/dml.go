package main

import (
	"encoding/json"

	"github.com/gildsql/gild/expr"
)

func init() {
	enter(map[string]reading{
		"insert": func(r *reader, n node) any { return r.insert(n) },
		"update": func(r *reader, n node) any { return r.update(n) },
		"delete": func(r *reader, n node) any { return r.deletion(n) },
		"from_dml_column": func(r *reader, n node) any {
			return expr.AssignedTo(expr.Typed[any](r.expr(n.arg(0))))
		},
	})
}

// A target is what a statement writes to.
type target struct {
	from expr.From
	keys map[string]string // of a table: the names of its columns by key
}

// target finds what a name stands for, to write to it.
func (r *reader) target(name string) target {
	object := r.lookup(name)
	if t := r.tables.find(name); t != nil && object == t.from() {
		return target{t.from(), t.keys}
	}
	f, ok := object.(expr.From)
	if !ok {
		malformed("%q is nothing to write to", name)
	}
	return target{f, nil}
}

// written reads a column that is written to: a key, or a column as an expression.
func (r *reader) written(t target, key any) expr.Col[any] {
	if isNode(key) {
		e := expr.Canonical(r.expr(key))
		c, ok := e.(*expr.Column)
		if !ok {
			malformed("%v is no column to write to", key)
		}
		return expr.ColOf[any](c)
	}
	name := asText(key)
	if own, ok := t.keys[name]; ok {
		name = own
	} else {
		name = r.known(t.from, name)
	}
	return expr.DynamicColumn(t.from, name)
}

func (r *reader) assignments(t target, pairs []any) []expr.Assignment {
	var out []expr.Assignment
	for _, v := range pairs {
		key, of := asPair(v)
		out = append(out, r.written(t, key).Set(r.operand(of)))
	}
	return out
}

func (r *reader) insert(n node) expr.Statement {
	n.only("values", "rows", "from_select", "include_defaults", "columns", "returning", "inline", "prefixes", "add_cte",
		"flavor", "on_conflict", "on_duplicate_key")
	o := n.options()
	t := r.target(n.text(0))
	s := expr.Insert(t.from)
	single := false
	switch {
	case o.has("rows"):
		var rows [][]expr.Assignment
		for _, row := range o.list("rows") {
			rows = append(rows, r.assignments(t, asList(row)))
		}
		s = s.Rows(rows...)
	case o.has("values"):
		s, single = s.Values(r.assignments(t, o.list("values"))...), true
	case o.has("from_select"):
	case o.has("columns") && len(o.list("columns")) == 0:
		s, single = s.Values(), true
	default:
		columns := r.writtenAll(t, o.list("columns"))
		s, single = s.Params(columns...), true
		r.requires(t, columns)
	}
	if o.has("from_select") {
		keys, of := asPair(o["from_select"])
		s = s.FromSelect(r.query(of), r.writtenAll(t, asList(keys))...)
		if include, ok := o["include_defaults"].(bool); ok && !include {
			s = s.WithoutDefaults()
		}
	}
	switch {
	case o.has("returning"):
		s = s.Returning(r.items(o.list("returning"))...)
	case single && !o.flag("inline"):
		s = s.ReturningKey()
	}
	for _, p := range o.list("prefixes") {
		s = s.Prefix(hintOf(p))
	}
	s = r.conflicts(t, s, o)
	return s.AddCTE(r.addedCTEs(o.list("add_cte"))...)
}

// wholeNumber reads a number that stands in the statement itself.
func wholeNumber(v any) int64 {
	number, ok := v.(json.Number)
	n, err := number.Int64()
	if !ok || err != nil {
		malformed("%v is no whole number", v)
	}
	return n
}

// hintOf reads a hint about the table that is written to: its text and the dialect.
func hintOf(v any) (text, dialect string) {
	parts, ok := v.([]any)
	if !ok {
		return asText(v), ""
	}
	if len(parts) > 1 {
		dialect = asText(parts[1])
	}
	return asText(parts[0]), dialect
}

// writtenAll reads a list of columns that are written to.
func (r *reader) writtenAll(t target, keys []any) []expr.Expr {
	var out []expr.Expr
	for _, key := range keys {
		out = append(out, r.written(t, key))
	}
	return out
}

// requires notes the parameters of columns, all of the table's if none are named.
func (r *reader) requires(t target, columns []expr.Expr) {
	if len(columns) == 0 {
		for _, c := range t.from.Columns() {
			columns = append(columns, c)
		}
	}
	for _, e := range columns {
		if c, ok := expr.Canonical(e).(*expr.Column); ok {
			r.required = append(r.required, c.Key())
		}
	}
}

func (r *reader) update(n node) expr.Statement {
	n.only("values", "ordered", "where", "returning", "inline", "prefixes", "hints", "columns", "add_cte", "limit")
	o := n.options()
	t := r.target(n.text(0))
	s := expr.Update(t.from)
	switch set := r.assignments(t, o.list("values")); {
	case o.has("columns") || !o.has("values"):
		columns := r.writtenAll(t, o.list("columns"))
		s = s.SetParams(columns...)
		r.requires(t, columns)
	case o.flag("ordered"):
		s = s.SetOrdered(set...)
	default:
		s = s.Set(set...)
	}
	if o.has("limit") {
		s = s.Limit(wholeNumber(o["limit"]))
	}
	for _, e := range r.exprs(o.list("where")) {
		s = s.Where(e)
	}
	if o.has("returning") {
		s = s.Returning(r.items(o.list("returning"))...)
	}
	for _, p := range o.list("prefixes") {
		s = s.Prefix(hintOf(p))
	}
	for _, v := range o.list("hints") {
		s = s.Hint(hintOf(v))
	}
	return s.AddCTE(r.addedCTEs(o.list("add_cte"))...)
}

func (r *reader) deletion(n node) expr.Statement {
	n.only("where", "returning", "prefixes", "hints", "add_cte", "using", "limit")
	o := n.options()
	s := expr.Delete(r.target(n.text(0)).from).Using(r.froms(o.list("using"))...)
	if o.has("limit") {
		s = s.Limit(wholeNumber(o["limit"]))
	}
	for _, e := range r.exprs(o.list("where")) {
		s = s.Where(e)
	}
	if o.has("returning") {
		s = s.Returning(r.items(o.list("returning"))...)
	}
	for _, p := range o.list("prefixes") {
		s = s.Prefix(hintOf(p))
	}
	for _, v := range o.list("hints") {
		s = s.Hint(hintOf(v))
	}
	return s.AddCTE(r.addedCTEs(o.list("add_cte"))...)
}
