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
	r.Type.Of = "postgresql"
	r.Type.Name = func(t typemap.Type) (string, bool) { return typeName(r, t) }
	r.Type.Literal = literalOf
	r.Type.Send = send
	r.Type.ArrayLiterals = true
	r.Type.Domains = true
	r.Type.Enums = true
	r.Type.CastBinds = castBinds
	r.Type.Interval = func(d time.Duration) any {
		return strconv.FormatInt(d.Microseconds(), 10) + " microseconds"
	}
}

// castBinds are the types whose values travel as text, which PostgreSQL would not take for them
// in all places. They are those of SQLAlchemy.
func castBinds(t typemap.Type) bool {
	switch t.Kind {
	case typemap.KindUUID, typemap.KindJSON, typemap.KindArray, typemap.KindRange, typemap.KindMultirange,
		typemap.KindNetwork, typemap.KindBit, typemap.KindHStore, typemap.KindComposite:
		return true
	}
	return false
}

// Source: https://www.postgresql.org/docs/current/datatype.html
func typeName(r *compile.Rules, t typemap.Type) (string, bool) {
	if schema, name, ok := t.EnumName(); ok {
		return ownName(r, schema, name)
	}
	if schema, name, ok := t.CompositeName(); ok {
		return ownName(r, schema, name)
	}
	switch name, _ := t.SQLName(); {
	case name == "TIME", name == "TIMESTAMP":
		return zoned(name, t), true
	case name != "":
		return compile.StandardTypeName(t)
	}
	switch t.Kind {
	case typemap.KindBinary:
		return "BYTEA", true
	case typemap.KindTime:
		return zoned("TIME", t), true
	case typemap.KindDateTime:
		return zoned("TIMESTAMP", t), true
	case typemap.KindJSON:
		return "JSON", true
	case typemap.KindUUID:
		return "UUID", true
	case typemap.KindInterval:
		return "INTERVAL" + compile.Fraction(t, ""), true
	case typemap.KindArray:
		return arrayName(r, t)
	case typemap.KindRange, typemap.KindMultirange:
		return rangeName(t)
	case typemap.KindBit:
		return "BIT(" + strconv.FormatUint(uint64(max(t.Length, 1)), 10) + ")", true
	case typemap.KindHStore:
		return "HSTORE", true
	}
	return compile.StandardTypeName(t)
}

func zoned(name string, t typemap.Type) string {
	name += compile.Fraction(t, "")
	if t.Zone {
		return name + " WITH TIME ZONE"
	}
	return name + " WITHOUT TIME ZONE"
}

// ownName is the name of a type that a CREATE TYPE made.
func ownName(r *compile.Rules, schema, name string) (string, bool) {
	if schema != "" {
		return r.Ident.Quoted(schema, false) + "." + r.Ident.Quoted(name, false), true
	}
	return r.Ident.Quoted(name, false), name != ""
}

// rangeName is the name of a range, or of a set of ranges, by the type of its bounds.
// Source: https://www.postgresql.org/docs/current/rangetypes.html#RANGETYPES-BUILTIN
func rangeName(t typemap.Type) (string, bool) {
	word := "RANGE"
	if t.Kind == typemap.KindMultirange {
		word = "MULTIRANGE"
	}
	switch elem := t.Elem(); elem.Kind {
	case typemap.KindSmallInt, typemap.KindInteger:
		return "INT4" + word, true
	case typemap.KindBigInt:
		return "INT8" + word, true
	case typemap.KindNumeric:
		return "NUM" + word, true
	case typemap.KindDate:
		return "DATE" + word, true
	case typemap.KindDateTime:
		if elem.Zone {
			return "TSTZ" + word, true
		}
		return "TS" + word, true
	}
	return "", false
}

// arrayName puts the brackets before the collation of the elements.
func arrayName(r *compile.Rules, t typemap.Type) (string, bool) {
	elem, err := r.TypeName(t.Elem())
	if err != nil {
		return "", false
	}
	base := t.Elem()
	for base.Kind == typemap.KindArray {
		base = base.Elem()
	}
	if i := strings.Index(elem, " COLLATE "); i >= 0 && base.Collation() != "" {
		return elem[:i] + "[]" + elem[i:], true
	}
	return elem + "[]", true
}
