package compile

import (
	"fmt"

	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// enum begins a statement about the type of an enum.
func (c *Compiler) enum(operation string, t typemap.Type) (in, name string, ok bool) {
	c.begin(operation)
	in, name, ok = t.On(c.rules.Dialect).EnumName()
	switch {
	case !c.rules.DDL.Abilities.Enums:
		c.fail("the database has no types that are enums: they are part of the column there")
	case !ok || name == "":
		c.Fail(fmt.Errorf("%s is no enum with a name", t))
	default:
		return in, name, true
	}
	return in, name, false
}

func (c *Compiler) createEnum(s *schema.CreateEnum) {
	in, name, ok := c.enum("CREATE TYPE", s.Type)
	if !ok {
		return
	}
	c.WriteString("CREATE TYPE ")
	c.Qualified(in, name)
	c.WriteString(" AS ENUM (")
	for i, l := range s.Type.On(c.rules.Dialect).Labels() {
		c.phrase(i > 0, ", ")
		c.TextLiteral(l)
	}
	c.writeByte(')')
}

func (c *Compiler) dropEnum(s *schema.DropEnum) {
	in, name, ok := c.enum("DROP TYPE", s.Type)
	if !ok {
		return
	}
	c.WriteString("DROP TYPE ")
	c.phrase(s.IfExists, "IF EXISTS ")
	c.Qualified(in, name)
}

// domain begins a statement about a domain.
func (c *Compiler) domain(operation string, d *schema.Domain) bool {
	c.begin(operation)
	switch {
	case !c.rules.DDL.Abilities.Domains:
		c.fail("the database has no domains")
	case d == nil || d.Name == "":
		c.fail("a domain without a name")
	default:
		return true
	}
	return false
}

func (c *Compiler) createDomain(s *schema.CreateDomain) {
	d := s.Domain
	if !c.domain("CREATE DOMAIN", d) {
		return
	}
	c.WriteString("CREATE DOMAIN ")
	c.Qualified(d.Schema, d.Name)
	c.WriteString(" AS ")
	c.TypeName(d.Base)
	if d.Collation != "" {
		c.WriteString(" COLLATE ")
		c.buf = c.rules.Ident.quote(c.buf, d.Collation)
	}
	c.phrase(d.Default != "", " DEFAULT "+d.Default)
	condition := d.Check
	if d.CheckExpr != nil {
		condition = c.Literals(d.CheckExpr, true)
	}
	c.phrase(d.NotNull && condition != "", " NOT NULL")
	if d.ConstraintName != "" {
		c.WriteString(" CONSTRAINT ")
		c.Ident(d.ConstraintName)
	}
	if condition != "" {
		c.WriteString(" CHECK (" + condition + ")")
	} else {
		c.phrase(d.NotNull, " NOT NULL")
	}
}

func (c *Compiler) dropDomain(s *schema.DropDomain) {
	if !c.domain("DROP DOMAIN", s.Domain) {
		return
	}
	c.WriteString("DROP DOMAIN ")
	c.phrase(s.IfExists, "IF EXISTS ")
	c.Qualified(s.Domain.Schema, s.Domain.Name)
}
