package expr

import "github.com/gildsql/gild/typemap"

// BareColumn is the name of a column, without a table.
type BareColumn struct {
	ExprBase
	Name string
	Typ  typemap.Type
}

// Fields declares the node.
func (c *BareColumn) Fields(v Visitor) {
	v.Kind("bare column")
	v.Word(c.Name)
	v.Type(c.Typ)
}

// Type returns the type it was given.
func (c *BareColumn) Type() typemap.Type { return c.Typ }

// ColumnOf is a column by its name alone, quoted where the database needs it: of a table that
// gild does not know, or of a result. It adds no table to FROM. Its type is that of T
// unless one is given.
func ColumnOf[T any](name string, typ ...typemap.Type) X[T] {
	return shell[T](&BareColumn{Name: name, Typ: typeFor[T](typ)})
}
