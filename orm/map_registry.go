package orm

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	locks "sync" // the package has a sync of its own
	"sync/atomic"

	"github.com/gildsql/gild/schema"
)

// Registry is a set of mapped types over one MetaData. It is not changed after
// NewRegistry and is safe for concurrent use. A type can be mapped by several registries.
type Registry struct {
	meta     *schema.MetaData
	mappers  map[reflect.Type]*mapper
	ordered  []*mapper // as given
	nodes    []*mapper // of the graph of tables: types, and parts of types with several tables
	groups   []group   // by dependency
	numbered int       // how many indexes there are, of types and parts
	err      error
	known    knownOf
	flushes  flushes
	memories sessionMemories
	journals locks.Pool // of *journal

	validates bool // a type has validators
	positions bool // a list has places for its elements
	hooked    bool // a type has methods that are called for its objects

	listening    atomic.Pointer[listening] // of new sessions
	listenerLock locks.Mutex               // is held while that changes
	partsOf      locks.Map                 // reflect.Type -> []int, of what functions take
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
	r.listening.Store(&listening{})
	ps, errs := presetsOf(models)
	errs = append(errs, r.makeMappers(models, ps)...)
	for _, model := range models {
		if m := r.mappers[model.typ]; m != nil && model.preset == nil && !slices.Contains(r.ordered, m) {
			m.index = len(r.ordered)
			r.ordered = append(r.ordered, m)
			r.validates = r.validates || len(m.validators) > 0
		}
	}
	errs = append(errs, meta.Err(), r.configure())
	r.err = errors.Join(errs...)
	if r.err == nil {
		r.groups = groupsOf(r.ordered, r.nodes)
		r.bindMethods()
	}
	return r
}

// makeMappers makes the plans of the types, of bases before those of their sub-types.
func (r *Registry) makeMappers(models []Mapping, ps presets) []error {
	var errs []error
	byType := map[reflect.Type]Mapping{}
	for _, model := range models {
		if _, twice := byType[model.typ]; twice && model.preset == nil {
			errs = append(errs, fmt.Errorf("gild: %s is mapped twice", model.typ))
		} else if model.preset == nil {
			byType[model.typ] = model
		}
	}
	mapped := func(t reflect.Type) bool { _, is := byType[t]; return is }
	done := map[reflect.Type]bool{}
	var make func(model Mapping)
	make = func(model Mapping) {
		if done[model.typ] {
			return
		}
		done[model.typ] = true
		base, err := baseOf(model.typ, mapped)
		if base != nil {
			if make(byType[base]); r.mappers[base] == nil { // which has a mistake
				return
			}
		}
		if err == nil {
			var m *mapper
			if m, err = r.newMapper(model, r.mappers[base], ps); m != nil {
				r.mappers[model.typ] = m
			}
		}
		errs = append(errs, err)
	}
	for _, model := range models {
		if model.preset == nil {
			make(model)
		}
	}
	return errs
}

// configure finds what each relationship is about, when all types are known.
func (r *Registry) configure() error {
	r.findNodes()
	errs := r.findFamilies()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if err := errors.Join(r.findUnions()...); err != nil {
		return err
	}
	byDepth := r.basesFirst()
	for _, m := range byDepth {
		if m.base != nil {
			m.exprs = slices.Clone(m.base.exprs)
		}
		errs = append(errs, m.compute()...)
	}
	for _, m := range r.ordered {
		if m.rows != nil {
			m.rows.layOutReadings()
		}
		m.layOutReadings()
		if m.tableless {
			continue
		}
		for _, rel := range m.declared() {
			errs = append(errs, rel.configure(r))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	for _, m := range r.ordered {
		for _, rel := range m.stored() {
			rel.findNulls()
			errs = append(errs, rel.pair())
		}
	}
	errs = append(errs, r.overlaps())
	for _, m := range r.ordered {
		if m.tableless {
			m.takeRelations()
		}
		if m.rows != nil {
			m.findScattered()
		}
	}
	r.findIncoming()
	for _, m := range r.ordered {
		for _, part := range append([]*mapper{m}, m.parts...) {
			if part.table != nil {
				part.findUniques()
			}
		}
	}
	for _, m := range byDepth {
		if m.base != nil {
			m.incoming, m.incomingKeys = slices.Concat(m.base.incoming, m.incoming), slices.Concat(m.base.incomingKeys, m.incomingKeys)
			m.postKeys = slices.Concat(m.base.postKeys, m.postKeys)
		}
	}
	return errors.Join(errs...)
}

// findNodes finds what has a table, and numbers all that is written by.
func (r *Registry) findNodes() {
	n := len(r.ordered)
	for _, m := range r.ordered {
		if m.parts == nil && m.node == m && !m.tableless {
			r.nodes = append(r.nodes, m)
		}
	}
	for _, m := range r.ordered {
		if m.parts == nil {
			continue
		}
		p := m.last()
		p.index, n = n, n+1
		if p.node == p {
			r.nodes = append(r.nodes, p)
		}
	}
	r.numbered = n
}

// basesFirst returns the types, each behind its base.
func (r *Registry) basesFirst() []*mapper {
	depth := func(m *mapper) (n int) {
		for ; m.parent() != nil; m = m.parent() {
			n++
		}
		return n
	}
	return slices.SortedStableFunc(slices.Values(r.ordered), func(a, b *mapper) int { return cmp.Compare(depth(a), depth(b)) })
}

// findIncoming tells types by which relationships others take their keys.
func (r *Registry) findIncoming() {
	for _, m := range r.ordered {
		for _, rel := range m.stored() {
			if !rel.isKeyed() || rel.viewonly && rel.written != nil || rel.shape == shapeRef && rel.back != nil {
				continue
			}
			if rel.isPostUpdate() && len(rel.nulls) > 0 {
				rel.childMapper().postKeys = append(rel.childMapper().postKeys, rel.nulls)
			}
			parent := rel.parentMapper()
			parent.incomingKeys = append(parent.incomingKeys, rel)
		}
	}
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

// queried returns what queries for a struct type read.
func (r *Registry) queried(t reflect.Type) (*mapper, error) {
	m, err := r.mapperOf(t)
	if err != nil {
		return nil, err
	}
	return m.queried(), nil
}
