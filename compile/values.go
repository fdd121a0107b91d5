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
	for i := 0; i < len(values); i += width {
		if i > 0 {
			c.WriteString(", ")
		}
		c.writeByte('(')
		if i == 0 {
			c.typedRow(values[:width])
		} else {
			c.separated(values[i:i+width], ", ")
		}
		c.writeByte(')')
	}
}

// typedRow writes the first row, which tells the types of all others: PostgreSQL takes parameters
// for text there, whatever they are compared with later.
func (c *Compiler) typedRow(values []expr.Expr) {
	for i, v := range values {
		if i > 0 {
			c.WriteString(", ")
		}
		c.untyped(v)
	}
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
