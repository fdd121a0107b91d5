package main

import (
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/gildsql/gild/expr"
)

// A reader turns one statement into gild's objects, for one dialect.
type reader struct {
	dialect string
	tables  *tables
	scopes  []map[string]any // of let, innermost last

	required []string // names of parameters without a value
}

// A reading makes the object of a node of one kind: an expr.Expr, an expr.From, a statement.
type reading func(r *reader, n node) any

// readings are by kind; the files that read them enter theirs.
var readings = map[string]reading{}

func enter(more map[string]reading) {
	for kind, read := range more {
		if readings[kind] != nil {
			panic("two readings of " + kind)
		}
		readings[kind] = read
	}
}

// build reads the statement. It does not panic: what goes wrong is the error.
func (r *reader) build(stmt any) (s expr.Statement, err error) {
	defer caught(&err)
	return r.statement(stmt), nil
}

// caught turns a panic into an error. One that is none of the reader's own is gild's, and has
// the class Panic.
func caught(err *error) {
	switch p := recover().(type) {
	case nil:
	case *failure:
		*err = p
	default:
		*err = &failure{"Panic", fmt.Sprintf("%v\n%s", p, debug.Stack())}
	}
}

// classOf is the class of an error in records.
func classOf(err error) string {
	var f *failure
	if errors.As(err, &f) {
		return f.class
	}
	return "CompileError"
}

// object makes the object of a node of any kind.
func (r *reader) object(v any) any {
	n := asNode(v)
	read := readings[n.kind()]
	if read == nil {
		unsupported("the kind %q", n.kind())
	}
	return read(r, n)
}

// lookup finds what a name stands for: something bound by let, or a table.
func (r *reader) lookup(name string) any {
	for i := len(r.scopes) - 1; i >= 0; i-- {
		if o, ok := r.scopes[i][name]; ok {
			return o
		}
	}
	if t := r.tables.find(name); t != nil {
		return t.from()
	}
	malformed("nothing is called %q", name)
	return nil
}

// within reads with names bound besides those that are.
func (r *reader) within(names map[string]any, read func()) {
	r.scopes = append(r.scopes, names)
	defer func() { r.scopes = r.scopes[:len(r.scopes)-1] }()
	read()
}

func init() {
	enter(map[string]reading{
		"ref": func(r *reader, n node) any { return r.lookup(n.text(0)) },
		"let": (*reader).let,
	})
}

// let binds names to objects, each seen by those behind it.
func (r *reader) let(n node) any {
	names := map[string]any{}
	var body any
	r.within(names, func() {
		for _, entry := range asList(n.arg(0)) {
			name, of := asPair(entry)
			names[asText(name)] = r.bound(asText(name), asNode(of))
		}
		body = r.object(n.arg(1))
	})
	return body
}

// bound makes the object that let binds to name.
func (r *reader) bound(name string, n node) any {
	if n.kind() == "cte" {
		return r.cte(name, n)
	}
	return r.object([]any(n))
}

// statement reads a node that can be executed.
func (r *reader) statement(v any) expr.Statement {
	s, ok := r.object(v).(expr.Statement)
	if !ok {
		malformed("%v is no statement", asNode(v).kind())
	}
	return s
}

// query reads a node that gives rows and can stand inside another.
func (r *reader) query(v any) expr.Query {
	switch q := r.object(v).(type) {
	case expr.Query:
		return q
	}
	unsupported("%s as a query", asNode(v).kind())
	return nil
}

// from reads a FROM element.
func (r *reader) from(v any) expr.From {
	object := r.object(v)
	if c, ok := object.(columnValued); ok {
		return c.TableFunc
	}
	if t, ok := object.(*expr.TextStmt); ok {
		return expr.FromText(t)
	}
	f, ok := object.(expr.From)
	if !ok {
		unsupported("%s as a FROM element", asNode(v).kind())
	}
	return f
}

func (r *reader) froms(list []any) []expr.From {
	out := []expr.From{}
	for _, v := range list {
		out = append(out, r.from(v))
	}
	return out
}

// items reads a list of columns, where FROM elements stand for all of theirs.
func (r *reader) items(list []any) []expr.Item {
	var out []expr.Item
	for _, v := range list {
		object := r.object(v)
		if c, ok := object.(columnValued); ok {
			object = c.Value()
		}
		item, ok := object.(expr.Item)
		if !ok {
			malformed("%v is no column", asNode(v).kind())
		}
		out = append(out, item)
	}
	return out
}

// expr reads an expression.
func (r *reader) expr(v any) expr.Expr {
	object := r.object(v)
	if c, ok := object.(columnValued); ok {
		return c.Value()
	}
	if q, ok := object.(expr.Query); ok { // as an operand: its only value, or its only row
		if len(q.Outputs()) > 1 {
			return expr.RowSelect(q)
		}
		return expr.ScalarOf[any](q)
	}
	e, ok := object.(expr.Expr)
	if !ok {
		malformed("%v is no expression", asNode(v).kind())
	}
	return e
}

func (r *reader) exprs(list []any) []expr.Expr {
	var out []expr.Expr
	for _, v := range list {
		out = append(out, r.expr(v))
	}
	return out
}

// x reads an expression in its dynamic form.
func (r *reader) x(v any) expr.X[any] { return expr.Typed[any](r.expr(v)) }

// operand reads what is handed to a method of another expression: a bound value without
// options as the Go value itself.
func (r *reader) operand(v any) any {
	if n := asNode(v); isPlain(n) {
		return value(n.arg(0))
	}
	return r.expr(v)
}

func (r *reader) operands(list []any) []any {
	var out []any
	for _, v := range list {
		out = append(out, r.operand(v))
	}
	return out
}

func isPlain(n node) bool { return n.kind() == "bind" && len(n) == 2 }
