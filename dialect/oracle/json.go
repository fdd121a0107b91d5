package oracle

import (
	"fmt"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// json sets the ways into JSON documents, whose paths cannot be parameters.
// Source: https://docs.oracle.com/en/database/oracle/oracle-database/21/adjsn/query-json-data.html
func json(r *compile.Rules) {
	r.Expr.Arrays = false
	r.Expr.JSON = jsonAccess
	r.Expr.JSONKey = compile.JSONPathText
	r.Expr.JSONKeyLiterals = true
}

func jsonAccess(c *compile.Compiler, j *expr.JSONAccess) {
	t := j.Typ
	switch {
	case j.Form == expr.JSONDocument:
		c.JSONFunction("JSON_QUERY", j)
	case j.Form == expr.JSONText:
		c.JSONFunction("JSON_VALUE", j)
	case t.Kind == typemap.KindBoolean:
		jsonBoolean(c, j)
	case t.IsInteger():
		jsonValue(c, j, "INTEGER")
	case t.Kind == typemap.KindReal, t.Kind == typemap.KindDouble:
		jsonValue(c, j, "FLOAT")
	case t.Kind == typemap.KindNumeric && t.Precision > 0:
		jsonValue(c, j, fmt.Sprintf("NUMBER(%d, %d)", t.Precision, t.Scale))
	case t.Kind == typemap.KindNumeric:
		jsonValue(c, j, "NUMBER")
	case t.IsText():
		jsonValue(c, j, "VARCHAR2(4000)")
	default:
		c.JSONFunction("JSON_QUERY", j)
	}
}

// jsonValue adds to the arguments of JSON_VALUE what it returns.
func jsonValue(c *compile.Compiler, j *expr.JSONAccess, typ string) {
	c.JSONFunction("JSON_VALUE", j, " RETURNING "+typ+" ERROR ON ERROR")
}

// jsonBoolean makes numbers of truth values, for which RETURNING has no type.
func jsonBoolean(c *compile.Compiler, j *expr.JSONAccess) {
	c.WriteString("CASE ")
	c.JSONFunction("JSON_VALUE", j)
	c.WriteString(" WHEN 'true' THEN 1 WHEN 'false' THEN 0 ELSE CAST(")
	c.JSONFunction("JSON_VALUE", j)
	c.WriteString(" AS NUMBER(1)) END")
}
