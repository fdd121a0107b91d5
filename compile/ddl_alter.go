package compile

import (
	"fmt"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// ddlAlter writes a statement that changes a table, and reports whether n is one.
func (c *Compiler) ddlAlter(n expr.Node) bool {
	switch n := n.(type) {
	case *schema.AddColumn:
		c.addColumn(n)
	case *schema.DropColumn:
		c.dropColumn(n)
	case *schema.AlterColumn:
		c.alterColumn(n)
	case *schema.RenameColumn:
		c.renameColumn(n)
	case *schema.RenameTable:
		c.renameTable(n)
	case *schema.RenameConstraint:
		rename(c, "RENAME CONSTRAINT", n.Table, n, c.rules.DDL.Alter.RenameConstraint)
	case *schema.RenameIndex:
		rename(c, "RENAME INDEX", n.Table, n, c.rules.DDL.Alter.RenameIndex)
	case *schema.SetSchema:
		rename(c, "SET SCHEMA", n.Table, n, c.rules.DDL.Alter.SetSchema)
	case *schema.SetOptions:
		c.setOptions(n)
	case *schema.AlterIdentity:
		c.alterIdentity(n)
	case *schema.AdvanceIdentity:
		c.begin("SELECT")
		if t := definedIn(n.Column); c.ddlTarget(t) && c.rules.DDL.Alter.Advance != nil {
			c.rules.DDL.Alter.Advance(c, t, n.Column)
		}
	case *schema.NumberColumn:
		c.begin("DO")
		if t := definedIn(n.Column); c.ddlTarget(t) {
			c.numberColumn(t, n)
		}
	case *schema.CopyRows:
		c.copyRows(n)
	default:
		return false
	}
	return true
}

// setOptions writes the statement that changes options of a table.
func (c *Compiler) setOptions(s *schema.SetOptions) {
	if c.rules.DDL.Alter.Options == nil {
		c.begin("ALTER TABLE")
		c.fail("options are part of a table from its beginning here")
		return
	}
	if !c.alterTable("ALTER TABLE", s.Table) {
		return
	}
	if len(s.Options) == 0 {
		c.fail("no options: name those that are to be set")
	}
	for i, option := range s.Options {
		if i > 0 {
			c.WriteString(", ")
		}
		c.rules.DDL.Alter.Options(c, option)
	}
}

// alterIdentity writes the statement for an identity that comes or goes.
func (c *Compiler) alterIdentity(s *schema.AlterIdentity) {
	t := definedIn(s.Column)
	if c.rules.DDL.Alter.Identity == nil {
		c.begin("ALTER COLUMN")
		c.fail("an identity is part of a column from its beginning here: create a column, copy the values, drop the old one and rename the new one")
		return
	}
	if c.alterTable("ALTER COLUMN", t) {
		c.rules.DDL.Alter.Identity(c, s)
	}
}

func (c *Compiler) numberColumn(t *schema.Table, s *schema.NumberColumn) {
	if write := c.rules.DDL.Alter.Number; write != nil {
		write(c, t, s)
		return
	}
	c.fail("a column is numbered from its beginning here: create a column, copy the values, drop the old one and rename the new one")
}

// copyRows writes INSERT ... SELECT from a table into its new form.
func (c *Compiler) copyRows(s *schema.CopyRows) {
	c.begin("INSERT")
	if !c.ddlTarget(s.From) || !c.ddlTarget(s.To) {
		return
	}
	c.WriteString("INSERT" + c.rules.DDL.Alter.CopyRows + " INTO ")
	c.Qualified(s.To.Schema(), s.Name)
	c.writeByte(' ')
	c.Columns(s.To, s.Columns)
	c.WriteString(" SELECT ")
	for i, name := range s.Columns {
		c.phrase(i > 0, ", ")
		c.partColumn(s.From, name)
	}
	c.WriteString(" FROM ")
	c.TableName(s.From)
}

// rename writes a statement by a rule that a database may not have.
func rename[S any](c *Compiler, operation string, t *schema.Table, s S, write func(*Compiler, S)) {
	c.begin(operation)
	if !c.ddlTarget(t) {
		return
	}
	c.operation = "ALTER TABLE"
	if write == nil {
		c.fail("the database cannot do so: drop it and create it anew")
		return
	}
	write(c, s)
}

// definedIn returns the table of a column that is defined, nil for another.
func definedIn(col *schema.Column) *schema.Table {
	if col == nil || col.Column == nil {
		return nil
	}
	t, _ := col.Table().(*schema.Table)
	return t
}

func (c *Compiler) addColumn(s *schema.AddColumn) {
	t := definedIn(s.Column)
	if !c.alterTable("ADD COLUMN", t) {
		return
	}
	c.WriteString(c.rules.DDL.Alter.AddColumn)
	c.phrase(s.IfNotExists && !c.rules.DDL.Alter.NoIfExists, "IF NOT EXISTS ")
	c.columnDefinition(s.Column, s.Column == t.AutoIncrement())
	for _, check := range s.Column.Checks() {
		if check.Column != "" && !c.isBeside(check) && !c.left(check) {
			c.WriteString(", ADD ")
			c.constraint(check)
		}
	}
	if s.Key != nil {
		c.WriteString(", ADD ")
		c.constraint(s.Key)
	}
}

func (c *Compiler) dropColumn(s *schema.DropColumn) {
	if !c.alterTable("DROP COLUMN", s.Table) {
		return
	}
	c.WriteString("DROP COLUMN ")
	c.phrase(s.IfExists && !c.rules.DDL.Alter.NoIfExists, "IF EXISTS ")
	c.partColumn(s.Table, s.Column)
	c.phrase(s.Cascade, c.rules.DDL.Cascade)
	if s.Key != nil {
		c.WriteString(", ")
		c.dropping(&schema.DropConstraint{Constraint: s.Key})
	}
}

func (c *Compiler) alterColumn(s *schema.AlterColumn) {
	t := definedIn(s.Column)
	if c.rules.DDL.Alter.Column == nil {
		c.begin("ALTER COLUMN")
		c.fail("the database cannot change a column: create a table of the new form, copy the rows, drop the old one and rename the new one")
		return
	}
	if !c.alterTable("ALTER COLUMN", t) {
		return
	}
	before := c.err
	c.rules.DDL.Alter.Column(c, s)
	c.failAt(before, "table %q, column %q", t.Name(), s.Column.Name())
}

func (c *Compiler) renameColumn(s *schema.RenameColumn) {
	if write := c.rules.DDL.Alter.RenameColumn; write != nil {
		rename(c, "RENAME COLUMN", s.Table, s, write)
		return
	}
	if !c.alterTable("RENAME COLUMN", s.Table) {
		return
	}
	c.WriteString("RENAME COLUMN ")
	c.Ident(s.From)
	c.WriteString(" TO ")
	c.Ident(s.To)
}

func (c *Compiler) renameTable(s *schema.RenameTable) {
	if write := c.rules.DDL.Alter.RenameTable; write != nil {
		rename(c, "RENAME TABLE", s.Table, s, write)
		return
	}
	c.begin("RENAME TABLE")
	if !c.ddlTarget(s.Table) {
		return
	}
	c.operation = "ALTER TABLE"
	from := s.From
	if from == "" {
		from = s.Table.Name()
	}
	c.WriteString("ALTER TABLE ")
	c.Qualified(s.Table.Schema(), from)
	c.WriteString(" RENAME TO ")
	c.Ident(s.To)
}

// Definition writes all of a column behind its name, for statements that say all of it anew.
func (c *Compiler) Definition(col *schema.Column) {
	t := definedIn(col)
	if t == nil {
		c.Fail(fmt.Errorf("column %q is part of no table", col.Name()))
		return
	}
	c.rules.DDL.Column.Write(c, col, col == t.AutoIncrement())
}
