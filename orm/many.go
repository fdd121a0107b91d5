package orm

import (
	"context"
	"reflect"
	"slices"
)

// Many is the "many" side of a relationship, as a field of the "one" side: its elements
// are pointers to entities that hold a foreign key to the owner. The tag may choose the
// key (`gild:"via=user_id"`) and say what happens to elements: `gild:"cascade=delete"`
// deletes them with the owner, `cascade=delete-orphan` also when they are removed.
//
// The collection of a new object is what the program puts in. That of an object from
// the database must be loaded before it is read; adding and removing work before too.
// Changes reach the database with the session's flush. A Many must not be copied, and is
// used by one goroutine at a time, as its session is.
type Many[E comparable] struct {
	owner   *state
	rel     *relation
	loaded  bool // items are all there are
	stale   bool // there may be others by now: the transaction of the loading has ended
	items   []E
	added   []E // since the last flush
	removed []E
}

// collection is what sessions see of a Many.
type collection interface {
	elemType() reflect.Type
	attach(owner *state, rel *relation)
	detach()
	session() *Session
	isLoaded() bool
	pending() (added, removed []any)
	current() []any
	fill(items []any)
	settle(gone map[any]bool)
	expire()
	reset()
}

// Add puts elements into the collection. The flush stores new ones and gives them the
// owner's key. An element that is in the collection already stays there once.
func (m *Many[E]) Add(items ...E) {
	for _, e := range items {
		if i := slices.Index(m.removed, e); i >= 0 {
			m.removed = slices.Delete(m.removed, i, i+1)
		} else if !slices.Contains(m.items, e) && !slices.Contains(m.added, e) {
			m.added = append(m.added, e)
		} else {
			continue
		}
		if m.complete() {
			m.items = append(m.items, e)
		}
	}
}

// Remove takes elements out of the collection. The flush sets their foreign key to NULL,
// or deletes them if the relationship's cascade says so.
func (m *Many[E]) Remove(items ...E) {
	for _, e := range items {
		if i := slices.Index(m.added, e); i >= 0 {
			m.added = slices.Delete(m.added, i, i+1)
		} else if !slices.Contains(m.removed, e) {
			m.removed = append(m.removed, e)
		}
		if i := slices.Index(m.items, e); i >= 0 {
			m.items = slices.Delete(m.items, i, i+1)
		}
	}
}

// All returns the elements, in the order of their primary key as loaded, then as added.
// For an object from the database whose collection is not loaded it returns ErrNotLoaded.
func (m *Many[E]) All() ([]E, error) {
	if !m.complete() {
		return nil, ErrNotLoaded
	}
	return slices.Clone(m.items), nil
}

// Load loads the collection if it has not been loaded in this transaction, and returns
// the elements. The owner
// must belong to a session; if not, it returns ErrDetached.
func (m *Many[E]) Load(ctx context.Context) ([]E, error) {
	if m.isLoaded() {
		return slices.Clone(m.items), nil
	}
	if m.owner.session == nil {
		return nil, ErrDetached
	}
	if err := m.owner.session.loadCollection(ctx, m.owner, m.rel); err != nil {
		return nil, err
	}
	return slices.Clone(m.items), nil
}

// Loaded reports whether All will return the elements.
func (m *Many[E]) Loaded() bool { return m.complete() }

// complete reports whether items are all there are: of a new object they are.
func (m *Many[E]) complete() bool { return m.loaded || m.owner == nil }

func (m *Many[E]) elemType() reflect.Type { return reflect.TypeFor[E]() }

func (m *Many[E]) attach(owner *state, rel *relation) {
	m.owner, m.rel = owner, rel
	m.loaded = !owner.stored
}

// detach leaves an object that was never stored as the program made it.
func (m *Many[E]) detach() { m.owner, m.stale = nil, false }

func (m *Many[E]) session() *Session {
	if m.owner == nil {
		return nil
	}
	return m.owner.session
}

// isLoaded reports whether loading again would find nothing new.
func (m *Many[E]) isLoaded() bool { return m.complete() && !m.stale }

func (m *Many[E]) pending() (added, removed []any) { return anys(m.added), anys(m.removed) }

func (m *Many[E]) current() []any { return anys(m.items) }

// fill takes what was loaded, with the changes that are still to be flushed.
func (m *Many[E]) fill(items []any) {
	m.items = m.items[:0]
	for _, item := range items {
		if e := item.(E); !slices.Contains(m.removed, e) {
			m.items = append(m.items, e)
		}
	}
	for _, e := range m.added {
		if !slices.Contains(m.items, e) {
			m.items = append(m.items, e)
		}
	}
	m.loaded, m.stale = true, false
}

// settle is called when the changes are in the database, and gone is not any more.
func (m *Many[E]) settle(gone map[any]bool) {
	m.added, m.removed = nil, nil
	if len(gone) > 0 {
		m.items = slices.DeleteFunc(m.items, func(e E) bool { return gone[e] })
	}
}

// expire is called when the transaction has ended: what is known stays readable.
func (m *Many[E]) expire() { m.stale = m.owner != nil }

// reset forgets everything, for the next reader to load.
func (m *Many[E]) reset() {
	m.items, m.added, m.removed, m.loaded, m.stale = nil, nil, nil, false, false
}

func anys[E any](list []E) []any {
	out := make([]any, len(list))
	for i, e := range list {
		out[i] = e
	}
	return out
}
