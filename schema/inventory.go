package schema

import (
	"slices"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// Inventory is the query by which CreateAll and DropAll find out what is there: its rows are the
// kind (table, view, sequence, index or type), the schema, empty for the default one, and the name
// of each object in these schemas.
type Inventory struct {
	expr.StatementBase
	Schemas []string // besides the default one
	// Abilities are those of the database, which the compiler fills in.
	Abilities *Abilities
	// InSchema returns what the compiler calls a schema in the database: it fills it in.
	InSchema func(schema string) string
}

// Fields declares the node, which is compiled anew each time.
func (s *Inventory) Fields(v expr.Visitor) { v.Opaque() }

// InventoryColumns are the columns of an Inventory.
func InventoryColumns() *typemap.Columns {
	text := typemap.Text()
	return &typemap.Columns{Names: []string{"kind", "schema", "name"}, Types: []typemap.Type{text, text, text}}
}

// object is what an Inventory finds.
type object struct {
	Kind   string
	Schema string
	Name   string
}

// Schemas returns the schemas that the MetaData mentions, its own first: the empty name is the default one of
// the database.
func (m *MetaData) Schemas() []string {
	if m.schema == "" {
		return append([]string{""}, m.schemas()...)
	}
	return append([]string{m.schema}, slices.DeleteFunc(m.schemas(), func(s string) bool { return s == m.schema })...)
}

// schemas returns the schemas that the MetaData mentions, each once, but for the default one.
func (m *MetaData) schemas() []string {
	seen := map[string]bool{"": true}
	var list []string
	note := func(schema string) {
		if !seen[schema] {
			seen[schema] = true
			list = append(list, schema)
		}
	}
	for _, t := range m.Tables() {
		note(t.schema)
		for _, c := range t.columns {
			schema, _, _ := c.typ.EnumName()
			note(schema)
		}
	}
	for _, s := range m.Sequences() {
		note(s.Schema)
	}
	for _, d := range m.Domains() {
		note(d.Schema)
	}
	for _, v := range m.Views() {
		note(v.Schema)
	}
	return list
}
