package postgres

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
)

// operators sets how PostgreSQL writes operators and constants.
// Source: https://www.postgresql.org/docs/current/functions.html
func operators(r *compile.Rules) {
	r.Expr.ILike = true
	ops := &r.Expr.Operators
	ops[expr.OpBitXor] = compile.Infix(" # ")
	ops[expr.OpRegexp] = regexp("~")
	ops[expr.OpNotRegexp] = regexp("!~")
	ops[expr.OpRegexpReplace] = compile.RegexpReplace("REGEXP_REPLACE")
	ops[expr.OpMatch] = match
}

// regexp takes the flag i by an operator of its own, others at the front of the pattern.
func regexp(op string) compile.OperatorRule {
	return func(c *compile.Compiler, b *expr.Binary) {
		c.Operand(b.Left, b.Op)
		switch b.Option {
		case "":
			c.WriteString(" " + op + " ")
		case "i":
			c.WriteString(" " + op + "* ")
		default:
			c.WriteString(" " + op + " CONCAT('(?', ")
			c.TextLiteral(b.Option)
			c.WriteString(", ')', ")
			c.Untyped(b.Right)
			c.WriteString(")")
			return
		}
		c.Operand(b.Right, b.Op)
	}
}

func match(c *compile.Compiler, b *expr.Binary) {
	c.Operand(b.Left, b.Op)
	c.WriteString(" @@ plainto_tsquery(")
	if b.Option != "" {
		c.TextLiteral(b.Option)
		c.WriteString(", ")
	}
	c.Operand(b.Right, b.Op)
	c.WriteString(")")
}
