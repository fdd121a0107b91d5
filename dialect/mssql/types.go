package mssql

import (
	"strconv"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// types sets how SQL Server names types and writes values of them.
func types(r *compile.Rules) {
	r.Type.Of = "mssql"
	r.Type.Name = typeName
	r.Type.TryCast = true
	r.Type.Collation = compile.CollationPlain
	r.Type.Extract = extract
	r.Type.Literal = literal
}

// Source: https://learn.microsoft.com/sql/t-sql/data-types/data-types-transact-sql
func typeName(t typemap.Type) (string, bool) {
	if name, _ := t.SQLName(); name != "" {
		switch name {
		case "VARCHAR", "NVARCHAR", "VARBINARY":
			return sized(name, t), true
		case "TIMESTAMP", "TIME":
			return name, true
		}
		return compile.StandardTypeName(t)
	}
	switch t.Kind {
	case typemap.KindBoolean:
		return "BIT", true
	case typemap.KindString, typemap.KindText, typemap.KindNetwork, typemap.KindSet:
		if t.National() {
			return sized("NVARCHAR", t), true
		}
		return sized("VARCHAR", t), true
	case typemap.KindBinary:
		return sized("VARBINARY", t), true
	case typemap.KindDateTime:
		if t.Zone {
			return "DATETIMEOFFSET" + compile.Fraction(t, ""), true
		}
		return "DATETIME2" + compile.Fraction(t, ""), true
	case typemap.KindTime:
		return "TIME" + compile.Fraction(t, ""), true
	case typemap.KindInterval:
		return "DATETIME2", true
	case typemap.KindJSON:
		return "NVARCHAR(max)", true
	case typemap.KindUUID:
		return "UNIQUEIDENTIFIER", true
	}
	return compile.StandardTypeName(t)
}

// sized is a type's name with its length, which is unlimited without one.
func sized(name string, t typemap.Type) string {
	if t.Length == 0 {
		return name + "(max)"
	}
	return name + "(" + strconv.FormatUint(uint64(t.Length), 10) + ")"
}

// dateParts are the names of parts that SQL Server has others for.
// Source: https://learn.microsoft.com/sql/t-sql/functions/datepart-transact-sql
var dateParts = map[string]string{
	"doy": "dayofyear", "dow": "weekday", "milliseconds": "millisecond", "microseconds": "microsecond",
}

func extract(c *compile.Compiler, e *expr.ExtractExpr) error {
	field := e.Field
	if own, ok := dateParts[field]; ok {
		field = own
	}
	c.WriteString("DATEPART(" + field + ", ")
	c.Node(e.Expr)
	c.WriteString(")")
	return nil
}
