package oracle

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
)

// selects sets how Oracle writes queries.
func selects(r *compile.Rules) {
	subqueries(r)
	r.Query.NoTable, r.Query.AlwaysFrom = " FROM DUAL", true
	r.Query.NoOrderByLabel, r.Query.NullsHigh = true, true
	r.Query.LimitRows = limit
	r.Query.Except = " MINUS "
	r.Query.Lock = lock
	r.Query.Hints = compile.HintComment
	r.Query.Temporal = compile.TemporalFlashback
}

// limit writes FETCH FIRST. Plain numbers are literals, for the optimizer to see.
func limit(c *compile.Compiler, r compile.Rows) {
	count, isExpr := r.Limit, r.LimitIsExpr
	if r.Fetch != nil {
		count, isExpr = r.Fetch, r.FetchIsExpr
	}
	c.FetchFirst(r.Offset, count, compile.FetchStyle{
		Percent: r.Percent, WithTies: r.WithTies, InlineOffset: !r.OffsetIsExpr, InlineCount: !isExpr,
	})
}

// lock writes FOR UPDATE, which a query inside another does not have.
func lock(c *compile.Compiler, l *expr.Lock) {
	if c.IsNested() {
		return
	}
	c.WriteString(" FOR UPDATE")
	c.LockColumns(l)
	c.LockWait(l)
}
