package compile

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gildsql/gild/schema"
)

// begin notes which statement is written.
func (c *Compiler) begin(operation string) { c.construct, c.operation = operation, operation }

// phrase writes words if they are asked for.
func (c *Compiler) phrase(asked bool, words string) {
	if asked {
		c.WriteString(words)
	}
}

// Qualified writes a name with its schema in front, if it is in one.
func (c *Compiler) Qualified(schema, name string) {
	c.inSchema(schema)
	c.Ident(name)
}

// inSchema writes the schema with the dot behind it, nothing for the default one.
func (c *Compiler) inSchema(schema string) {
	if schema = c.rules.InSchema(schema); schema != "" {
		c.Schema(schema)
		c.writeByte('.')
	}
}

// TableName writes the name of a table with its schema.
func (c *Compiler) TableName(t *schema.Table) { c.Qualified(t.Schema(), t.Name()) }

// ColumnName writes the name of a column.
func (c *Compiler) ColumnName(col *schema.Column) {
	if col.Quoted {
		c.buf = c.rules.Ident.quote(c.buf, col.Name())
		return
	}
	c.Ident(col.Name())
}

// Columns writes the names of columns of a table in parentheses.
func (c *Compiler) Columns(t *schema.Table, names []string) { c.keyParts(t, names, func(string) {}) }

// keyParts is Columns with what behind writes behind each.
func (c *Compiler) keyParts(t *schema.Table, names []string, behind func(name string)) {
	c.writeByte('(')
	for i, n := range names {
		if i > 0 {
			c.WriteString(", ")
		}
		if col := t.Column(n); col != nil {
			c.ColumnName(col)
		} else {
			c.Ident(n)
		}
		behind(n)
	}
	c.writeByte(')')
}

// madeName writes a name, shortened if it is made and longer than the database takes.
func (c *Compiler) madeName(name string, made bool) {
	if made {
		name = schema.ShortName(name, c.rules.Ident.MaxLen)
	}
	c.Ident(name)
}

// ddlTarget checks the table that a DDL statement is about.
func (c *Compiler) ddlTarget(t *schema.Table) bool {
	switch {
	case t == nil:
		c.fail("a statement without a table")
	case t.Err() != nil:
		c.Fail(t.Err())
	default:
		c.collection = t.Name()
		return true
	}
	return false
}

// alterTable begins ALTER TABLE.
func (c *Compiler) alterTable(operation string, t *schema.Table) bool {
	c.begin(operation)
	if !c.ddlTarget(t) {
		return false
	}
	c.operation = "ALTER TABLE"
	c.WriteString("ALTER TABLE ")
	c.TableName(t)
	c.writeByte(' ')
	return true
}

// failAt adds to a failure since before where it is.
func (c *Compiler) failAt(before error, format string, args ...any) {
	if before != nil {
		return
	}
	if e, ok := c.err.(*Error); ok {
		e.Err = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), e.Err)
	}
}

// Option returns the value of an option of the dialect, nil if there is none.
func (c *Compiler) Option(o schema.Options, name string) any {
	if v := o.Get(c.rules.Dialect, name); v != nil || c.rules.DDL.OptionsOf == "" {
		return v
	}
	return o.Get(c.rules.DDL.OptionsOf, name)
}

// OptionText returns an option that is a text, empty if there is none.
func (c *Compiler) OptionText(o schema.Options, name string) string {
	switch v := c.Option(o, name).(type) {
	case nil:
		return ""
	case string:
		return v
	default:
		c.Fail(fmt.Errorf("the option %s is a text, not a %T", name, v))
		return ""
	}
}

// OptionFlag returns an option that is on or off; given is false if there is none.
func (c *Compiler) OptionFlag(o schema.Options, name string) (on, given bool) {
	switch v := c.Option(o, name).(type) {
	case nil:
		return false, false
	case bool:
		return v, true
	default:
		c.Fail(fmt.Errorf("the option %s is true or false, not a %T", name, v))
		return false, false
	}
}

