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
	Distinct bool
	Items    []Expr
	Froms    []From // as given with From and Join; the compiler infers the others
	Where    []Expr // joined by AND
	GroupBy  []Expr
	Having   []Expr // joined by AND
	OrderBy  []Expr
	RowLimit
	Lock       *Lock // nil for none
	LabelStyle LabelStyle

	*SelectExtras
}

// SelectExtras are the parts of a SELECT that few have.
type SelectExtras struct {
	CTEs    []From // of WITH, besides those that are selected from: each a *CTE or a *NestedCTE
	Windows []Expr // windows with names, each a *NamedWindow

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
}

// noExtras are those of a SELECT without any.
var noExtras = &SelectExtras{}

// extras returns extras of the clauses' own, to be changed.
func (c *SelectClauses) extras() *SelectExtras {
	own := SelectExtras{}
	if c.SelectExtras != nil {
		own = *c.SelectExtras
	}
	c.SelectExtras = &own
	return &own
}

// declare declares the extras of a statement, which are shared by statements: what it is given to
// copy it copies first.
func (x *SelectExtras) declare(v Visitor) *SelectExtras {
	if x == nil || x == noExtras {
		v.Number(0)
		return x
	}
	v.Number(1)
	own := *x
	v.Froms(&own.CTEs)
	v.Exprs(&own.Windows)
	v.Exprs(&own.DistinctOn)
	declareHints(v, x.Prefixes)
	declareHints(v, x.Suffixes)
	declareHints(v, x.StatementHints)
	v.Froms(&own.Hinted)
	declareHints(v, x.Hints)
	v.Froms(&own.Selected)
	v.Number(flag(x.Correlate != nil) | flag(x.CorrelateExcept != nil)<<1)
	v.Froms(&own.Correlate)
	v.Froms(&own.CorrelateExcept)
	if slices.Equal(own.CTEs, x.CTEs) && slices.Equal(own.Windows, x.Windows) && slices.Equal(own.DistinctOn, x.DistinctOn) &&
		slices.Equal(own.Hinted, x.Hinted) && slices.Equal(own.Selected, x.Selected) &&
		slices.Equal(own.Correlate, x.Correlate) && slices.Equal(own.CorrelateExcept, x.CorrelateExcept) {
		return x
	}
	return &own
}

// Select starts a SELECT of items: columns and other expressions, or tables for all
// their columns. What the items and conditions mention is selected FROM without saying so.
func Select(items ...Item) *SelectStmt {
	s := &struct {
		stmt  SelectStmt
		items [8]Expr
	}{}
	c := &s.stmt.c
	c.Items, c.SelectExtras = slices.Clip(appendItems(s.items[:0], items)), noExtras
	if joins := joinsAmong(items); joins != nil {
		c.extras().Selected = joins
	}
	return &s.stmt
}

// Clauses returns the parts of the statement, for compilers. They are not to be changed.
func (s *SelectStmt) Clauses() *SelectClauses {
	if s.c.SelectExtras == nil { // the zero statement
		c := s.c
		c.SelectExtras = noExtras
		return &c
	}
	return &s.c
}

// Outputs returns the SELECT list.
func (s *SelectStmt) Outputs() []Expr { return s.c.Items }

// Fields declares the node.
func (s *SelectStmt) Fields(v Visitor) {
	v.Kind("select")
	v.Number(flag(s.c.Distinct))
	v.Exprs(&s.c.Items)
	v.Froms(&s.c.Froms)
	v.Exprs(&s.c.Where)
	v.Exprs(&s.c.GroupBy)
	v.Exprs(&s.c.Having)
	v.Exprs(&s.c.OrderBy)
	s.c.RowLimit.fields(v)
	declareLock(&s.c.Lock, v)
	v.Number(int(s.c.LabelStyle))
	if extras := s.c.SelectExtras.declare(v); extras != s.c.SelectExtras {
		s.c.SelectExtras = extras
	}
}

func (s *SelectStmt) derive(change func(c *SelectClauses)) *SelectStmt {
	derived := *s
	change(&derived.c)
	return &derived
}

// extra is derive for the parts that few have.
func (s *SelectStmt) extra(change func(x *SelectExtras)) *SelectStmt {
	return s.derive(func(c *SelectClauses) { change(c.extras()) })
}

// Columns adds items to the SELECT list.
func (s *SelectStmt) Columns(items ...Item) *SelectStmt {
	return s.derive(func(c *SelectClauses) {
		c.Items = appendItems(slices.Clip(c.Items), items)
		if joins := joinsAmong(items); joins != nil {
			x := c.extras()
			x.Selected = extend(x.Selected, joins)
		}
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
	d := &struct {
		stmt  SelectStmt
		conds [6]Expr
	}{stmt: *s}
	d.stmt.c.Where = addCanons(d.conds[:0], s.c.Where, conds)
	return &d.stmt
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
	d := &struct {
		stmt  SelectStmt
		exprs [4]Expr
	}{stmt: *s}
	d.stmt.c.OrderBy = addCanons(d.exprs[:0], s.c.OrderBy, exprs)
	return &d.stmt
}

// extend appends to a copy, so that statements derived from one base never share a tail.
func extend[E any](list, more []E) []E { return append(slices.Clip(list), more...) }

// addCanons returns list and more, without shells, in room if they fit there.
func addCanons(room, list, more []Expr) []Expr {
	if len(list)+len(more) > cap(room) {
		room = make([]Expr, 0, len(list)+len(more))
	}
	room = append(room, list...)
	for _, e := range more {
		room = append(room, canon(e))
	}
	return slices.Clip(room)
}

// expand replaces FROM elements by their columns.
func expand(items []Item) []Expr { return appendItems(nil, items) }

// appendItems appends items, FROM elements replaced by their columns.
func appendItems(out []Expr, items []Item) []Expr {
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
