package sqlite

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/sqltext"
)

// rules returns what SQLite does its own way.
// Source: https://www.sqlite.org/lang.html, https://www.sqlite.org/limits.html
func rules(v dialect.Version) *compile.Rules {
	r := compile.Default()
	r.Dialect = "sqlite"
	r.Query.Lexis = sqltext.SQLite()
	r.Query.Returning = !v.Before(3, 35)
	r.Query.BareReturning = true
	r.Query.MaxBinds = 32766
	if v.Before(3, 32) {
		r.Query.MaxBinds = 999
	}
	// $1 and :1 are names that SQLite looks up one by one: 1,000 of them take 30 times
	// as long as question marks.
	r.Query.Placeholder = compile.QuestionMark
	r.Query.Limit = limit
	r.Query.Constant = constant
	r.Query.EmptySet = emptySet
	r.DDL.ColumnType = columnType
	r.Type.Name = typeName
	r.Ident.MaxLen = 0
	return r
}

// limit writes LIMIT -1 for an OFFSET alone, which SQLite does not have.
func limit(c *compile.Compiler, limit, offset expr.Expr) {
	c.WriteString(" LIMIT ")
	if limit != nil {
		c.Node(limit)
	} else {
		c.WriteString("-1")
	}
	if offset != nil {
		c.WriteString(" OFFSET ")
		c.Node(offset)
	}
}

// constant writes a comparison: SQLite knows TRUE and FALSE since 3.23 only, and they
// are the numbers 1 and 0.
func constant(c *compile.Compiler, v bool) {
	if v {
		c.WriteString("1 = 1")
		return
	}
	c.WriteString("0 = 1")
}

func emptySet(bool) string { return "(SELECT 1 FROM (SELECT 1) WHERE 1!=1)" }
