package sqlite

import (
	"errors"
	"slices"
	"strings"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// ddl sets how SQLite creates and drops.
// Sources: https://www.sqlite.org/lang_createtable.html, https://www.sqlite.org/lang_altertable.html
func ddl(r *compile.Rules) {
	d := &r.DDL
	d.Abilities = schema.Abilities{
		TableIfNotExists: true, IndexIfNotExists: true, Transactional: true, KeepsViews: true, Rebuild: rebuild, Virtual: virtual,
	}
	d.Form = form
	d.Inventory = inventory
	d.Options = options
	d.TableWord, d.Made = virtualWord, module
	d.TableEnd = tableEnd
	d.Column.Write = column
	d.Column.Type = columnType
	d.Column.Identity = false
	d.Column.Default = compile.DefaultInParens
	d.Constraint.LeaveOut = leaveOut
	d.Constraint.End = constraintEnd
	d.Constraint.LocalReferences = true
	d.Index.NameInSchema, d.Index.TableWithout = true, true
	d.Index.Where = func(c *compile.Compiler, i *schema.Index) expr.Expr { return c.IndexCondition(i, "where") }
	d.Alter.NoConstraints, d.Alter.NoIfExists = true, true
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

// column writes the key beside the column if it is marked with Autoincrement: SQLite takes the word
// there alone.
func column(c *compile.Compiler, col *schema.Column, auto bool) {
	c.Rules().DDL.Column.Type(c, col, auto)
	c.DefaultClause(col)
	if !col.Nullable {
		c.WriteString(" NOT NULL")
		onConflict(c, col.Options, "on_conflict_not_null")
	}
	t, _ := col.Table().(*schema.Table)
	if t != nil && ownKey(t) == col {
		c.WriteString(" PRIMARY KEY")
		onConflict(c, col.Options, "on_conflict_primary_key")
		c.WriteString(" AUTOINCREMENT")
	} else if auto && len(t.PrimaryKey()) > 1 {
		c.Fail(errors.New("AutoIncrement is for a primary key of one column here"))
	}
	c.ComputedClause(col)
}

// ownKey returns the column that has its own key beside it, nil for none.
func ownKey(t *schema.Table) *schema.Column {
	if t.Options().Get("sqlite", "autoincrement") != true {
		return nil
	}
	key := t.PrimaryKey()
	if len(key) != 1 || !key[0].Type().IsInteger() || isReference(t, key[0].Name()) {
		return nil
	}
	return key[0]
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

// constraintEnd writes what happens when a row does not fit.
// Source: https://www.sqlite.org/lang_conflict.html
func constraintEnd(c *compile.Compiler, con schema.Constraint) {
	base := con.Base()
	ofColumn := ""
	var columns []string
	switch con := con.(type) {
	case *schema.PrimaryKeyConstraint:
		ofColumn, columns = "on_conflict_primary_key", con.Columns
	case *schema.Unique:
		ofColumn, columns = "on_conflict_unique", con.Columns
	case *schema.Check:
		if con.Column != "" && c.Option(base.Options, "on_conflict") != nil {
			c.Fail(errors.New("ON CONFLICT goes with checks of the table, not with those of a column"))
			return
		}
	default:
		return
	}
	if c.Option(base.Options, "on_conflict") == nil && len(columns) == 1 {
		if col := base.Table().Column(columns[0]); col != nil {
			onConflict(c, col.Options, ofColumn)
		}
		return
	}
	onConflict(c, base.Options, "on_conflict")
}

var conflictWords = []string{"ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE"}

func onConflict(c *compile.Compiler, o schema.Options, name string) {
	switch how := c.OptionText(o, name); {
	case how == "":
	case !slices.Contains(conflictWords, strings.ToUpper(how)):
		c.Fail(errors.New("ON CONFLICT takes ROLLBACK, ABORT, FAIL, IGNORE or REPLACE"))
	default:
		c.WriteString(" ON CONFLICT " + how)
	}
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
