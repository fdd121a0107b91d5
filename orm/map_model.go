package orm

import (
	"fmt"
	"reflect"

	"github.com/gildsql/gild/schema"
)

// Entity is embedded in mapped structs. Its tag names the table, and it leads from an
// object to what its session knows about it, so that an object that has left a session
// can come back with its history. A copy of a struct is a new object: it has none.
type Entity struct{ st *state }

// Mapping is a type to be mapped, made by Model or Map. It is not changed by use.
type Mapping struct {
	typ        reflect.Type
	table      *schema.Table // nil: named by the tag of the embedded Entity
	tags       map[string]string
	items      []schema.TableItem
	joins      []*written                                     // by On
	computes   []func(m *mapper, meta *schema.MetaData) error // by ExprField
	validators []func(obj any) error
	exists     bool    // the table is to be there already
	preset     *preset // the type is not to be mapped: it is one of fields
	errs       []error
}

// MapOption changes how a type is mapped.
type MapOption func(m *Mapping)

// Model maps struct type T. The embedded Entity's tag names the table; fields map to
// columns as in schema.Define, with Go types in place of typed columns.
func Model[T any](options ...MapOption) Mapping {
	m := Mapping{typ: reflect.TypeFor[T]()}
	for _, o := range options {
		o(&m)
	}
	return m
}

// Map maps struct type T onto a table that is there already, from outside of the type: it
// needs neither tags nor an embedded Entity. Columns that no field is mapped to are left
// alone. An object whose type embeds no Entity is forgotten by its session when it leaves.
//
//	orm.Map[User](users, orm.Tag("Name", "user_nm"), orm.Tag("Orders", "back=User"))
func Map[T any](table *schema.Table, options ...MapOption) Mapping {
	m := Model[T](options...)
	if m.table = table; table == nil {
		m.errs = append(m.errs, fmt.Errorf("gild: Map of %s: the table is nil", m.typ))
	}
	return m
}

// Tag gives a field the tag text, as if it stood in the struct: `gild:"text"`. The field
// is named as Go does, with the path through embedded structs ("Timestamps.Created").
func Tag(field, text string) MapOption {
	return func(m *Mapping) {
		if m.tags == nil {
			m.tags = map[string]string{}
		}
		if _, twice := m.tags[field]; twice {
			m.errs = append(m.errs, fmt.Errorf("gild: %s.%s: two tags are given for the field", m.typ, field))
		}
		m.tags[field] = text
	}
}

// MustExist makes it a mistake if the MetaData does not have the table: for types whose tables are
// read from a database by gild.Reflect.
func MustExist() MapOption { return func(m *Mapping) { m.exists = true } }

// Items adds to the table what has no place in tags: constraints and indexes over several
// columns, and schema.Amend for defaults. It is for types whose table is made from them.
func Items(items ...schema.TableItem) MapOption {
	return func(m *Mapping) { m.items = append(m.items, items...) }
}
