package oracle

import (
	"strconv"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/typemap"
)

// types sets how Oracle names types and writes values of them.
func types(r *compile.Rules) {
	r.Type.Of = "oracle"
	r.Type.Name = typeName
	r.Type.CastName = castName
	r.Type.Collation = compile.CollationNone
	r.Type.Literal = literal
}

// typeName names types so that their columns hold what those of other databases do: DATE of
// Oracle has no fractions of seconds, TIMESTAMP has.
// Source: https://docs.oracle.com/en/database/oracle/oracle-database/21/sqlrf/Data-Types.html
func typeName(t typemap.Type) (string, bool) {
	if name, sizes := t.SQLName(); name != "" {
		switch name {
		case "VARCHAR":
			return chars(name, t), true
		case "NVARCHAR":
			return sized("NVARCHAR2", t), true
		case "FLOAT":
			return name, sizes == 0 // it counts binary digits
		case "TIMESTAMP":
			return timestamp(t), true
		}
		return compile.StandardTypeName(t)
	}
	switch t.Kind {
	case typemap.KindBoolean:
		return "SMALLINT", true
	case typemap.KindBigInt:
		if !t.IsUnsigned() {
			return "NUMBER(19)", true
		}
	case typemap.KindString, typemap.KindNetwork, typemap.KindSet:
		if t.Kind == typemap.KindString && len(t.Labels()) > 0 {
			return chars("VARCHAR", t), true
		}
		return chars("VARCHAR2", t), true
	case typemap.KindText:
		return "CLOB", true
	case typemap.KindBinary:
		return "BLOB", true
	case typemap.KindDateTime:
		return timestamp(t), true
	case typemap.KindInterval:
		return "INTERVAL DAY TO SECOND", true
	}
	return compile.StandardTypeName(t)
}

// chars is a text type whose length counts characters, not bytes.
func chars(name string, t typemap.Type) string {
	if t.Length == 0 {
		return name
	}
	return name + "(" + strconv.FormatUint(uint64(t.Length), 10) + " CHAR)"
}

func sized(name string, t typemap.Type) string {
	if t.Length == 0 {
		return name
	}
	return name + "(" + strconv.FormatUint(uint64(t.Length), 10) + ")"
}

func timestamp(t typemap.Type) string {
	name := "TIMESTAMP" + compile.Fraction(t, "")
	if t.Zone {
		return name + " WITH TIME ZONE"
	}
	return name
}

// longest is the greatest length of VARCHAR2.
const longest = 4000

// castName gives text a length, which CAST wants.
func castName(t typemap.Type) (string, bool, error) {
	if _, spelled := t.Spelling(); spelled || t.Kind != typemap.KindString {
		return "", true, nil
	}
	if t.Length == 0 {
		t.Length = longest
	}
	return chars("VARCHAR2", t), true, nil
}
