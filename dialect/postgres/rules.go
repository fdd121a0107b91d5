package postgres

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/sqltext"
)

// rules returns what PostgreSQL does its own way. All supported versions agree on it.
// Source: https://www.postgresql.org/docs/current/sql.html
func rules(dialect.Version) *compile.Rules {
	r := compile.Default()
	r.Dialect = "postgresql"
	r.Query.Lexis = sqltext.Postgres()
	r.Query.MaxBinds = 65535
	r.Query.Placeholder = compile.DollarNumber
	r.Query.Limit = limit
	r.DDL.ColumnType = columnType
	r.Type.Name = typeName
	r.Ident.MaxLen = 63
	return r
}

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
