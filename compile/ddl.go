package compile

import (
	"fmt"

	"github.com/gildsql/gild/schema"
)

func (c *Compiler) createTable(s *schema.CreateTable) {
	c.construct, c.operation = "CREATE TABLE", "CREATE TABLE"
	if !c.ddlTarget(s.Table) {
		return
	}
	c.WriteString("CREATE TABLE ")
	if s.IfNotExists {
		c.WriteString("IF NOT EXISTS ")
	}
	c.Ident(s.Table.Name())
	c.WriteString(" (")
	auto := s.Table.AutoIncrement()
	for i, col := range s.Table.Definitions() {
		if i > 0 {
			c.WriteString(",")
		}
		c.WriteString("\n\t")
		c.columnDefinition(col, col == auto)
	}
	c.constraints(s.Table)
	c.WriteString("\n)")
}

// ddlTarget checks the table that a DDL statement is about.
func (c *Compiler) ddlTarget(t *schema.Table) bool {
	switch {
	case t == nil:
		c.fail("a statement without a table")
	case t.Err() != nil:
		c.Fail(t.Err())
	case len(t.Definitions()) == 0:
		c.Fail(fmt.Errorf("table %q has no columns", t.Name()))
	default:
		c.collection = t.Name()
		return true
	}
	return false
}

func (c *Compiler) columnDefinition(col *schema.Column, auto bool) {
	c.Ident(col.Name())
	c.writeByte(' ')
	c.rules.DDL.ColumnType(c, col, auto)
	c.rules.DDL.ColumnOptions(c, col, auto)
}

// columnOptions writes the default and NOT NULL, in the order of most databases.
func columnOptions(c *Compiler, col *schema.Column, _ bool) {
	if col.ServerDefault != "" {
		c.WriteString(" DEFAULT ")
		c.WriteString(col.ServerDefault)
	}
	if !col.Nullable {
		c.WriteString(" NOT NULL")
	}
}

func (c *Compiler) constraints(t *schema.Table) {
	if key := t.PrimaryKey(); len(key) > 0 {
		names := make([]string, len(key))
		for i, col := range key {
			names[i] = col.Name()
		}
		c.WriteString(",\n\tPRIMARY KEY ")
		c.nameList(names)
	}
	for _, fk := range t.ForeignKeys() {
		if _, err := fk.Target(); err != nil {
			c.Fail(err)
			return
		}
		c.WriteString(",\n\tFOREIGN KEY")
		c.nameList(fk.Columns)
		c.WriteString(" REFERENCES ")
		c.Ident(fk.RefTable)
		c.writeByte(' ')
		c.nameList(fk.RefColumns)
		if fk.OnDelete != schema.NoAction {
			c.WriteString(" ON DELETE ")
			c.WriteString(string(fk.OnDelete))
		}
	}
	for _, u := range t.Uniques() {
		c.WriteString(",\n\tUNIQUE ")
		c.nameList(u.Columns)
	}
}

func (c *Compiler) nameList(names []string) {
	c.writeByte('(')
	for i, n := range names {
		if i > 0 {
			c.WriteString(", ")
		}
		c.Ident(n)
	}
	c.writeByte(')')
}

func (c *Compiler) dropTable(s *schema.DropTable) {
	c.construct, c.operation = "DROP TABLE", "DROP TABLE"
	if !c.ddlTarget(s.Table) {
		return
	}
	c.WriteString("DROP TABLE ")
	if s.IfExists {
		c.WriteString("IF EXISTS ")
	}
	c.Ident(s.Table.Name())
}

func (c *Compiler) createIndex(s *schema.CreateIndex) {
	c.construct, c.operation = "CREATE INDEX", "CREATE INDEX"
	if s.Index == nil || !c.ddlTarget(s.Index.Table()) {
		c.fail("an index without a table")
		return
	}
	c.WriteString("CREATE INDEX ")
	if s.IfNotExists && c.rules.DDL.IndexIfNotExists {
		c.WriteString("IF NOT EXISTS ")
	}
	c.Ident(s.Index.Name)
	c.WriteString(" ON ")
	c.Ident(s.Index.Table().Name())
	c.writeByte(' ')
	c.nameList(s.Index.Columns)
}
