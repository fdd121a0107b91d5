package orm

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"reflect"
	"slices"
)

// Keyed is an element that says under which key it stands in a Dict, most often by one of its
// fields. It can be called at any time, and talks to no database.
type Keyed[K comparable] interface {
	comparable
	DictKey() K
}

// Dict is Many for collections whose elements are found by a key that they have themselves:
//
//	Notes orm.Dict[string, *Note]
//
//	func (n *Note) DictKey() string { return n.Title }
//
// The key is asked for whenever it is needed: an element whose key has changed is found under the
// new one. Two elements of one key are a mistake, which reading reports as a *DuplicateKeyError.
type Dict[K comparable, E Keyed[K]] struct{ members }

// DuplicateKeyError says that two elements of a Dict have the same key.
type DuplicateKeyError struct {
	Relationship string // the type and the field, if a session has seen the object
	Key          any
}

// Error describes the failure in one line.
func (e *DuplicateKeyError) Error() string {
	return fmt.Sprintf("gild: %s: two elements have the key %v: give one of them another, or remove it", e.Relationship, e.Key)
}

func (d *Dict[K, E]) elemType() reflect.Type { return reflect.TypeFor[E]() }
func (d *Dict[K, E]) shape() shape           { return shapeMap }

// Put puts elements in, each under its key. One that is known to have the key gives way: it is
// removed. In a Dict that is not loaded that is not known, and both are there when it is.
func (d *Dict[K, E]) Put(items ...E) {
	known := map[K]E{}
	for e := range d.known() {
		known[e.DictKey()] = e
	}
	for _, e := range items {
		if !isNilPointer(e) {
			key := e.DictKey()
			if old, found := known[key]; found && old != e {
				if !d.take(d.actual(old)) {
					continue
				}
			}
			known[key] = e
		}
		d.put(d.actual(e)) // a nil is a mistake that the flush reports
	}
}

// known yields the elements that are known, loaded or added.
func (d *Dict[K, E]) known() iter.Seq[E] {
	return func(yield func(E) bool) {
		lists := [][]any{d.items}
		if d.changes != nil && !d.readable() {
			lists = append(lists, d.changes.added)
		}
		for _, list := range lists {
			for _, item := range list {
				if e := elementAs[E](item); !isNilPointer(e) && !yield(e) {
					return
				}
			}
		}
	}
}

// Remove takes elements out, as Remove of Many.
func (d *Dict[K, E]) Remove(items ...E) { removeFrom(&d.members, items) }

// Delete takes out what stands under a key, if anything does. If the Dict is not loaded the error is
// ErrNotLoaded.
func (d *Dict[K, E]) Delete(key K) error {
	e, err := d.Get(key)
	if err == nil && !isNilPointer(e) {
		d.take(d.actual(e))
	}
	return err
}

// Replace makes items the elements, as Replace of Many.
func (d *Dict[K, E]) Replace(items ...E) error { return replaceIn(&d.members, items) }

// Get returns the element under a key, nil if there is none. If the Dict is not loaded the error is
// ErrNotLoaded.
func (d *Dict[K, E]) Get(key K) (e E, err error) {
	if !d.readable() {
		return e, d.notLoaded()
	}
	for other := range d.known() {
		if other.DictKey() == key {
			return other, nil
		}
	}
	return e, nil
}

// All returns the elements by key. If the Dict is not loaded the error is ErrNotLoaded.
func (d *Dict[K, E]) All() (map[K]E, error) {
	list, err := allOf[E](&d.members)
	if err != nil {
		return nil, err
	}
	out := make(map[K]E, len(list))
	for _, e := range list {
		if isNilPointer(e) {
			continue
		}
		key := e.DictKey()
		if _, twice := out[key]; twice {
			return nil, &DuplicateKeyError{d.describe(), key}
		}
		out[key] = e
	}
	return out, nil
}

// Each yields the elements that are known with their keys, always in the same order.
func (d *Dict[K, E]) Each() iter.Seq2[K, E] {
	return func(yield func(K, E) bool) {
		for e := range eachOf[E](&d.members) {
			if !isNilPointer(e) && !yield(e.DictKey(), e) {
				return
			}
		}
	}
}

// Len returns how many elements there are, as far as known.
func (d *Dict[K, E]) Len() int { return len(d.items) }

// Contains reports whether e is known to be an element.
func (d *Dict[K, E]) Contains(e E) bool { return d.contains(d.actual(e)) }

// Load loads the Dict if it has not been loaded in this transaction, and returns the elements, as
// Load of Many.
func (d *Dict[K, E]) Load(ctx context.Context) (map[K]E, error) {
	if err := d.load(ctx); err != nil {
		return nil, err
	}
	return d.All()
}

// Loaded reports whether All will return the elements.
func (d *Dict[K, E]) Loaded() bool { return d.readable() }

// MarshalJSON writes the elements by key, null if they are not loaded. Keys are written as those of a
// map are.
func (d *Dict[K, E]) MarshalJSON() ([]byte, error) {
	if d.isUnknown() {
		return null, nil
	}
	d.writing = true
	defer func() { d.writing = false }()
	all, err := d.All()
	if err != nil {
		return nil, err
	}
	return json.Marshal(all)
}

// IsZero reports whether the elements are not loaded, for the option omitzero of JSON.
func (d *Dict[K, E]) IsZero() bool { return d.isUnknown() }

// UnmarshalJSON puts the elements of an object in, each under the key that it has itself; null leaves
// the Dict as it is.
func (d *Dict[K, E]) UnmarshalJSON(text []byte) error {
	var all map[K]E
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	for _, key := range slices.SortedFunc(maps.Keys(all), func(a, b K) int { return compareValues(a, b) }) {
		d.Put(all[key])
	}
	d.givenAs(text)
	return nil
}

// describe names the relationship for errors.
func (c *members) describe() string {
	if c.rel == nil {
		return "a relationship"
	}
	return c.rel.owner.typ.String() + "." + c.rel.name
}
