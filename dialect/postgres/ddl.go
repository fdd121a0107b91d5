package postgres

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// columnType writes a serial type for a column that the database numbers.
// Source: https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL
func columnType(c *compile.Compiler, col *schema.Column, auto bool) {
	if !auto {
		c.TypeName(col.Type())
		return
	}
	switch col.Type().Kind {
	case typemap.KindSmallInt:
		c.WriteString("SMALLSERIAL")
	case typemap.KindInteger:
		c.WriteString("SERIAL")
	default:
		c.WriteString("BIGSERIAL")
	}
}
