package sqlite

import (
	"fmt"
	"time"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// types sets how SQLite names types and writes values of them.
func types(r *compile.Rules) {
	r.Type.Name = typeName
	r.Type.Extract = extract
	r.Type.Literal = literal
	r.Type.Send = send
	// The moment that long after 1970, which SQLite's functions of dates read, as SQLAlchemy keeps it.
	r.Type.Interval = func(d time.Duration) any { return time.Unix(0, 0).UTC().Add(d) }
}

// typeName names types so that SQLite gives their columns the right affinity, and
// go-sqlite3 reads times and booleans as such.
// Source: https://www.sqlite.org/datatype3.html#determination_of_column_affinity
func typeName(t typemap.Type) (string, bool) {
	if name, _ := t.SQLName(); name == "FLOAT" {
		return name, true
	} else if name != "" {
		return compile.StandardTypeName(t)
	}
	switch t.Kind {
	case typemap.KindDouble:
		return "DOUBLE", true
	case typemap.KindDateTime, typemap.KindInterval:
		return "DATETIME", true
	case typemap.KindBinary:
		return "BLOB", true
	}
	return compile.StandardTypeName(t)
}

// fields are the formats of strftime for parts of a date or time.
// Source: https://www.sqlite.org/lang_datefunc.html
var fields = map[string]string{
	"year": "%Y", "month": "%m", "day": "%d", "hour": "%H", "minute": "%M", "second": "%S",
	"dow": "%w", "doy": "%j", "week": "%W", "epoch": "%s",
}

func extract(c *compile.Compiler, e *expr.ExtractExpr) error {
	if e.Field == "quarter" { // which strftime does not have
		c.WriteString("((")
		defer c.WriteString(" + 2) / 3)")
		return extract(c, &expr.ExtractExpr{Field: "month", Expr: e.Expr})
	}
	format, ok := fields[e.Field]
	if !ok {
		return fmt.Errorf("the database knows no %q in a date or time, but year, quarter, month, day, hour, minute, second, dow, doy, week and epoch", e.Field)
	}
	c.WriteString("CAST(STRFTIME('" + format + "', ")
	c.Node(e.Expr)
	c.WriteString(") AS INTEGER)")
	return nil
}
