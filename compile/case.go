package compile

import "github.com/gildsql/gild/expr"

// caseExpr writes CASE. Conditions that are operations are put in parentheses, as SQLAlchemy
// does; results are not.
func (c *Compiler) caseExpr(e *expr.CaseExpr) {
	if len(e.Whens) == 0 || len(e.Whens)%2 != 0 {
		c.fail("a CASE without branches: give one with When")
		return
	}
	c.WriteString("CASE ")
	if e.Value != nil {
		c.openUntyped(e.Value)
		c.writeByte(' ')
	}
	write := c.open
	if typeless(results(e)) {
		write = c.Untyped
	}
	for i := 0; i < len(e.Whens); i += 2 {
		c.WriteString("WHEN ")
		c.grouped(e.Whens[i])
		c.WriteString(" THEN ")
		write(e.Whens[i+1])
		c.writeByte(' ')
	}
	if e.Else != nil {
		c.WriteString("ELSE ")
		write(e.Else)
		c.writeByte(' ')
	}
	c.WriteString("END")
}

// results returns what a CASE may be.
func results(e *expr.CaseExpr) []expr.Expr {
	var list []expr.Expr
	for i := 1; i < len(e.Whens); i += 2 {
		list = append(list, e.Whens[i])
	}
	if e.Else != nil {
		list = append(list, e.Else)
	}
	return list
}
