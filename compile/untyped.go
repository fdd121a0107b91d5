package compile

import "github.com/gildsql/gild/expr"

// untyped writes e in a place that says nothing about its type, such as the element of an array:
// a parameter is followed by a cast where the database needs it.
func (c *Compiler) untyped(e expr.Expr) {
	c.Node(e)
	if b, ok := e.(*expr.Bind); ok && c.rules.Expr.BindCast != nil && !b.Many {
		c.rules.Expr.BindCast(c, b.Typ)
	}
}
