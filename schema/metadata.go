package schema

import (
	"errors"
	"fmt"
	"sync"
)

// MetaData is a set of tables that refer to each other by name. It is safe for
// concurrent use.
type MetaData struct {
	mu     sync.RWMutex // protects following fields
	tables []*Table     // in order of definition
	byName map[string]*Table
}

// NewMetaData returns an empty MetaData.
func NewMetaData() *MetaData { return &MetaData{byName: map[string]*Table{}} }

// Table returns the table of that name, nil if there is none.
func (m *MetaData) Table(name string) *Table {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.byName[name]
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
	indexed := map[string]*Table{}
	for _, t := range m.Tables() {
		errs = append(errs, t.Err())
		for _, fk := range t.foreignKeys {
			_, err := fk.Target()
			errs = append(errs, err)
		}
		for _, i := range t.indexes {
			if other := indexed[i.Name]; other != nil {
				errs = append(errs, fmt.Errorf("gild: table %q: there is already an index %q, of table %q", t.name, i.Name, other.name))
			}
			indexed[i.Name] = t
		}
	}
	return errors.Join(errs...)
}

// add enters a table. A second table of one name is a mistake in that table.
func (m *MetaData) add(t *Table) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.byName[t.name] != nil {
		t.fail(fmt.Errorf("table %q is already defined in this MetaData", t.name))
	} else {
		m.byName[t.name] = t
	}
	m.tables = append(m.tables, t)
}
