package oracle

import (
	"errors"
	"fmt"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/schema"
)

// ddl sets how Oracle creates and drops.
// Source: https://docs.oracle.com/en/database/oracle/oracle-database/21/sqlrf/
func ddl(r *compile.Rules) {
	d := &r.DDL
	d.Abilities = schema.Abilities{Sequences: true, Comments: true, Alter: true, Materialized: true}
	d.Inventory = inventory
	d.Options = options
	d.TableEnd = tableEnd
	d.Comment = func(c *compile.Compiler, on compile.CommentTarget) { c.CommentOn(on, commentNone(on)) }
	d.NoLimits = "NO"
	d.Cascade = " CASCADE CONSTRAINTS"
	d.Column.Computed = computed
	d.Constraint.NoOnUpdate = true
	d.Index.Kind = func(c *compile.Compiler, i *schema.Index) {
		if on, _ := c.OptionFlag(i.Options, "bitmap"); on {
			c.WriteString("BITMAP ")
		}
	}
	d.Index.End = func(c *compile.Compiler, i *schema.Index) { compress(c, i.Options, " COMPRESS", " %v") }
	d.Index.NoPartial, d.Index.NameInSchema, d.Index.NoIfNotExists = true, true, true
	alter(&d.Alter)
}

// commentNone stands for no comment.
func commentNone(on compile.CommentTarget) string {
	if on.Column != nil {
		return "NULL"
	}
	return "''"
}

func computed(c *compile.Compiler, g *schema.Computed) {
	if g.Persistence == schema.Stored {
		c.Fail(errors.New("a computed column is not kept with the row here: leave the persistence out, or make it schema.Virtual"))
		return
	}
	compile.GeneratedAlways(c, g)
}

func tableEnd(c *compile.Compiler, t *schema.Table) {
	o := t.Options()
	c.OnCommit(o)
	compress(c, o, "\n COMPRESS", " FOR %v")
	if name := c.OptionText(o, "tablespace"); name != "" {
		c.WriteString("\n TABLESPACE ")
		c.Ident(name)
	}
}

// compress writes that something is kept compressed, and how.
func compress(c *compile.Compiler, o schema.Options, words, how string) {
	switch v := c.Option(o, "compress").(type) {
	case nil:
	case bool:
		if v {
			c.WriteString(words)
		}
	default:
		c.WriteString(words + fmt.Sprintf(how, v))
	}
}

// inventory reads the catalog.
// Source: https://docs.oracle.com/en/database/oracle/oracle-database/21/refrn/ALL_OBJECTS.html
func inventory(c *compile.Compiler, _ *schema.Inventory) {
	c.WriteString("SELECT CASE object_type WHEN 'MATERIALIZED VIEW' THEN 'view' ELSE LOWER(object_type) END, " +
		"CASE WHEN owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') THEN '' WHEN owner = UPPER(owner) THEN LOWER(owner) ELSE owner END, " +
		"CASE WHEN object_name = UPPER(object_name) THEN LOWER(object_name) ELSE object_name END " +
		"FROM all_objects WHERE object_type IN ('TABLE', 'VIEW', 'MATERIALIZED VIEW', 'SEQUENCE', 'INDEX')")
}
