package postgres

import (
	"errors"
	"slices"
	"strings"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/schema"
)

// partitionOf is the table that one with options is a partition of, and the rows that are its own, empty for none.
func partitionOf(o schema.Options) (whole, bound string) {
	if parts, ok := o.Get("postgresql", "partition_of").([]string); ok && len(parts) == 2 {
		return parts[0], parts[1]
	}
	return "", ""
}

// partition writes what a table is a partition of, if it is one: that has its columns.
// Source: https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARTITION
func partition(c *compile.Compiler, t *schema.Table) bool {
	whole, bound := partitionOf(t.Options())
	switch {
	case c.Option(t.Options(), "partition_of") == nil:
		return false
	case whole == "" || strings.TrimSpace(bound) == "":
		c.Fail(errors.New("a partition is one of a table for the rows of a bound: postgres.PartitionOf(\"events\", \"FOR VALUES FROM (1) TO (10)\")"))
		return false
	}
	c.WriteString(" PARTITION OF ")
	otherTable(c, t, whole)
	return true
}

// otherTable writes the name of a table that an option of another one calls by it.
func otherTable(c *compile.Compiler, t *schema.Table, name string) {
	if other := t.Other(name); other != nil {
		c.TableName(other)
		return
	}
	in, of := t.Schema(), name
	if i := strings.LastIndex(name, "."); i >= 0 {
		in, of = name[:i], name[i+1:]
	}
	c.Qualified(in, of)
}

// partitionColumn is what a partition has of its own about a column: a default and NOT NULL, unless its table has the
// same.
func partitionColumn(c *compile.Compiler, col *schema.Column) string {
	var same schema.Column
	var standard string
	if of := wholeOf(col.Table().(*schema.Table)); of != nil {
		if other := of.Column(col.Name()); other != nil {
			same, standard = *other, c.ServerDefault(other)
		}
	} else {
		same.Nullable = true
	}
	text := ""
	if own := c.ServerDefault(col); own != "" && own != standard && col.Computed == nil && col.Identity == nil {
		text += " DEFAULT " + own
	}
	if !col.Nullable && same.Nullable {
		text += " NOT NULL"
	}
	return text
}

// wholeOf is the table that another one is a partition of, nil if there is none.
func wholeOf(t *schema.Table) *schema.Table {
	if name, _ := partitionOf(t.Options()); name != "" {
		return t.Other(name)
	}
	return nil
}

// isOfWhole reports whether a constraint is one that a partition has from its table: the primary key, and checks, unique
// constraints and foreign keys that are defined there in the same way.
func isOfWhole(con schema.Constraint) bool {
	whole := wholeOf(con.Base().Table())
	return whole != nil && slices.ContainsFunc(whole.Constraints(), func(other schema.Constraint) bool { return isSame(con, other) })
}

func isSame(a, b schema.Constraint) bool {
	switch a := a.(type) {
	case *schema.PrimaryKeyConstraint:
		_, ok := b.(*schema.PrimaryKeyConstraint)
		return ok
	case *schema.Unique:
		b, ok := b.(*schema.Unique)
		return ok && slices.Equal(a.Columns, b.Columns)
	case *schema.ForeignKey:
		b, ok := b.(*schema.ForeignKey)
		return ok && slices.Equal(a.Columns, b.Columns) && a.RefTable == b.RefTable && slices.Equal(a.RefColumns, b.RefColumns)
	case *schema.Check:
		b, ok := b.(*schema.Check)
		return ok && a.Name != "" && a.Name == b.Name
	}
	return false
}
