package expr

import "slices"

// UpdateStmt is the statement UPDATE. Its methods return a new statement; it is safe for
// concurrent use. With Returning it is also a query that a CTE can name.
//
// Columns of package schema whose definition says what they become in an UPDATE become that,
// unless the statement assigns something else.
type UpdateStmt struct {
	QueryBase
	c UpdateClauses
}

// UpdateClauses are the parts of an UPDATE.
type UpdateClauses struct {
	Writing
	Table   From
	Columns []*Column
	Values  []Expr // as long as Columns
	Froms   []From // as given with From; the compiler infers the others
	Where   []Expr // joined by AND
	Few

	Ordered    bool // columns are set in the order they were given in, not that of the table
	NoDefaults bool // no column is set but those that were given
}

// Update starts an UPDATE of table.
func Update(table From) *UpdateStmt {
	return &UpdateStmt{c: UpdateClauses{Table: fromOf(table, "Update")}}
}

// Clauses returns the parts of the statement, for compilers. They are not to be changed.
func (s *UpdateStmt) Clauses() *UpdateClauses { return &or(s, noUpdate).c }

// Outputs returns what the statement gives back.
func (s *UpdateStmt) Outputs() []Expr { return or(s, noUpdate).c.Returning }

// Fields declares the node.
func (s *UpdateStmt) Fields(v Visitor) {
	v.Kind("update")
	s.c.Writing.fields(v)
	v.From(&s.c.Table)
	v.Columns(&s.c.Columns)
	v.Exprs(&s.c.Values)
	v.Froms(&s.c.Froms)
	v.Exprs(&s.c.Where)
	s.c.Few.fields(v)
	v.Number(flag(s.c.Ordered) | flag(s.c.NoDefaults)<<1)
}

func (s *UpdateStmt) derive(change func(c *UpdateClauses)) *UpdateStmt {
	derived := *or(s, noUpdate)
	change(&derived.c)
	return &derived
}

// Set adds assignments. They are written in the order of the table's columns.
func (s *UpdateStmt) Set(assignments ...Assignment) *UpdateStmt {
	return s.derive(func(c *UpdateClauses) {
		assignments := given(assignments)
		columns, err := columnsOf(assignments)
		values := make([]Expr, len(columns))
		for i, col := range columns {
			if slices.Contains(c.Columns, col) {
				columns, values, err = columns[:i], values[:i], assignedTwice(col)
				break
			}
			values[i] = canon(assignments[i].Value)
		}
		c.Columns, c.Values = extend(c.Columns, columns), extend(c.Values, values)
		if err != nil {
			c.fail(err)
		}
	})
}

// SetOrdered adds assignments as Set does, and has all of them written in the order in which they
// were given, which matters on MySQL and MariaDB: there a value sees what was set before it.
func (s *UpdateStmt) SetOrdered(assignments ...Assignment) *UpdateStmt {
	return s.Set(assignments...).derive(func(c *UpdateClauses) { c.Ordered = true })
}

// SetParams assigns a parameter to each column, called as the column is. Without columns it is all
// of the table.
func (s *UpdateStmt) SetParams(columns ...Expr) *UpdateStmt {
	if s = or(s, noUpdate); len(columns) == 0 && !isNil(s.c.Table) { // without a table it is an error already
		columns = columnsAsExprs(s.c.Table.Columns())
	}
	return s.Set(params(columns)...)
}

// From names other tables that values and conditions take columns from, or fixes their order;
// without it they are those that are mentioned. Joins are given here. Oracle has no such UPDATE.
func (s *UpdateStmt) From(froms ...From) *UpdateStmt {
	return s.derive(func(c *UpdateClauses) { c.Froms = extend(c.Froms, fromsOf(froms, "From")) })
}

// Where adds conditions, all of which must hold for a row to be changed.
func (s *UpdateStmt) Where(conds ...Expr) *UpdateStmt {
	return s.derive(func(c *UpdateClauses) { c.Where = extend(c.Where, canons(conds, "Where")) })
}

// OrderBy says in which order rows are changed, which matters with Limit: MySQL and MariaDB have it.
func (s *UpdateStmt) OrderBy(exprs ...Expr) *UpdateStmt {
	return s.derive(func(c *UpdateClauses) { c.Few.OrderBy = extend(c.Few.OrderBy, canons(exprs, "OrderBy")) })
}

// Limit changes at most n rows: MySQL and MariaDB have it.
func (s *UpdateStmt) Limit(n int64) *UpdateStmt {
	return s.derive(func(c *UpdateClauses) { c.Few.Limit = &n })
}

// WithoutDefaults sets no column but those that are assigned: what package schema knows of other
// columns is not sent.
func (s *UpdateStmt) WithoutDefaults() *UpdateStmt {
	return s.derive(func(c *UpdateClauses) { c.NoDefaults = true })
}

// Returning makes the statement give back items of the rows it has changed.
func (s *UpdateStmt) Returning(items ...Item) *UpdateStmt {
	return s.derive(func(c *UpdateClauses) { c.Writing.Returning = extend(c.Writing.Returning, expand(items)) })
}

// Prefix adds SQL text behind the word UPDATE for the dialect of that name, for all if it is
// empty. The text is never user input.
func (s *UpdateStmt) Prefix(text, dialect string) *UpdateStmt {
	return s.derive(func(c *UpdateClauses) { c.Prefixes = extend(c.Prefixes, []Hint{{dialect, text}}) })
}

// Hint adds SQL text for the optimizer about the table, as that of SelectStmt.
func (s *UpdateStmt) Hint(text, dialect string) *UpdateStmt {
	return s.derive(func(c *UpdateClauses) { c.Hints = extend(c.Hints, []Hint{{dialect, text}}) })
}

// AddCTE is AddCTE of SelectStmt.
func (s *UpdateStmt) AddCTE(ctes ...From) *UpdateStmt {
	return s.derive(func(c *UpdateClauses) { c.CTEs = extend(c.CTEs, fromsOf(ctes, "AddCTE")) })
}

// CTE makes a common table expression of the rows that the statement gives back: see CTEOf.
func (s *UpdateStmt) CTE(name string) *CTE { return CTEOf(s, name) }
