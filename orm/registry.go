package orm

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/gildsql/gild/schema"
)

// Entity, embedded in a struct, names the table of a mapped type in its tag.
type Entity struct{}

// Registry is a set of mapped types over one MetaData. It is not changed after
// NewRegistry and is safe for concurrent use.
type Registry struct {
	meta    *schema.MetaData
	mappers map[reflect.Type]*mapper
	ordered []*mapper // by dependency of their tables
	err     error
}

// Mapping is a type to be mapped, made by Model.
type Mapping struct{ typ reflect.Type }

// Model maps struct type T. The embedded Entity's tag names the table; fields map to
// columns as in schema.Define, with Go types in place of typed columns.
func Model[T any]() Mapping { return Mapping{reflect.TypeFor[T]()} }

// NewRegistry maps the models onto tables of meta, or of a new MetaData if meta is nil.
// A table that meta already has is used as it is, so that typed tables and entities can
// share it; others are defined from the struct. All mistakes are reported together by
// Err, and by every session of the registry.
func NewRegistry(meta *schema.MetaData, models ...Mapping) *Registry {
	if meta == nil {
		meta = schema.NewMetaData()
	}
	r := &Registry{meta: meta, mappers: map[reflect.Type]*mapper{}}
	var errs []error
	var mapped []*mapper
	for _, model := range models {
		if r.mappers[model.typ] != nil {
			errs = append(errs, fmt.Errorf("gild: %s is mapped twice", model.typ))
			continue
		}
		m, err := newMapper(meta, model.typ)
		errs = append(errs, err)
		if m != nil {
			r.mappers[model.typ] = m
			mapped = append(mapped, m)
		}
	}
	errs = append(errs, meta.Err())
	for _, m := range mapped {
		errs = append(errs, m.configureRelations(r))
	}
	r.err = errors.Join(errs...)
	if r.err == nil {
		r.err = r.sort(mapped)
	}
	return r
}

// sort puts the mappers in the order in which their rows can be inserted.
func (r *Registry) sort(mapped []*mapper) error {
	tables, err := r.meta.Sorted()
	if err != nil {
		return err
	}
	for _, t := range tables {
		for _, m := range mapped {
			if m.table == t {
				r.ordered = append(r.ordered, m)
			}
		}
	}
	return nil
}

// Err returns all mistakes in the mapping, or nil.
func (r *Registry) Err() error { return r.err }

// MetaData returns the tables that the types are mapped onto.
func (r *Registry) MetaData() *schema.MetaData { return r.meta }

// mapperOf returns the mapper of a struct type.
func (r *Registry) mapperOf(t reflect.Type) (*mapper, error) {
	if r.err != nil {
		return nil, r.err
	}
	if m := r.mappers[t]; m != nil {
		return m, nil
	}
	return nil, fmt.Errorf("gild: %s is not mapped: give orm.Model[%s]() to NewRegistry", t, t.Name())
}
