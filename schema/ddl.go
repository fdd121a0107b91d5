package schema

import "github.com/gildsql/gild/expr"

// CreateTable is the statement CREATE TABLE.
type CreateTable struct {
	expr.StatementBase
	Table       *Table
	IfNotExists bool
}

// Fields declares the node. DDL is run once: it has no cache key.
func (s *CreateTable) Fields(v expr.Visitor) { v.Opaque() }

// DropTable is the statement DROP TABLE.
type DropTable struct {
	expr.StatementBase
	Table    *Table
	IfExists bool
}

// Fields declares the node. DDL is run once: it has no cache key.
func (s *DropTable) Fields(v expr.Visitor) { v.Opaque() }

// CreateIndex is the statement CREATE INDEX.
type CreateIndex struct {
	expr.StatementBase
	Index       *Index
	IfNotExists bool
}

// Fields declares the node. DDL is run once: it has no cache key.
func (s *CreateIndex) Fields(v expr.Visitor) { v.Opaque() }
