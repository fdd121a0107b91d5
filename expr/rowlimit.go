package expr

import (
	"fmt"
	"strings"
)

// RowLimit is how many rows of a result a query keeps.
type RowLimit struct {
	Limit  Expr // nil for none
	Offset Expr // nil for none
	Fetch  Expr // nil for none; Limit and Fetch are not both set

	// Percent tells that Fetch counts percents of the rows, WithTies that rows equal to the last
	// one in the order are kept with it.
	Percent, WithTies bool

	// Those that were given as expressions, not as numbers.
	LimitIsExpr, OffsetIsExpr, FetchIsExpr bool
}

// IsSet reports whether the rows are limited.
func (r *RowLimit) IsSet() bool { return r.Limit != nil || r.Offset != nil || r.Fetch != nil }

func (r *RowLimit) fields(v Visitor) {
	v.Expr(&r.Limit)
	v.Expr(&r.Offset)
	v.Expr(&r.Fetch)
	v.Number(flag(r.Percent) | flag(r.WithTies)<<1 | flag(r.LimitIsExpr)<<2 | flag(r.OffsetIsExpr)<<3 | flag(r.FetchIsExpr)<<4)
}

func (r *RowLimit) limit(e Expr, isExpr bool) {
	r.Limit, r.LimitIsExpr = e, isExpr
	r.Fetch, r.FetchIsExpr, r.Percent, r.WithTies = nil, false, false, false
}

func (r *RowLimit) offset(e Expr, isExpr bool) { r.Offset, r.OffsetIsExpr = e, isExpr }

func (r *RowLimit) fetch(e Expr, isExpr bool, options []FetchOption) {
	r.limit(nil, false)
	r.Fetch, r.FetchIsExpr = e, isExpr
	for _, option := range options {
		if option != nil {
			option(r)
		}
	}
}

// FetchOption is what Fetch counts.
type FetchOption func(r *RowLimit)

// WithTies keeps rows that are equal to the last one in the order, too.
func WithTies() FetchOption { return func(r *RowLimit) { r.WithTies = true } }

// Percent counts percents of the rows.
func Percent() FetchOption { return func(r *RowLimit) { r.Percent = true } }

// rowCount binds n, a number of rows. Databases do not agree about negative ones.
func rowCount(method string, n int) Expr {
	if n < 0 {
		return invalid(fmt.Sprintf("%s(%d): a number of rows is not negative; without %s there is none", method, n, strings.ToUpper(method)))
	}
	return Val(int64(n)).inner()
}

// Limit keeps at most n rows. A negative n is an error when the statement is compiled.
func (s *SelectStmt) Limit(n int) *SelectStmt {
	if s = or(s, noSelect); n < 0 || s.limited || s.rest != nil {
		return s.derive(func(c *SelectClauses) { c.limit(rowCount("Limit", n), false) })
	}
	d := s.next(lengths{})
	d.chain.limit, d.limited = d.rowsValue(0, n), true
	return d
}

// LimitExpr keeps at most as many rows as an expression says.
func (s *SelectStmt) LimitExpr(n Expr) *SelectStmt {
	return s.derive(func(c *SelectClauses) { c.limit(within(canon(n), "LimitExpr"), true) })
}

// Offset leaves out the first n rows. A negative n is an error when the statement is compiled.
func (s *SelectStmt) Offset(n int) *SelectStmt {
	if s = or(s, noSelect); n < 0 || s.shifted || s.rest != nil {
		return s.derive(func(c *SelectClauses) { c.offset(rowCount("Offset", n), false) })
	}
	d := s.next(lengths{})
	d.chain.offset, d.shifted = d.rowsValue(1, n), true
	return d
}

// OffsetExpr leaves out as many rows as an expression says.
func (s *SelectStmt) OffsetExpr(n Expr) *SelectStmt {
	return s.derive(func(c *SelectClauses) { c.offset(within(canon(n), "OffsetExpr"), true) })
}

// Fetch keeps n rows, as FETCH FIRST, which takes the place of LIMIT. A negative n is an error
// when the statement is compiled.
func (s *SelectStmt) Fetch(n int, options ...FetchOption) *SelectStmt {
	return s.derive(func(c *SelectClauses) { c.fetch(rowCount("Fetch", n), false, options) })
}

// FetchExpr is Fetch of as many rows as an expression says.
func (s *SelectStmt) FetchExpr(n Expr, options ...FetchOption) *SelectStmt {
	return s.derive(func(c *SelectClauses) { c.fetch(within(canon(n), "FetchExpr"), true, options) })
}

// Limit keeps at most n rows. A negative n is an error when the statement is compiled.
func (s *CompoundStmt) Limit(n int) *CompoundStmt {
	return s.derive(func(c *CompoundClauses) { c.limit(rowCount("Limit", n), false) })
}

// LimitExpr keeps at most as many rows as an expression says.
func (s *CompoundStmt) LimitExpr(n Expr) *CompoundStmt {
	return s.derive(func(c *CompoundClauses) { c.limit(within(canon(n), "LimitExpr"), true) })
}

// Offset leaves out the first n rows. A negative n is an error when the statement is compiled.
func (s *CompoundStmt) Offset(n int) *CompoundStmt {
	return s.derive(func(c *CompoundClauses) { c.offset(rowCount("Offset", n), false) })
}

// OffsetExpr leaves out as many rows as an expression says.
func (s *CompoundStmt) OffsetExpr(n Expr) *CompoundStmt {
	return s.derive(func(c *CompoundClauses) { c.offset(within(canon(n), "OffsetExpr"), true) })
}

// Fetch keeps n rows, as FETCH FIRST, which takes the place of LIMIT. A negative n is an error
// when the statement is compiled.
func (s *CompoundStmt) Fetch(n int, options ...FetchOption) *CompoundStmt {
	return s.derive(func(c *CompoundClauses) { c.fetch(rowCount("Fetch", n), false, options) })
}

// FetchExpr is Fetch of as many rows as an expression says.
func (s *CompoundStmt) FetchExpr(n Expr, options ...FetchOption) *CompoundStmt {
	return s.derive(func(c *CompoundClauses) { c.fetch(within(canon(n), "FetchExpr"), true, options) })
}
