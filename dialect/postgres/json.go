package postgres

import (
	"strings"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// json sets the ways into JSON documents and arrays.
// Source: https://www.postgresql.org/docs/current/functions-json.html
func json(r *compile.Rules, v dialect.Version) {
	r.Expr.Arrays = true
	r.Expr.BindCast = bindCast
	r.Expr.JSONKey = compile.JSONPathArray
	r.Expr.JSON = compile.JSONArrows
	if !v.Before(14, 0) {
		r.Expr.JSON = jsonAccess
	}
}

// jsonAccess takes parts of JSONB by subscript, as of PostgreSQL 14.
func jsonAccess(c *compile.Compiler, j *expr.JSONAccess) {
	if j.Form == expr.JSONDocument && !j.Path && isJSONB(expr.TypeOf(j.Doc)) {
		compile.JSONSubscript(c, j)
		return
	}
	compile.JSONArrows(c, j)
}

func isJSONB(t typemap.Type) bool {
	name, _ := t.On("postgresql").Spelling()
	return t.Kind == typemap.KindJSON && strings.EqualFold(name, "JSONB")
}

// bindCast names the type of a parameter, which would be text otherwise. Some parameters have a
// cast in any place.
func bindCast(c *compile.Compiler, t typemap.Type) {
	t = t.On(c.Rules().Dialect)
	if t.Kind == typemap.KindUnknown || castBinds(t) {
		return
	}
	c.WriteString("::")
	c.TypeName(t)
}
