package expr

// Statements that write are queries of their RETURNING: WITH takes them. Elsewhere inside
// another statement databases do not, which is an error when it is compiled.

func (s *InsertStmt) query() {}
func (s *UpdateStmt) query() {}
func (s *DeleteStmt) query() {}

// Outputs returns what is in RETURNING.
func (s *InsertStmt) Outputs() []Expr { return s.c.Returning }

// Outputs returns what is in RETURNING.
func (s *UpdateStmt) Outputs() []Expr { return s.c.Returning }

// Outputs returns what is in RETURNING.
func (s *DeleteStmt) Outputs() []Expr { return s.c.Returning }

// CTE names the statement in WITH: see CTEOf. Its columns are those of RETURNING.
func (s *InsertStmt) CTE(name string) *CTE { return CTEOf(s, name) }

// CTE names the statement in WITH: see CTEOf. Its columns are those of RETURNING.
func (s *UpdateStmt) CTE(name string) *CTE { return CTEOf(s, name) }

// CTE names the statement in WITH: see CTEOf. Its columns are those of RETURNING.
func (s *DeleteStmt) CTE(name string) *CTE { return CTEOf(s, name) }
