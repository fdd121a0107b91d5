package sqlite

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/typemap"
)

// typeName names types so that SQLite gives their columns the right affinity, and
// go-sqlite3 reads times and booleans as such.
// Source: https://www.sqlite.org/datatype3.html#determination_of_column_affinity
func typeName(t typemap.Type) (string, bool) {
	switch t.Kind {
	case typemap.KindDouble:
		return "DOUBLE", true
	case typemap.KindDateTime:
		return "DATETIME", true
	case typemap.KindJSON:
		return "JSON", true
	case typemap.KindUUID:
		return "CHAR(36)", true
	}
	return compile.StandardTypeName(t)
}
