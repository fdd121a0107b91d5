package mysql

import (
	"strconv"
	"strings"
	"time"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// types sets how MySQL and MariaDB name types and write values of them.
func types(r *compile.Rules, v dialect.Version) {
	r.Type.Of = "mysql"
	r.Type.Name = typeName
	r.Type.Literal = literal
	r.Type.Enums = true
	r.Type.Send = send
	// The moment that long after 1970, as SQLAlchemy keeps it.
	r.Type.Interval = func(d time.Duration) any { return time.Unix(0, 0).UTC().Add(d) }
	r.Type.Collation = compile.CollationPlain
	// Source: https://dev.mysql.com/doc/refman/8.4/en/cast-functions.html
	// and https://mariadb.com/kb/en/cast/: MariaDB has no JSON there.
	floats, documents := !v.Before(8, 1) || v.Major == 8 && v.Patch >= 17, true
	if isMariaDB(v) {
		floats, documents = !v.Before(10, 5), false
	}
	r.Type.Extract = extract
	r.Type.CastName = func(t typemap.Type) (string, bool, error) { return castName(r, t, floats, documents) }
}

func extract(c *compile.Compiler, e *expr.ExtractExpr) error {
	field := e.Field
	if field == "milliseconds" {
		field = "millisecond"
	}
	c.WriteString("EXTRACT(" + field + " FROM ")
	c.Node(e.Expr)
	c.WriteString(")")
	return nil
}

// typeName names types so that their columns hold what those of other databases do: times
// with their fractions, text and bytes of any length, REAL of 32 bits. There is no type with
// a time zone; gild sends instants in UTC.
// Source: https://dev.mysql.com/doc/refman/8.4/en/data-types.html
func typeName(t typemap.Type) (string, bool) {
	if name, _ := t.SQLName(); name != "" {
		return namedType(name, t)
	}
	if _, _, ok := t.EnumName(); ok {
		return labelled("ENUM(", t)
	}
	switch t.Kind {
	case typemap.KindSmallInt, typemap.KindInteger, typemap.KindBigInt:
		return integerName(t)
	case typemap.KindBoolean:
		return "BOOL", true
	case typemap.KindReal:
		return "FLOAT", true
	case typemap.KindDouble:
		return "DOUBLE", true
	case typemap.KindString:
		return sized("VARCHAR", t), t.Length > 0
	case typemap.KindText:
		return "LONGTEXT", true
	case typemap.KindBinary:
		return binaryName(t), true
	case typemap.KindTime:
		return "TIME" + compile.Fraction(t, "(6)"), true
	case typemap.KindDateTime, typemap.KindInterval:
		return "DATETIME" + compile.Fraction(t, "(6)"), true
	case typemap.KindBit:
		return sized("BIT", t), true
	case typemap.KindSet:
		return labelled("SET(", t)
	}
	return compile.StandardTypeName(t)
}

// namedType writes a type of SQL, with a word or two of MySQL's own. Some must have a length.
func namedType(name string, t typemap.Type) (string, bool) {
	switch name {
	case "BOOLEAN":
		return "BOOL", true
	case "VARCHAR", "VARBINARY":
		return sized(name, t), t.Length > 0
	case "NVARCHAR":
		return sized("NATIONAL VARCHAR", t), t.Length > 0
	case "NCHAR":
		return sized("NATIONAL CHAR", t), true
	}
	return compile.StandardTypeName(t)
}

func sized(name string, t typemap.Type) string {
	if t.Length == 0 {
		return name
	}
	return name + "(" + strconv.FormatUint(uint64(t.Length), 10) + ")"
}

func binaryName(t typemap.Type) string {
	if t.Length == 0 {
		return "LONGBLOB"
	}
	return sized("VARBINARY", t)
}

// integerName puts the sign behind the name.
func integerName(t typemap.Type) (string, bool) {
	if !t.IsUnsigned() {
		return compile.StandardTypeName(t)
	}
	name, ok := compile.StandardTypeName(typemap.Type{Kind: t.Kind})
	return name + " UNSIGNED", ok
}

// labelled is the name of a type with its labels in parentheses.
func labelled(open string, t typemap.Type) (string, bool) {
	var b []byte
	for i, l := range t.Labels() {
		var err error
		b = append(b, [...]string{open, ","}[min(i, 1)]...)
		if b, err = quote(b, l); err != nil {
			return "", false
		}
	}
	return string(append(b, ')')), b != nil
}

// castName names what CAST takes: other words than a column's type, and not all of them.
func castName(r *compile.Rules, t typemap.Type, floats, documents bool) (string, bool, error) {
	spelling, _ := t.Spelling()
	spelling = strings.ToUpper(spelling)
	switch t.Kind {
	case typemap.KindSmallInt, typemap.KindInteger, typemap.KindBigInt:
		if t.IsUnsigned() || strings.Contains(spelling, "UNSIGNED") {
			return "UNSIGNED INTEGER", true, nil
		}
		return "SIGNED INTEGER", true, nil
	case typemap.KindReal:
		return "FLOAT", floats, nil
	case typemap.KindDouble:
		if name, _ := t.SQLName(); name == "FLOAT" || strings.HasPrefix(spelling, "FLOAT") {
			return "", floats, nil
		}
		return "DOUBLE", floats, nil
	case typemap.KindNumeric:
		name, err := r.TypeName(t)
		return strings.Replace(name, "NUMERIC", "DECIMAL", 1), true, err
	case typemap.KindDateTime, typemap.KindInterval:
		if name, _ := t.SQLName(); name == "TIMESTAMP" || strings.HasPrefix(spelling, "TIMESTAMP") {
			return "DATETIME", true, nil
		}
		return "", true, nil
	case typemap.KindDate, typemap.KindTime:
		return "", true, nil
	case typemap.KindBinary:
		return "BINARY", true, nil
	case typemap.KindJSON:
		return "JSON", documents, nil
	case typemap.KindString, typemap.KindText:
		name, castable := charName(t, spelling)
		return name, castable, nil
	}
	return "", false, nil
}

// charName is CHAR with the length of a text type, whatever the type is called.
func charName(t typemap.Type, spelling string) (string, bool) {
	if _, _, ok := t.EnumName(); ok || strings.HasPrefix(spelling, "ENUM") || strings.HasPrefix(spelling, "SET") {
		return "", false
	}
	if strings.HasPrefix(spelling, "CHAR") {
		return "", true
	}
	if open, end := strings.IndexByte(spelling, '('), strings.IndexByte(spelling, ')'); open >= 0 && end > open {
		return "CHAR" + spelling[open:end+1], true
	}
	return sized("CHAR", t), true
}
