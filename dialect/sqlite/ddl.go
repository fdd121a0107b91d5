package sqlite

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/schema"
)

// columnType writes INTEGER for a column that the database numbers: SQLite numbers the
// rows of a table in a column of that very name of type only.
// Source: https://www.sqlite.org/lang_createtable.html#rowid
func columnType(c *compile.Compiler, col *schema.Column, auto bool) {
	if auto {
		c.WriteString("INTEGER")
		return
	}
	c.TypeName(col.Type())
}
