package sqlite

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
)

// selects sets how SQLite writes queries.
func selects(r *compile.Rules) {
	r.Query.Limit = limit
	r.Query.Temporal = compile.TemporalNone
	r.Query.Lock = nil // a transaction that writes locks the whole database
}

// limit always writes both, as SQLAlchemy does: SQLite has no OFFSET alone, and takes a
// negative LIMIT as none.
func limit(c *compile.Compiler, limit, offset expr.Expr) {
	c.WriteString(" LIMIT ")
	if limit != nil {
		c.Node(limit)
	} else {
		c.Value(-1)
	}
	c.WriteString(" OFFSET ")
	if offset != nil {
		c.Node(offset)
	} else {
		c.Value(0)
	}
}
