package postgres

import (
	"strconv"
	"strings"
	"time"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/typemap"
)

// types sets how PostgreSQL names types and writes values of them.
func types(r *compile.Rules) {
	r.Type.Name = func(t typemap.Type) (string, bool) { return typeName(r, t) }
	r.Type.Literal = literalOf
	r.Type.ArrayLiterals = true
	r.Type.CastBinds = castBinds
	r.Type.Interval = func(d time.Duration) any {
		return strconv.FormatInt(d.Microseconds(), 10) + " microseconds"
	}
}

// castBinds are the types whose values travel as text, which PostgreSQL would not take for them
// in all places. They are those of SQLAlchemy.
func castBinds(t typemap.Type) bool {
	switch t.Kind {
	case typemap.KindUUID, typemap.KindJSON, typemap.KindArray, typemap.KindRange:
		return true
	}
	return false
}

// Source: https://www.postgresql.org/docs/current/datatype.html
func typeName(r *compile.Rules, t typemap.Type) (string, bool) {
	if schema, name, ok := t.EnumName(); ok {
		return enumName(r, schema, name)
	}
	switch name, _ := t.SQLName(); {
	case name == "TIME", name == "TIMESTAMP":
		return zoned(name, t.Zone), true
	case name != "":
		return compile.StandardTypeName(t)
	}
	switch t.Kind {
	case typemap.KindBinary:
		return "BYTEA", true
	case typemap.KindTime:
		return zoned("TIME", t.Zone), true
	case typemap.KindDateTime:
		return zoned("TIMESTAMP", t.Zone), true
	case typemap.KindJSON:
		return "JSON", true
	case typemap.KindUUID:
		return "UUID", true
	case typemap.KindInterval:
		return "INTERVAL", true
	case typemap.KindArray:
		return arrayName(r, t)
	}
	return compile.StandardTypeName(t)
}

func zoned(name string, zone bool) string {
	if zone {
		return name + " WITH TIME ZONE"
	}
	return name + " WITHOUT TIME ZONE"
}

func enumName(r *compile.Rules, schema, name string) (string, bool) {
	if schema != "" {
		return r.Ident.Quoted(schema, false) + "." + r.Ident.Quoted(name, false), true
	}
	return r.Ident.Quoted(name, false), name != ""
}

// arrayName puts the brackets before the collation of the elements.
func arrayName(r *compile.Rules, t typemap.Type) (string, bool) {
	elem, err := r.TypeName(t.Elem())
	if err != nil {
		return "", false
	}
	if i := strings.Index(elem, " COLLATE "); i >= 0 {
		return elem[:i] + "[]" + elem[i:], true
	}
	return elem + "[]", true
}
