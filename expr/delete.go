package expr

// DeleteStmt is the statement DELETE. Its methods return a new statement; it is safe for
// concurrent use. With Returning it is also a query that a CTE can name.
type DeleteStmt struct {
	QueryBase
	c DeleteClauses
}

// DeleteClauses are the parts of a DELETE.
type DeleteClauses struct {
	Writing
	Table From
	Froms []From // as given with Using; the compiler infers the others
	Where []Expr // joined by AND
	Few
}

// Delete starts a DELETE from table.
func Delete(table From) *DeleteStmt {
	return &DeleteStmt{c: DeleteClauses{Table: fromOf(table, "Delete")}}
}

// Clauses returns the parts of the statement, for compilers. They are not to be changed.
func (s *DeleteStmt) Clauses() *DeleteClauses { return &or(s, noDelete).c }

// Outputs returns what the statement gives back.
func (s *DeleteStmt) Outputs() []Expr { return or(s, noDelete).c.Returning }

// Fields declares the node.
func (s *DeleteStmt) Fields(v Visitor) {
	v.Kind("delete")
	s.c.Writing.fields(v)
	v.From(&s.c.Table)
	v.Froms(&s.c.Froms)
	v.Exprs(&s.c.Where)
	s.c.Few.fields(v)
}

func (s *DeleteStmt) derive(change func(c *DeleteClauses)) *DeleteStmt {
	derived := *or(s, noDelete)
	change(&derived.c)
	return &derived
}

// Using names other tables that conditions take columns from, or fixes their order; without it they
// are those that are mentioned. Joins are given here. SQLite and Oracle have no such DELETE.
func (s *DeleteStmt) Using(froms ...From) *DeleteStmt {
	return s.derive(func(c *DeleteClauses) { c.Froms = extend(c.Froms, fromsOf(froms, "Using")) })
}

// Where adds conditions, all of which must hold for a row to be deleted.
func (s *DeleteStmt) Where(conds ...Expr) *DeleteStmt {
	return s.derive(func(c *DeleteClauses) { c.Where = extend(c.Where, canons(conds, "Where")) })
}

// OrderBy says in which order rows are deleted, which matters with Limit: MySQL and MariaDB have it.
func (s *DeleteStmt) OrderBy(exprs ...Expr) *DeleteStmt {
	return s.derive(func(c *DeleteClauses) { c.Few.OrderBy = extend(c.Few.OrderBy, canons(exprs, "OrderBy")) })
}

// Limit deletes at most n rows: MySQL and MariaDB have it.
func (s *DeleteStmt) Limit(n int64) *DeleteStmt {
	return s.derive(func(c *DeleteClauses) { c.Few.Limit = &n })
}

// Returning makes the statement give back items of the rows it has deleted.
func (s *DeleteStmt) Returning(items ...Item) *DeleteStmt {
	return s.derive(func(c *DeleteClauses) { c.Writing.Returning = extend(c.Writing.Returning, expand(items)) })
}

// Prefix adds SQL text behind the word DELETE for the dialect of that name, for all if it is
// empty. The text is never user input.
func (s *DeleteStmt) Prefix(text, dialect string) *DeleteStmt {
	return s.derive(func(c *DeleteClauses) { c.Prefixes = extend(c.Prefixes, []Hint{{dialect, text}}) })
}

// Hint adds SQL text for the optimizer about the table, as that of SelectStmt.
func (s *DeleteStmt) Hint(text, dialect string) *DeleteStmt {
	return s.derive(func(c *DeleteClauses) { c.Hints = extend(c.Hints, []Hint{{dialect, text}}) })
}

// AddCTE is AddCTE of SelectStmt.
func (s *DeleteStmt) AddCTE(ctes ...From) *DeleteStmt {
	return s.derive(func(c *DeleteClauses) { c.CTEs = extend(c.CTEs, fromsOf(ctes, "AddCTE")) })
}

// CTE makes a common table expression of the rows that the statement gives back: see CTEOf.
func (s *DeleteStmt) CTE(name string) *CTE { return CTEOf(s, name) }
