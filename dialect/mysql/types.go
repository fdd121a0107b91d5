package mysql

import (
	"strconv"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/typemap"
)

// typeName names types so that their columns hold what those of other databases do: times
// with their fractions, text and bytes of any length, REAL of 32 bits. There is no type with
// a time zone; gild sends instants in UTC.
// Source: https://dev.mysql.com/doc/refman/8.4/en/data-types.html
func typeName(t typemap.Type) (string, bool) {
	switch t.Kind {
	case typemap.KindBoolean:
		return "BOOL", true
	case typemap.KindReal:
		return "FLOAT", true
	case typemap.KindDouble:
		return "DOUBLE", true
	case typemap.KindText:
		return "LONGTEXT", true
	case typemap.KindBinary:
		return binaryName(t), true
	case typemap.KindTime:
		return "TIME(6)", true
	case typemap.KindDateTime:
		return "DATETIME(6)", true
	case typemap.KindJSON:
		return "JSON", true
	case typemap.KindUUID:
		return "CHAR(36)", true
	}
	return compile.StandardTypeName(t)
}

func binaryName(t typemap.Type) string {
	if t.Length == 0 {
		return "LONGBLOB"
	}
	return "VARBINARY(" + strconv.FormatUint(uint64(t.Length), 10) + ")"
}
