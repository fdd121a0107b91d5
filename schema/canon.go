package schema

import "github.com/gildsql/gild/expr"

// Canon tells how databases of one kind and version keep definitions, so that those which mean the same
// have the same form, whether they were written in Go or read from a catalog. See dialect.Dialect.Canon.
// It is safe for concurrent use.
type Canon interface {
	Abilities() Abilities
	// Column returns the form of a column that belongs to a table.
	Column(c *Column) (ColumnForm, error)
	// Check, Exclude and Index return forms without names.
	Check(c *Check) (string, error)
	Exclude(e *Exclude) (string, error)
	Index(i *Index) (string, error)
	// Expression returns the form of SQL text, Words that of text that is more than an expression.
	Expression(sql string) string
	Words(sql string) string
	// SQL returns the text of an expression or a query, with its values as literals.
	SQL(n expr.Node) (string, error)
	// LeavesOut reports whether a constraint is not created.
	LeavesOut(c Constraint) bool
}

// ColumnForm is what a database keeps of a column; what it does not keep is empty.
type ColumnForm struct {
	Type, Default, Comment string
	Nullable               bool
	// Computed is what the column is computed from, Stored whether it is kept with the row.
	Computed string
	Stored   bool
	// Options is what only this kind of database keeps.
	Options string
	// Numbering is how the database numbers the column by itself, empty if it does not: "identity
	// always ...", "serial", "auto".
	Numbering string
}
