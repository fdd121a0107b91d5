package orm

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"unsafe"
)

// Concrete returns the object that a program has got as the base which it embeds: the *Manager that a *Employee is
// a part of. Any other object is returned as it is. The object is one that a session knows, or knew.
func Concrete(obj any) any {
	if st := stateOf(obj); st != nil {
		return st.object()
	}
	return obj
}

// stateIn is what a session knows, or knew, about the object at p, or about that of which it is a copy; nil if that is
// nothing.
func (m *mapper) stateIn(p unsafe.Pointer) *state {
	if m.entity < 0 {
		return nil
	}
	return (*Entity)(unsafe.Add(p, m.entity)).st
}

// objectOf returns the object of a state as a *T, which it is or embeds.
func objectOf[T any](st *state) *T {
	return (*T)(st.ptr)
}

// partOf returns an object as a *T, if it is one or a sub-type of it.
func partOf[T any](obj any) (part *T, ok bool) {
	if part, ok = obj.(*T); ok {
		return part, true
	}
	st := stateOf(obj)
	if st == nil {
		return nil, false
	}
	if st.m.ancestor(reflect.TypeFor[T]()) != nil {
		return (*T)(st.ptr), true
	}
	return nil, false
}

// elementAs returns an element as what the program knows it by: an interface, or a pointer to the base that it
// embeds.
func elementAs[E comparable](e any) E {
	if known, ok := e.(E); ok {
		return known
	}
	p := pointerIn(e)
	return *(*E)(unsafe.Pointer(&p))
}

// actual returns an element as the session knows it.
func (c *members) actual(e any) any {
	if c.rel != nil {
		return c.rel.actual(e)
	}
	return Concrete(e)
}

func (rel *relation) actual(e any) any {
	if !rel.target.isOfSeveral() {
		return e
	}
	return Concrete(e)
}

// Viewed is a query whose objects are returned as E. It is safe for concurrent use, each run with a session of its
// own.
type Viewed[E comparable] struct {
	typ reflect.Type // that the query is about
	run func(ctx context.Context, s *Session, limit int, first bool) ([]*state, error)
}

// As returns the objects of a query for a type of a hierarchy as E, an interface that all its types have:
//
//	type Staff interface{ Pay() int64 }
//
//	staff, err := orm.As[Staff](orm.Select(e).Where(...)).All(ctx, s)
//	for _, one := range staff {
//		switch one := one.(type) {
//		case *Manager:
//
// A type that has no such methods is an error when the query is run.
func As[E comparable, T any](q *Query[T]) Viewed[E] {
	return Viewed[E]{typ: reflect.TypeFor[T](), run: func(ctx context.Context, s *Session, limit int, first bool) ([]*state, error) {
		var err error
		if q := q; first {
			if q, err = q.withOrder(s); err == nil {
				return q.atMost(1).states(ctx, s)
			}
			return nil, err
		}
		if limit > 0 {
			return q.atMost(limit).states(ctx, s)
		}
		return q.states(ctx, s)
	}}
}

// All is All of the query.
func (v Viewed[E]) All(ctx context.Context, s *Session) ([]E, error) { return v.find(ctx, s, 0, false) }

// One is One of the query.
func (v Viewed[E]) One(ctx context.Context, s *Session) (e E, err error) {
	found, err := v.find(ctx, s, 2, false)
	if err != nil {
		return e, err
	}
	return single(found)
}

// First is First of the query.
func (v Viewed[E]) First(ctx context.Context, s *Session) (e E, err error) {
	found, err := v.find(ctx, s, 0, true)
	if err == nil && len(found) == 0 {
		err = sql.ErrNoRows
	}
	if err != nil {
		return e, err
	}
	return found[0], nil
}

func (v Viewed[E]) find(ctx context.Context, s *Session, limit int, first bool) ([]E, error) {
	m, err := s.registry.queried(v.typ)
	if err == nil {
		err = m.allAre(reflect.TypeFor[E]())
	}
	if err != nil {
		return nil, err
	}
	found, err := v.run(ctx, s, limit, first)
	if err != nil {
		return nil, err
	}
	out := make([]E, len(found))
	for i, st := range found {
		out[i] = elementAs[E](st.object())
	}
	return out, nil
}

// allAre fails if objects of a type or its sub-types are not of the Go type t.
func (m *mapper) allAre(t reflect.Type) error {
	for _, sub := range m.under() {
		if p := reflect.PointerTo(sub.typ); !p.AssignableTo(t) {
			return fmt.Errorf("gild: %s is no %s, which all objects of %s are asked for as", p, t, m.typ)
		}
	}
	return nil
}

// byInterface returns the type whose objects, with those of its sub-types, are what an interface is about.
func (r *Registry) byInterface(t reflect.Type) (*mapper, error) {
	var found *mapper
	for _, m := range r.ordered {
		if m.abstract || !reflect.PointerTo(m.typ).Implements(t) {
			continue
		}
		if found == nil {
			found = m
		}
		for found != nil && !m.isA(found) {
			found = found.parent()
		}
		if found == nil {
			return nil, fmt.Errorf("%s is implemented by %s and by types of another hierarchy: it is not clear whose rows are meant", t, m.typ)
		}
	}
	if found == nil {
		return nil, fmt.Errorf("no mapped type implements %s", t)
	}
	return found, found.queried().allAre(t)
}
