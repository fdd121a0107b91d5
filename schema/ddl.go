package schema

import "github.com/gildsql/gild/expr"

// DDLBase makes the struct that embeds it a statement without a cache key, as it is run once. A
// statement of DDL of a program's own embeds it and has the method WriteSQL of compile.Writer.
type DDLBase struct{ expr.StatementBase }

// Fields declares the node.
func (DDLBase) Fields(v expr.Visitor) { v.Opaque() }

// CreateTable is the statement CREATE TABLE.
type CreateTable struct {
	DDLBase
	Table       *Table
	IfNotExists bool
	// Without are foreign keys that are left out, for AddConstraint to follow.
	Without []*ForeignKey
	// Inline writes the foreign keys that are marked with UseAlter, too.
	Inline bool
	// Name is the name that the table is created with, empty for its own.
	Name string
}

// CopyRows is the statement INSERT ... SELECT that fills the new form of a table, created with the name
// Name, with the rows of its old form.
type CopyRows struct {
	DDLBase
	From, To *Table
	Name     string
	Columns  []string // that both have
}

// DropTable is the statement DROP TABLE.
type DropTable struct {
	DDLBase
	Table    *Table
	IfExists bool
	Cascade  bool // with what depends on it (PostgreSQL, Oracle)
}

// CreateIndex is the statement CREATE INDEX.
type CreateIndex struct {
	DDLBase
	Index       *Index
	IfNotExists bool // passed over by SQL Server and Oracle, which have no such words
}

// DropIndex is the statement DROP INDEX.
type DropIndex struct {
	DDLBase
	Index    *Index
	IfExists bool
}

// AddConstraint is the statement ALTER TABLE ... ADD of a constraint.
type AddConstraint struct {
	DDLBase
	Constraint Constraint
}

// DropConstraint is the statement ALTER TABLE ... DROP of a constraint.
type DropConstraint struct {
	DDLBase
	Constraint Constraint
	IfExists   bool
	Cascade    bool
}

// CreateSequence is the statement CREATE SEQUENCE.
type CreateSequence struct {
	DDLBase
	Sequence    *expr.Sequence
	IfNotExists bool
}

// DropSequence is the statement DROP SEQUENCE.
type DropSequence struct {
	DDLBase
	Sequence *expr.Sequence
	IfExists bool
}

// AlterSequence is the statement that makes a sequence count as it says.
type AlterSequence struct {
	DDLBase
	Sequence *expr.Sequence
}

// CreateSchema is the statement CREATE SCHEMA.
type CreateSchema struct {
	DDLBase
	Name        string
	IfNotExists bool
}

// DropSchema is the statement DROP SCHEMA.
type DropSchema struct {
	DDLBase
	Name     string
	IfExists bool
	Cascade  bool // with all that is in it
}
