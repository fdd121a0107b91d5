package orm

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// position is where elements of an ordered list keep their place.
type position struct {
	field int // of the target
	first int64
}

// configurePosition reads position=column, with "from n" behind it where the first place is not 0.
func (rel *relation) configurePosition() error {
	text, given := rel.tag.Get("position")
	if !given {
		return nil
	}
	if rel.shape != shapeMany || rel.link != nil || rel.viewonly {
		return rel.mistake("position=%s is for a Many that writes the rows of its elements", text)
	}
	name, from, hasFrom := strings.Cut(text, " from ")
	p := &position{field: slices.IndexFunc(rel.target.fields, func(f field) bool { return f.definition.Name() == name })}
	if p.field < 0 {
		return rel.mistake("position=%s: %s has no field for column %q", text, rel.target.typ, name)
	}
	if hasFrom {
		var err error
		if p.first, err = strconv.ParseInt(from, 10, 64); err != nil {
			return rel.mistake("position=%s: the first place is a number", text)
		}
	}
	f := &rel.target.fields[p.field]
	t := f.typ
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if !reflect.Zero(t).CanInt() || f.deferred {
		return rel.mistake("position=%s: the place is an integer, not a %s", text, f.typ)
	}
	if rel.position = p; rel.tag.Has("order") {
		return rel.mistake("position=%s is the order already", text)
	}
	rel.order = append(rel.order[:0:0], f.column)
	return nil
}

// place has the elements of ordered lists that have changed know their places.
func (f *flushing) place(ctx context.Context) error {
	if !f.s.registry.positions {
		return nil
	}
	changed := func(c *members) bool {
		return c.rel != nil && c.rel.position != nil && c.tracks() && c.changes != nil && c.owner.session == f.s && !c.owner.deleting
	}
	for _, c := range f.s.touched {
		if changed(c) {
			f.displace(c)
		}
	}
	for _, st := range f.s.states() {
		if st.stored || st.deleting {
			continue
		}
		for _, rel := range st.m.relations {
			if rel.position != nil {
				if err := rel.placeAll(f.s, rel.membersAt(st.ptr)); err != nil {
					return err
				}
			}
		}
	}
	for _, c := range f.s.touched {
		if !changed(c) {
			continue
		}
		if err := f.placeChanged(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// displace has elements that are taken out of a list forget their places.
func (f *flushing) displace(c *members) {
	for _, e := range c.changes.removed {
		m, p, err := f.s.pointerTo(e)
		if err != nil {
			continue
		}
		at := &m.fields[c.rel.position.field]
		if st := f.s.stateAt(m, p); st != nil && st.session == f.s && !st.deleting && at.null {
			at.clear(p)
		}
	}
}

// placeChanged is about a list of a stored owner. What is added to one that is not loaded goes behind what is there.
func (f *flushing) placeChanged(ctx context.Context, c *members) error {
	if !c.complete() {
		if len(c.changes.added) == 0 {
			return nil
		}
		if err := f.s.load(ctx, c.rel.entirely(), []*state{c.owner}); err != nil {
			return err
		}
	}
	return c.rel.placeAll(f.s, c)
}

// placeAll gives elements the places that they have in the list.
func (rel *relation) placeAll(s *Session, c *members) error {
	n := rel.position.first
	for _, e := range c.items {
		m, p, err := s.pointerTo(e)
		if err != nil {
			return rel.mistake("element: %w", err)
		}
		if st := s.stateAt(m, p); st == nil || st.session != s || st.deleting {
			continue
		}
		if err := m.fields[rel.position.field].set(p, n); err != nil {
			return rel.mistake("place: %w", err)
		}
		n++
	}
	return nil
}

// Insert puts elements into the list, the first of them at index at; those that are in it already move there. If
// the list is not loaded the error is ErrNotLoaded. With position=column in the tag the elements' rows have
// their places, which the flush gives them.
func (m *Many[E]) Insert(at int, items ...E) error {
	if err := m.members.unknown(); err != nil {
		return err
	}
	if at < 0 || at > len(m.items) {
		return fmt.Errorf("gild: %s: Insert at %d of %d elements", m.describe(), at, len(m.items))
	}
	addTo(&m.members, items)
	var rest, moved []any
	for _, x := range items {
		if e := m.actual(x); m.contains(e) && !slices.Contains(moved, e) {
			moved = append(moved, e)
		}
	}
	for _, e := range m.items {
		if !slices.Contains(moved, e) {
			rest = append(rest, e)
		}
	}
	m.arrange(slices.Insert(rest, min(at, len(rest)), moved...))
	return nil
}

// SortFunc sorts the list. If it is not loaded the error is ErrNotLoaded.
func (m *Many[E]) SortFunc(compare func(a, b E) int) error {
	if err := m.members.unknown(); err != nil {
		return err
	}
	items := slices.Clone(m.items)
	slices.SortStableFunc(items, func(a, b any) int { return compare(elementAs[E](a), elementAs[E](b)) })
	m.arrange(items)
	return nil
}

// arrange puts the elements in an order.
func (c *members) arrange(items []any) {
	if slices.Equal(items, c.items) {
		return
	}
	if c.rel != nil && c.rel.position != nil {
		c.touch()
		if c.tracks() {
			c.change()
		}
	}
	c.items = items
}
