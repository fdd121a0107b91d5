package postgres

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
)

// selects sets how PostgreSQL writes queries.
func selects(r *compile.Rules) {
	r.Query.Limit = limit
	r.Query.NullsHigh = true
	r.Query.Temporal = compile.TemporalNone
	r.Query.FetchParens = true
	r.Query.Lock = lock
	r.Query.DistinctOn = true
	r.Query.Hints = compile.HintOnly
}

// lock writes FOR UPDATE, of which there are four strengths.
func lock(c *compile.Compiler, l *expr.Lock) {
	switch {
	case l.Read && l.KeyShare:
		c.WriteString(" FOR KEY SHARE")
	case l.Read:
		c.WriteString(" FOR SHARE")
	case l.KeyShare:
		c.WriteString(" FOR NO KEY UPDATE")
	default:
		c.WriteString(" FOR UPDATE")
	}
	c.LockTables(l)
	c.LockWait(l)
}

// limit writes LIMIT ALL for an OFFSET alone, as SQLAlchemy does.
func limit(c *compile.Compiler, limit, offset expr.Expr) {
	c.WriteString(" LIMIT ")
	if limit != nil {
		c.Node(limit)
	} else {
		c.WriteString("ALL")
	}
	if offset != nil {
		c.WriteString(" OFFSET ")
		c.Node(offset)
	}
}
