package sqlite

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
)

// json sets the ways into JSON documents.
// Source: https://www.sqlite.org/json1.html
func json(r *compile.Rules) {
	r.Expr.Arrays = false
	r.Expr.JSONEach = true
	r.Expr.JSON = jsonAccess
	r.Expr.JSONKey = compile.JSONPathText
}

func jsonAccess(c *compile.Compiler, j *expr.JSONAccess) {
	switch j.Form {
	case expr.JSONScalar:
		c.JSONCast(j)
	case expr.JSONText, expr.JSONInCast:
		c.JSONFunction("JSON_EXTRACT", j)
	default: // which gives scalars as they are, not as documents
		c.WriteString("JSON_QUOTE(")
		c.JSONFunction("JSON_EXTRACT", j)
		c.WriteString(")")
	}
}
