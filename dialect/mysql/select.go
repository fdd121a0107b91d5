package mysql

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
)

// selects sets how MySQL writes queries.
func selects(r *compile.Rules) {
	r.Query.Limit = limit
	r.Query.EmptyList = "SELECT NULL FROM DUAL WHERE 1 = 0"
	r.Query.NoTable = " FROM DUAL"
	r.Query.Join = " INNER JOIN "
}

// limit writes the offset first, and the greatest number of rows there can be for an OFFSET
// alone, as SQLAlchemy and MySQL's manual do.
// Source: https://dev.mysql.com/doc/refman/8.4/en/select.html
func limit(c *compile.Compiler, limit, offset expr.Expr) {
	c.WriteString(" LIMIT ")
	if offset != nil {
		c.Node(offset)
		c.WriteString(", ")
	}
	if limit != nil {
		c.Node(limit)
	} else {
		c.WriteString("18446744073709551615")
	}
}
