package mssql

import (
	"errors"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
)

// selects sets how SQL Server writes queries.
func selects(r *compile.Rules) {
	subqueries(r)
	r.Query.OrderNeedsLimit = true
	r.Query.LimitRows, r.Query.Top = limit, top
	r.Query.Hints = compile.HintBehind
	r.Query.Lock = nil // hints about tables do it: WITH (UPDLOCK)
}

// usesTop reports whether rows are kept with TOP, which takes no offset and whose number is a
// literal here: some drivers take no parameter there.
func usesTop(r compile.Rows) bool {
	if r.Compound || r.Offset != nil {
		return false
	}
	return r.Limit != nil && !r.LimitIsExpr || r.Fetch != nil && !r.FetchIsExpr && (r.Percent || r.WithTies)
}

func count(r compile.Rows) expr.Expr {
	if r.Fetch != nil {
		return r.Fetch
	}
	return r.Limit
}

func top(c *compile.Compiler, r compile.Rows) {
	if !usesTop(r) {
		return
	}
	c.WriteString(" TOP ")
	c.Inline(count(r))
	if r.Percent {
		c.WriteString(" PERCENT")
	}
	if r.WithTies {
		c.WriteString(" WITH TIES")
	}
}

// limit writes OFFSET and FETCH, which are parts of ORDER BY.
func limit(c *compile.Compiler, r compile.Rows) {
	switch {
	case usesTop(r):
		return
	case !r.Ordered:
		c.Fail(errors.New("an offset, FETCH, a limit that is an expression or one of a set operation needs an ORDER BY: add OrderBy"))
	case r.Percent || r.WithTies:
		c.Fail(errors.New("options Percent and WithTies go only with a plain number and without Offset, in a query that is no set operation"))
	}
	if r.Offset == nil {
		c.WriteString(" OFFSET 0 ROWS")
	}
	c.FetchFirst(r.Offset, count(r), compile.FetchStyle{})
}
