package schema

import (
	"fmt"
	"slices"

	"github.com/gildsql/gild/expr"
)

// Index is an index of a table.
type Index struct {
	// Name is the index's name. An empty one is made by the naming convention of the MetaData,
	// without one ix_table_columns.
	Name     string
	Parts    []IndexKey
	Unique   bool
	Where    expr.Expr // the rows that it is about, nil for all
	Dialects []string  // where it is created; empty for everywhere
	// Inherited tells that it is a part of an index of the table that its own is a partition of: it is not created.
	Inherited bool
	Comment   string
	Options   Options
	Info      map[string]any

	table *Table
	made  bool
	local bool // the name is one within the table
}

// IndexKey is what an index is sorted by.
type IndexKey struct {
	Column string    // a column, or
	Expr   expr.Expr // an expression over the columns of the table, with its order
}

// NewIndex defines an index over columns. On adds expressions.
func NewIndex(name string, columns ...string) *Index {
	i := &Index{Name: name}
	for _, c := range columns {
		i.Parts = append(i.Parts, IndexKey{Column: c})
	}
	return i
}

// On adds expressions, to the definition itself, and returns it: a function of columns, or an
// order such as the Desc of a column. Columns are those of the table, which takes the index with
// Add, or expr.ColumnOf of their names; values are written as literals. A label is the name by
// which options of dialects know the part. A column alone is one as in NewIndex.
func (i *Index) On(expressions ...expr.Expr) *Index {
	for _, e := range expressions {
		part := IndexKey{Expr: owned(e)}
		switch col := part.Expr.(type) {
		case *expr.Column:
			part = IndexKey{Column: col.Name()}
		case *expr.BareColumn:
			part = IndexKey{Column: col.Name}
		}
		i.Parts = append(i.Parts, part)
	}
	return i
}

// For limits the index to rows for which the condition is true, in the definition itself, and
// returns it. Databases that have no such indexes refuse it: see OnlyOn.
func (i *Index) For(where expr.Expr) *Index {
	i.Where = owned(where)
	return i
}

// With adds options, to the definition itself, and returns it.
func (i *Index) With(options ...IndexOption) *Index {
	for _, o := range options {
		if o != nil {
			o.onIndex(i)
		}
	}
	return i
}

// UniqueIndex makes an index refuse rows that agree in all of its parts.
func UniqueIndex() IndexOption { return indexOption(func(i *Index) { i.Unique = true }) }

// Table returns the table that the index belongs to, nil if it is part of none.
func (i *Index) Table() *Table { return i.table }

// Made reports whether the name is one that the naming convention made. It is shortened
// where it is longer than the database takes; names that are given are not.
func (i *Index) Made() bool { return i.made }

// IsOn reports whether the index is for databases of the dialect.
func (i *Index) IsOn(dialect string) bool {
	return !i.Inherited && (len(i.Dialects) == 0 || slices.Contains(i.Dialects, dialect))
}

// ColumnNames returns the names of the columns that the index is about, those in expressions
// included.
func (i *Index) ColumnNames() []string {
	var names []string
	for _, p := range i.Parts {
		if p.Column != "" {
			names = append(names, p.Column)
		} else if p.Expr != nil {
			names = append(names, columnsIn(p.Expr)...)
		}
	}
	return names
}

func (i *Index) addTo(t *Table) {
	if i.table != nil {
		t.fail(fmt.Errorf("index %q already belongs to table %q", i.Name, i.table.name))
		return
	}
	i.table = t
	t.indexes = append(t.indexes, i)
}
