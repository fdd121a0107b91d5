package schema

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// CreateEnum is the statement CREATE TYPE ... AS ENUM (PostgreSQL).
type CreateEnum struct {
	DDLBase
	Type typemap.Type
}

// DropEnum is the statement DROP TYPE (PostgreSQL).
type DropEnum struct {
	DDLBase
	Type     typemap.Type
	IfExists bool
}

// AddLabel is the statement ALTER TYPE ... ADD VALUE (PostgreSQL). The label is usable once the
// transaction has ended.
type AddLabel struct {
	DDLBase
	Type          typemap.Type
	Label         string
	Before, After string // a label next to it; the end of the list without either
}

// RenameEnum is the statement ALTER TYPE ... RENAME TO (PostgreSQL).
type RenameEnum struct {
	DDLBase
	Type typemap.Type
	To   string
}

// DomainChange is what AlterDomain changes.
type DomainChange int

// The changes of domains. Checks are added and dropped by themselves: see AlterDomain.Check.
const (
	DomainDefault DomainChange = iota
	DomainNull
	DomainAddCheck
	DomainDropCheck
)

// AlterDomain is the statement that makes a domain what its definition says in one respect (PostgreSQL).
type AlterDomain struct {
	DDLBase
	Domain *Domain
	Change DomainChange
	Check  DomainCheck // that is added, or dropped by its name
}

// CreateDomain is the statement CREATE DOMAIN (PostgreSQL).
type CreateDomain struct {
	DDLBase
	Domain *Domain
}

// DropDomain is the statement DROP DOMAIN (PostgreSQL).
type DropDomain struct {
	DDLBase
	Domain   *Domain
	IfExists bool
}

// CreateView is the statement CREATE VIEW or CREATE MATERIALIZED VIEW.
type CreateView struct {
	DDLBase
	View        *View
	OrReplace   bool
	IfNotExists bool
}

// Fields declares the node: the values of the query are its own.
func (s *CreateView) Fields(v expr.Visitor) {
	if s.View != nil && s.View.Query != nil {
		v.Query(&s.View.Query)
	}
	v.Opaque()
}

// DropView is the statement DROP VIEW or DROP MATERIALIZED VIEW.
type DropView struct {
	DDLBase
	View     *View
	IfExists bool
	Cascade  bool
}

// RefreshView is the statement REFRESH MATERIALIZED VIEW (PostgreSQL).
type RefreshView struct {
	DDLBase
	View         *View
	Concurrently bool // reading goes on meanwhile; the view needs a unique index
}

// CreateTableAs is the statement CREATE TABLE ... AS, SELECT ... INTO on SQL Server: a table with the
// rows of a query. Values in the query are written as literals.
type CreateTableAs struct {
	DDLBase
	Schema, Name string
	Query        expr.Query
	Temporary    bool
	IfNotExists  bool
}

// Fields declares the node: the values of the query are its own.
func (s *CreateTableAs) Fields(v expr.Visitor) {
	v.Query(&s.Query)
	v.Opaque()
}

// Table returns the table that is created, to select from, with the columns of the query.
func (s *CreateTableAs) Table() *Table { return tableOf(s.Schema, s.Name, s.Query) }

// Commented is what has a comment: a *Table, a *Column, a Constraint, a *View, an *Index, a *expr.Sequence, an EnumComment, a
// *Domain or a CheckOfDomain.
type Commented any

// EnumComment is the comment of an enum (PostgreSQL), which MetaData.AddEnum takes.
type EnumComment struct {
	Type    typemap.Type
	Comment string
}

// CheckOfDomain is a check with a name, for its comment (PostgreSQL).
type CheckOfDomain struct {
	Domain *Domain
	Check  DomainCheck
}

// SetComment is the statement that gives something the comment of its definition.
type SetComment struct {
	DDLBase
	On       Commented
	Replaces bool // there is a comment already, which SQL Server wants to know
}

// DropComment is the statement that takes a comment away.
type DropComment struct {
	DDLBase
	On Commented
}
