package mysql

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// Types that the database would refuse, or change in silence, without their size.
var (
	errNoLength    = errors.New("VARCHAR needs a length here: give the column one (size=100 in a tag, typemap.String(100)), or make it text (type=text, typemap.Text())")
	errNoPrecision = errors.New("NUMERIC without a precision has no digits behind the point here: give the column one (precision=12,scale=2 in a tag, typemap.Numeric(12, 2))")
)

// ddl sets how MySQL and MariaDB create and drop.
// Sources: https://dev.mysql.com/doc/refman/8.4/en/sql-data-definition-statements.html,
// https://mariadb.com/kb/en/data-definition/
func ddl(r *compile.Rules, v dialect.Version) {
	d, maria := &r.DDL, isMariaDB(v)
	d.Abilities = schema.Abilities{
		Alter: true, ColumnComments: true, UniqueIndexes: true, KeyIndexes: true, RestrictIsNone: true, ColumnChecks: maria,
		TableIfNotExists: true, IndexIfNotExists: maria, Sequences: maria, ReplacesViews: true, NumbersKeys: true,
		Settings: settings(maria), TextSettings: []string{"charset", "collate"},
	}
	d.Inventory = func(c *compile.Compiler, s *schema.Inventory) { inventory(c, s) }
	d.Options = options
	if maria {
		d.OptionsOf = "mysql"
	}
	d.Form = form
	d.Column.Marked = true
	d.TableEnd = tableEnd
	d.ViewPrefix, d.ViewSuffix = viewPrefix, viewSuffix
	d.Comment = comment
	d.Column.Type = columnType
	d.Column.Write = column
	d.Column.Identity = false
	d.Column.Default = compile.DefaultInParensButUpdate
	d.Constraint.NoMatch = true
	d.Constraint.NamelessChecks = maria // Source: https://mariadb.com/kb/en/constraint/#check-constraints
	d.Constraint.End = keyUsing
	d.Constraint.Drop = func(c *compile.Compiler, s *schema.DropConstraint) { dropConstraint(c, s, maria) }
	d.Index.Kind = indexKind
	d.Index.Part = indexPart
	d.Index.End = func(c *compile.Compiler, i *schema.Index) { indexEnd(c, i, maria) }
	d.Index.Grouped = compile.IsComputed
	d.Index.NoPartial, d.Index.DropOnTable = true, true
	alter(r, maria)
}

// columnType refuses types without a size that they need.
// Sources: https://dev.mysql.com/doc/refman/8.4/en/string-type-syntax.html,
// https://dev.mysql.com/doc/refman/8.4/en/numeric-type-syntax.html
func columnType(c *compile.Compiler, col *schema.Column, _ bool) {
	t := col.Type().On(c.Rules().Dialect)
	_, spelled := t.Spelling()
	switch {
	case spelled:
		c.TypeName(t)
	case t.Kind == typemap.KindString && t.Length == 0:
		c.Fail(errNoLength)
	case t.Kind == typemap.KindNumeric && t.Precision == 0:
		c.Fail(errNoPrecision)
	default:
		c.TypeName(t)
	}
}

// column writes NOT NULL first, as MySQL and SQLAlchemy do, and marks the column that
// the database numbers.
// Source: https://dev.mysql.com/doc/refman/8.4/en/create-table.html
func column(c *compile.Compiler, col *schema.Column, auto bool) {
	c.Rules().DDL.Column.Type(c, col, auto)
	c.ComputedClause(col)
	switch {
	case !col.Nullable:
		c.WriteString(" NOT NULL")
	case isTimestamp(col.Type().On(c.Rules().Dialect)): // which may not be NULL unless it is said
		c.WriteString(" NULL")
	}
	if on, _ := c.OptionFlag(col.Options, "invisible"); on {
		c.WriteString(" INVISIBLE")
	}
	if col.Comment != "" {
		c.WriteString(" COMMENT ")
		c.TextLiteral(col.Comment)
	}
	if auto || isLeftToNumber(c, col) {
		c.WriteString(" AUTO_INCREMENT")
		return
	}
	c.DefaultClause(col)
}

func isTimestamp(t typemap.Type) bool {
	name, _ := t.SQLName()
	spelling, _ := t.Spelling()
	return name == "TIMESTAMP" || strings.HasPrefix(strings.ToUpper(spelling), "TIMESTAMP")
}

// isLeftToNumber reports whether a column would have the numbers of a sequence, where there are
// none.
func isLeftToNumber(c *compile.Compiler, col *schema.Column) bool {
	if col.Sequence() == nil || c.Rules().DDL.Abilities.Sequences || !col.PrimaryKey || !col.Type().IsInteger() {
		return false
	}
	t, _ := col.Table().(*schema.Table)
	return t != nil && len(t.PrimaryKey()) == 1
}

