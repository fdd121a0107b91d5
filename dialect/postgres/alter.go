package postgres

import (
	"errors"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/schema"
)

// alter sets how PostgreSQL changes tables.
// Source: https://www.postgresql.org/docs/current/sql-altertable.html
func alter(r *compile.AlterRules) {
	r.Column = alterColumn
	r.RenameIndex = func(c *compile.Compiler, s *schema.RenameIndex) {
		c.WriteString("ALTER INDEX ")
		c.Qualified(s.Table.Schema(), s.From)
		c.WriteString(" RENAME TO ")
		c.Ident(s.To)
	}
	r.RenameConstraint = func(c *compile.Compiler, s *schema.RenameConstraint) {
		alterTable(c, s.Table)
		c.WriteString(" RENAME CONSTRAINT ")
		c.Ident(s.From)
		c.WriteString(" TO ")
		c.Ident(s.To)
	}
	r.SetSchema = func(c *compile.Compiler, s *schema.SetSchema) {
		alterTable(c, s.Table)
		c.WriteString(" SET SCHEMA ")
		c.Schema(s.To)
	}
}

func alterTable(c *compile.Compiler, t *schema.Table) {
	c.WriteString("ALTER TABLE ")
	c.TableName(t)
}

// alterColumn changes each part of a column by an action of its own.
func alterColumn(c *compile.Compiler, s *schema.AlterColumn) {
	written := false
	action := func(words string) {
		if written {
			c.WriteString(", ")
		}
		written = true
		c.WriteString("ALTER COLUMN ")
		c.ColumnName(s.Column)
		c.WriteString(words)
	}
	if s.Changes(schema.ChangeType) {
		action(" TYPE ")
		c.TypeName(s.Column.Type())
		if s.Using != "" {
			c.WriteString(" USING " + s.Using)
		}
	}
	if s.Changes(schema.ChangeDefault) {
		if s.Column.HasServerDefault() {
			action(" SET")
			c.DefaultClause(s.Column)
		} else {
			action(" DROP DEFAULT")
		}
	}
	if s.Changes(schema.ChangeNullable) {
		if s.Column.Nullable {
			action(" DROP NOT NULL")
		} else {
			action(" SET NOT NULL")
		}
	}
	if !written {
		c.Fail(errors.New("nothing of the column is changed: comments are set with SetComment"))
	}
}

// inventory reads the catalog: relations and types of the schemas.
// Sources: https://www.postgresql.org/docs/current/catalog-pg-class.html,
// https://www.postgresql.org/docs/current/catalog-pg-type.html
func inventory(c *compile.Compiler, s *schema.Inventory) {
	in := func() {
		c.WriteString("n.nspname IN (current_schema()")
		for _, name := range s.Schemas {
			c.WriteString(", ")
			c.TextLiteral(name)
		}
		c.WriteString(")")
	}
	list := func(where, asked string) {
		c.WriteString("SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' WHEN 'S' THEN 'sequence' WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' ELSE 'table' END, " +
			where + ", c.relname::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'i', 'I') AND " + asked)
	}
	types := func(where, asked string) {
		c.WriteString(" UNION ALL SELECT 'type', " + where + ", t.typname::text FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype IN ('e', 'd') AND " + asked)
	}
	list("''", "n.nspname = current_schema()")
	types("''", "n.nspname = current_schema()")
	if len(s.Schemas) > 0 {
		c.WriteString(" UNION ALL ")
		list("n.nspname::text", "")
		in()
		types("n.nspname::text", "")
		in()
	}
}
