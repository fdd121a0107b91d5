package schema

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/typemap"
)

// Table is a table of a database. Embedded in a struct of typed columns and filled by
// Define, it makes that struct a table. It is not changed after its definition and is
// then safe for concurrent use.
type Table struct {
	expr.FromBase
	name        string
	schema      string
	comment     string
	prefixes    []string
	temporary   bool
	meta        *MetaData
	columns     []*Column
	refs        []*expr.Column // of columns, for expressions
	key         *PrimaryKeyConstraint
	constraints []Constraint // all of them, in order
	foreignKeys []*ForeignKey
	checks      []*Check // those of the table
	indexes     []*Index
	options     Options
	usual       Options // those that a database has given it by itself
	info        map[string]any
	after       []*Table // it is created behind
	hooks       hooks
	errs        []error
	reflected   bool        // it was read from a database
	alias       *expr.Alias // set in a struct made by As
}

// TableItem is a part of a table's definition: a column, a constraint or an index. Each
// serves one table.
type TableItem interface{ addTo(t *Table) }

// NewTable defines a table and enters it in meta. A table that meta already has is a mistake, unless
// KeepExisting or ExtendExisting is among the items: then it is the one that is returned.
func NewTable(meta *MetaData, name string, items ...TableItem) *Table {
	t := &Table{}
	if old, parts := existing(meta, name, items); old != nil {
		return old.Add(parts...)
	}
	t.define(meta, name, items)
	return t
}

func (t *Table) define(meta *MetaData, name string, items []TableItem) {
	if meta == nil { // keeps the mistake, and nothing else
		meta = NewMetaData()
		t.fail(fmt.Errorf("table %q is defined without a MetaData", name))
	}
	t.name, t.meta, t.schema = name, meta, meta.schema
	if name == "" {
		t.fail(errors.New("a table without a name"))
	}
	t.addItems(items)
	t.completeKey()
	t.nameParts()
	t.check(0, 0)
	t.checkTypes(t.columns)
	meta.add(t)
}

// Add adds constraints, indexes, columns and the like to a table that is defined, and returns it:
// those whose expressions need the table's own columns. It belongs to the definition, before the
// table is used.
func (t *Table) Add(items ...TableItem) *Table {
	if t.meta == nil {
		t.fail(errors.New("Add to a table that nothing has defined: use schema.Define or schema.NewTable"))
		return t
	}
	columns, constraints, indexes := len(t.columns), len(t.constraints), len(t.indexes)
	t.addItems(items)
	t.completeKey()
	t.nameParts()
	t.check(constraints, indexes)
	t.checkTypes(t.columns[columns:])
	t.meta.resolve(t.columns[columns:])
	return t
}

func (t *Table) addItems(items []TableItem) {
	for i, item := range items {
		if isNil(item) {
			t.fail(fmt.Errorf("part %d of the definition is nil", i+1))
			continue
		}
		item.addTo(t)
	}
}

// isNil reports whether item is nil or a nil pointer.
func isNil(item any) bool {
	if item == nil {
		return true
	}
	v := reflect.ValueOf(item)
	return (v.Kind() == reflect.Pointer || v.Kind() == reflect.Func) && v.IsNil()
}

// completeKey brings the columns that are marked and the primary key as a constraint together.
func (t *Table) completeKey() {
	var marked []string
	for _, c := range t.columns {
		if c.PrimaryKey {
			marked = append(marked, c.name)
		}
	}
	if t.key == nil {
		key := NewPrimaryKey()
		key.table, t.key = t, key
		t.constraints = append(t.constraints, key)
	}
	if len(t.key.Columns) == 0 {
		t.key.Columns = marked
	}
	for _, name := range marked {
		if !slices.Contains(t.key.Columns, name) {
			t.fail(fmt.Errorf("column %q is marked as primary key, but the primary key is of %s", name, strings.Join(t.key.Columns, ", ")))
		}
	}
	for _, name := range t.key.Columns {
		if c := t.Column(name); c != nil && !c.PrimaryKey {
			c.PrimaryKey, c.Nullable = true, false
		}
	}
}

