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

// joinedBy appends the texts that e joins, itself if it joins none, or joins other values than b does.
func joinedBy(list []expr.Expr, e expr.Expr, b *expr.Binary) []expr.Expr {
	inner, ok := e.(*expr.Binary)
	if !ok || inner.Op != b.Op || joinsText(inner) != joinsText(b) {
		return append(list, e)
	}
	return joinedBy(joinedBy(list, inner.Left, b), inner.Right, b)
}

// joinsText reports whether what is joined is known to be text: the first of it tells, as the others
// are made text beside it.
func joinsText(b *expr.Binary) bool {
	for {
		left, ok := b.Left.(*expr.Binary)
		if !ok || left.Op != b.Op {
			return expr.TypeOf(b.Left).IsText()
		}
		b = left
	}
}
