package sqlite

import (
	"strings"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
)

// operators sets how SQLite writes operators and constants.
// Source: https://www.sqlite.org/lang_expr.html
func operators(r *compile.Rules) {
	r.Expr.NativeBoolean = false
	r.Expr.EmptySet = emptySet
	r.Expr.TupleValues = true
	r.Expr.ConcatTight = true
	ops := &r.Expr.Operators
	ops[expr.OpDiv] = divide
	ops[expr.OpBitXor] = bitXor
	ops[expr.OpIsDistinct] = compile.Infix(" IS NOT ")
	ops[expr.OpIsNotDistinct] = compile.Infix(" IS ")
	ops[expr.OpRegexp] = regexp(" REGEXP ")
	ops[expr.OpNotRegexp] = regexp(" NOT REGEXP ")
}

// regexp puts flags at the front of the pattern: the operator has no place for them.
func regexp(op string) compile.OperatorRule {
	plain := compile.Infix(op)
	return func(c *compile.Compiler, b *expr.Binary) {
		if b.Option == "" {
			plain(c, b)
			return
		}
		c.Operand(b.Left, b.Op)
		c.WriteString(op + "('(?' || ")
		c.TextLiteral(b.Option)
		c.WriteString(" || ')' || ")
		c.Operand(b.Right, b.Op)
		c.WriteString(")")
	}
}

func emptySet(_ bool, width int) string {
	list := "1" + strings.Repeat(", 1", max(width, 1)-1)
	return "(SELECT " + list + " FROM (SELECT " + list + ") WHERE 1!=1)"
}

// divide makes a floating point number of the divisor: CAST to NUMERIC keeps whole ones.
func divide(c *compile.Compiler, b *expr.Binary) {
	c.Operand(b.Left, b.Op)
	c.WriteString(" / (")
	c.Operand(b.Right, b.Op)
	c.WriteString(" + 0.0)")
}

// bitXor is (a | b) - (a & b): there is no operator for it.
func bitXor(c *compile.Compiler, b *expr.Binary) {
	for _, part := range []string{"((", " | ", ") - (", " & "} {
		c.WriteString(part)
		if part == "((" || part == ") - (" {
			c.Operand(b.Left, b.Op)
			continue
		}
		c.Operand(b.Right, b.Op)
	}
	c.WriteString("))")
}
