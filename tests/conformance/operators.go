package main

import "github.com/gildsql/gild/expr"

// An operator joins an expression with a value or another expression.
type operator func(left expr.X[any], right any) expr.Expr

func enterOperators(operators map[string]operator) {
	for kind, op := range operators {
		enter(map[string]reading{kind: func(r *reader, n node) any {
			return op(r.x(n.arg(0)), r.operand(n.arg(1)))
		}})
	}
}

var operators = map[string]operator{
	"==": func(l expr.X[any], r any) expr.Expr { return l.Eq(r) },
	"!=": func(l expr.X[any], r any) expr.Expr { return l.Ne(r) },
	"<":  func(l expr.X[any], r any) expr.Expr { return l.Lt(r) },
	"<=": func(l expr.X[any], r any) expr.Expr { return l.Le(r) },
	">":  func(l expr.X[any], r any) expr.Expr { return l.Gt(r) },
	">=": func(l expr.X[any], r any) expr.Expr { return l.Ge(r) },
	"+":  func(l expr.X[any], r any) expr.Expr { return l.Add(r) },
	"-":  func(l expr.X[any], r any) expr.Expr { return l.Sub(r) },
	"*":  func(l expr.X[any], r any) expr.Expr { return l.Mul(r) },
	"/":  func(l expr.X[any], r any) expr.Expr { return l.Div(r) },
	"||": func(l expr.X[any], r any) expr.Expr { return l.Concat(r) },
}

func init() {
	enterOperators(operators)
	enter(map[string]reading{
		"is":     func(r *reader, n node) any { return r.is(n) },
		"is_not": func(r *reader, n node) any { return r.is(n) },
		"in":     func(r *reader, n node) any { return r.in(n) },
		"not_in": func(r *reader, n node) any { return r.in(n) },
		"between": func(r *reader, n node) any {
			return r.x(n.arg(0)).Between(r.operand(n.arg(1)), r.operand(n.arg(2)))
		},
		"asc":  func(r *reader, n node) any { return r.x(n.arg(0)).Asc() },
		"desc": func(r *reader, n node) any { return r.x(n.arg(0)).Desc() },
	})
}

func (r *reader) is(n node) expr.Expr {
	unsupported("%s", n.kind())
	return nil
}

// in reads membership in a list, in a list parameter or in the rows of a query.
func (r *reader) in(n node) expr.Expr {
	left, set := r.x(n.arg(0)), asNode(n.arg(1))
	not := n.kind() == "not_in"
	switch set.kind() {
	case "list":
		list := r.operands(asList(set.arg(0)))
		if not {
			return left.NotIn(list...)
		}
		return left.In(list...)
	case "bind":
		unsupported("in of a list parameter")
	}
	if q, ok := r.object([]any(set)).(expr.Query); ok {
		if not {
			return expr.Not(left.InSelect(q))
		}
		return left.InSelect(q)
	}
	unsupported("in of %s", set.kind())
	return nil
}

func (r *reader) listParam(name string, v any, types any) expr.Expr {
	unsupported("expanding")
	return nil
}
