package orm

import (
	"iter"
	"reflect"
	"slices"

	"github.com/gildsql/gild/schema"
)

// TypeInfo is what a registry knows about a mapped type.
type TypeInfo struct {
	Type          reflect.Type // the struct
	Table         *schema.Table
	Fields        []FieldInfo // in the order of the struct
	Relationships []RelationshipInfo
	Base          reflect.Type // the struct that it is a sub-type of, nil for none
	Kind          any          // what the discriminator has in rows of the type, nil for none
	Abstract      bool         // only its sub-types have objects
}

// FieldInfo is a field that is mapped to a column.
type FieldInfo struct {
	Name     string // in Go, with the path through embedded structs
	Column   *schema.Column
	Key      bool // part of the primary key
	Version  bool // the version counter
	Deferred bool // read only when it is asked for
}

// RelationshipInfo is a relationship of a mapped type.
type RelationshipInfo struct {
	Name     string
	Target   reflect.Type  // the struct at the other end
	Many     bool          // a collection, not one object at most
	Holds    bool          // the type itself has the foreign key: a Ref
	Through  *schema.Table // of many-to-many, else nil
	Back     string        // the field of the target that is the other side, empty if there is none
	ViewOnly bool
}

// Types returns what is known about all mapped types, in the order in which they were given. It
// is nil if the mapping has mistakes.
func (r *Registry) Types() []TypeInfo {
	if r.err != nil {
		return nil
	}
	out := make([]TypeInfo, len(r.ordered))
	for i, m := range r.ordered {
		out[i] = m.info()
	}
	return out
}

// TypeOf returns what is known about the type of an object, a pointer to a mapped struct.
func (r *Registry) TypeOf(obj any) (TypeInfo, error) {
	t := reflect.TypeOf(obj)
	if t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil {
		return TypeInfo{}, errNilObject
	}
	m, err := r.mapperOf(t)
	if err != nil {
		return TypeInfo{}, err
	}
	return m.info(), nil
}

func (m *mapper) info() TypeInfo {
	info := TypeInfo{Type: m.typ, Table: m.table, Kind: m.kind, Abstract: m.abstract}
	if m.parent() != nil {
		info.Base = m.parent().typ
	}
	if m.tableless {
		info.Table = nil
	}
	for i := range m.fields {
		f := &m.fields[i]
		info.Fields = append(info.Fields, FieldInfo{Name: f.name, Column: f.definition, Key: slices.Contains(m.key, i), Version: f.version, Deferred: f.deferred})
	}
	for _, rel := range m.relations {
		r := RelationshipInfo{Name: rel.name, Target: rel.target.typ, Many: !rel.shape.scalar(), Holds: rel.shape == shapeRef, ViewOnly: rel.viewonly}
		if rel.link != nil {
			r.Through = rel.link.table
		}
		if rel.back != nil {
			r.Back = rel.back.name
		}
		info.Relationships = append(info.Relationships, r)
	}
	return info
}

// Objects yields the objects of the session in the order in which they came, with their states.
func (s *Session) Objects() iter.Seq2[any, Status] {
	return func(yield func(any, Status) bool) {
		for _, st := range s.states() {
			if !yield(st.object(), st.status()) {
				return
			}
		}
	}
}

// Change is a difference between an object and its row, as far as the session knows it.
type Change struct {
	Field          string // in Go
	Old, New       any    // of a column; of a new object Old is nil
	Added, Removed []any  // of a relationship
}

// Changes returns how an object of the session differs from its row, which is what the next flush is
// about: columns in the order of the struct, then relationships. A new object differs in all that it
// has. Nothing is loaded.
func (s *Session) Changes(obj any) ([]Change, error) {
	m, p, err := s.pointerTo(obj)
	if err != nil {
		return nil, err
	}
	st := s.stateAt(m, p)
	if st == nil || st.session != s {
		return nil, ErrDetached
	}
	var out []Change
	for i := range m.fields {
		switch f := &m.fields[i]; {
		case !st.stored && !f.unset(p):
			out = append(out, Change{Field: f.name, New: f.value(p)})
		case st.stored && st.snapshot != nil && f.changed(p, st.snapshot):
			out = append(out, Change{Field: f.name, Old: f.keptValue(st.snapshot), New: f.value(p)})
		}
	}
	for _, rel := range m.relations {
		c := rel.membersAt(p)
		change := Change{Field: rel.name}
		switch {
		case !st.stored:
			change.Added = slices.Clone(c.items)
		case c.changes != nil:
			change.Added, change.Removed = slices.Clone(c.changes.added), slices.Clone(c.changes.removed)
		}
		if len(change.Added)+len(change.Removed) > 0 {
			out = append(out, change)
		}
	}
	return out, nil
}
