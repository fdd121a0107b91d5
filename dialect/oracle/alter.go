package oracle

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/schema"
)

// alter sets how Oracle changes tables.
// Source: https://docs.oracle.com/en/database/oracle/oracle-database/21/sqlrf/ALTER-TABLE.html
func alter(r *compile.AlterRules) {
	r.AddColumn = "ADD "
	r.NoIfExists = true
	r.Column = func(c *compile.Compiler, s *schema.AlterColumn) {
		c.WriteString("MODIFY ")
		c.ColumnName(s.Column)
		if s.Changes(schema.ChangeType) {
			c.WriteString(" ")
			c.TypeName(s.Column.Type())
		}
		if s.Changes(schema.ChangeDefault) {
			if s.Column.HasServerDefault() {
				c.DefaultClause(s.Column)
			} else {
				c.WriteString(" DEFAULT NULL")
			}
		}
		if s.Changes(schema.ChangeNullable) {
			if s.Column.Nullable {
				c.WriteString(" NULL")
			} else {
				c.WriteString(" NOT NULL")
			}
		}
	}
	r.RenameIndex = func(c *compile.Compiler, s *schema.RenameIndex) {
		c.WriteString("ALTER INDEX ")
		c.Qualified(s.Table.Schema(), s.From)
		c.WriteString(" RENAME TO ")
		c.Ident(s.To)
	}
	r.RenameConstraint = func(c *compile.Compiler, s *schema.RenameConstraint) {
		c.WriteString("ALTER TABLE ")
		c.TableName(s.Table)
		c.WriteString(" RENAME CONSTRAINT ")
		c.Ident(s.From)
		c.WriteString(" TO ")
		c.Ident(s.To)
	}
}
