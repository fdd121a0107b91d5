package compile

import (
	"fmt"
	"strconv"

	"github.com/gildsql/gild/typemap"
)

// TypeName writes the dialect's name of a type.
func (c *Compiler) TypeName(t typemap.Type) {
	t = t.On(c.rules.Dialect)
	if sql, ok := t.Spelling(); ok {
		c.WriteString(sql)
		return
	}
	name, ok := c.rules.Type.Name(t)
	if !ok {
		c.Fail(fmt.Errorf("the database has no type for %s", t))
		return
	}
	c.WriteString(name)
}

// StandardTypeName names types as the SQL standard does.
func StandardTypeName(t typemap.Type) (string, bool) {
	switch t.Kind {
	case typemap.KindBoolean:
		return "BOOLEAN", true
	case typemap.KindSmallInt:
		return "SMALLINT", true
	case typemap.KindInteger:
		return "INTEGER", true
	case typemap.KindBigInt:
		return "BIGINT", true
	case typemap.KindReal:
		return "REAL", true
	case typemap.KindDouble:
		return "DOUBLE PRECISION", true
	case typemap.KindNumeric:
		return numericName(t), true
	case typemap.KindString:
		return withLength("VARCHAR", t), true
	case typemap.KindText:
		return "TEXT", true
	case typemap.KindBinary:
		return "BLOB", true
	case typemap.KindDate:
		return "DATE", true
	case typemap.KindTime:
		return "TIME", true
	case typemap.KindDateTime:
		return "TIMESTAMP", true
	}
	return "", false
}

func numericName(t typemap.Type) string {
	if t.Precision == 0 {
		return "NUMERIC"
	}
	return fmt.Sprintf("NUMERIC(%d, %d)", t.Precision, t.Scale)
}

func withLength(name string, t typemap.Type) string {
	if t.Length == 0 {
		return name
	}
	return name + "(" + strconv.FormatUint(uint64(t.Length), 10) + ")"
}
