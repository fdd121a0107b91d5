package orm

import (
	"context"
	"iter"
	"reflect"
)

// Set is Many for collections without order.
type Set[E comparable] struct{ members }

func (s *Set[E]) elemType() reflect.Type { return reflect.TypeFor[E]() }
func (s *Set[E]) shape() shape           { return shapeSet }

// Add puts elements into the set, as Add of Many.
func (s *Set[E]) Add(items ...E) { addTo(&s.members, items) }

// Remove takes elements out of the set, as Remove of Many.
func (s *Set[E]) Remove(items ...E) { removeFrom(&s.members, items) }

// Replace makes items the elements, as Replace of Many.
func (s *Set[E]) Replace(items ...E) error { return replaceIn(&s.members, items) }

// All returns the elements as the keys of a map. If the set is not loaded the error is
// ErrNotLoaded.
func (s *Set[E]) All() (map[E]struct{}, error) {
	list, err := allOf[E](&s.members)
	if err != nil {
		return nil, err
	}
	out := make(map[E]struct{}, len(list))
	for _, e := range list {
		out[e] = struct{}{}
	}
	return out, nil
}

// Each yields the elements that are known, always in the same order.
func (s *Set[E]) Each() iter.Seq[E] { return eachOf[E](&s.members) }

// Len returns how many elements there are, as far as known.
func (s *Set[E]) Len() int { return len(s.items) }

// Contains reports whether e is known to be an element.
func (s *Set[E]) Contains(e E) bool { return s.contains(s.actual(e)) }

// Load loads the set if it has not been loaded in this transaction, and returns the
// elements, as Load of Many.
func (s *Set[E]) Load(ctx context.Context) (map[E]struct{}, error) {
	if err := s.load(ctx); err != nil {
		return nil, err
	}
	return s.All()
}

// Loaded reports whether All will return the elements.
func (s *Set[E]) Loaded() bool { return s.readable() }
