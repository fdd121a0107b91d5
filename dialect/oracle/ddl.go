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
	d.Abilities = schema.Abilities{Sequences: true, Comments: true, ViewComments: true, Alter: true, Materialized: true}
	d.Inventory = inventory
	d.Temporary = "GLOBAL TEMPORARY"
	d.Options = options
	d.TableEnd = tableEnd
	// A comment is a text: an empty one is none.
	// Source: https://docs.oracle.com/en/database/oracle/oracle-database/21/sqlrf/COMMENT.html
	d.ViewComment, d.NoComment = "TABLE", "''"
	d.NoLimits, d.NoCache, d.KeepsStart = "NO", true, true
	d.Refresh = refresh
	d.Cascade, d.KeptCascade = " CASCADE CONSTRAINTS", ""
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

// refresh calls the package that reads a materialized view anew, which takes names as text.
// Source: https://docs.oracle.com/en/database/oracle/oracle-database/21/arpls/DBMS_MVIEW.html
func refresh(c *compile.Compiler, s *schema.RefreshView) {
	if s.Concurrently {
		c.Fail(errors.New("reading goes on while a materialized view is read anew here: leave Concurrently out"))
		return
	}
	c.WriteString("BEGIN DBMS_MVIEW.REFRESH(")
	c.TextLiteral(c.Aside(func() { c.Qualified(s.View.Schema, s.View.Name) }))
	c.WriteString("); END;")
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
