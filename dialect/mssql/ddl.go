package mssql

import (
	"errors"
	"fmt"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// ddl sets how SQL Server creates and drops.
// Source: https://learn.microsoft.com/sql/t-sql/statements/statements
func ddl(r *compile.Rules) {
	d := &r.DDL
	d.Abilities = schema.Abilities{Sequences: true, Comments: true, Alter: true, Transactional: true}
	d.Inventory = inventory
	d.Options = options
	d.Comment = comment
	d.SequenceType, d.KeepsStart = true, true
	d.ReplaceView = "OR ALTER"
	d.TableInto, d.TemporaryNames = true, true
	d.Column.Write = column
	d.Column.Computed = computed
	d.Constraint.KeyWords = func(c *compile.Compiler, con schema.Constraint) { clustered(c, con.Base().Options) }
	d.Index.Kind = indexKind
	d.Index.End = indexEnd
	d.Index.Where = func(c *compile.Compiler, i *schema.Index) expr.Expr { return c.IndexCondition(i, "where") }
	d.Index.NoIfNotExists, d.Index.DropOnTable = true, true
	alter(&d.Alter)
}

// column says NULL or NOT NULL, as a setting of the database decides about columns
// that say neither, and marks the column that the database numbers.
// Source: https://learn.microsoft.com/sql/t-sql/statements/create-table-transact-sql
func column(c *compile.Compiler, col *schema.Column, auto bool) {
	if col.Computed != nil { // it has the type of what it is computed from
		c.Rules().DDL.Column.Computed(c, col.Computed)
	} else {
		c.Rules().DDL.Column.Type(c, col, auto)
	}
	switch {
	case col.Computed != nil && col.Computed.Persistence != schema.Stored: // which says itself whether it can be NULL
	case !col.Nullable || col.PrimaryKey || col.Sequence() != nil || col.Identity != nil:
		c.WriteString(" NOT NULL")
	case col.Computed == nil:
		c.WriteString(" NULL")
	}
	if auto || col.Identity != nil {
		identity(c, col)
		return
	}
	c.DefaultClause(col)
}

// identity writes where the numbers of a column begin, and how far they are apart.
func identity(c *compile.Compiler, col *schema.Column) {
	c.WriteString(" IDENTITY")
	start, increment := c.Option(col.Options, "identity_start"), c.Option(col.Options, "identity_increment")
	if col.Identity != nil {
		if start != nil || increment != nil {
			c.Fail(errors.New("the options identity_start and identity_increment do not go with an identity, which has its own"))
			return
		}
		if n := col.Identity.Numbers; n != nil {
			start, increment = number(n.Start), number(n.Increment)
		}
	}
	if start == nil && increment == nil {
		return
	}
	if start == nil {
		start = 1
	}
	if increment == nil {
		increment = 1
	}
	c.WriteString(fmt.Sprintf("(%v,%v)", start, increment))
}

func number(n *int64) any {
	if n == nil {
		return nil
	}
	return *n
}

func computed(c *compile.Compiler, g *schema.Computed) {
	c.WriteString("AS (" + c.Computation(g) + ")")
	if g.Persistence == schema.Stored {
		c.WriteString(" PERSISTED")
	}
}

// clustered writes whether the rows of the table are kept in the order of the index.
func clustered(c *compile.Compiler, o schema.Options) {
	if on, given := c.OptionFlag(o, "clustered"); given {
		c.WriteString(map[bool]string{true: "CLUSTERED ", false: "NONCLUSTERED "}[on])
	}
}

func indexKind(c *compile.Compiler, i *schema.Index) {
	clustered(c, i.Options)
	if on, _ := c.OptionFlag(i.Options, "columnstore"); on {
		c.WriteString("COLUMNSTORE ")
	}
}

func indexEnd(c *compile.Compiler, i *schema.Index) {
	if names := c.OptionList(i.Options, "include"); len(names) > 0 {
		c.WriteString(" INCLUDE ")
		c.Columns(i.Table(), names)
	}
}

// comment keeps comments as properties.
// Source: https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-addextendedproperty-transact-sql
func comment(c *compile.Compiler, on compile.CommentTarget) {
	if on.Constraint != nil {
		c.Fail(errors.New("there are no comments on constraints here"))
		return
	}
	verb := "add"
	switch {
	case on.Drop:
		verb = "drop"
	case on.Replaces:
		verb = "update"
	}
	c.WriteString("execute sp_" + verb + "extendedproperty 'MS_Description', ")
	if !on.Drop {
		national(c, on.Text)
		c.WriteString(", ")
	}
	c.WriteString("'schema', ")
	c.Schema(schemaOf(c, on.Table))
	c.WriteString(", 'table', ")
	c.Ident(on.Table.Name())
	if on.Column != nil {
		c.WriteString(", 'column', ")
		c.ColumnName(on.Column)
	}
}

func national(c *compile.Compiler, text string) {
	b, err := c.Rules().AppendLiteral(nil, typemap.UnicodeText(), text)
	if err != nil {
		c.Fail(err)
	}
	if len(b) > 0 && b[0] != 'N' {
		c.WriteString("N")
	}
	c.WriteString(string(b))
}

// inventory reads the catalog.
// Source: https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-objects-transact-sql
func inventory(c *compile.Compiler, s *schema.Inventory) {
	c.WriteString("SELECT CASE o.type WHEN 'V' THEN 'view' WHEN 'SO' THEN 'sequence' ELSE 'table' END, CASE WHEN o.schema_id = SCHEMA_ID() THEN '' ELSE SCHEMA_NAME(o.schema_id) END, o.name FROM sys.objects o WHERE o.type IN ('U', 'V', 'SO')")
	c.WriteString(" UNION ALL SELECT 'index', CASE WHEN o.schema_id = SCHEMA_ID() THEN '' ELSE SCHEMA_NAME(o.schema_id) END, i.name FROM sys.indexes i JOIN sys.objects o ON o.object_id = i.object_id WHERE i.name IS NOT NULL AND o.type IN ('U', 'V')")
}
