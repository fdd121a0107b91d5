package mssql

import (
	"cmp"
	"errors"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/schema"
)

// alter sets how SQL Server changes tables.
// Source: https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql
func alter(r *compile.AlterRules) {
	r.AddColumn = "ADD "
	r.Column = alterColumn
	r.RenameTable = func(c *compile.Compiler, s *schema.RenameTable) { rename(c, s.Table, "", s.To, "") }
	r.RenameColumn = func(c *compile.Compiler, s *schema.RenameColumn) { rename(c, s.Table, s.From, s.To, "COLUMN") }
	r.RenameIndex = func(c *compile.Compiler, s *schema.RenameIndex) { rename(c, s.Table, s.From, s.To, "INDEX") }
	r.RenameConstraint = func(c *compile.Compiler, s *schema.RenameConstraint) {
		c.WriteString("EXEC sp_rename ")
		c.TextLiteral(c.Aside(func() {
			c.Schema(schemaOf(c, s.Table))
			c.WriteString(".")
			c.Ident(s.From)
		}))
		c.WriteString(", ")
		c.TextLiteral(s.To)
		c.WriteString(", 'OBJECT'")
	}
	r.SetSchema = func(c *compile.Compiler, s *schema.SetSchema) {
		c.WriteString("ALTER SCHEMA ")
		c.Schema(c.Rules().InSchema(s.To))
		c.WriteString(" TRANSFER ")
		c.TableName(s.Table)
	}
}

// alterColumn changes type and NULL together. Defaults are constraints, which have names.
func alterColumn(c *compile.Compiler, s *schema.AlterColumn) {
	if s.Change != 0 && s.Changes(schema.ChangeDefault) {
		c.Fail(errors.New("a default is a constraint with a name here: drop it by that, and add the new one with schema.DDL"))
		return
	}
	c.WriteString("ALTER COLUMN ")
	c.ColumnName(s.Column)
	c.WriteString(" ")
	c.TypeName(s.Column.Type())
	if s.Column.Nullable {
		c.WriteString(" NULL")
	} else {
		c.WriteString(" NOT NULL")
	}
}

func schemaOf(c *compile.Compiler, t *schema.Table) string {
	return cmp.Or(c.Rules().InSchema(t.Schema()), "dbo")
}

// rename writes the procedure that gives things another name.
// Source: https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-rename-transact-sql
func rename(c *compile.Compiler, t *schema.Table, part, to, kind string) {
	c.WriteString("EXEC sp_rename ")
	c.TextLiteral(c.Aside(func() { // a name is in parts, with the quotes that these need; the new one is not
		c.TableName(t)
		if part != "" {
			c.WriteString(".")
			c.Ident(part)
		}
	}))
	c.WriteString(", ")
	c.TextLiteral(to)
	if kind != "" {
		c.WriteString(", ")
		c.TextLiteral(kind)
	}
}
