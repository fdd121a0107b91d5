package expr

import "slices"

// SelectStmt is a SELECT statement. Its methods return a new statement and leave the
// receiver unchanged; it is safe for concurrent use.
type SelectStmt struct {
	QueryBase
	c SelectClauses
}

// SelectClauses are the parts of a SELECT, in the order of SQL.
type SelectClauses struct {
	CTEs     []From // of WITH, besides those that are selected from: each a *CTE or a *NestedCTE
	Distinct bool
	Items    []Expr
	Froms    []From // as given with From and Join; the compiler infers the others
	Where    []Expr // joined by AND
	GroupBy  []Expr
	Having   []Expr // joined by AND
	Windows  []Expr // windows with names, each a *NamedWindow
	OrderBy  []Expr
	RowLimit
	Lock *Lock // nil for none

	DistinctOn     []Expr // DISTINCT ON, which stands for Distinct
	Prefixes       []Hint // behind SELECT
	Suffixes       []Hint // behind everything
	StatementHints []Hint // behind everything but the suffixes
	Hinted         []From // what Hints are for, one by one
	Hints          []Hint

	Selected []From // joins that were given as items, for their columns

	// Correlate are the FROM elements that a statement around this one brings, CorrelateExcept
	// those that it does not; both nil leaves it to the compiler.
	Correlate, CorrelateExcept []From

	LabelStyle LabelStyle
}

// Select starts a SELECT of items: columns and other expressions, or tables for all
// their columns. What the items and conditions mention is selected FROM without saying so.
func Select(items ...Item) *SelectStmt {
	return &SelectStmt{c: SelectClauses{Items: expand(items), Selected: joinsAmong(items)}}
}

// Clauses returns the parts of the statement, for compilers. They are not to be changed.
func (s *SelectStmt) Clauses() *SelectClauses { return &s.c }

// Outputs returns the SELECT list.
func (s *SelectStmt) Outputs() []Expr { return s.c.Items }

// Fields declares the node.
func (s *SelectStmt) Fields(v Visitor) {
	v.Kind("select")
	v.Froms(&s.c.CTEs)
	v.Number(flag(s.c.Distinct))
	v.Exprs(&s.c.Items)
	v.Froms(&s.c.Froms)
	v.Exprs(&s.c.Where)
	v.Exprs(&s.c.GroupBy)
	v.Exprs(&s.c.Having)
	v.Exprs(&s.c.Windows)
	v.Exprs(&s.c.OrderBy)
	s.c.RowLimit.fields(v)
	declareLock(&s.c.Lock, v)
	v.Exprs(&s.c.DistinctOn)
	declareHints(v, s.c.Prefixes)
	declareHints(v, s.c.Suffixes)
	declareHints(v, s.c.StatementHints)
	v.Froms(&s.c.Hinted)
	declareHints(v, s.c.Hints)
	v.Froms(&s.c.Selected)
	v.Number(flag(s.c.Correlate != nil) | flag(s.c.CorrelateExcept != nil)<<1)
	v.Froms(&s.c.Correlate)
	v.Froms(&s.c.CorrelateExcept)
	v.Number(int(s.c.LabelStyle))
}

func (s *SelectStmt) derive(change func(c *SelectClauses)) *SelectStmt {
	derived := *s
	change(&derived.c)
	return &derived
}

// Columns adds items to the SELECT list.
func (s *SelectStmt) Columns(items ...Item) *SelectStmt {
	return s.derive(func(c *SelectClauses) {
		c.Items, c.Selected = extend(c.Items, expand(items)), extend(c.Selected, joinsAmong(items))
	})
}

// Distinct drops repeated rows.
func (s *SelectStmt) Distinct() *SelectStmt {
	return s.derive(func(c *SelectClauses) { c.Distinct = true })
}

// From names FROM elements that the items do not mention, or fixes their order.
func (s *SelectStmt) From(froms ...From) *SelectStmt {
	return s.derive(func(c *SelectClauses) {
		for _, f := range froms {
			c.Froms = extend(c.Froms, []From{CanonicalFrom(f)})
		}
	})
}

// Where adds conditions, all of which must hold.
func (s *SelectStmt) Where(conds ...Expr) *SelectStmt {
	return s.derive(func(c *SelectClauses) { c.Where = extend(c.Where, canons(conds)) })
}

// GroupBy adds expressions to GROUP BY.
func (s *SelectStmt) GroupBy(exprs ...Expr) *SelectStmt {
	return s.derive(func(c *SelectClauses) { c.GroupBy = extend(c.GroupBy, canons(exprs)) })
}

// Having adds conditions on groups, all of which must hold.
func (s *SelectStmt) Having(conds ...Expr) *SelectStmt {
	return s.derive(func(c *SelectClauses) { c.Having = extend(c.Having, canons(conds)) })
}

// OrderBy adds expressions to ORDER BY.
func (s *SelectStmt) OrderBy(exprs ...Expr) *SelectStmt {
	return s.derive(func(c *SelectClauses) { c.OrderBy = extend(c.OrderBy, canons(exprs)) })
}

// extend appends to a copy, so that statements derived from one base never share a tail.
func extend[E any](list, more []E) []E { return append(slices.Clip(list), more...) }

// expand replaces FROM elements by their columns.
func expand(items []Item) []Expr {
	out := make([]Expr, 0, len(items))
	for _, item := range items {
		switch item := item.(type) {
		case Expr:
			out = append(out, canon(item))
		case From:
			from := CanonicalFrom(item)
			if mistake, ok := from.(*Invalid); ok {
				out = append(out, mistake)
			}
			for _, c := range from.Columns() {
				out = append(out, c)
			}
		default:
			out = append(out, invalid("a nil item in a SELECT or RETURNING list"))
		}
	}
	return out
}
