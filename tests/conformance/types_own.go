package main

import (
	"encoding/json"
	"strings"

	"github.com/gildsql/gild/typemap"
)

// kindsOf says what values the types have that are named by their SQL, by the last part of their name.
var kindsOf = map[string]typemap.Kind{
	"INTEGER": typemap.KindInteger, "SMALLINT": typemap.KindSmallInt, "BIGINT": typemap.KindBigInt,
	"TINYINT": typemap.KindSmallInt, "MEDIUMINT": typemap.KindInteger, "OID": typemap.KindBigInt,
	"NUMERIC": typemap.KindNumeric, "DECIMAL": typemap.KindNumeric, "NUMBER": typemap.KindNumeric,
	"MONEY": typemap.KindNumeric, "SMALLMONEY": typemap.KindNumeric,
	"FLOAT": typemap.KindDouble, "REAL": typemap.KindReal, "DOUBLE": typemap.KindDouble, "DOUBLE_PRECISION": typemap.KindDouble,
	"BINARY_DOUBLE": typemap.KindDouble, "BINARY_FLOAT": typemap.KindReal,
	"VARCHAR": typemap.KindString, "NVARCHAR": typemap.KindString, "CHAR": typemap.KindString, "NCHAR": typemap.KindString,
	"VARCHAR2": typemap.KindString, "NVARCHAR2": typemap.KindString, "CITEXT": typemap.KindString,
	"TEXT": typemap.KindText, "CLOB": typemap.KindText, "NCLOB": typemap.KindText, "NTEXT": typemap.KindText, "LONG": typemap.KindText,
	"TINYTEXT": typemap.KindText, "MEDIUMTEXT": typemap.KindText, "LONGTEXT": typemap.KindText,
	"BLOB": typemap.KindBinary, "BINARY": typemap.KindBinary, "VARBINARY": typemap.KindBinary, "BYTEA": typemap.KindBinary,
	"RAW": typemap.KindBinary, "TINYBLOB": typemap.KindBinary, "MEDIUMBLOB": typemap.KindBinary, "LONGBLOB": typemap.KindBinary, "IMAGE": typemap.KindBinary,
	"BOOLEAN": typemap.KindBoolean, "BIT": typemap.KindBoolean,
	"DATE": typemap.KindDate, "TIME": typemap.KindTime, "DATETIME": typemap.KindDateTime, "TIMESTAMP": typemap.KindDateTime,
	"DATETIME2": typemap.KindDateTime, "DATETIMEOFFSET": typemap.KindDateTime, "SMALLDATETIME": typemap.KindDateTime,
	"JSON": typemap.KindJSON, "JSONB": typemap.KindJSON, "UUID": typemap.KindUUID, "UNIQUEIDENTIFIER": typemap.KindUUID,
	"INTERVAL": typemap.KindInterval, "INT4RANGE": typemap.KindRange, "NUMRANGE": typemap.KindRange,
	"TSRANGE": typemap.KindRange, "TSTZRANGE": typemap.KindRange, "DATEMULTIRANGE": typemap.KindRange,
}

// number returns a number among the options as text, empty if there is none.
func (o options) number(name string) string {
	n, _ := o[name].(json.Number)
	return n.String()
}

// parenthesis returns a number among the options in parentheses, empty if there is none.
func (o options) parenthesis(name string) string {
	if n := o.number(name); n != "" {
		return "(" + n + ")"
	}
	return ""
}

// sizes is the list in parentheses behind a type's name.
func sizes(n node) string {
	var list []string
	for _, a := range n.args() {
		switch a := a.(type) {
		case json.Number:
			list = append(list, a.String())
		case string:
			list = append(list, a)
		}
	}
	if len(list) == 0 {
		return ""
	}
	return "(" + strings.Join(list, ", ") + ")"
}

