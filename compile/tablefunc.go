package compile

import "github.com/gildsql/gild/expr"

// tableFunc writes a function that returns rows as an element of FROM.
func (c *Compiler) tableFunc(t *expr.TableFunc) { c.tableFuncAs(t, c.fromName(t)) }

func (c *Compiler) tableFuncAs(t *expr.TableFunc, name string) {
	if err := t.Err(); err != nil {
		c.Fail(err)
		return
	}
	if t.IsLateral() {
		c.WriteString("LATERAL ")
	}
	if word := c.rules.Query.TableFunction; word != "" {
		c.WriteString(word + " (")
		c.Node(t.Func())
		c.writeByte(')')
	} else {
		c.Node(t.Func())
	}
	if t.Ordinality() {
		c.WriteString(" WITH ORDINALITY")
	}
	c.asFrom(name)
	c.derivedColumns(t)
}

// derivedColumns lists the columns of a function's rows behind their name.
func (c *Compiler) derivedColumns(t *expr.TableFunc) {
	listed, types := t.Derived()
	if !listed {
		return
	}
	c.writeByte('(')
	for i, col := range t.Columns() {
		if i > 0 {
			c.WriteString(", ")
		}
		c.Ident(col.Name())
		if types {
			c.writeByte(' ')
			c.TypeName(col.Type())
		}
	}
	c.writeByte(')')
}

// rowValue writes the name of an element of FROM as a value.
func (c *Compiler) rowValue(r *expr.RowValue) {
	if mistake, ok := r.Of.(*expr.Invalid); ok {
		c.Fail(mistake.Err)
		return
	}
	c.Ident(c.fromName(r.Of))
	c.WriteString(c.rules.Query.RowValue)
}

// field writes one column of a function's result.
func (c *Compiler) field(f *expr.FieldExpr) {
	c.writeByte('(')
	c.Node(f.Func)
	c.WriteString(").")
	c.Ident(f.Name)
}