// check looks for names that constraints and indexes mention, from these on, and the table lacks.
func (t *Table) check(constraints, indexes int) {
	for _, c := range t.constraints[constraints:] {
		_, word := c.kind()
		switch c := c.(type) {
		case *PrimaryKeyConstraint:
			t.checkNames(word, c.Columns)
		case *ForeignKey:
			t.checkColumns(word, c.Columns)
			if len(c.Columns) != len(c.RefColumns) {
				t.fail(fmt.Errorf("foreign key to %q pairs %d columns with %d", c.RefTable, len(c.Columns), len(c.RefColumns)))
			}
			t.checkNames(word, c.OnDeleteColumns)
		case *Check:
			t.checkNames(word, c.columnNames())
		case *Exclude:
			t.checkNames(word, c.columnNames())
		default:
			t.checkColumns(word, c.columnNames())
		}
	}
	for _, i := range t.indexes[indexes:] {
		if len(i.Parts) == 0 && len(i.Options) == 0 {
			t.fail(errors.New("index without columns"))
		}
		t.checkNames("index", i.ColumnNames())
	}
	t.checkAutoIncrement()
}

// checkTypes looks for columns that have no type and refer to none that could have one.
func (t *Table) checkTypes(columns []*Column) {
	for _, c := range columns {
		if isTypeless(c) && !t.refers(c) {
			t.fail(fmt.Errorf("column %q has no type", c.name))
		}
	}
}

// refers reports whether the column is part of a foreign key.
func (t *Table) refers(c *Column) bool {
	return slices.ContainsFunc(t.foreignKeys, func(fk *ForeignKey) bool { return slices.Contains(fk.Columns, c.name) })
}

func (t *Table) checkAutoIncrement() {
	var found *Column
	for _, c := range t.columns {
		switch {
		case c.auto != autoIncrementYes:
		case !c.PrimaryKey:
			t.fail(fmt.Errorf("column %q: AutoIncrement is for columns of the primary key; for others use IdentityByDefault", c.name))
		case c.typ.Kind != typemap.KindUnknown && !c.typ.IsInteger() && !(c.typ.Kind == typemap.KindNumeric && c.typ.Scale == 0):
			t.fail(fmt.Errorf("column %q: AutoIncrement is for whole numbers, not for the type %s", c.name, c.typ))
		case found != nil:
			t.fail(fmt.Errorf("columns %q and %q: a table has one column with AutoIncrement", found.name, c.name))
		default:
			found = c
		}
	}
}

// checkNames looks for columns that the table does not have.
func (t *Table) checkNames(what string, names []string) {
	for _, n := range names {
		if t.Column(n) == nil {
			t.fail(fmt.Errorf("%s names column %q, which the table does not have", what, n))
		}
	}
}

func (t *Table) checkColumns(what string, names []string) {
	if len(names) == 0 {
		t.fail(fmt.Errorf("%s without columns", what))
	}
	t.checkNames(what, names)
}

func (t *Table) fail(err error) {
	t.errs = append(t.errs, fault.Errorf("table %q: %w", t.name, err))
}

// Err returns the mistakes in the definition, nil if there are none.
func (t *Table) Err() error {
	if t.meta == nil && len(t.errs) == 0 {
		return errors.New("gild: a schema.Table that nothing has defined: use schema.Define or schema.NewTable")
	}
	return errors.Join(t.errs...)
}

// Name returns the table's name.
func (t *Table) Name() string { return t.name }

// Schema returns the schema that the table is in, empty for the database's default.
func (t *Table) Schema() string { return t.schema }

// FullName returns the table's name with its schema in front, if it is in one: the name by which
// the MetaData knows it.
func (t *Table) FullName() string { return fullName(t.schema, t.name) }

func fullName(schema, name string) string {
	if schema == "" {
		return name
	}
	return schema + "." + name
}

// Comment returns the comment that the database keeps about the table, empty for none.
func (t *Table) Comment() string { return t.comment }

// Prefixes returns the words between CREATE and TABLE. The slice is not to be changed.
func (t *Table) Prefixes() []string { return t.prefixes }

// IsTemporary reports whether it is defined with Temporary.
func (t *Table) IsTemporary() bool { return t.temporary }

// Options returns the options of dialects.
func (t *Table) Options() Options { return t.options }

// Info returns what Info has left with the table. The map is not to be changed.
func (t *Table) Info() map[string]any { return t.info }

// MetaData returns what the table was defined in.
func (t *Table) MetaData() *MetaData { return t.meta }

// C returns the column of that name in its dynamic form, for any value. An unknown
// name is an error when the statement is compiled.
func (t *Table) C(name string) expr.Col[any] {
	return expr.DynamicColumn(expr.CanonicalFrom(t), name)
}

