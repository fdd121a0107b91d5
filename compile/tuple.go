package compile

import (
	"fmt"
	"strings"

	"github.com/gildsql/gild/expr"
)

func isTuple(e expr.Expr) bool {
	_, ok := e.(*expr.TupleExpr)
	return ok
}

func (c *Compiler) tuple(t *expr.TupleExpr) {
	if len(t.Items) == 0 {
		c.fail("a tuple without members")
		return
	}
	c.writeByte('(')
	c.separated(t.Items, ", ")
	c.writeByte(')')
}

// tupleBeside fails where an operator has a tuple on one side and a single value on the other. What is
// of no known type, or of one that a program or the database has composed, may well be a row.
func (c *Compiler) tupleBeside(b *expr.Binary) {
	left, right := isTuple(b.Left), isTuple(b.Right)
	if left == right || c.err != nil {
		return
	}
	other := b.Left
	if left {
		other = b.Right
	}
	if t := expr.TypeOf(other); t.IsSingle() {
		c.Fail(fmt.Errorf("a tuple beside a %s at %s: compare it with a tuple, or take In for one of several values",
			t.Kind, strings.TrimSpace(operators[b.Op].text)))
	}
}

// noTuple fails where a tuple is given for a single value.
func (c *Compiler) noTuple(col *expr.Column, e expr.Expr) {
	if t := col.Type(); isTuple(e) && t.IsSingle() {
		c.Fail(fmt.Errorf("a tuple as the value of %q, which is a %s: give each column a value of its own", col.Name(), t.Kind))
	}
}
