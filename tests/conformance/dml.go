package main

import (
	"github.com/gildsql/gild/expr"
)

func init() {
	enter(map[string]reading{
		"insert": func(r *reader, n node) any { return r.insert(n) },
		"update": func(r *reader, n node) any { return r.update(n) },
		"delete": func(r *reader, n node) any { return r.deletion(n) },
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
	n.only("values", "rows", "returning", "inline")
	o := n.options()
	t := r.target(n.text(0))
	s := expr.Insert(t.from)
	switch {
	case o.has("rows"):
		var rows [][]expr.Assignment
		for _, row := range o.list("rows") {
			rows = append(rows, r.assignments(t, asList(row)))
		}
		s = s.Rows(rows...)
	case o.has("values"):
		s = s.Values(r.assignments(t, o.list("values"))...)
	default:
		unsupported("insert without values")
	}
	if o.has("returning") {
		s = s.Returning(r.items(o.list("returning"))...)
	}
	return s
}

func (r *reader) update(n node) expr.Statement {
	n.only("values", "ordered", "where", "returning", "inline")
	o := n.options()
	t := r.target(n.text(0))
	s := expr.Update(t.from).Set(r.assignments(t, o.list("values"))...)
	for _, e := range r.exprs(o.list("where")) {
		s = s.Where(e)
	}
	if o.has("returning") {
		s = s.Returning(r.items(o.list("returning"))...)
	}
	return s
}

func (r *reader) deletion(n node) expr.Statement {
	n.only("where", "returning")
	o := n.options()
	s := expr.Delete(r.target(n.text(0)).from)
	for _, e := range r.exprs(o.list("where")) {
		s = s.Where(e)
	}
	if o.has("returning") {
		s = s.Returning(r.items(o.list("returning"))...)
	}
	return s
}
