package postgres

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/typemap"
)

func typeName(t typemap.Type) (string, bool) {
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
	}
	return compile.StandardTypeName(t)
}

func zoned(name string, zone bool) string {
	if zone {
		return name + " WITH TIME ZONE"
	}
	return name + " WITHOUT TIME ZONE"
}
