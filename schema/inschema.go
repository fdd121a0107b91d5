package schema

// InSchema puts a table into a schema of the database other than its default one.
func InSchema(name string) TableItem { return inSchema(name) }

type inSchema string

func (s inSchema) addTo(t *Table) { t.schema = string(s) }