// ownType reads a type that only one database has, spelled as it is there.
func ownType(dialect, name string, n node) typemap.Type {
	kind := kindsOf[name]
	spelled := func(sql string) typemap.Type { return typemap.Spelled(kind, sql) }
	plain := strings.ReplaceAll(name, "_", " ") + sizes(n)
	if name == "SQL_VARIANT" || strings.HasPrefix(name, "BINARY_") {
		plain = name
	}
	switch dialect {
	case "postgresql":
		return postgresType(name, n, spelled, plain)
	case "mysql":
		return spelled(mysqlType(name, n, plain))
	case "mssql":
		switch name {
		case "VARCHAR", "NVARCHAR", "VARBINARY":
			if sizes(n) == "" {
				plain += "(max)"
			}
		}
	case "oracle":
		return spelled(oracleType(name, n, plain))
	}
	return spelled(plain)
}

func postgresType(name string, n node, spelled func(string) typemap.Type, plain string) typemap.Type {
	o := n.options()
	switch name {
	case "ENUM":
		return enumType(n)
	case "DOMAIN":
		return typemap.Domain(n.text(0), typeOf(asNode(n.arg(1)))).In(o.text("schema"))
	case "BIT":
		if o.flag("varying") {
			return spelled("BIT VARYING" + sizes(n))
		}
	case "TIME", "TIMESTAMP":
		zone := " WITHOUT TIME ZONE"
		if o.flag("timezone") {
			zone = " WITH TIME ZONE"
		}
		return spelled(name + o.parenthesis("precision") + zone)
	case "INTERVAL":
		sql := name
		if fields := o.text("fields"); fields != "" {
			sql += " " + fields
		}
		if precision := o.parenthesis("precision"); precision != "" {
			sql += " " + precision
		}
		return spelled(sql)
	}
	return spelled(plain)
}

func mysqlType(name string, n node, plain string) string {
	o := n.options()
	switch name {
	case "ENUM", "SET":
		var labels []string
		for _, l := range asList(n.arg(0)) {
			labels = append(labels, "'"+strings.ReplaceAll(asText(l), "'", "''")+"'")
		}
		plain = name + "(" + strings.Join(labels, ",") + ")"
	case "TIME", "DATETIME", "TIMESTAMP":
		plain = name + o.parenthesis("fsp")
	case "FLOAT":
		if o.has("precision") {
			plain = name + "(" + o.number("precision")
			if o.has("scale") {
				plain += ", " + o.number("scale")
			}
			plain += ")"
		}
	case "NVARCHAR", "NCHAR":
		plain = "NATIONAL " + plain[1:]
	}
	for _, word := range []struct{ option, sql string }{
		{"unsigned", " UNSIGNED"}, {"zerofill", " ZEROFILL"}, {"ascii", " ASCII"}, {"unicode", " UNICODE"},
	} {
		if o.flag(word.option) {
			plain += word.sql
		}
	}
	if charset := o.text("charset"); charset != "" {
		plain += " CHARACTER SET " + charset
	}
	if collation := o.text("collation"); collation != "" {
		plain += " COLLATE " + collation
	} else if o.flag("binary") {
		plain += " BINARY"
	}
	return plain
}

func oracleType(name string, n node, plain string) string {
	o := n.options()
	switch name {
	case "VARCHAR2":
		if sizes(n) != "" {
			plain = strings.TrimSuffix(plain, ")") + " CHAR)"
		}
	case "FLOAT":
		plain = name + o.parenthesis("binary_precision")
		if sizes(n) != "" {
			plain = name + sizes(n)
		}
	case "INTERVAL":
		plain = oracleInterval(o)
	case "TIMESTAMP":
		switch {
		case o.flag("local_timezone"):
			plain += " WITH LOCAL TIME ZONE"
		case o.flag("timezone"):
			plain += " WITH TIME ZONE"
		}
	}
	return plain
}

func oracleInterval(o options) string {
	return "INTERVAL DAY" + o.parenthesis("day_precision") + " TO SECOND" + o.parenthesis("second_precision")
}
