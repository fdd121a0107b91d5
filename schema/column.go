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
	PrimaryKey bool
	Nullable   bool
	// ServerDefault is the SQL of the default that the database knows, ServerDefaultExpr the
	// same as an expression. At most one of them is there.
	ServerDefault     string
	ServerDefaultExpr expr.Expr
	Identity          *Identity // nil for none
	Computed          *Computed // nil for none
	Comment           string
	Quoted            bool // the name is quoted although it need not be
	System            bool // the database has the column by itself: it is no part of CREATE TABLE
	// Inherited tells that the table has the column from another one, or from what makes it, just as it is
	// there: it is no part of CREATE TABLE.
	Inherited bool
	// FetchOnInsert and FetchOnUpdate tell that the database gives the column a value which gild
	// does not know, by a trigger for instance.
	FetchOnInsert, FetchOnUpdate bool
	Options                      Options
	Info                         map[string]any

	name       string
	typ        typemap.Type
	references *ForeignKey
	checks     []*Check
	unique     bool
	index      bool
	uniqueName string // of the constraint that the column is part of, empty for one of its own
	indexName  string
	auto       autoIncrement
	onInsert   expr.Expr
	onUpdate   expr.Expr
	errs       []error
}

// autoIncrement tells whether the database numbers a column by itself.
type autoIncrement int

const (
	autoIncrementAuto autoIncrement = iota // if it is a primary key alone, whole numbers, without default and foreign key
	autoIncrementYes
	autoIncrementNo
)

// Name returns the column's name, unquoted.
func (c *Column) Name() string { return c.name }

// Type returns the column's SQL type. Of one that was defined without a type it is that of the
// column that it refers to, once that is defined.
func (c *Column) Type() typemap.Type { return c.typ }

// HasServerDefault reports whether the database has a default for the column.
func (c *Column) HasServerDefault() bool { return c.ServerDefault != "" || c.ServerDefaultExpr != nil }

// NewColumn defines a column, NOT NULL unless an option says otherwise. The zero Type is that of
// the column which a foreign key refers to.
func NewColumn(name string, typ typemap.Type, options ...ColumnOption) *Column {
	c := &Column{name: name, typ: typ}
	c.with(options)
	return c
}

// with applies options, nil ones passed over.
func (c *Column) with(options []ColumnOption) {
	for _, o := range options {
		if o != nil {
			o.onColumn(c)
		}
	}
}

// PrimaryKey makes the column part of the primary key.
func PrimaryKey() ColumnOption { return columnOption(func(c *Column) { c.PrimaryKey = true }) }

// Nullable allows NULL.
func Nullable() ColumnOption { return columnOption(func(c *Column) { c.Nullable = true }) }

// OfType gives the column another type, for those of structs given to Define, whose tags have words
// for the kind of a type and its sizes alone:
//
//	schema.Amend("mood", schema.OfType(typemap.Enum("mood", "sad", "ok")))
func OfType(t typemap.Type) ColumnOption { return columnOption(func(c *Column) { c.typ = t }) }

// NotNull refuses NULL, as columns do that no option says otherwise of.
func NotNull() ColumnOption { return columnOption(func(c *Column) { c.Nullable = false }) }

// Inherited marks a column as one that the table has from another one, such as those of postgres.Inherits: see Column.Inherited.
func Inherited() ColumnOption { return columnOption(func(c *Column) { c.Inherited = true }) }

// UniqueColumn makes the values of the column unique: by a constraint or, beside Indexed, by the
// index.
func UniqueColumn() ColumnOption { return columnOption(func(c *Column) { c.unique = true }) }

// Indexed gives the column an index.
func Indexed() ColumnOption { return columnOption(func(c *Column) { c.index = true }) }

// AutoIncrement lets the database number the column by itself, also where it would not do so
// unasked: one of several columns of a primary key, or one that refers to another table.
func AutoIncrement() ColumnOption {
	return columnOption(func(c *Column) { c.auto = autoIncrementYes })
}

// NoAutoIncrement keeps the database from numbering the column by itself.
func NoAutoIncrement() ColumnOption {
	return columnOption(func(c *Column) { c.auto = autoIncrementNo })
}

// QuotedName quotes the name of the column although it need not be, which makes a difference on
// Oracle: names without quotes are in capital letters there.
func QuotedName() ColumnOption { return columnOption(func(c *Column) { c.Quoted = true }) }

