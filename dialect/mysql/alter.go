package mysql

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/schema"
)

// alter sets how MySQL and MariaDB change tables.
// Source: https://dev.mysql.com/doc/refman/8.4/en/alter-table.html
func alter(r *compile.Rules, maria bool) {
	a := &r.DDL.Alter
	a.NoIfExists = !maria
	a.Column = func(c *compile.Compiler, s *schema.AlterColumn) { // which says all of the column anew
		c.WriteString("MODIFY COLUMN ")
		c.ColumnName(s.Column)
		c.WriteString(" ")
		c.Definition(s.Column)
		if maria {
			c.ColumnChecks(s.Column) // which would go
		}
	}
	a.Options = setOption
	a.RenameTable = func(c *compile.Compiler, s *schema.RenameTable) {
		alterTable(c, s.Table)
		c.WriteString(" RENAME TO ")
		c.Qualified(s.Table.Schema(), s.To)
	}
	a.RenameIndex = func(c *compile.Compiler, s *schema.RenameIndex) {
		alterTable(c, s.Table)
		c.WriteString(" RENAME INDEX ")
		c.Ident(s.From)
		c.WriteString(" TO ")
		c.Ident(s.To)
	}
	a.SetSchema = func(c *compile.Compiler, s *schema.SetSchema) {
		alterTable(c, s.Table)
		c.WriteString(" RENAME TO ")
		c.Qualified(s.To, s.Table.Name())
	}
}

func alterTable(c *compile.Compiler, t *schema.Table) {
	c.WriteString("ALTER TABLE ")
	c.TableName(t)
}

// inventory reads the catalog.
// Source: https://mariadb.com/kb/en/information-schema-tables/
func inventory(c *compile.Compiler, s *schema.Inventory) {
	list := func(where string, in func()) {
		c.WriteString("SELECT CASE table_type WHEN 'VIEW' THEN 'view' WHEN 'SEQUENCE' THEN 'sequence' ELSE 'table' END, " + where +
			", table_name FROM information_schema.tables WHERE ")
		in()
		c.WriteString(" UNION ALL SELECT DISTINCT 'index', " + where + ", index_name FROM information_schema.statistics WHERE ")
		in()
	}
	list("''", func() { c.WriteString("table_schema = DATABASE()") })
	if len(s.Schemas) == 0 {
		return
	}
	c.WriteString(" UNION ALL ")
	list("table_schema", func() {
		c.WriteString("table_schema IN (")
		for i, name := range s.Schemas {
			if i > 0 {
				c.WriteString(", ")
			}
			c.TextLiteral(name)
		}
		c.WriteString(")")
	})
}
