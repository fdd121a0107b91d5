package compile

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// divide writes a division with the fraction.
func divide(c *Compiler, b *expr.Binary) {
	if !c.rules.Expr.WholeDivision {
		c.infix(b, " / ")
		return
	}
	typ := expr.TypeOf(b.Right)
	switch typ.Kind {
	case typemap.KindNumeric, typemap.KindReal, typemap.KindDouble:
	default:
		typ = typemap.Numeric(0, 0)
	}
	c.firstOperand(b)
	c.WriteString(" / ")
	c.castExpr(&expr.CastExpr{Expr: &operandExpr{e: b.Right, op: b.Op}, Typ: typ})
}

// firstOperand writes what is on the left of something else than an operand: a parameter tells
// its type there.
func (c *Compiler) firstOperand(b *expr.Binary) {
	if left, ok := parameter(b.Left); ok {
		c.Untyped(left)
		return
	}
	c.Operand(b.Left, b.Op)
}

// floorDivide writes a division without the fraction.
func floorDivide(c *Compiler, b *expr.Binary) {
	if c.rules.Expr.WholeDivision && expr.TypeOf(b.Left).IsInteger() && expr.TypeOf(b.Right).IsInteger() {
		c.infix(b, " / ")
		return
	}
	c.WriteString("FLOOR(")
	c.infix(b, " / ")
	c.writeByte(')')
}

// operandExpr is an operand that stands inside of something else.
type operandExpr struct {
	expr.ExprBase
	e  expr.Expr
	op expr.Op
}

// WriteSQL writes the operand.
func (o *operandExpr) WriteSQL(c *Compiler) { c.Operand(o.e, o.op) }

// Type returns the type of the operand.
func (o *operandExpr) Type() typemap.Type { return expr.TypeOf(o.e) }
