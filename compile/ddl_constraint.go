package compile

import (
	"errors"
	"fmt"

	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// constraint writes a constraint with its name.
func (c *Compiler) constraint(con schema.Constraint) {
	base := con.Base()
	if base.Name != "" {
		c.WriteString("CONSTRAINT ")
		c.madeName(base.Name, base.Made())
		c.writeByte(' ')
	}
	switch con := con.(type) {
	case *schema.PrimaryKeyConstraint:
		c.checkOptions("primary key", base.Options)
		c.keyConstraint("PRIMARY KEY ", con, con.Columns)
	case *schema.Unique:
		c.checkOptions("unique constraint", base.Options)
		c.keyConstraint("UNIQUE ", con, con.Columns)
	case *schema.ForeignKey:
		c.checkOptions("foreign key", base.Options)
		c.foreignKey(con)
	case *schema.Check:
		c.checkOptions("check", base.Options)
		c.check(con)
	case *schema.Exclude:
		c.checkOptions("exclusion constraint", base.Options)
		c.exclude(con)
	default:
		c.Fail(fmt.Errorf("a constraint that is a %T", con))
	}
	c.deferral(base)
	if base.NotValid && c.rules.DDL.Constraint.NotValid {
		switch con.(type) {
		case *schema.Check, *schema.ForeignKey:
			c.WriteString(" NOT VALID")
		}
	}
	if end := c.rules.DDL.Constraint.End; end != nil {
		end(c, con)
	}
}

func (c *Compiler) deferral(base *schema.ConstraintBase) {
	if base.Deferrable != "" {
		c.writeByte(' ')
		c.WriteString(string(base.Deferrable))
	}
	if base.Initially != "" {
		c.WriteString(" INITIALLY ")
		c.WriteString(string(base.Initially))
	}
}

// keyConstraint writes a primary key or a unique constraint.
func (c *Compiler) keyConstraint(words string, con schema.Constraint, columns []string) {
	c.WriteString(words)
	if write := c.rules.DDL.Constraint.KeyWords; write != nil {
		write(c, con)
	}
	c.keyParts(con.Base().Table(), columns, func(name string) {
		if write := c.rules.DDL.Constraint.KeyPart; write != nil {
			write(c, con, name)
		}
	})
	if write := c.rules.DDL.Constraint.Include; write != nil {
		write(c, con)
	}
}

func (c *Compiler) foreignKey(fk *schema.ForeignKey) {
	target, err := fk.Target()
	if err != nil {
		c.Fail(err)
		return
	}
	c.WriteString("FOREIGN KEY")
	c.Columns(fk.Table(), fk.Columns)
	c.WriteString(" REFERENCES ")
	if c.rules.DDL.Constraint.LocalReferences {
		c.Ident(target.Name())
	} else {
		c.TableName(target)
	}
	c.writeByte(' ')
	c.Columns(target, fk.RefColumns)
	switch {
	case fk.Match == "":
	case c.rules.DDL.Constraint.NoMatch:
		c.Fail(errors.New("MATCH is passed over by the database, and ON DELETE and ON UPDATE with it: leave it out"))
	default:
		c.WriteString(" MATCH " + fk.Match)
	}
	if fk.OnDelete != schema.NoAction {
		c.WriteString(" ON DELETE " + string(fk.OnDelete))
		c.onDeleteColumns(fk)
	}
	if fk.OnUpdate != schema.NoAction && !c.rules.DDL.Constraint.NoOnUpdate {
		c.WriteString(" ON UPDATE " + string(fk.OnUpdate))
	}
}

func (c *Compiler) onDeleteColumns(fk *schema.ForeignKey) {
	switch {
	case len(fk.OnDeleteColumns) == 0:
	case !c.rules.DDL.Constraint.OnDeleteColumns:
		c.Fail(fmt.Errorf("ON DELETE %s is about all columns of the foreign key here, not about some", fk.OnDelete))
	default:
		c.writeByte(' ')
		c.Columns(fk.Table(), fk.OnDeleteColumns)
	}
}

// check writes a check.
func (c *Compiler) check(check *schema.Check) {
	c.WriteString("CHECK (")
	c.checked(check)
	c.writeByte(')')
}

// checked writes what a check says.
func (c *Compiler) checked(check *schema.Check) {
	switch {
	case check.ValuesOf != nil:
		c.valuesCheck(check.ValuesOf)
	case check.Expr != nil:
		c.WriteString(c.Literals(check.Expr, true))
	default:
		c.WriteString(check.SQL)
	}
}

// holdsValues reports whether a type keeps its columns to its values by itself.
func (c *Compiler) holdsValues(col *schema.Column) bool {
	t := col.Type().On(c.rules.Dialect)
	if t.Kind == typemap.KindBoolean {
		return c.rules.Expr.NativeBoolean
	}
	_, _, named := t.EnumName()
	return named && c.rules.Type.Enums || len(t.Labels()) == 0
}

// valuesCheck writes the condition that a column has one of its type's values.
func (c *Compiler) valuesCheck(col *schema.Column) {
	c.ColumnName(col)
	c.WriteString(" IN (")
	t := col.Type().On(c.rules.Dialect)
	if t.Kind == typemap.KindBoolean {
		c.WriteString("0, 1)")
		return
	}
	for i, l := range t.Labels() {
		c.phrase(i > 0, ", ")
		c.TextLiteral(l)
	}
	c.writeByte(')')
}

func (c *Compiler) exclude(e *schema.Exclude) {
	if !c.rules.DDL.Constraint.Exclude {
		c.fail("the database has no exclusion constraints: leave it to PostgreSQL with OnlyOn(\"postgresql\")")
		return
	}
	if e.SQL != "" {
		c.WriteString("EXCLUDE " + e.SQL)
		return
	}
	c.WriteString("EXCLUDE USING ")
	c.OneWord("the method of EXCLUDE", e.Using)
	c.WriteString(" (")
	for i, p := range e.Parts {
		c.phrase(i > 0, ", ")
		if p.Expr != nil {
			c.WriteString(c.Literals(p.Expr, true))
		} else {
			c.partColumn(e.Table(), p.Column)
		}
		if p.Class != "" {
			c.writeByte(' ')
			c.OneTerm("an operator class", p.Class)
		}
		c.WriteString(" WITH ")
		c.OneTerm("an operator of EXCLUDE", p.Operator)
	}
	c.writeByte(')')
	if e.Where != nil {
		c.WriteString(" WHERE (" + c.Literals(e.Where, false) + ")")
	}
}

// partColumn writes a column of an index or an exclusion constraint.
func (c *Compiler) partColumn(t *schema.Table, name string) {
	if col := t.Column(name); col != nil {
		c.ColumnName(col)
		return
	}
	c.Ident(name)
}

func (c *Compiler) addConstraint(s *schema.AddConstraint) {
	if s.Constraint == nil {
		c.begin("ADD CONSTRAINT")
		c.fail("no constraint")
		return
	}
	if !c.alterTable("ADD CONSTRAINT", s.Constraint.Base().Table()) {
		return
	}
	c.WriteString("ADD ")
	c.constraint(s.Constraint)
}

func (c *Compiler) dropConstraint(s *schema.DropConstraint) {
	if s.Constraint == nil {
		c.begin("DROP CONSTRAINT")
		c.fail("no constraint")
		return
	}
	if !c.alterTable("DROP CONSTRAINT", s.Constraint.Base().Table()) {
		return
	}
	c.dropping(s)
}

// dropping writes what stands behind ALTER TABLE t.
func (c *Compiler) dropping(s *schema.DropConstraint) {
	if drop := c.rules.DDL.Constraint.Drop; drop != nil {
		drop(c, s)
		return
	}
	c.WriteString("DROP CONSTRAINT ")
	c.phrase(s.IfExists, "IF EXISTS ")
	c.ConstraintName(s.Constraint)
	c.phrase(s.Cascade, " CASCADE")
}

// ConstraintName writes the name of a constraint. It fails for one without.
func (c *Compiler) ConstraintName(con schema.Constraint) {
	base := con.Base()
	if base.Name == "" {
		c.fail("the constraint has no name: give it one with Named, or the MetaData a NamingConvention")
		return
	}
	c.madeName(base.Name, base.Made())
}
