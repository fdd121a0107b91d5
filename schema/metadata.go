package schema

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// MetaData is a set of tables that refer to each other by name, with the sequences, types and
// views that go with them. It is safe for concurrent use.
type MetaData struct {
	schema string
	naming Naming
	errs   []error

	mu           sync.RWMutex // protects following fields
	tables       []*Table     // in order of definition
	byName       map[string]*Table
	pending      []*Column // their types are those of columns not yet defined
	sequences    []*expr.Sequence
	domains      []*Domain
	enumComments map[string]string // by the name of the type
	enums        []typemap.Type
	views        []*View
	hooks        hooks
}

// MetaDataOption changes what a MetaData gives its tables.
type MetaDataOption func(m *MetaData)

// DefaultSchema puts tables, sequences, types and views into a schema of the database, unless they
// say which one they are in.
func DefaultSchema(name string) MetaDataOption { return func(m *MetaData) { m.schema = name } }

// NamingConvention gives constraints and indexes names. See Naming; Recommended is one.
func NamingConvention(n Naming) MetaDataOption { return func(m *MetaData) { m.naming = n } }

// NewMetaData returns an empty MetaData.
func NewMetaData(options ...MetaDataOption) *MetaData {
	m := &MetaData{byName: map[string]*Table{}}
	for _, o := range options {
		if o != nil {
			o(m)
		}
	}
	return m
}

// Schema returns the schema that tables are in unless they say otherwise, empty for the database's
// default.
func (m *MetaData) Schema() string { return m.schema }

// Naming returns the naming convention.
func (m *MetaData) Naming() Naming { return m.naming }

// Table returns the table of that name, nil if there is none. One in another schema than the
// default one is called by both: "sales.orders".
func (m *MetaData) Table(name string) *Table {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.table(name)
}

func (m *MetaData) table(name string) *Table {
	if t := m.byName[name]; t != nil || m.schema == "" {
		return t
	}
	return m.byName[fullName(m.schema, name)]
}

// Tables returns the tables in the order of their definition.
func (m *MetaData) Tables() []*Table {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return append([]*Table{}, m.tables...)
}

// Err returns all mistakes in the definitions, or nil. It finds more than Table.Err, which
// sees one table: foreign keys that lead nowhere, and indexes of one name.
func (m *MetaData) Err() error {
	var errs []error
	errs = append(errs, m.errs...)
	indexed := map[string]*Table{}
	for _, t := range m.Tables() {
		errs = append(errs, t.Err())
		for _, c := range t.columns {
			if isTypeless(c) && t.refers(c) {
				errs = append(errs, fmt.Errorf("gild: table %q: column %q has no type, and what it refers to has none, either: give it one", t.name, c.name))
			}
		}
		for _, fk := range t.foreignKeys {
			_, err := fk.Target()
			errs = append(errs, err)
		}
		for _, i := range t.indexes {
			name := fullName(t.schema, i.Name)
			if other := indexed[name]; other != nil && !i.local {
				errs = append(errs, fmt.Errorf("gild: table %q: there is already an index %q, of table %q", t.name, i.Name, other.name))
			}
			indexed[name] = t
		}
	}
	return errors.Join(errs...)
}

// add enters a table. A second table of one name is a mistake in that table.
func (m *MetaData) add(t *Table) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.byName[t.FullName()] != nil {
		t.fail(fmt.Errorf("table %q is already defined in this MetaData", t.FullName()))
	} else {
		m.byName[t.FullName()] = t
	}
	m.tables = append(m.tables, t)
	m.await(t.columns)
}

// resolve gives columns without a type that of the columns which they refer to.
func (m *MetaData) resolve(more []*Column) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.await(more)
}

func (m *MetaData) await(columns []*Column) {
	for _, c := range columns {
		if isTypeless(c) {
			m.pending = append(m.pending, c)
		}
	}
	m.inferTypes()
}

// isTypeless reports whether a column was defined without a type.
func isTypeless(c *Column) bool { return c.typ == (typemap.Type{}) }

func (m *MetaData) inferTypes() {
	for again := true; again && len(m.pending) > 0; {
		before := len(m.pending)
		m.pending = slices.DeleteFunc(m.pending, m.inferType)
		again = len(m.pending) < before
	}
}

// inferType reports whether a column has got a type.
func (m *MetaData) inferType(c *Column) bool {
	t, _ := c.Table().(*Table)
	if t == nil {
		return true
	}
	for _, fk := range t.foreignKeys {
		i := slices.Index(fk.Columns, c.name)
		target := m.table(fk.RefTable)
		if i < 0 || i >= len(fk.RefColumns) || target == nil {
			continue
		}
		if ref := target.Column(fk.RefColumns[i]); ref != nil && !isTypeless(ref) {
			c.typ = ref.typ
			c.Column.Retype(ref.typ)
			return true
		}
	}
	return false
}
