package postgres

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// ddl sets how PostgreSQL creates and drops.
// Source: https://www.postgresql.org/docs/current/ddl.html
func ddl(r *compile.Rules, v dialect.Version) {
	d := &r.DDL
	d.Abilities = schema.Abilities{
		Enums: true, Domains: true, Sequences: true, Comments: true, ConstraintComment: true, ViewComments: true, ObjectComments: true, Alter: true,
		TableIfNotExists: true, IndexIfNotExists: true, Materialized: true, Transactional: true, EmptyTables: true,
		ColumnComments: true, NamesParts: true, RenamesParts: true, ReplacesViews: true, ViewsHold: true, TempSchema: "pg_temp",
		Settings: parametersIn, PartOf: func(o schema.Options) string { whole, _ := partitionOf(o); return whole },
	}
	d.Form = form
	d.Column.Serial = map[string]string{"smallserial": "smallint", "serial": "integer", "bigserial": "bigint"}
	d.Inventory = inventory
	d.Options = options
	d.Made, d.MadeColumn = partition, partitionColumn
	d.TableWord = tableWord
	d.TableEnd = tableEnd
	d.SequenceType = true
	d.ViewOptions = func(c *compile.Compiler, view *schema.View) { with(c, view.Options, " WITH") }
	d.Column.Write = column
	d.Column.Type = columnType
	d.Column.Computed = computed(!v.Before(18, 0))
	d.Constraint.KeyWords = keyWords
	d.Constraint.Include = func(c *compile.Compiler, con schema.Constraint) {
		include(c, con.Base().Table(), con.Base().Options)
	}
	d.Constraint.End = func(c *compile.Compiler, con schema.Constraint) {
		if on, _ := c.OptionFlag(con.Base().Options, "no_inherit"); on {
			c.WriteString(" NO INHERIT")
		}
	}
	d.Constraint.Inherits = isOfWhole
	d.Constraint.Exclude, d.Constraint.OnDeleteColumns, d.Constraint.NotValid = true, true, true
	indexes(&d.Index)
	alter(&d.Alter)
}

// columnType writes a serial type for a column that the database numbers.
// Source: https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL
func columnType(c *compile.Compiler, col *schema.Column, auto bool) {
	if !auto || col.Identity != nil {
		c.TypeName(col.Type())
		return
	}
	switch col.Type().On(c.Rules().Dialect).Kind {
	case typemap.KindSmallInt:
		c.WriteString("SMALLSERIAL")
	case typemap.KindInteger:
		c.WriteString("SERIAL")
	default:
		c.WriteString("BIGSERIAL")
	}
}

// column says NULL of an identity that may be, as these are NOT NULL by themselves.
func column(c *compile.Compiler, col *schema.Column, auto bool) {
	compile.StandardColumn(c, col, auto)
	if col.Identity != nil && col.Nullable {
		c.WriteString(" NULL")
	}
}

// computed writes what a column is computed from. Before version 18 it is always stored.
// Source: https://www.postgresql.org/docs/18/ddl-generated-columns.html
func computed(virtual bool) func(c *compile.Compiler, g *schema.Computed) {
	return func(c *compile.Compiler, g *schema.Computed) {
		if virtual {
			compile.GeneratedAlways(c, g)
			return
		}
		if g.Persistence == schema.Virtual {
			c.Fail(errors.New("a computed column is kept with the row before PostgreSQL 18: leave the persistence out, or make it schema.Stored"))
			return
		}
		stored := *g
		stored.Persistence = schema.Stored
		compile.GeneratedAlways(c, &stored)
	}
}

func keyWords(c *compile.Compiler, con schema.Constraint) {
	if _, ok := con.(*schema.Unique); ok {
		nulls(c, con.Base().Options, "", " ")
	}
}

// nulls writes whether NULLs are taken for equal.
func nulls(c *compile.Compiler, o schema.Options, before, behind string) {
	if not, given := c.OptionFlag(o, "nulls_not_distinct"); given {
		words := "NULLS DISTINCT"
		if not {
			words = "NULLS NOT DISTINCT"
		}
		c.WriteString(before + words + behind)
	}
}

// include writes the columns that an index has besides.
func include(c *compile.Compiler, t *schema.Table, o schema.Options) {
	if names := c.OptionList(o, "include"); len(names) > 0 {
		c.WriteString(" INCLUDE ")
		c.Columns(t, names)
	}
}

