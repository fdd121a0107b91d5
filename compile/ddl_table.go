package compile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gildsql/gild/schema"
)

func (c *Compiler) createTable(s *schema.CreateTable) {
	c.begin("CREATE TABLE")
	t := s.Table
	if !c.ddlTarget(t) {
		return
	}
	c.checkOptions("table", t.Options())
	c.WriteString("CREATE ")
	c.temporary(t)
	for _, p := range t.Prefixes() {
		c.WriteString(p)
		c.writeByte(' ')
	}
	if word := c.rules.DDL.TableWord; word != nil {
		c.WriteString(word(t))
	}
	c.WriteString("TABLE ")
	c.phrase(s.IfNotExists, "IF NOT EXISTS ")
	if s.Name != "" {
		c.Qualified(t.Schema(), s.Name)
	} else {
		c.TableName(t)
	}
	made := c.rules.DDL.Made != nil && c.rules.DDL.Made(c, t)
	c.tableParts(s, made)
	if c.rules.DDL.TableEnd != nil {
		c.rules.DDL.TableEnd(c, t)
	}
}

// temporary writes what makes a table temporary, if it is to be.
func (c *Compiler) temporary(t *schema.Table) {
	d := &c.rules.DDL
	switch {
	case !t.IsTemporary():
	case !d.TemporaryNames:
		c.WriteString(cmp.Or(d.Temporary, "TEMPORARY") + " ")
	case !strings.HasPrefix(t.Name(), "#"):
		c.Fail(fmt.Errorf("a temporary table has a name that begins with # here: call it #%s", t.Name()))
	}
}

// tableParts writes the columns and constraints. made tells that the table has its columns in any case.
func (c *Compiler) tableParts(s *schema.CreateTable, made bool) {
	begin := "\n\t"
	separator := begin
	next := func() {
		if made && separator == begin {
			c.WriteString(" (")
		}
		c.WriteString(separator)
		separator = ",\n\t"
	}
	c.phrase(!made, " (")
	auto := s.Table.AutoIncrement()
	for _, col := range s.Table.Definitions() {
		switch {
		case col.System || col.Inherited:
		case !made:
			next()
			c.columnDefinition(col, col == auto)
		default:
			if text := c.madeColumn(col); text != "" {
				next()
				c.WriteString(text)
			}
		}
	}
	if made && c.rules.DDL.MadeColumn == nil {
		return
	}
	for _, con := range c.tableConstraints(s) {
		next()
		c.constraint(con)
	}
	c.phrase(!made || separator != begin, "\n)")
}

// madeColumn returns what a definition adds to a column that the table has in any case, empty for nothing.
func (c *Compiler) madeColumn(col *schema.Column) string {
	if c.rules.DDL.MadeColumn == nil {
		return ""
	}
	return c.aside(func() {
		before := c.err
		c.checkOptions("column", col.Options)
		more := c.rules.DDL.MadeColumn(c, col) + c.aside(func() { c.ColumnChecks(col) })
		if more != "" {
			c.ColumnName(col)
			c.WriteString(more)
		}
		c.failAt(before, "table %q, column %q", col.Table().FromName(), col.Name())
	})
}

// tableConstraints are those that are part of CREATE TABLE, the primary key first.
func (c *Compiler) tableConstraints(s *schema.CreateTable) []schema.Constraint {
	var list []schema.Constraint
	for _, con := range s.Table.Constraints() {
		if fk, ok := con.(*schema.ForeignKey); ok {
			if fk.UseAlter && !s.Inline && c.rules.DDL.Abilities.Alter || slices.Contains(s.Without, fk) {
				continue
			}
		}
		if check, ok := con.(*schema.Check); ok && c.isBeside(check) {
			continue
		}
		if !c.left(con) {
			list = append(list, con)
		}
	}
	slices.SortStableFunc(list, func(a, b schema.Constraint) int { return keyFirst(a) - keyFirst(b) })
	return list
}

func keyFirst(con schema.Constraint) int {
	if _, ok := con.(*schema.PrimaryKeyConstraint); ok {
		return 0
	}
	return 1
}