// Column returns the definition of the column of that name, nil if there is none.
func (t *Table) Column(name string) *Column {
	i := slices.IndexFunc(t.columns, func(c *Column) bool { return c.Name() == name })
	if i < 0 {
		return nil
	}
	return t.columns[i]
}

// Definitions returns the definitions of the columns in order. The slice is not to be changed.
func (t *Table) Definitions() []*Column { return t.columns }

// PrimaryKey returns the definitions of the primary key's columns, in the order of the key.
func (t *Table) PrimaryKey() []*Column {
	if t.key == nil {
		return nil
	}
	var columns []*Column
	for _, name := range t.key.Columns {
		if c := t.Column(name); c != nil {
			columns = append(columns, c)
		}
	}
	return columns
}

// Key returns the primary key as a constraint, without columns for a table that has none.
func (t *Table) Key() *PrimaryKeyConstraint { return t.key }

// AutoIncrement returns the column that the database numbers by itself, nil if there is
// none: the column of the primary key that is marked with AutoIncrement, else its only column, if
// that is of whole numbers, without default and foreign key. A sequence is no such default, and an
// identity neither.
func (t *Table) AutoIncrement() *Column {
	key := t.PrimaryKey()
	for _, c := range key {
		if c.auto == autoIncrementYes {
			return c
		}
	}
	if len(key) != 1 || !t.numbersItself(key[0]) {
		return nil
	}
	return key[0]
}

func (t *Table) numbersItself(c *Column) bool {
	if c.auto == autoIncrementNo || c.HasServerDefault() || c.Computed != nil || !c.Type().IsInteger() {
		return false
	}
	if c.onInsert != nil {
		return false
	}
	return !t.refers(c)
}

// Sequence returns the sequence whose next value the column's default is, nil for others.
func (c *Column) Sequence() *expr.Sequence {
	if c.onInsert == nil {
		return nil
	}
	if call, ok := expr.Canonical(c.onInsert).(*expr.Call); ok {
		return call.Sequence
	}
	return nil
}

// Constraints returns the constraints of all kinds in order, without a primary key that has no
// columns. Those of columns are among them, also the checks that are written beside a column.
func (t *Table) Constraints() []Constraint {
	all := make([]Constraint, 0, len(t.constraints))
	for _, c := range t.constraints {
		if c != Constraint(t.key) || len(t.key.Columns) > 0 {
			all = append(all, c)
		}
	}
	return all
}

// Constraint returns the constraint of that name, nil if there is none.
func (t *Table) Constraint(name string) Constraint {
	for _, c := range t.constraints {
		if c.Base().Name == name && name != "" {
			return c
		}
	}
	return nil
}

// Index returns the index of that name, nil if there is none.
func (t *Table) Index(name string) *Index {
	for _, i := range t.indexes {
		if i.Name == name {
			return i
		}
	}
	return nil
}

// Checks returns the checks of the table, without those beside columns. The slice is not to be
// changed.
func (t *Table) Checks() []*Check { return t.checks }

// ForeignKeys returns the foreign keys in order. The slice is not to be changed.
func (t *Table) ForeignKeys() []*ForeignKey { return t.foreignKeys }

// Uniques returns the unique constraints in order.
func (t *Table) Uniques() []*Unique {
	var all []*Unique
	for _, c := range t.constraints {
		if u, ok := c.(*Unique); ok {
			all = append(all, u)
		}
	}
	return all
}

// Indexes returns the indexes in order. The slice is not to be changed.
func (t *Table) Indexes() []*Index { return t.indexes }

// FromName returns the name that qualifies the columns: the table's, or the alias's for
// a struct made by As.
func (t *Table) FromName() string {
	if t.alias != nil {
		return t.alias.FromName()
	}
	return t.name
}

// Columns returns the columns for use in expressions, in order. The slice is not to be changed.
func (t *Table) Columns() []*expr.Column {
	if t.alias != nil {
		return t.alias.Columns()
	}
	return t.refs
}

// Fixed marks the table as known by identity.
func (t *Table) Fixed() {}

// Unwrap returns the node that stands in statement trees: the table itself, or the
// alias for a struct made by As.
func (t *Table) Unwrap() expr.Node {
	if t.alias != nil {
		return t.alias
	}
	return t
}

// Fields declares the node: a table is known by identity.
func (t *Table) Fields(v expr.Visitor) {
	v.Kind("table")
	v.Pin(t)
}