// with writes storage parameters.
func with(c *compile.Compiler, o schema.Options, words string) {
	switch given := c.Option(o, "with").(type) {
	case nil:
	case map[string]any:
		c.WriteString(words + " (")
		for i, name := range slices.Sorted(maps.Keys(given)) {
			if i > 0 {
				c.WriteString(", ")
			}
			c.OneTerm("a name in the option with", name)
			if value := given[name]; value != nil {
				c.WriteString(" = ")
				c.OneWord("the option "+name, fmt.Sprint(value))
			}
		}
		c.WriteString(")")
	default:
		c.Fail(fmt.Errorf("the option with is a map[string]any, not a %T", given))
	}
}

// tableWord is what a table is besides temporary or not.
func tableWord(t *schema.Table) string {
	switch o := t.Options(); {
	case o.Get("postgresql", "server") != nil:
		return "FOREIGN "
	case isUnlogged(o):
		return "UNLOGGED "
	}
	return ""
}

func isUnlogged(o schema.Options) bool { return o.Get("postgresql", "unlogged") == true }

func tableEnd(c *compile.Compiler, t *schema.Table) {
	o := t.Options()
	if parents := c.OptionList(o, "inherits"); len(parents) > 0 {
		c.WriteString("\n INHERITS (")
		for i, name := range parents {
			if i > 0 {
				c.WriteString(", ")
			}
			otherTable(c, t, name)
		}
		c.WriteString(")")
	}
	if _, bound := partitionOf(o); bound != "" {
		c.WriteString("\n " + bound)
	}
	if server := c.OptionText(o, "server"); server != "" {
		c.WriteString("\n SERVER ")
		c.Ident(server)
	}
	text(c, o, "partition_by", "\n PARTITION BY ")
	if method := c.OptionText(o, "using"); method != "" {
		c.WriteString("\n USING ")
		c.OneWord("the method of a table", method)
	}
	with(c, o, "\n WITH")
	if oids, given := c.OptionFlag(o, "with_oids"); given {
		c.WriteString("\n WITH" + map[bool]string{false: "OUT"}[oids] + " OIDS")
	}
	c.OnCommit(o)
	tablespace(c, o, "\n TABLESPACE ")
}

func text(c *compile.Compiler, o schema.Options, name, words string) {
	if value := c.OptionText(o, name); value != "" {
		c.WriteString(words + value)
	}
}

func tablespace(c *compile.Compiler, o schema.Options, words string) {
	if name := c.OptionText(o, "tablespace"); name != "" {
		c.WriteString(words)
		c.Ident(name)
	}
}

// indexes sets how PostgreSQL creates indexes.
// Source: https://www.postgresql.org/docs/current/sql-createindex.html
func indexes(r *compile.IndexRules) {
	concurrently := func(c *compile.Compiler, i *schema.Index) {
		if on, _ := c.OptionFlag(i.Options, "concurrently"); on {
			c.WriteString("CONCURRENTLY ")
		}
	}
	r.Word, r.DropWord = concurrently, concurrently
	r.Using = func(c *compile.Compiler, i *schema.Index) {
		if method := c.OptionText(i.Options, "using"); method != "" {
			c.WriteString("USING ")
			c.OneWord("the method of an index", strings.ToLower(method))
			c.WriteString(" ")
		}
	}
	r.Grouped = func(e expr.Expr) bool {
		if _, isCall := e.(*expr.Call); isCall {
			return false
		}
		return compile.IsComputed(e)
	}
	r.Part = func(c *compile.Compiler, i *schema.Index, name string) {
		classes, ok := c.Option(i.Options, "ops").(map[string]string)
		if !ok && c.Option(i.Options, "ops") != nil {
			c.Fail(errors.New("the option ops is a map[string]string"))
		}
		if class := classes[name]; class != "" {
			c.WriteString(" ")
			c.OneTerm("an operator class", class)
		}
	}
	r.End = func(c *compile.Compiler, i *schema.Index) {
		include(c, i.Table(), i.Options)
		nulls(c, i.Options, " ", "")
		with(c, i.Options, " WITH")
		tablespace(c, i.Options, " TABLESPACE ")
	}
	r.Where = func(c *compile.Compiler, i *schema.Index) expr.Expr { return c.IndexCondition(i, "where") }
}
