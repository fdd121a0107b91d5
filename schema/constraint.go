package schema

import (
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
)

// ForeignKey says that columns hold a key of another table of the same MetaData.
type ForeignKey struct {
	Columns    []string
	RefTable   string
	RefColumns []string
	OnDelete   Action

	table *Table
}

// Action is what the database does to rows that refer to a row which goes away.
type Action string

// The actions. NoAction, the zero value, refuses at the end of the statement.
const (
	NoAction Action = ""
	Cascade  Action = "CASCADE"
	SetNull  Action = "SET NULL"
	Restrict Action = "RESTRICT"
)

var actions = []Action{NoAction, Cascade, SetNull, Restrict}

// ForeignKeyOption changes a foreign key's definition.
type ForeignKeyOption func(fk *ForeignKey)

// OnDelete sets what happens when the row referred to is deleted.
func OnDelete(a Action) ForeignKeyOption { return func(fk *ForeignKey) { fk.OnDelete = a } }

// NewForeignKey defines a foreign key, of one column or several.
func NewForeignKey(columns []string, refTable string, refColumns []string, options ...ForeignKeyOption) *ForeignKey {
	fk := &ForeignKey{Columns: columns, RefTable: refTable, RefColumns: refColumns}
	for _, o := range options {
		if o != nil {
			o(fk)
		}
	}
	return fk
}

func (fk *ForeignKey) addTo(t *Table) {
	if fk.table != nil {
		t.fail(fmt.Errorf("foreign key of %s already belongs to table %q", strings.Join(fk.Columns, ", "), fk.table.name))
		return
	}
	if fk.RefTable == "" || slices.Contains(fk.RefColumns, "") {
		t.fail(fmt.Errorf("foreign key of %s: the target is written \"table.column\"", strings.Join(fk.Columns, ", ")))
		return
	}
	if !slices.Contains(actions, fk.OnDelete) {
		t.fail(fmt.Errorf("foreign key of %s: unknown action %q on delete: known are CASCADE, SET NULL, RESTRICT", strings.Join(fk.Columns, ", "), fk.OnDelete))
	}
	fk.table = t
	t.foreignKeys = append(t.foreignKeys, fk)
}

// Table returns the table that the foreign key belongs to, nil if it is part of none.
func (fk *ForeignKey) Table() *Table { return fk.table }

// Target returns the table referred to. It fails, naming both tables, when the
// MetaData has no such table or that table no such column.
func (fk *ForeignKey) Target() (*Table, error) {
	if fk.table == nil {
		return nil, fmt.Errorf("gild: foreign key of %s to %q is part of no table", strings.Join(fk.Columns, ", "), fk.RefTable)
	}
	target := fk.table.meta.Table(fk.RefTable)
	if target == nil {
		return nil, fmt.Errorf("gild: table %q: foreign key of %s refers to table %q, which is not in the MetaData",
			fk.table.name, strings.Join(fk.Columns, ", "), fk.RefTable)
	}
	for _, name := range fk.RefColumns {
		if target.Column(name) == nil {
			return nil, fmt.Errorf("gild: table %q: foreign key of %s refers to column %q, which table %q does not have",
				fk.table.name, strings.Join(fk.Columns, ", "), name, fk.RefTable)
		}
	}
	return target, nil
}

// Unique says that no two rows agree in all of the columns.
type Unique struct{ Columns []string }

// NewUnique defines a unique constraint.
func NewUnique(columns ...string) *Unique { return &Unique{Columns: columns} }

func (u *Unique) addTo(t *Table) { t.uniques = append(t.uniques, u) }

// Index is an index of a table.
type Index struct {
	Name    string
	Columns []string
	table   *Table
}

// NewIndex defines an index. An empty name becomes ix_table_columns,
// shortened where that is longer than databases take.
func NewIndex(name string, columns ...string) *Index { return &Index{Name: name, Columns: columns} }

// Table returns the table that the index belongs to, nil if it is part of none.
func (i *Index) Table() *Table { return i.table }

// maxGenerated is the length of a generated name, in bytes, that every database takes:
// PostgreSQL's limit. Source: https://www.postgresql.org/docs/current/limits.html
const maxGenerated = 63

// shortName shortens a generated name that is too long, the same way on every run, and
// ends it with a checksum of the whole to keep it apart from others.
func shortName(name string) string {
	if len(name) <= maxGenerated {
		return name
	}
	sum := fmt.Sprintf("_%08x", crc32.ChecksumIEEE([]byte(name)))
	return strings.ToValidUTF8(name[:maxGenerated-len(sum)], "") + sum
}

func (i *Index) addTo(t *Table) {
	if i.table != nil {
		t.fail(fmt.Errorf("index %q already belongs to table %q", i.Name, i.table.name))
		return
	}
	i.table = t
	if i.Name == "" {
		i.Name = shortName("ix_" + t.name + "_" + strings.Join(i.Columns, "_"))
	}
	t.indexes = append(t.indexes, i)
}
