package schema

import (
	"fmt"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// Column is the definition of a column. It is not changed after the definition of its
// table. The embedded column of the expression language, and with it Table, is there once
// the definition is part of a table.
type Column struct {
	*expr.Column
	PrimaryKey    bool
	Nullable      bool
	ServerDefault string // SQL of the default that the database knows, empty for none

	name       string
	typ        typemap.Type
	references *ForeignKey
	unique     bool
	index      bool
	onInsert   expr.Expr
	onUpdate   expr.Expr
	errs       []error
}

// Name returns the column's name, unquoted.
func (c *Column) Name() string { return c.name }

// Type returns the column's SQL type.
func (c *Column) Type() typemap.Type { return c.typ }

// ColumnOption changes a column's definition.
type ColumnOption func(c *Column)

// NewColumn defines a column, NOT NULL unless an option says otherwise.
func NewColumn(name string, typ typemap.Type, options ...ColumnOption) *Column {
	c := &Column{name: name, typ: typ}
	for _, o := range options {
		if o != nil {
			o(c)
		}
	}
	return c
}

// PrimaryKey makes the column part of the primary key.
func PrimaryKey() ColumnOption { return func(c *Column) { c.PrimaryKey = true } }

// Nullable allows NULL.
func Nullable() ColumnOption { return func(c *Column) { c.Nullable = true } }

// UniqueColumn makes the values of the column unique.
func UniqueColumn() ColumnOption { return func(c *Column) { c.unique = true } }

// Indexed gives the column an index.
func Indexed() ColumnOption { return func(c *Column) { c.index = true } }

// DefaultSQL gives the column a server default. The text is SQL: it is part of the
// DDL as it stands, and is not for values from outside.
func DefaultSQL(sql string) ColumnOption { return func(c *Column) { c.ServerDefault = sql } }

// References makes the column a foreign key to target, written "table.column".
func References(target string, options ...ForeignKeyOption) ColumnOption {
	return func(c *Column) {
		table, column, _ := cutLast(target, ".")
		c.references = NewForeignKey([]string{c.name}, table, []string{column}, options...)
	}
}

func (c *Column) addTo(t *Table) {
	switch {
	case c.Column != nil:
		t.fail(fmt.Errorf("column %q already belongs to table %q: a column definition serves one table", c.name, c.Table().FromName()))
		return
	case c.name == "":
		t.fail(fmt.Errorf("column %d has no name", len(t.columns)+1))
	case t.Column(c.name) != nil:
		t.fail(fmt.Errorf("column %q is defined twice", c.name))
	case c.typ.Kind == typemap.KindUnknown:
		t.fail(fmt.Errorf("column %q has no type", c.name))
	}
	for _, err := range c.errs {
		t.fail(fmt.Errorf("column %q: %w", c.name, err))
	}
	c.Column = expr.NewColumn(t, c.name, c.typ)
	t.columns = append(t.columns, c)
	t.refs = append(t.refs, c.Column)
	if c.references != nil {
		c.references.addTo(t)
	}
	if c.unique {
		NewUnique(c.name).addTo(t)
	}
	if c.index {
		NewIndex("", c.name).addTo(t)
	}
}

// cutLast slices s around the last sep.
func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
