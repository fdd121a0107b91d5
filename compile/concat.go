package compile

import "github.com/gildsql/gild/expr"

// ConcatFunction returns how texts are joined by a function, all those in a row by one call.
func ConcatFunction(name string) OperatorRule {
	return func(c *Compiler, b *expr.Binary) {
		c.WriteString(name)
		c.writeByte('(')
		for i, e := range joinedBy(nil, b, b) {
			if i > 0 {
				c.WriteString(", ")
			}
			c.Operand(e, b.Op)
		}
		c.writeByte(')')
	}
}

// joinedBy appends the texts that e joins to a text of the type of b, itself if it joins none.
func joinedBy(list []expr.Expr, e expr.Expr, b *expr.Binary) []expr.Expr {
	inner, ok := e.(*expr.Binary)
	if !ok || inner.Op != b.Op || inner.Typ.IsText() != b.Typ.IsText() {
		return append(list, e)
	}
	return joinedBy(joinedBy(list, inner.Left, b), inner.Right, b)
}