// left reports whether a constraint is not created on this database.
func (c *Compiler) left(con schema.Constraint) bool {
	if !con.Base().On(c.rules.Dialect) || c.rules.DDL.Constraint.inherits(con) {
		return true
	}
	if check, ok := con.(*schema.Check); ok && check.ValuesOf != nil && c.holdsValues(check.ValuesOf) {
		return true
	}
	leave := c.rules.DDL.Constraint.LeaveOut
	return leave != nil && leave(con)
}

// columnDefinition writes a column with its name.
func (c *Compiler) columnDefinition(col *schema.Column, auto bool) {
	before := c.err
	c.checkOptions("column", col.Options)
	c.ColumnName(col)
	c.writeByte(' ')
	c.rules.DDL.Column.Write(c, col, auto)
	c.ColumnChecks(col)
	c.failAt(before, "table %q, column %q", col.Table().FromName(), col.Name())
}

// ColumnChecks writes the checks that stand beside a column.
func (c *Compiler) ColumnChecks(col *schema.Column) {
	for _, check := range col.Checks() {
		if c.isBeside(check) && !c.left(check) {
			c.writeByte(' ')
			c.constraint(check)
		}
	}
}

// isBeside reports whether a check is written beside its column. One with a name is a constraint of the
// table where those beside a column have none.
func (c *Compiler) isBeside(check *schema.Check) bool {
	return check.Column != "" && (check.Name == "" || !c.rules.DDL.Constraint.NamelessChecks)
}

// StandardColumn writes the type, the default, what the column is computed from, its numbers and
// NOT NULL, in the order of the SQL standard.
func StandardColumn(c *Compiler, col *schema.Column, auto bool) {
	c.rules.DDL.Column.Type(c, col, auto)
	c.DefaultClause(col)
	c.ComputedClause(col)
	identity := c.IdentityClause(col)
	if !col.Nullable && !identity {
		c.WriteString(" NOT NULL")
	}
}

// DefaultClause writes the server default of a column, if it has one.
func (c *Compiler) DefaultClause(col *schema.Column) {
	if text := c.ServerDefault(col); text != "" {
		c.WriteString(" DEFAULT ")
		c.WriteString(c.rules.DDL.Column.Default(text))
	}
}

// ServerDefault returns the text of a column's server default, empty for none.
func (c *Compiler) ServerDefault(col *schema.Column) string {
	if col.ServerDefaultExpr != nil {
		return c.Literals(col.ServerDefaultExpr, true)
	}
	return col.ServerDefault
}

// ComputedClause writes what a column is computed from, if it is.
func (c *Compiler) ComputedClause(col *schema.Column) {
	if col.Computed != nil {
		c.writeByte(' ')
		c.rules.DDL.Column.Computed(c, col.Computed)
	}
}

// Computation returns the text of what a column is computed from.
func (c *Compiler) Computation(g *schema.Computed) string {
	if g.Expr != nil {
		return c.Literals(g.Expr, true)
	}
	return g.SQL
}

// GeneratedAlways writes what a column is computed from as the SQL standard has it.
func GeneratedAlways(c *Compiler, g *schema.Computed) {
	c.WriteString("GENERATED ALWAYS AS (")
	c.WriteString(c.Computation(g))
	c.writeByte(')')
	c.phrase(g.Persistence == schema.Stored, " STORED")
	c.phrase(g.Persistence == schema.Virtual, " VIRTUAL")
}

// IdentityClause writes that the database numbers the column, and reports whether it has.
func (c *Compiler) IdentityClause(col *schema.Column) bool {
	if col.Identity == nil || !c.rules.DDL.Column.Identity {
		return false
	}
	c.WriteString(" GENERATED ")
	if col.Identity.Always {
		c.WriteString("ALWAYS")
	} else {
		c.WriteString("BY DEFAULT")
	}
	if on, _ := c.OptionFlag(col.Options, "on_null"); on {
		c.WriteString(" ON NULL")
	}
	c.WriteString(" AS IDENTITY")
	if numbers := c.aside(func() { c.numbers(col.Identity.Numbers) }); numbers != "" {
		c.WriteString(" (" + numbers[1:] + ")")
	}
	return true
}

func (c *Compiler) dropTable(s *schema.DropTable) {
	c.begin("DROP TABLE")
	if !c.ddlTarget(s.Table) {
		return
	}
	c.WriteString("DROP TABLE ")
	c.phrase(s.IfExists, "IF EXISTS ")
	c.TableName(s.Table)
	c.phrase(s.Cascade, c.rules.DDL.Cascade)
}
