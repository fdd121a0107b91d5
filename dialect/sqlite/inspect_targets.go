package sqlite

import (
	"slices"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/schema"
)

// targets finds the tables that foreign keys refer to. SQLite takes their names in any case and
// keeps them as they were written, which is not always how the tables are named.
type targets struct {
	reading *dialect.Reading
	rows    []constraintRow
	named   map[[2]string]string // by schema and name in small letters, nil if not read
}

// name is the name of the table that a foreign key of a schema refers to, and what is written
// without such a table. It asks the catalog, once, for what is not among the rows.
func (t *targets) name(db string, key pragmaKey) (schema.Name, error) {
	if slices.ContainsFunc(t.rows, func(row constraintRow) bool { return row.DB == db && row.Name == key.Target }) {
		return t.reading.Name(key.Target), nil
	}
	if t.named == nil {
		if err := t.read(); err != nil {
			return schema.Name{}, err
		}
	}
	if name, ok := t.named[[2]string{db, key.Folded}]; ok {
		return t.reading.Name(name), nil
	}
	return t.reading.Name(key.Target), nil
}

// read reads the names of all tables.
func (t *targets) read() error {
	all := *t.reading
	all.Names = nil
	type row struct{ DB, Folded, Name string }
	rows, err := read[row](&all, "SELECT m.db, lower(m.name) AS folded, m.name "+relations(&all, "")+" AND m.type = 'table'")
	if err != nil {
		return err
	}
	t.named = map[[2]string]string{}
	for _, row := range rows {
		t.named[[2]string{row.DB, row.Folded}] = row.Name
	}
	return nil
}