// OptionList returns an option that is a list of names, or one name.
func (c *Compiler) OptionList(o schema.Options, name string) []string {
	switch v := c.Option(o, name).(type) {
	case nil:
		return nil
	case string:
		return []string{v}
	case []string:
		return v
	default:
		c.Fail(fmt.Errorf("the option %s is a list of names, not a %T", name, v))
		return nil
	}
}

// checkOptions fails for an option that the dialect does not know.
func (c *Compiler) checkOptions(of string, o schema.Options) {
	for _, option := range o {
		own := option.Dialect == c.rules.Dialect
		if !own && (option.Dialect != c.rules.DDL.OptionsOf || c.rules.DDL.OptionsOf == "") {
			continue
		}
		known := c.rules.DDL.Options[of]
		found := false
		for _, name := range known {
			found = found || name == option.Name
		}
		switch {
		case found:
		case len(known) == 0:
			c.Fail(fmt.Errorf("unknown option %q: a %s has none here", option.Name, of))
		default:
			c.Fail(fmt.Errorf("unknown option %q of a %s: known are %s", option.Name, of, strings.Join(known, ", ")))
		}
	}
}

func (c *Compiler) createSchema(s *schema.CreateSchema) {
	c.begin("CREATE SCHEMA")
	c.WriteString("CREATE SCHEMA ")
	c.phrase(s.IfNotExists, "IF NOT EXISTS ")
	c.Schema(c.rules.InSchema(s.Name))
}

func (c *Compiler) dropSchema(s *schema.DropSchema) {
	c.begin("DROP SCHEMA")
	c.WriteString("DROP SCHEMA ")
	c.phrase(s.IfExists, "IF EXISTS ")
	c.Schema(c.rules.InSchema(s.Name))
	c.phrase(s.Cascade, " CASCADE")
}

// textDDL writes a program's own text with the names of its table.
func (c *Compiler) textDDL(d *schema.TextDDL) {
	c.begin("DDL")
	own := map[string]string{}
	if t := d.Table(); t != nil {
		if !c.ddlTarget(t) {
			return
		}
		own["table"] = c.aside(func() { c.Ident(t.Name()) })
		own["schema"] = c.aside(func() {
			if schema := c.rules.InSchema(t.Schema()); schema != "" {
				c.Schema(schema)
			}
		})
		own["fullname"] = c.aside(func() { c.TableName(t) })
	}
	text, err := d.Expand(own)
	if err != nil {
		c.Fail(err)
	}
	if strings.TrimSpace(text) == "" {
		c.Fail(errors.New("an empty text"))
	}
	c.WriteString(text)
}

// Aside returns what write writes instead of writing it.
func (c *Compiler) Aside(write func()) string { return c.aside(write) }

// aside is Aside.
func (c *Compiler) aside(write func()) string {
	start := len(c.buf)
	write()
	text := string(c.buf[start:])
	c.buf = c.buf[:start]
	return text
}

// inventory writes the query for what is there, and tells what the database can do.
func (c *Compiler) inventory(s *schema.Inventory) {
	c.begin("SELECT")
	if c.rules.DDL.Inventory == nil {
		c.fail("the database cannot tell what is there: create and drop with Unchecked")
		return
	}
	if s.Abilities != nil {
		*s.Abilities = c.rules.Abilities()
	}
	c.columns, c.text = schema.InventoryColumns(), true // it is run once, and not to be kept prepared
	s.InSchema = c.rules.InSchema
	asked := *s
	asked.Schemas = nil
	for _, name := range append([]string{""}, s.Schemas...) {
		if name = c.rules.InSchema(name); name != "" && !slices.Contains(asked.Schemas, name) {
			asked.Schemas = append(asked.Schemas, name)
		}
	}
	c.rules.DDL.Inventory(c, &asked)
}

// Abilities returns what of a schema the database creates, and how.
func (r *Rules) Abilities() schema.Abilities {
	a := r.DDL.Abilities
	a.Dialect, a.OptionsOf, a.MaxName = r.Dialect, r.DDL.OptionsOf, r.Ident.MaxLen
	if len(r.schemas) > 0 {
		a.InSchema = r.InSchema
	}
	return a
}
