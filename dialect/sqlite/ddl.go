package sqlite

import (
	"errors"
	"slices"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// ddl sets how SQLite creates and drops.
// Sources: https://www.sqlite.org/lang_createtable.html, https://www.sqlite.org/lang_altertable.html
func ddl(r *compile.Rules) {
	d := &r.DDL
	d.Abilities = schema.Abilities{
		TableIfNotExists: true, IndexIfNotExists: true, Transactional: true, KeepsViews: true, Rebuild: rebuild, Virtual: virtual, PartOptions: partOptions,
	}
	d.Form = form
	d.Inventory = inventory
	d.Options = options
	d.TableWord, d.Made = virtualWord, module
	d.TableEnd = tableEnd
	d.Column.Write = column
	d.Column.Type = columnType
	d.Column.Options = columnOptions
	d.Column.Identity = false
	d.Column.Default = compile.DefaultInParens
	d.Constraint.LeaveOut = leaveOut
	d.Constraint.KeyPart = keyPart
	d.Constraint.End = constraintEnd
	d.Constraint.LocalReferences = true
	d.Index.NameInSchema, d.Index.TableWithout = true, true
	d.Index.Where = func(c *compile.Compiler, i *schema.Index) expr.Expr { return c.IndexCondition(i, "where") }
	d.Alter.NoConstraints, d.Alter.NoIfExists = true, true
	d.Alter.CopyRows = " OR ABORT" // rows that do not fit are an error there, whatever ON CONFLICT of the new constraints says
}

// virtual is the module that makes a table, with its arguments, empty for none.
func virtual(o schema.Options) string {
	module, _ := o.Get("sqlite", "virtual").(string)
	return module
}

func virtualWord(t *schema.Table) string {
	if virtual(t.Options()) != "" {
		return "VIRTUAL "
	}
	return ""
}

// module writes what makes the columns of a virtual table, if it is one.
// Source: https://www.sqlite.org/lang_createvtab.html
func module(c *compile.Compiler, t *schema.Table) bool {
	text := c.OptionText(t.Options(), "virtual")
	if text != "" {
		c.WriteString(" USING " + text)
	}
	return text != ""
}

// column writes the key beside the column where it is another one than it would be as a constraint of the table.
func column(c *compile.Compiler, col *schema.Column, auto bool) {
	c.Rules().DDL.Column.Type(c, col, auto)
	c.DefaultClause(col)
	if !col.Nullable {
		c.WriteString(" NOT NULL")
		onConflict(c, c.OptionText(col.Options, onNull))
	}
	t, _ := col.Table().(*schema.Table)
	if t != nil && ownKey(t) == col {
		besideKey(c, t, auto)
	} else if auto && len(t.PrimaryKey()) > 1 {
		c.Fail(errors.New("AutoIncrement is for a primary key of one column here"))
	}
	c.ComputedClause(col)
}

// ownKey returns the column that has its own key beside it, nil for none: SQLite takes the word AUTOINCREMENT there alone,
// and an INTEGER in descending order is the number of the row unless the order stands there.
func ownKey(t *schema.Table) *schema.Column {
	key := t.PrimaryKey()
	if len(key) != 1 || !key[0].Type().IsInteger() {
		return nil
	}
	auto := t.Options().Get("sqlite", "autoincrement") == true && !isReference(t, key[0].Name())
	if order := orderOf(t.Key(), key[0].Name()); auto || order.desc && order.collation == "" {
		return key[0]
	}
	return nil
}

// besideKey writes the key beside its column.
func besideKey(c *compile.Compiler, t *schema.Table, auto bool) {
	c.WriteString(" PRIMARY KEY")
	desc := orderOf(t.Key(), t.Key().Columns[0]).desc
	if desc {
		c.WriteString(" DESC")
	}
	conflictEnd(c, t.Key())
	switch {
	case desc && auto:
		c.Fail(errors.New("a key in descending order is not numbered: its column is one with NoAutoIncrement"))
	case !desc:
		c.WriteString(" AUTOINCREMENT")
	}
}

func isReference(t *schema.Table, column string) bool {
	return slices.ContainsFunc(t.ForeignKeys(), func(fk *schema.ForeignKey) bool { return slices.Contains(fk.Columns, column) })
}

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

// leaveOut tells of foreign keys to other schemas, which are other files, and of a primary key that
// is written beside its column.
func leaveOut(con schema.Constraint) bool {
	switch con := con.(type) {
	case *schema.ForeignKey:
		target, err := con.Target()
		return err == nil && target.Schema() != con.Table().Schema()
	case *schema.PrimaryKeyConstraint:
		return ownKey(con.Table()) != nil
	}
	return false
}

func tableEnd(c *compile.Compiler, t *schema.Table) {
	between := "\n "
	if rowid, given := c.OptionFlag(t.Options(), "with_rowid"); given && !rowid {
		c.WriteString(between + "WITHOUT ROWID")
		between = ",\n "
	}
	if strict, _ := c.OptionFlag(t.Options(), "strict"); strict {
		c.WriteString(between + "STRICT")
	}
}

// inventory reads the table of all that there is, of each file.
// Source: https://www.sqlite.org/schematab.html
func inventory(c *compile.Compiler, s *schema.Inventory) {
	c.WriteString("SELECT type, '' , name FROM sqlite_master")
	for _, name := range s.Schemas {
		c.WriteString(" UNION ALL SELECT type, ")
		c.TextLiteral(name)
		c.WriteString(", name FROM ")
		c.Schema(name)
		c.WriteString(".sqlite_master")
	}
}
