package mysql

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// json sets the ways into JSON documents.
// Source: https://dev.mysql.com/doc/refman/8.4/en/json-search-functions.html
func json(r *compile.Rules) {
	r.Expr.Arrays = false
	r.Expr.JSON = jsonAccess
	r.Expr.JSONKey = jsonKey
}

// jsonKey escapes control characters, which a path does not have, as documents do.
func jsonKey(key any) (any, error) {
	path, err := compile.JSONPathText(key)
	text, ok := path.(string)
	if err != nil || !ok || !strings.ContainsFunc(text, unicode.IsControl) {
		return path, err
	}
	var b strings.Builder
	for _, r := range text {
		if i := strings.IndexRune("\b\t\n\f\r", r); i >= 0 {
			b.WriteString(`\` + "btnfr"[i:i+1])
		} else if r < ' ' {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String(), nil
}

func jsonAccess(c *compile.Compiler, j *expr.JSONAccess) {
	switch j.Form {
	case expr.JSONDocument:
		c.JSONFunction("JSON_EXTRACT", j)
	case expr.JSONText:
		unquoted(c, j)
	default:
		jsonScalar(c, j)
	}
}

// jsonScalar makes NULL of the null of JSON, which MySQL keeps apart.
func jsonScalar(c *compile.Compiler, j *expr.JSONAccess) {
	c.WriteString("CASE ")
	c.JSONFunction("JSON_EXTRACT", j)
	c.WriteString(" WHEN 'null' THEN NULL ")
	switch t := j.Typ; {
	case t.IsInteger():
		c.WriteString("ELSE CAST(")
		c.JSONFunction("JSON_EXTRACT", j)
		c.WriteString(" AS SIGNED INTEGER)")
	case t.Kind == typemap.KindNumeric && t.Precision > 0:
		c.WriteString("ELSE CAST(")
		c.JSONFunction("JSON_EXTRACT", j)
		c.WriteString(fmt.Sprintf(" AS DECIMAL(%d, %d))", t.Precision, t.Scale))
	case t.Kind == typemap.KindNumeric, t.Kind == typemap.KindReal, t.Kind == typemap.KindDouble:
		c.WriteString("ELSE ") // all versions make a number of it in this way, not all by CAST
		c.JSONFunction("JSON_EXTRACT", j)
		c.WriteString("+0.0000000000000000000000")
	case t.Kind == typemap.KindBoolean:
		c.WriteString("WHEN true THEN true ELSE false")
	case t.IsText():
		c.WriteString("ELSE ")
		unquoted(c, j)
	default:
		c.WriteString("ELSE ")
		c.JSONFunction("JSON_EXTRACT", j)
	}
	c.WriteString(" END")
}

func unquoted(c *compile.Compiler, j *expr.JSONAccess) {
	c.WriteString("JSON_UNQUOTE(")
	c.JSONFunction("JSON_EXTRACT", j)
	c.WriteString(")")
}
