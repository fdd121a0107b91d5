package gild

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// schemaNames gives what was read the schemas by which definitions call it, where WithSchemas or InSchemas say
// that these are others than those of the database, or the default schema is asked for by its name.
type schemaNames struct {
	names    map[string]string   // the database's, by those of definitions
	by       map[string][]string // those of definitions by the database's, the likeliest first
	standard string              // the database's own name for its default schema
	defined  func(n schema.Name) bool
	found    map[string]bool // what is in the default schema, nil for all that has no schema: others may be on the search path
	err      error           // of what cannot be called by any name
}

// schemaNames returns nil where things have one name. defined tells what there are definitions of.
func (r *reflector) schemaNames(ctx context.Context, defined func(n schema.Name) bool) (*schemaNames, error) {
	other := len(r.insp.schemaNames) > 0
	if !other && !slices.ContainsFunc(r.schemas(), func(name string) bool { return name != "" }) {
		return nil, nil
	}
	standard, err := r.insp.DefaultSchema(ctx)
	if err != nil || !other && !slices.Contains(r.schemas(), standard) {
		return nil, err
	}
	s := &schemaNames{names: r.insp.schemaNames, by: map[string][]string{}, standard: standard, defined: defined}
	if !other {
		if s.found, err = r.foundIn(ctx, standard); err != nil {
			return nil, err
		}
	}
	for _, name := range append(r.schemas(), slices.Sorted(maps.Keys(s.names))...) {
		s.stands(name)
	}
	return s, nil
}

// foundIn returns the names of the tables, views and types of a schema.
func (r *reflector) foundIn(ctx context.Context, name string) (map[string]bool, error) {
	i, found := r.insp.In(name), map[string]bool{}
	tables, err := i.Select(TableFilter{Kinds: schema.RelationAny}).Relations(ctx)
	if err != nil {
		return nil, err
	}
	for n := range tables {
		found[tables[n].Name.Name] = true
	}
	enums, err := i.Enums(ctx)
	if err != nil {
		return nil, err
	}
	for _, e := range enums {
		found[e.Name.Name] = true
	}
	domains, err := i.Domains(ctx)
	for _, d := range domains {
		found[d.Name.Name] = true
	}
	return found, err
}

// in returns what the database calls a schema. It may be called with nil.
func (s *schemaNames) in(name string) string {
	if s == nil {
		return name
	}
	if to, ok := s.names[name]; ok {
		return to
	}
	return name
}

// one returns one name for the default schema, which has two.
func (s *schemaNames) one(own string) string {
	if own == "" {
		return s.standard
	}
	return own
}

// stands notes that a name stands for a schema of the database.
func (s *schemaNames) stands(name string) {
	own := s.one(s.in(name))
	if !slices.Contains(s.by[own], name) {
		s.by[own] = append(s.by[own], name)
	}
}

// name returns a name of the database as definitions have it: as there is a definition, or else with the
// likeliest schema.
func (s *schemaNames) name(n schema.Name) schema.Name {
	if n.Schema == "" && s.found != nil && !s.found[n.Name] {
		return n
	}
	own := s.one(n.Schema)
	if own == s.standard {
		s.unless("")
	}
	s.unless(own)
	for _, name := range s.by[own] {
		if found := (schema.Name{Schema: name, Name: n.Name}); s.defined(found) {
			return found
		}
	}
	if len(s.by[own]) == 0 {
		if s.err == nil {
			s.err = fmt.Errorf("gild: %q is in schema %q, for which no name stands under WithSchemas or InSchemas: give it one there", n, own)
		}
		return n
	}
	return schema.Name{Schema: s.by[own][0], Name: n.Name}
}

// of is name, which may be called with nil.
func (s *schemaNames) of(n schema.Name) schema.Name {
	if s == nil {
		return n
	}
	return s.name(n)
}

// unless notes a name that stands for itself, unless it stands for another schema.
func (s *schemaNames) unless(name string) {
	if _, ok := s.names[name]; !ok {
		s.stands(name)
	}
}

// typ returns a type with the schemas of definitions.
func (s *schemaNames) typ(t typemap.Type) typemap.Type {
	return t.Moved(func(in string) string { return s.name(schema.Name{Schema: in, Name: typeName(t)}).Schema })
}

// typeName is the name of a type, or of that of the elements of an array.
func typeName(t typemap.Type) string {
	for t.Kind == typemap.KindArray {
		t = t.Elem()
	}
	for _, of := range []func() (string, string, bool){t.EnumName, t.DomainName, t.CompositeName} {
		if _, name, ok := of(); ok {
			return name
		}
	}
	return ""
}

// tables returns tables as definitions call them.
func (s *schemaNames) tables(all []schema.TableInfo) ([]schema.TableInfo, error) {
	if s == nil {
		return all, nil
	}
	called := slices.Clone(all)
	for i := range called {
		t := &called[i]
		t.Name = s.name(t.Name)
		t.Columns, t.ForeignKeys = slices.Clone(t.Columns), slices.Clone(t.ForeignKeys)
		for k := range t.Columns {
			t.Columns[k].Type = s.typ(t.Columns[k].Type)
		}
		for k := range t.ForeignKeys {
			t.ForeignKeys[k].Target = s.name(t.ForeignKeys[k].Target)
		}
	}
	return called, s.err
}

// names are the full names of what a MetaData defines.
func names(m *schema.MetaData, dialect string) map[string]bool {
	all := map[string]bool{}
	note := func(in, name string) { all[schema.Name{Schema: in, Name: name}.String()] = true }
	for _, t := range m.Tables() {
		note(t.Schema(), t.Name())
	}
	for _, v := range m.Views() {
		note(v.Schema, v.Name)
	}
	for _, t := range m.Enums(dialect) {
		in, name, _ := t.EnumName()
		note(in, name)
	}
	for _, d := range m.Domains() {
		note(d.Schema, d.Name)
	}
	for _, s := range m.Sequences() {
		note(s.Schema, s.Name)
	}
	return all
}
