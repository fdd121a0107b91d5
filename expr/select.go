package expr

import (
	"fmt"
	"slices"
	"strings"
)

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
	Limit    Expr // nil for none
	Offset   Expr // nil for none

	// Correlate are the FROM elements that a SELECT around this one brings, as given with
	// Correlate; nil leaves it to the compiler.
	Correlate []From
}

// Select starts a SELECT of items: columns and other expressions, or tables for all
// their columns. What the items and conditions mention is selected FROM without saying so.
func Select(items ...Item) *SelectStmt { return &SelectStmt{c: SelectClauses{Items: expand(items)}} }

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
	v.Expr(&s.c.Limit)
	v.Expr(&s.c.Offset)
	v.Froms(&s.c.Correlate)
}

func (s *SelectStmt) derive(change func(c *SelectClauses)) *SelectStmt {
	derived := *s
	change(&derived.c)
	return &derived
}

// Columns adds items to the SELECT list.
func (s *SelectStmt) Columns(items ...Item) *SelectStmt {
	return s.derive(func(c *SelectClauses) { c.Items = extend(c.Items, expand(items)) })
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

// Correlate names the FROM elements that belong to a SELECT, UPDATE or DELETE around this
// one, at any distance. Without it, a nested SELECT leaves out of its own FROM what the
// statement directly around it selects from, as long as it keeps something to select from.
func (s *SelectStmt) Correlate(froms ...From) *SelectStmt {
	return s.derive(func(c *SelectClauses) {
		for _, f := range froms {
			c.Correlate = extend(c.Correlate, []From{CanonicalFrom(f)})
		}
	})
}

// Join joins target by the foreign key between it and what is selected from. No key,
// or more than one, is an error at compile that names both tables.
func (s *SelectStmt) Join(target From) *SelectStmt { return s.join(InnerJoin, target, nil) }

// JoinOn joins target on a condition.
func (s *SelectStmt) JoinOn(target From, on Expr) *SelectStmt {
	return s.join(InnerJoin, target, canon(on))
}

// LeftJoin joins target by the foreign key, keeping rows without a partner.
func (s *SelectStmt) LeftJoin(target From) *SelectStmt { return s.join(LeftJoin, target, nil) }

// LeftJoinOn joins target on a condition, keeping rows without a partner.
func (s *SelectStmt) LeftJoinOn(target From, on Expr) *SelectStmt {
	return s.join(LeftJoin, target, canon(on))
}

func (s *SelectStmt) join(kind JoinKind, target From, on Expr) *SelectStmt {
	return s.derive(func(c *SelectClauses) {
		c.Froms = extend(c.Froms, []From{&Join{Kind: kind, Right: CanonicalFrom(target), On: on}})
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

// Limit keeps at most n rows. A negative n is an error when the statement is compiled.
func (s *SelectStmt) Limit(n int) *SelectStmt {
	return s.derive(func(c *SelectClauses) { c.Limit = rowCount("Limit", n) })
}

// Offset leaves out the first n rows. A negative n is an error when the statement is compiled.
func (s *SelectStmt) Offset(n int) *SelectStmt {
	return s.derive(func(c *SelectClauses) { c.Offset = rowCount("Offset", n) })
}

// rowCount binds n, a number of rows. Databases do not agree about negative ones.
func rowCount(method string, n int) Expr {
	if n < 0 {
		return invalid(fmt.Sprintf("%s(%d): a number of rows is not negative; without %s there is none", method, n, strings.ToUpper(method)))
	}
	return Val(n).inner()
}

// extend appends to a copy, so that statements derived from one base never share a tail.
func extend[E any](list, more []E) []E { return append(slices.Clip(list), more...) }

// expand replaces FROM elements by their columns.
func expand(items []Item) []Expr {
	var out []Expr
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