// SystemColumn is a column that the database has by itself, such as xmin of PostgreSQL.
func SystemColumn() ColumnOption { return columnOption(func(c *Column) { c.System = true }) }

// FetchedOnInsert tells that the database gives the column a value in each INSERT, by a trigger
// for instance.
func FetchedOnInsert() ColumnOption { return columnOption(func(c *Column) { c.FetchOnInsert = true }) }

// FetchedOnUpdate tells that the database gives the column a value in each UPDATE, by a trigger
// for instance.
func FetchedOnUpdate() ColumnOption { return columnOption(func(c *Column) { c.FetchOnUpdate = true }) }

// DefaultSQL gives the column a server default. The text is SQL: it is part of the
// DDL as it stands, and is not for values from outside.
func DefaultSQL(sql string) ColumnOption {
	return columnOption(func(c *Column) { c.ServerDefault, c.ServerDefaultExpr = sql, nil })
}

// ServerDefault gives the column a server default: an expression such as expr.Now(), or a value,
// which is written as a literal.
func ServerDefault(v any) ColumnOption {
	return columnOption(func(c *Column) {
		e, ok := v.(expr.Expr)
		if !ok {
			e = expr.TypedVal(v, c.typ)
		}
		c.ServerDefault, c.ServerDefaultExpr = "", owned(e)
	})
}

// References makes the column a foreign key to target, written "table.column" or
// "schema.table.column".
func References(target string, options ...ForeignKeyOption) ColumnOption {
	return columnOption(func(c *Column) {
		table, column, _ := cutLast(target, ".")
		c.references = NewForeignKey([]string{c.name}, table, []string{column}, options...)
	})
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
	}
	for _, err := range c.errs {
		t.fail(fmt.Errorf("column %q: %w", c.name, err))
	}
	c.check(t)
	c.Column = expr.NewColumn(t, c.name, c.typ)
	if c.Quoted {
		c.Column.ForceQuotes()
	}
	t.columns = append(t.columns, c)
	t.refs = append(t.refs, c.Column)
	c.addParts(t, parts{})
}

// check looks for options that contradict each other.
func (c *Column) check(t *Table) {
	given := 0
	for _, is := range []bool{c.HasServerDefault(), c.Identity != nil, c.Computed != nil} {
		if is {
			given++
		}
	}
	if given > 1 {
		t.fail(fmt.Errorf("column %q: of a server default, an identity and a computation it can have one", c.name))
	}
	if c.Computed != nil && c.Computed.SQL == "" && c.Computed.Expr == nil {
		t.fail(fmt.Errorf("column %q: it is computed from nothing", c.name))
	}
}

// parts are the constraints and indexes that a column was given, at some time.
type parts struct {
	references    *ForeignKey
	checks        int
	unique, index bool
}

func (c *Column) parts() parts { return parts{c.references, len(c.checks), c.unique, c.index} }

// addParts adds the constraints and indexes of the column that it has besides those before.
func (c *Column) addParts(t *Table, before parts) {
	if c.unique && (!c.index || c.uniqueName != "") && !before.unique {
		c.addUnique(t)
	}
	if c.references != before.references {
		c.references.addTo(t)
	}
	for _, check := range c.checks[before.checks:] {
		check.addTo(t)
	}
	if c.index && !before.index {
		c.addIndex(t)
	}
}

// addUnique makes the column a part of the unique constraint with the name that it says, if it does.
func (c *Column) addUnique(t *Table) {
	for _, u := range t.Uniques() {
		if u.Name == c.uniqueName && c.uniqueName != "" {
			u.Columns = append(u.Columns, c.name)
			return
		}
	}
	NewUnique(c.name).With(Named(c.uniqueName)).addTo(t)
}

// addIndex makes the column a part of the index with the name that it says, if it does.
func (c *Column) addIndex(t *Table) {
	if i := t.Index(c.indexName); i != nil && c.indexName != "" {
		i.Parts = append(i.Parts, IndexKey{Column: c.name})
		i.Unique = i.Unique || c.unique && c.uniqueName == ""
		return
	}
	index := NewIndex(c.indexName, c.name)
	index.Unique = c.unique && c.uniqueName == ""
	index.addTo(t)
}

// Checks returns the checks that are written beside the column. The slice is not to be changed.
func (c *Column) Checks() []*Check { return c.checks }

// cutLast slices s around the last sep.
func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
