package main

import (
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

func init() {
	enter(map[string]reading{
		"col":            (*reader).column,
		"bind":           func(r *reader, n node) any { return r.bind(n) },
		"null":           func(*reader, node) any { return expr.NullValue() },
		"true":           func(*reader, node) any { return truth(true) },
		"false":          func(*reader, node) any { return truth(false) },
		"literal_column": func(_ *reader, n node) any { return expr.Raw[any](n.text(0), optionalType(n.optionsAt(1))...) },
		"column":         func(_ *reader, n node) any { return expr.ColumnOf[any](n.text(0), optionalType(n.optionsAt(1))...) },
		"text":           func(r *reader, n node) any { return r.text(n) },
		"label":          func(r *reader, n node) any { return r.x(n.arg(0)).As(n.text(1)) },
		"and":            func(r *reader, n node) any { return expr.And(r.exprs(asList(n.arg(0)))...) },
		"or":             func(r *reader, n node) any { return expr.Or(r.exprs(asList(n.arg(0)))...) },
		"not":            func(r *reader, n node) any { return expr.Not(r.expr(n.arg(0))) },
		"case":           func(r *reader, n node) any { return r.caseOf(n.optionsAt(0)) },
		"distinct":       func(r *reader, n node) any { return expr.Distinct(r.x(n.arg(0))) },
		"cast":           func(r *reader, n node) any { return expr.Cast[any](r.operand(n.arg(0)), typeOf(asNode(n.arg(1)))) },
		"try_cast":       func(r *reader, n node) any { return expr.TryCast[any](r.operand(n.arg(0)), typeOf(asNode(n.arg(1)))) },
		"type_coerce":    func(r *reader, n node) any { return expr.Coerce[any](r.operand(n.arg(0)), typeOf(asNode(n.arg(1)))) },
		"extract":        func(r *reader, n node) any { return expr.Extract[any](n.text(0), r.expr(n.arg(1))) },
		"scalar":         func(r *reader, n node) any { return expr.ScalarOf[any](r.query(n.arg(0))) },
		"exists":         func(r *reader, n node) any { return expr.Exists(r.query(n.arg(0))) },
	})
}

func truth(v bool) expr.Expr {
	if v {
		return expr.True()
	}
	return expr.False()
}

// optionalType is the type among the options, if there is one.
func optionalType(o options) []typemap.Type {
	if !o.has("type") {
		return nil
	}
	return []typemap.Type{typeOf(asNode(o["type"]))}
}

// columned is what has columns by name.
type columned interface {
	C(name string) expr.Col[any]
}

// column reads a column of what a name stands for.
func (r *reader) column(n node) any {
	name, key := n.text(0), n.text(1)
	object := r.lookup(name)
	if t := r.tables.find(name); t != nil && object == t.from() {
		if own, ok := t.keys[key]; ok {
			key = own
		}
		return t.C(key)
	}
	if row, ok := object.(insertedRow); ok {
		return expr.Excluded(r.written(row.of, key))
	}
	if q, ok := object.(expr.Query); ok {
		return r.output(q, key)
	}
	of, ok := object.(columned)
	if !ok {
		unsupported("a column of %T", object)
	}
	return of.C(r.known(object, key))
}

// known returns the name that a column with the key has in an object made of tables: keys are
// the reader's own.
func (r *reader) known(object any, key string) string {
	f, ok := object.(expr.From)
	if !ok || expr.ColumnNamed(f, key) != nil {
		return key
	}
	for _, name := range r.tables.named(key) {
		if expr.ColumnNamed(f, name) != nil {
			return name
		}
	}
	return key
}

// output finds a column in the SELECT list of a query.
func (r *reader) output(q expr.Query, key string) expr.Expr {
	names := append([]string{key}, r.tables.named(key)...)
	for _, name := range names {
		for _, e := range q.Outputs() {
			switch e := expr.Canonical(e).(type) {
			case *expr.Label:
				if e.Name == name {
					return e
				}
			case *expr.Column:
				if e.Name() == name {
					return e
				}
			}
		}
	}
	malformed("the query has no column %q", key)
	return nil
}

// bind reads a bound value as an expression.
func (r *reader) bind(n node) expr.Expr {
	o := n.optionsAt(1)
	v := value(n.arg(0))
	typ, typed := typeOfValue(v)
	if given := optionalType(o); given != nil {
		typ, typed = given[0], true
	}
	var types []typemap.Type
	if typed {
		types = []typemap.Type{typ}
	}
	name := o.text("name")
	switch {
	case o.flag("required"):
		r.required = append(r.required, name)
		return expr.Param[any](name, types...)
	case o.flag("expanding"):
		return r.listParam(name, v, types)
	case o.flag("literal_execute"):
		return expr.Inline[any](v, types...)
	case name != "" && !o.flag("unique"):
		return expr.ParamDefault[any](name, v, types...)
	case typed:
		return expr.TypedVal[any](v, typ)
	}
	return expr.Val[any](v)
}

// argument reads what is handed to a function or a branch: a value whose Go type says too
// little is given its type.
func (r *reader) argument(v any) any {
	if n := asNode(v); isPlain(n) {
		plain := value(n.arg(0))
		if typ, ok := typeOfValue(plain); ok {
			return expr.TypedVal[any](plain, typ)
		}
		return plain
	}
	return r.expr(v)
}

// unescaped makes \: a colon inside strings, where gild leaves backslashes and colons alone.
func unescaped(text string) string {
	parts := strings.Split(text, "'")
	for i := 1; i < len(parts); i += 2 {
		parts[i] = strings.ReplaceAll(parts[i], `\:`, ":")
	}
	return strings.Join(parts, "'")
}

func (r *reader) text(n node) *expr.TextStmt {
	t := expr.Text(unescaped(n.text(0)))
	for _, v := range n.optionsAt(1).list("binds") {
		entry := asList(v)
		if len(entry) < 2 {
			malformed("%v is no bound value", v)
		}
		var types []typemap.Type
		if len(entry) > 2 {
			types = append(types, typeOf(asNode(entry[2])))
		}
		t = t.Bind(asText(entry[0]), value(entry[1]), types...)
	}
	return t
}

// caseOf reads CASE with conditions, or with values to compare with.
func (r *reader) caseOf(o options) expr.Expr {
	if o.has("value") {
		c := expr.CaseOf[any](r.x(o["value"]))
		for _, v := range o.list("whens") {
			when, then := asPair(v)
			c = c.When(r.argument(when), r.argument(then))
		}
		if o.has("else") {
			c = c.Else(r.argument(o["else"]))
		}
		return c
	}
	c := expr.Case[any]()
	for _, v := range o.list("whens") {
		when, then := asPair(v)
		c = c.When(r.expr(when), r.argument(then))
	}
	if o.has("else") {
		c = c.Else(r.argument(o["else"]))
	}
	return c
}
