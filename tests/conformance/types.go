package main

import (
	"encoding/json"
	"strings"

	"github.com/gildsql/gild/typemap"
)

// typeOf reads a type.
func typeOf(n node) typemap.Type {
	switch n.kind() {
	case "variant":
		t := typeOf(asNode(n.arg(0)))
		for dialect, other := range n.optionsAt(1) {
			t = t.Variant(dialect, typeOf(asNode(other)))
		}
		return t
	case "ARRAY", "postgresql.ARRAY":
		t := typemap.ArrayOf(typeOf(asNode(n.arg(0))))
		if d, ok := n.options()["dimensions"].(json.Number); ok {
			for dims, _ := d.Int64(); dims > 1; dims-- {
				t = typemap.ArrayOf(t)
			}
		}
		return t
	}
	if make := generic[n.kind()]; make != nil {
		return make(n)
	}
	if dialect, name, ok := strings.Cut(n.kind(), "."); ok {
		return ownType(dialect, name, n)
	}
	return named(n)
}

// size returns the i-th number of a type, 0 if there is none.
func size(n node, i int) uint32 {
	if i >= len(n.args()) {
		return 0
	}
	if _, ok := n.arg(i).(json.Number); !ok {
		return 0
	}
	return uint32(asInt(n.arg(i)))
}

func constantType(t typemap.Type) func(node) typemap.Type {
	return func(node) typemap.Type { return t }
}

// generic are the types that every database has its own name for. Where gild's name keeps more
// than SQLAlchemy's (fractions of seconds, text of any length), the recorded one is a variant.
var generic = map[string]func(n node) typemap.Type{
	"Integer":      constantType(typemap.Integer()),
	"SmallInteger": constantType(typemap.SmallInt()),
	"BigInteger":   constantType(typemap.BigInt()),
	"Double":       constantType(typemap.Double()),
	"Boolean":      constantType(typemap.Boolean()),
	"Date":         constantType(typemap.Date()),
	"JSON":         constantType(typemap.JSON()),
	"PickleType":   binaryType,
	"LargeBinary":  binaryType,
	"NullType":     constantType(typemap.Type{}),
	"Float":        func(n node) typemap.Type { return typemap.Float(int(size(n, 0))) },
	"Numeric":      numeric,
	"String":       func(n node) typemap.Type { return collated(typemap.String(size(n, 0)), n) },
	"Text":         func(n node) typemap.Type { return textType(typemap.Text(), n) },
	"Unicode":      func(n node) typemap.Type { return collated(typemap.Unicode(size(n, 0)), n) },
	"UnicodeText":  func(n node) typemap.Type { return textType(typemap.UnicodeText(), n) },
	"DateTime":     dateTime,
	"Time":         timeType,
	"Interval":     interval,
	"Uuid":         uuidType,
	"Enum":         enumType,
}

// onMySQL gives a type another name on MySQL and MariaDB.
func onMySQL(t, other typemap.Type) typemap.Type {
	return t.Variant("mysql", other).Variant("mariadb", other)
}

func collated(t typemap.Type, n node) typemap.Type {
	if name := n.options().text("collation"); name != "" {
		return t.Collate(name)
	}
	return t
}

func numeric(n node) typemap.Type {
	if len(n.args()) == 1 {
		return typemap.Named("NUMERIC", int(size(n, 0)))
	}
	return typemap.Numeric(uint16(size(n, 0)), uint16(size(n, 1)))
}

func binaryType(n node) typemap.Type {
	t := typemap.Binary()
	t.Length = size(n, 0)
	return onMySQL(t, named(append(node{"BLOB"}, n.args()...)))
}

func textType(t typemap.Type, n node) typemap.Type {
	t.Length = size(n, 0)
	t = collated(t, n)
	return onMySQL(t, collated(named(append(node{"TEXT"}, n.args()...)), n))
}

func dateTime(n node) typemap.Type {
	t := typemap.DateTime()
	t.Zone = n.options().flag("timezone")
	own := onMySQL(t, typemap.Named("DATETIME")).Variant("oracle", typemap.Spelled(typemap.KindDateTime, "DATE"))
	if t.Zone {
		return own
	}
	return own.Variant("mssql", typemap.Named("DATETIME"))
}

func timeType(n node) typemap.Type {
	t := typemap.Time()
	t.Zone = n.options().flag("timezone")
	return onMySQL(t, typemap.Named("TIME"))
}

func interval(n node) typemap.Type {
	o := n.options()
	if o.has("native") && !o.flag("native") {
		return dateTime(node{"DateTime"})
	}
	plain := typemap.Spelled(typemap.KindInterval, "DATETIME")
	t := onMySQL(typemap.Interval(), plain).Variant("mssql", plain)
	if !o.has("second_precision") && !o.has("day_precision") {
		return t
	}
	t = t.Variant("oracle", typemap.Spelled(typemap.KindInterval, oracleInterval(o)))
	if o.has("second_precision") {
		t = t.Variant("postgresql", typemap.Spelled(typemap.KindInterval, "INTERVAL ("+o.number("second_precision")+")"))
	}
	return t
}

func uuidType(n node) typemap.Type {
	t := typemap.UUID()
	hex := typemap.Spelled(typemap.KindUUID, "CHAR(32)")
	if n.options().has("native_uuid") && !n.options().flag("native_uuid") {
		return hex
	}
	return t.Variant("sqlite", hex).Variant("mysql", hex).Variant("oracle", hex).Variant("mariadb", typemap.Named("UUID"))
}

func enumType(n node) typemap.Type {
	var labels []string
	longest := 0
	for _, l := range asList(n.arg(0)) {
		labels = append(labels, asText(l))
		longest = max(longest, len([]rune(asText(l))))
	}
	o := n.options()
	if o.has("native_enum") && !o.flag("native_enum") {
		t := typemap.PlainEnum(labels...)
		if length, ok := o["length"].(json.Number); ok {
			n, _ := length.Int64()
			t.Length = uint32(n)
		}
		return t
	}
	return typemap.Enum(o.text("name"), labels...).In(o.text("schema"))
}

// named reads a type that is named by its SQL.
func named(n node) typemap.Type {
	var sizes []int
	for i := range n.args() {
		if _, ok := n.arg(i).(json.Number); ok {
			sizes = append(sizes, int(size(n, i)))
		}
	}
	t := typemap.Named(strings.ReplaceAll(n.kind(), "_", " "), sizes...)
	t.Zone = n.options().flag("timezone")
	return collated(t, n)
}
