package schema

import "github.com/gildsql/gild/expr"

// Statements of DDL are shown as readable SQL, in no database's own dialect.

// String returns readable SQL.
func (s *CreateTable) String() string { return expr.Print(s) }

// String returns readable SQL.
func (s *DropTable) String() string { return expr.Print(s) }

// String returns readable SQL.
func (s *CreateIndex) String() string { return expr.Print(s) }

// String returns readable SQL.
func (s *DropIndex) String() string { return expr.Print(s) }

// String returns readable SQL.
func (s *AddConstraint) String() string { return expr.Print(s) }

// String returns readable SQL.
func (s *DropConstraint) String() string { return expr.Print(s) }

// String returns readable SQL.
func (s *CreateView) String() string { return expr.Print(s) }

// String returns readable SQL.
func (s *CreateTableAs) String() string { return expr.Print(s) }

// String returns readable SQL.
func (s *AddColumn) String() string { return expr.Print(s) }

// String returns readable SQL.
func (s *DropColumn) String() string { return expr.Print(s) }

// String returns readable SQL.
func (s *RenameColumn) String() string { return expr.Print(s) }

// String returns readable SQL.
func (s *RenameTable) String() string { return expr.Print(s) }