// dropConstraint names the kind of constraint, as MySQL wants it.
func dropConstraint(c *compile.Compiler, s *schema.DropConstraint, maria bool) {
	switch s.Constraint.(type) {
	case *schema.PrimaryKeyConstraint:
		c.WriteString("DROP PRIMARY KEY")
		return
	case *schema.ForeignKey:
		c.WriteString("DROP FOREIGN KEY ")
	case *schema.Unique:
		c.WriteString("DROP INDEX ")
	case *schema.Check:
		if maria {
			c.WriteString("DROP CONSTRAINT ")
		} else {
			c.WriteString("DROP CHECK ")
		}
	default:
		c.WriteString("DROP ")
	}
	c.ConstraintName(s.Constraint)
}

func keyUsing(c *compile.Compiler, con schema.Constraint) {
	if _, ok := con.(*schema.PrimaryKeyConstraint); ok {
		using(c, con.Base().Options)
	}
}

func using(c *compile.Compiler, o schema.Options) {
	if method := c.OptionText(o, "using"); method != "" {
		c.WriteString(" USING ")
		c.OneWord("the method of an index", method) // HASH is reserved, and no name here
	}
}

func indexKind(c *compile.Compiler, i *schema.Index) {
	if prefix := c.OptionText(i.Options, "prefix"); prefix != "" {
		c.OneWord("the prefix of an index", prefix)
		c.WriteString(" ")
	}
}

// indexPart writes how many characters of a column the index holds.
func indexPart(c *compile.Compiler, i *schema.Index, name string) {
	switch length := c.Option(i.Options, "length").(type) {
	case nil:
	case int:
		c.WriteString(fmt.Sprintf("(%d)", length))
	case map[string]int:
		if n, ok := length[name]; ok {
			c.WriteString(fmt.Sprintf("(%d)", n))
		}
	default:
		c.Fail(fmt.Errorf("the option length is an int or a map[string]int, not a %T", length))
	}
}

func indexEnd(c *compile.Compiler, i *schema.Index, maria bool) {
	if parser := c.OptionText(i.Options, "with_parser"); parser != "" {
		c.WriteString(" WITH PARSER ")
		c.Ident(parser)
	}
	using(c, i.Options)
	if on, _ := c.OptionFlag(i.Options, "invisible"); on {
		c.WriteString(map[bool]string{true: " IGNORED", false: " INVISIBLE"}[maria])
	}
	if i.Comment != "" {
		c.WriteString(" COMMENT ")
		c.TextLiteral(i.Comment)
	}
}

// viewPrefix writes by whose rights a view reads, and how it is evaluated.
// Sources: https://dev.mysql.com/doc/refman/8.4/en/create-view.html, https://mariadb.com/kb/en/create-view/
func viewPrefix(c *compile.Compiler, v *schema.View) {
	for _, o := range []struct{ name, words string }{{"algorithm", "ALGORITHM = "}, {"sql_security", "SQL SECURITY "}} {
		if value := c.OptionText(v.Options, o.name); value != "" {
			c.WriteString(o.words)
			c.OneWord("the option "+o.name, strings.ToUpper(value))
			c.WriteString(" ")
		}
	}
}

// viewSuffix writes which rows may be written through a view.
func viewSuffix(c *compile.Compiler, v *schema.View) {
	if how := c.OptionText(v.Options, "check_option"); how != "" {
		c.WriteString(" WITH ")
		c.OneWord("the option check_option", strings.ToUpper(how))
		c.WriteString(" CHECK OPTION")
	}
}

// comment writes the comments as parts of what they are about.
func comment(c *compile.Compiler, on compile.CommentTarget) {
	switch {
	case on.Constraint != nil:
		c.Fail(errors.New("the database has no comments on constraints"))
	case on.Column != nil && on.Drop: // the column would have to be written without its comment
		plain := *on.Column
		plain.Comment = ""
		changeColumn(c, on.Table, &plain)
	case on.Column != nil:
		changeColumn(c, on.Table, on.Column)
	default:
		c.WriteString("ALTER TABLE ")
		c.TableName(on.Table)
		c.WriteString(" COMMENT ")
		c.TextLiteral(map[bool]string{false: on.Text}[on.Drop])
	}
}

func changeColumn(c *compile.Compiler, t *schema.Table, col *schema.Column) {
	c.WriteString("ALTER TABLE ")
	c.TableName(t)
	c.WriteString(" CHANGE ")
	c.ColumnName(col)
	c.WriteString(" ")
	c.ColumnName(col)
	c.WriteString(" ")
	c.Definition(col)
}
