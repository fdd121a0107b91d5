package expr

import "slices"

// SelectStmt is a SELECT statement. Its methods return a new statement and leave the
// receiver unchanged; it is safe for concurrent use.
type SelectStmt struct {
	QueryBase
	chain  *selectChain   // of which it has the first parts; nil for the zero statement
	rest   *SelectClauses // what chains have no memory for; nil for none
	has    lengths
	number int32 // among the statements of the chain

	limited, shifted bool // it has the chain's limit and offset
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
func Select(items ...Item) *SelectStmt { return (&SelectStmt{}).Columns(items...) }

// Outputs returns the SELECT list.
func (s *SelectStmt) Outputs() []Expr {
	if s = or(s, noSelect); s.chain == nil {
		return nil
	}
	return s.chain.items[:s.has.items:s.has.items]
}

// Fields declares the node.
func (s *SelectStmt) Fields(v Visitor) {
	var c *SelectClauses
	if k, ok := v.(*keyer); ok { // which is in a hurry
		c = k.lendClauses()
		defer k.takeClauses()
	} else {
		c = &SelectClauses{}
	}
	*c = s.Clauses()
	before := [...][]Expr{c.Items, c.Where, c.GroupBy, c.Having, c.OrderBy}
	froms, rows, lock, extras := c.Froms, c.RowLimit, c.Lock, c.SelectExtras
	c.fields(v)
	for i, list := range [...][]Expr{c.Items, c.Where, c.GroupBy, c.Having, c.OrderBy} {
		if !slices.Equal(list, before[i]) {
			s.of(c)
			return
		}
	}
	if !slices.Equal(froms, c.Froms) || rows != c.RowLimit || lock != c.Lock || extras != c.SelectExtras {
		s.of(c)
	}
}

func (c *SelectClauses) fields(v Visitor) {
	v.Kind("select")
	v.Number(flag(c.Distinct))
	v.Exprs(&c.Items)
	v.Froms(&c.Froms)
	v.Exprs(&c.Where)
	v.Exprs(&c.GroupBy)
	v.Exprs(&c.Having)
	v.Exprs(&c.OrderBy)
	c.RowLimit.fields(v)
	declareLock(&c.Lock, v)
	v.Number(int(c.LabelStyle))
	c.SelectExtras = c.SelectExtras.declare(v)
}

// extra is derive for the parts that few have.
func (s *SelectStmt) extra(change func(x *SelectExtras)) *SelectStmt {
	return s.derive(func(c *SelectClauses) { change(c.extras()) })
}

// Columns adds items to the SELECT list.
func (s *SelectStmt) Columns(items ...Item) *SelectStmt {
	var d *SelectStmt
	if n := len(items); hasFroms(items) {
		list := appendItems(nil, items)
		d = s.next(lengths{items: int32(len(list))})
		copy(d.chain.items[d.has.items:], list)
		d.has.items += int32(len(list))
	} else {
		d = s.next(lengths{items: int32(n)})
		appendItems(d.chain.items[:d.has.items], items)
		d.has.items += int32(n)
	}
	if joins := joinsAmong(items); joins != nil {
		return d.extra(func(x *SelectExtras) { x.Selected = extend(x.Selected, joins) })
	}
	return d
}

// OnlyColumns puts items in the place of the SELECT list. What was selected from for the old list alone no longer is:
// From keeps it.
func (s *SelectStmt) OnlyColumns(items ...Item) *SelectStmt {
	return s.derive(func(c *SelectClauses) {
		c.Items = appendItems(nil, items)
		if joins := joinsAmong(items); joins != nil || c.SelectExtras != nil {
			c.extras().Selected = joins
		}
	})
}

// hasFroms reports whether there are FROM elements among items, which stand for any number of
// columns.
func hasFroms(items []Item) bool {
	for _, item := range items {
		if _, ok := item.(Expr); !ok && item != nil {
			return true
		}
	}
	return false
}

// Distinct drops repeated rows.
func (s *SelectStmt) Distinct() *SelectStmt {
	return s.derive(func(c *SelectClauses) { c.Distinct = true })
}

// From names FROM elements that the items do not mention, or fixes their order.
func (s *SelectStmt) From(froms ...From) *SelectStmt {
	return s.derive(func(c *SelectClauses) {
		for _, f := range froms {
			c.Froms = extend(c.Froms, []From{fromOf(f, "From")})
		}
	})
}

// Where adds conditions, all of which must hold.
func (s *SelectStmt) Where(conds ...Expr) *SelectStmt {
	d := s.next(lengths{where: int32(len(conds))})
	for i, e := range conds {
		d.chain.where[int(d.has.where)+i] = within(canon(e), "Where")
	}
	d.has.where += int32(len(conds))
	return d
}

// GroupBy adds expressions to GROUP BY.
func (s *SelectStmt) GroupBy(exprs ...Expr) *SelectStmt {
	return s.derive(func(c *SelectClauses) { c.GroupBy = extend(c.GroupBy, canons(exprs, "GroupBy")) })
}

// Having adds conditions on groups, all of which must hold.
func (s *SelectStmt) Having(conds ...Expr) *SelectStmt {
	return s.derive(func(c *SelectClauses) { c.Having = extend(c.Having, canons(conds, "Having")) })
}

// OrderBy adds expressions to ORDER BY.
func (s *SelectStmt) OrderBy(exprs ...Expr) *SelectStmt {
	d := s.next(lengths{order: int32(len(exprs))})
	for i, e := range exprs {
		d.chain.order[int(d.has.order)+i] = within(canon(e), "OrderBy")
	}
	d.has.order += int32(len(exprs))
	return d
}

// extend appends to a copy, so that statements derived from one base never share a tail.
func extend[E any](list, more []E) []E { return append(slices.Clip(list), more...) }

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
