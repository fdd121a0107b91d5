package schema

import "github.com/gildsql/gild/expr"

// String returns readable SQL, in no database's own dialect.
func (s *CreateTable) String() string { return expr.Print(s) }

// String returns readable SQL, in no database's own dialect.
func (s *DropTable) String() string { return expr.Print(s) }

// String returns readable SQL, in no database's own dialect.
func (s *CreateIndex) String() string { return expr.Print(s) }
