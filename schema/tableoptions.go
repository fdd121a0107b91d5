package schema

// InSchema puts a table into a schema of the database other than the MetaData's default one.
func InSchema(name string) TableItem { return inSchema(name) }

type inSchema string

func (name inSchema) addTo(t *Table) { t.schema = string(name) }

// Prefixes are words between CREATE and TABLE, such as "UNLOGGED" of PostgreSQL. They are SQL
// text, and not for values from outside.
func Prefixes(words ...string) TableItem {
	return tableOption(func(t *Table) { t.prefixes = append(t.prefixes, words...) })
}

// Temporary makes the table one of the connection that creates it, or, on Oracle, one in which each connection has rows
// of its own. SQL Server has no such word: the names of temporary tables begin with #.
func Temporary() TableItem { return tableOption(func(t *Table) { t.temporary = true }) }

// tableOption is a TableItem that is no part of the table.
type tableOption func(t *Table)

func (o tableOption) addTo(t *Table) { o(t) }

// DependsOn lets a table be created behind others, and dropped before them, without a foreign
// key to them: those whose function or trigger it needs. They are tables of the same MetaData.
func DependsOn(tables ...*Table) TableItem {
	return tableOption(func(t *Table) { t.after = append(t.after, tables...) })
}
