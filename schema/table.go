package schema

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/gildsql/gild/expr"
)

// Table is a table of a database. Embedded in a struct of typed columns and filled by
// Define, it makes that struct a table. It is not changed after its definition and is
// then safe for concurrent use.
type Table struct {
	expr.FromBase
	name        string
	schema      string
	meta        *MetaData
	columns     []*Column
	refs        []*expr.Column // of columns, for expressions
	foreignKeys []*ForeignKey
	uniques     []*Unique
	indexes     []*Index
	errs        []error
	alias       *expr.Alias // set in a struct made by As
}

// TableItem is a part of a table's definition: a column, a constraint or an index. Each
// serves one table.
type TableItem interface{ addTo(t *Table) }

// NewTable defines a table and enters it in meta.
func NewTable(meta *MetaData, name string, items ...TableItem) *Table {
	t := &Table{}
	t.define(meta, name, items)
	return t
}

func (t *Table) define(meta *MetaData, name string, items []TableItem) {
	if meta == nil { // keeps the mistake, and nothing else
		meta = NewMetaData()
		t.fail(fmt.Errorf("table %q is defined without a MetaData", name))
	}
	t.name, t.meta = name, meta
	if name == "" {
		t.fail(errors.New("a table without a name"))
	}
	for i, item := range items {
		if isNil(item) {
			t.fail(fmt.Errorf("part %d of the definition is nil", i+1))
			continue
		}
		item.addTo(t)
	}
	t.check()
	meta.add(t)
}

// isNil reports whether item is nil or a nil pointer.
func isNil(item TableItem) bool {
	v := reflect.ValueOf(item)
	return item == nil || v.Kind() == reflect.Pointer && v.IsNil()
}

// check looks for names that constraints mention and the table lacks.
func (t *Table) check() {
	for _, fk := range t.foreignKeys {
		t.checkColumns("foreign key", fk.Columns)
		if len(fk.Columns) != len(fk.RefColumns) {
			t.fail(fmt.Errorf("foreign key to %q pairs %d columns with %d", fk.RefTable, len(fk.Columns), len(fk.RefColumns)))
		}
	}
	for _, u := range t.uniques {
		t.checkColumns("unique constraint", u.Columns)
	}
	for _, i := range t.indexes {
		t.checkColumns("index", i.Columns)
	}
}

func (t *Table) checkColumns(what string, names []string) {
	if len(names) == 0 {
		t.fail(fmt.Errorf("%s without columns", what))
	}
	for _, n := range names {
		if t.Column(n) == nil {
			t.fail(fmt.Errorf("%s names column %q, which the table does not have", what, n))
		}
	}
}

func (t *Table) fail(err error) {
	t.errs = append(t.errs, fmt.Errorf("gild: table %q: %w", t.name, err))
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

// PrimaryKey returns the definitions of the primary key's columns, in order.
func (t *Table) PrimaryKey() []*Column {
	var key []*Column
	for _, c := range t.columns {
		if c.PrimaryKey {
			key = append(key, c)
		}
	}
	return key
}

// AutoIncrement returns the column that the database numbers by itself, nil if there is
// none: the only column of the primary key, an integer without default and foreign key.
func (t *Table) AutoIncrement() *Column {
	key := t.PrimaryKey()
	if len(key) != 1 || key[0].ServerDefault != "" || key[0].onInsert != nil || !key[0].Type().IsInteger() {
		return nil
	}
	for _, fk := range t.foreignKeys {
		if slices.Contains(fk.Columns, key[0].Name()) {
			return nil
		}
	}
	return key[0]
}

// ForeignKeys returns the foreign keys in order. The slice is not to be changed.
func (t *Table) ForeignKeys() []*ForeignKey { return t.foreignKeys }

// Uniques returns the unique constraints in order. The slice is not to be changed.
func (t *Table) Uniques() []*Unique { return t.uniques }

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
