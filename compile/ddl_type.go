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
	c.phrase(d.NotNull, " NOT NULL")
	for _, check := range d.Checks {
		c.domainCheck(check)
	}
}

func (c *Compiler) domainCheck(check schema.DomainCheck) {
	if check.Name != "" {
		c.WriteString(" CONSTRAINT ")
		c.Ident(check.Name)
	}
	condition := check.SQL
	if check.Expr != nil {
		condition = c.Literals(check.Expr, true)
	}
	if condition == "" {
		c.fail("a check of the domain has no condition")
		return
	}
	c.WriteString(" CHECK (" + condition + ")")
}

func (c *Compiler) dropDomain(s *schema.DropDomain) {
	if !c.domain("DROP DOMAIN", s.Domain) {
		return
	}
	c.WriteString("DROP DOMAIN ")
	c.phrase(s.IfExists, "IF EXISTS ")
	c.Qualified(s.Domain.Schema, s.Domain.Name)
}

func (c *Compiler) addLabel(s *schema.AddLabel) {
	in, name, ok := c.enum("ALTER TYPE", s.Type)
	if !ok {
		return
	}
	c.WriteString("ALTER TYPE ")
	c.Qualified(in, name)
	c.WriteString(" ADD VALUE IF NOT EXISTS ")
	c.TextLiteral(s.Label)
	switch {
	case s.After != "":
		c.WriteString(" AFTER ")
		c.TextLiteral(s.After)
	case s.Before != "":
		c.WriteString(" BEFORE ")
		c.TextLiteral(s.Before)
	}
}

func (c *Compiler) renameEnum(s *schema.RenameEnum) {
	in, name, ok := c.enum("ALTER TYPE", s.Type)
	if !ok {
		return
	}
	c.WriteString("ALTER TYPE ")
	c.Qualified(in, name)
	c.WriteString(" RENAME TO ")
	c.Ident(s.To)
}

func (c *Compiler) alterDomain(s *schema.AlterDomain) {
	d := s.Domain
	if !c.domain("ALTER DOMAIN", d) {
		return
	}
	c.WriteString("ALTER DOMAIN ")
	c.Qualified(d.Schema, d.Name)
	switch s.Change {
	case schema.DomainDefault:
		if d.Default == "" {
			c.WriteString(" DROP DEFAULT")
		} else {
			c.WriteString(" SET DEFAULT " + d.Default)
		}
	case schema.DomainNull:
		c.WriteString(map[bool]string{false: " DROP", true: " SET"}[d.NotNull] + " NOT NULL")
	case schema.DomainDropCheck:
		if s.Check.Name == "" {
			c.fail("the check of the domain has no name by which it could be dropped")
			return
		}
		c.WriteString(" DROP CONSTRAINT ")
		c.Ident(s.Check.Name)
	case schema.DomainAddCheck:
		c.WriteString(" ADD")
		c.domainCheck(s.Check)
		c.phrase(s.Check.NotValid, " NOT VALID")
	}
}
