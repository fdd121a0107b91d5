package expr

import (
	"fmt"
	"strings"

	"github.com/gildsql/gild/typemap"
)

// CustomOp is an operator that gild does not know, between two expressions.
type CustomOp struct {
	ExprBase
	Symbol      string
	Precedence  int  // how tightly it binds: 8 as *, 7 as +, 5 as =, 3 as AND
	Comparison  bool // the result is a truth value
	Left, Right Expr
	Typ         typemap.Type
}

// Fields declares the node.
func (c *CustomOp) Fields(v Visitor) {
	v.Kind("custom")
	v.Word(c.Symbol)
	v.Number(c.Precedence)
	v.Number(flag(c.Comparison))
	v.Type(c.Typ)
	v.Expr(&c.Left)
	v.Expr(&c.Right)
}

// Type returns the type of the result.
func (c *CustomOp) Type() typemap.Type { return c.Typ }

// OpOption says more about an operator given to Op.
type OpOption func(*CustomOp)

// Precedence says how tightly the operator binds: 8 as * does, 7 as +, 5 as =, 3 as AND. Without it
// an operation has parentheses inside all others.
func Precedence(n int) OpOption { return func(c *CustomOp) { c.Precedence = n } }

// AsComparison says that the result is a truth value.
func AsComparison() OpOption {
	return func(c *CustomOp) { c.Comparison, c.Typ = true, typemap.Boolean() }
}

// ResultType gives the result a type other than that of the operand on the left.
func ResultType(typ typemap.Type) OpOption { return func(c *CustomOp) { c.Typ = typ } }

// Op is x, an operator of the database and v, a value or an expression. The symbol is SQL: it
// consists of signs, or of words such as SOUNDS LIKE, but for those that join conditions. Anything else is an error at compile.
func (x X[T]) Op(symbol string, v any, opts ...OpOption) X[any] {
	if !isOperator(symbol) {
		return shell[any](&Invalid{Err: fmt.Errorf("%q is no operator: it has signs, or words", symbol)})
	}
	left := x.inner()
	op := &CustomOp{Symbol: symbol, Left: left, Typ: TypeOf(left)}
	if isNull(v) {
		op.Right = &Constant{}
	} else {
		op.Right = bindBeside(left, v)
	}
	for _, o := range opts {
		if o != nil {
			o(op)
		}
	}
	return shell[any](op)
}

// notInfix are words that an operator does not consist of: they would make two conditions, or a
// query, of one.
var notInfix = map[string]bool{
	"and": true, "or": true, "select": true, "union": true, "intersect": true, "except": true, "minus": true, "where": true,
	"having": true, "group": true, "order": true, "limit": true, "then": true, "when": true, "else": true, "end": true, "case": true,
	"with": true, "returning": true, "join": true, "on": true, "true": true, "false": true, "null": true, "as": true,
}

// isOperator reports whether the symbol can be nothing else in SQL.
func isOperator(symbol string) bool {
	signs := strings.Trim(symbol, "+-*/<>=~!@#%^&|?:") == ""
	for _, word := range strings.Fields(strings.ToLower(symbol)) {
		if notInfix[word] {
			return false
		}
	}

	for _, r := range symbol {
		letter := r|0x20 >= 'a' && r|0x20 <= 'z'
		if !signs && !letter && r != ' ' && r != '_' {
			return false
		}
	}
	return strings.TrimSpace(symbol) != "" && !strings.Contains(symbol, "--") && !strings.Contains(symbol, "/*")
}
