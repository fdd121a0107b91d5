package postgres

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
)

// selects sets how PostgreSQL writes queries.
func selects(r *compile.Rules) { r.Query.Limit = limit }

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
