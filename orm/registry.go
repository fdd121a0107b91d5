package orm

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/gildsql/gild/schema"
)

// Registry is a set of mapped types over one MetaData. It is not changed after
// NewRegistry and is safe for concurrent use. A type can be mapped by several registries.
type Registry struct {
	meta    *schema.MetaData
	mappers map[reflect.Type]*mapper
	ordered []*mapper // as given
	groups  []group   // by dependency
	err     error
	known   knownOf
	flushes flushes

	validates bool // a type has validators
}

// NewRegistry maps the models onto tables of meta, or of a new MetaData if meta is nil.
// A table that meta already has is used as it is, so that typed tables and entities can
// share it; others are defined from the struct. All mistakes are reported together by
// Err, and by every session of the registry.
func NewRegistry(meta *schema.MetaData, models ...Mapping) *Registry {
	if meta == nil {
		meta = schema.NewMetaData()
	}
	r := &Registry{meta: meta, mappers: map[reflect.Type]*mapper{}}
	ps, errs := presetsOf(models)
	for _, model := range models {
		if model.preset != nil {
			continue
		}
		if r.mappers[model.typ] != nil {
			errs = append(errs, fmt.Errorf("gild: %s is mapped twice", model.typ))
			continue
		}
		m, err := newMapper(meta, model, ps)
		errs = append(errs, err)
		if m != nil {
			m.index = len(r.ordered)
			r.mappers[model.typ] = m
			r.ordered = append(r.ordered, m)
			r.validates = r.validates || len(m.validators) > 0
		}
	}
	errs = append(errs, meta.Err(), r.configure())
	r.err = errors.Join(errs...)
	if r.err == nil {
		r.groups = groupsOf(r.ordered)
	}
	return r
}

// configure finds what each relationship is about, when all types are known.
func (r *Registry) configure() error {
	var errs []error
	for _, m := range r.ordered {
		for _, compute := range m.computes {
			errs = append(errs, compute(m, r.meta))
		}
		m.layOutReadings()
		for _, rel := range m.relations {
			errs = append(errs, rel.configure(r))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	for _, m := range r.ordered {
		for _, rel := range m.relations {
			errs = append(errs, rel.pair())
		}
	}
	errs = append(errs, r.overlaps())
	for _, m := range r.ordered {
		for _, rel := range m.relations {
			if !rel.isKeyed() || rel.viewonly && rel.written != nil || rel.shape == shapeRef && rel.back != nil {
				continue
			}
			if rel.isPostUpdate() {
				rel.childMapper().postKeys = append(rel.childMapper().postKeys, rel.childFields())
			}
			parent := rel.parentMapper()
			parent.incomingKeys = append(parent.incomingKeys, rel)
		}
	}
	return errors.Join(errs...)
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
