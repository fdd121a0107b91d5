package compile

import "github.com/gildsql/gild/expr"

// values writes VALUES as an element of FROM.
func (c *Compiler) values(t *expr.ValuesTable) { c.valuesAs(t, t.FromName()) }

func (c *Compiler) valuesAs(t *expr.ValuesTable, name string) {
	if t.IsLateral() {
		c.WriteString("LATERAL ")
	}
	c.writeByte('(')
	c.valueRows(t)
	c.writeByte(')')
	if name == "" {
		return
	}
	c.asFrom(name)
	c.writeByte(' ')
	c.columnList(t.Columns())
}

// valueRows writes VALUES and its rows.
func (c *Compiler) valueRows(t *expr.ValuesTable) {
	values, width := t.List()
	switch {
	case t.Err() != nil:
		c.Fail(t.Err())
		return
	case width == 0:
		c.fail("VALUES without columns: declare them with expr.ColumnOf")
		return
	case len(values) == 0:
		c.fail("VALUES without rows: add them with Row")
		return
	}
	defer func(inline bool) { c.inline = inline }(c.inline)
	c.inline = c.inline || t.Literal() || c.rules.Query.ValuesLiterals
	c.WriteString("VALUES ")
	typed := make([]bool, width) // columns whose type is known by a row before
	for i, e := range values {
		switch column := i % width; {
		case column > 0:
			c.WriteString(", ")
		case i > 0:
			c.WriteString("), (")
		default:
			c.writeByte('(')
		}
		if typed[i%width] {
			c.Node(e)
			continue
		}
		c.Untyped(e)
		typed[i%width] = !isNullWord(e)
	}
	c.writeByte(')')
}

// isNullWord reports whether e is the word NULL.
func isNullWord(e expr.Expr) bool {
	k, ok := e.(*expr.Constant)
	return ok && k.Value == nil
}

// columnList writes the names of columns in parentheses.
func (c *Compiler) columnList(columns []*expr.Column) {
	c.writeByte('(')
	for i, col := range columns {
		if i > 0 {
			c.WriteString(", ")
		}
		c.Ident(c.ownName(col))
	}
	c.writeByte(')')
}

// valuesExpr writes VALUES as an expression.
func (c *Compiler) valuesExpr(e *expr.ValuesExpr) {
	t, ok := e.Of.(*expr.ValuesTable)
	if !ok {
		c.Node(e.Of)
		return
	}
	c.writeByte('(')
	c.valueRows(t)
	c.writeByte(')')
}
