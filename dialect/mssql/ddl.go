package mssql

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/schema"
)

// columnOptions says NULL or NOT NULL, as a setting of the database decides about columns
// that say neither, and marks the column that the database numbers.
// Source: https://learn.microsoft.com/sql/t-sql/statements/create-table-transact-sql
func columnOptions(c *compile.Compiler, col *schema.Column, auto bool) {
	if col.Nullable {
		c.WriteString(" NULL")
	} else {
		c.WriteString(" NOT NULL")
	}
	if col.ServerDefault != "" {
		c.WriteString(" DEFAULT ")
		c.WriteString(col.ServerDefault)
	}
	if auto {
		c.WriteString(" IDENTITY")
	}
}
