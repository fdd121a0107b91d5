package orm

import (
	"context"
	"iter"
	"reflect"
	"slices"
)

// Many is a relationship to any number of entities, as a list: the "many" side of a foreign
// key that its elements hold, or, with through=table in the tag, many-to-many. Its elements
// are pointers to entities.
//
// The collection of a new object is what the program puts in. That of an object from
// the database must be loaded before it is read; adding and removing work before too.
// Changes reach the database with the session's flush. A Many must not be copied, and is
// used by one goroutine at a time, as its session is.
type Many[E comparable] struct{ members }

func (m *Many[E]) elemType() reflect.Type { return reflect.TypeFor[E]() }
func (m *Many[E]) shape() shape           { return shapeMany }

// Add puts elements into the collection. The flush stores new ones and gives them the
// owner's key. An element that is in the collection already stays there once.
func (m *Many[E]) Add(items ...E) { addTo(&m.members, items) }

// Remove takes elements out of the collection. The flush sets their foreign key to NULL,
// or deletes them if the relationship's cascade says so.
func (m *Many[E]) Remove(items ...E) { removeFrom(&m.members, items) }

// Replace makes items the elements, in their order: others are removed, those that are there already stay.
// Of a collection that is not loaded it returns ErrNotLoaded, of one that is loaded in part ErrPartial.
func (m *Many[E]) Replace(items ...E) error {
	if err := replaceIn(&m.members, items); err != nil {
		return err
	}
	return m.Insert(0, items...)
}

// All returns the elements, in the order of the relationship as loaded, then as added.
// For an object from the database whose collection is not loaded it returns ErrNotLoaded.
func (m *Many[E]) All() ([]E, error) { return allOf[E](&m.members) }

// Each yields the elements that are known, none if the collection is not loaded.
func (m *Many[E]) Each() iter.Seq[E] { return eachOf[E](&m.members) }

// Len returns how many elements there are, as far as known.
func (m *Many[E]) Len() int { return len(m.items) }

// Contains reports whether e is known to be an element.
func (m *Many[E]) Contains(e E) bool { return m.contains(m.actual(e)) }

// Load loads the collection if it has not been loaded in this transaction, and returns
// the elements. The owner must belong to a session; if not, it returns ErrDetached.
func (m *Many[E]) Load(ctx context.Context) ([]E, error) {
	if err := m.load(ctx); err != nil {
		return nil, err
	}
	return m.All()
}

// Loaded reports whether All will return the elements.
func (m *Many[E]) Loaded() bool { return m.readable() }

func addTo[E comparable](c *members, items []E) {
	for _, e := range items {
		c.put(c.actual(e)) // a nil is a mistake that the flush reports
	}
}

func removeFrom[E comparable](c *members, items []E) {
	for _, e := range items {
		c.take(c.actual(e))
	}
}

// isNilPointer reports whether e is nil, which is no element.
func isNilPointer(e any) bool { return e == nil || pointerIn(e) == nil }

func replaceIn[E comparable](c *members, items []E) error {
	if err := c.unknown(); err != nil {
		return err
	}
	for _, old := range slices.Clone(c.items) {
		if !slices.Contains(items, elementAs[E](old)) {
			c.take(old)
		}
	}
	addTo(c, items)
	c.loaded = true // also when it is empty now: Merge asks
	return nil
}

func allOf[E comparable](c *members) ([]E, error) {
	if !c.readable() {
		return nil, c.notLoaded()
	}
	out := make([]E, len(c.items))
	for i, e := range c.items {
		out[i] = elementAs[E](e)
	}
	return out, nil
}

func eachOf[E comparable](c *members) iter.Seq[E] {
	return func(yield func(E) bool) {
		for _, e := range slices.Clone(c.items) {
			if !yield(elementAs[E](e)) {
				return
			}
		}
	}
}

// load loads the relationship unless it is known.
func (c *members) load(ctx context.Context) error {
	if c.fresh() {
		return nil
	}
	if c.owner.session == nil {
		return ErrDetached
	}
	return c.owner.session.loadMembers(ctx, c.owner, c.rel)
}
