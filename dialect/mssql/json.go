package mssql

import (
	"fmt"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// json sets the ways into JSON documents: JSON_QUERY gives objects and arrays, JSON_VALUE
// the other values.
// Source: https://learn.microsoft.com/sql/t-sql/functions/json-functions-transact-sql
func json(r *compile.Rules) {
	r.Expr.Arrays = false
	r.Expr.JSON = jsonAccess
	r.Expr.JSONKey = compile.JSONPathText
}

func jsonAccess(c *compile.Compiler, j *expr.JSONAccess) {
	switch j.Form {
	case expr.JSONDocument:
		c.JSONFunction("JSON_QUERY", j)
	case expr.JSONText:
		c.JSONFunction("JSON_VALUE", j)
	default:
		jsonScalar(c, j)
	}
}

func jsonScalar(c *compile.Compiler, j *expr.JSONAccess) {
	c.WriteString("CASE ")
	c.JSONFunction("JSON_VALUE", j)
	c.WriteString(" WHEN NULL THEN NULL ")
	switch t := j.Typ; {
	case t.IsInteger():
		castValue(c, j, "ELSE ", "INTEGER")
	case t.Kind == typemap.KindNumeric:
		castValue(c, j, "ELSE ", numeric(t))
	case t.Kind == typemap.KindReal, t.Kind == typemap.KindDouble:
		castValue(c, j, "ELSE ", "FLOAT")
	case t.Kind == typemap.KindBoolean:
		castValue(c, j, "WHEN 'true' THEN 1 WHEN 'false' THEN 0 ELSE ", "BIT")
	case t.IsText():
		c.WriteString("ELSE ")
		c.JSONFunction("JSON_VALUE", j)
	default:
		c.WriteString("ELSE ")
		c.JSONFunction("JSON_QUERY", j)
	}
	c.WriteString(" END")
}

func castValue(c *compile.Compiler, j *expr.JSONAccess, before, typ string) {
	c.WriteString(before)
	c.WriteString("CAST(")
	c.JSONFunction("JSON_VALUE", j)
	c.WriteString(" AS " + typ + ")")
}

func numeric(t typemap.Type) string {
	if t.Precision == 0 {
		return "NUMERIC"
	}
	return fmt.Sprintf("NUMERIC(%d, %d)", t.Precision, t.Scale)
}
