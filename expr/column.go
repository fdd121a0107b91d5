package expr

import "github.com/gildsql/gild/typemap"

// Column is a column of a table, alias or subquery.
type Column struct {
	ExprBase
	table From
	name  string
	typ   typemap.Type
}

// NewColumn returns a column of table, for packages that define FROM elements.
func NewColumn(table From, name string, typ typemap.Type) *Column {
	return &Column{table: CanonicalFrom(table), name: name, typ: typ}
}

// Name returns the column's name, unquoted.
func (c *Column) Name() string { return c.name }

// Type returns the column's SQL type.
func (c *Column) Type() typemap.Type { return c.typ }

// Table returns what the column belongs to.
func (c *Column) Table() From { return c.table }

// Fields declares the node.
func (c *Column) Fields(v Visitor) {
	v.Kind("column")
	v.From(&c.table)
	v.Word(c.name)
	v.Type(c.typ)
}

// ColumnNamed returns the column of f with that name, nil if there is none.
func ColumnNamed(f From, name string) *Column {
	for _, c := range f.Columns() {
		if c.name == name {
			return c
		}
	}
	return nil
}
