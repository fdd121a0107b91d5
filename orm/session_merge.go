package orm

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"
)

// Merge copies what obj has, an object of no session or of another one, to the object that
// the session has for the same row, which is loaded if it is not there, or to a new one if
// there is no such row or obj has no key. It returns that object; obj stays outside.
//
// A field that is unset (see Opt) keeps what the row has, and so does a zero foreign key, about
// which relationships have to say; any other is copied, zero too.
// Relationships that cascade merge, as they do by default, are merged with their elements:
// collections of the session's object are loaded and become what those of obj are. One that
// obj has not loaded, or that nothing was put into, stays as it is.
func Merge[T any](ctx context.Context, s *Session, obj *T) (*T, error) {
	var merged *T
	err := s.exclusive(func() error {
		if err := s.autoflush(ctx); err != nil {
			return err
		}
		st, err := newMerging(s).merge(ctx, obj, nil, nil)
		if err == nil {
			merged = objectOf[T](st)
		}
		return err
	})
	return merged, err
}

// merging is a call of Merge.
type merging struct {
	s     *Session
	done  map[any]*state      // by the object that was given
	byKey map[identity]*state // that are new in the session
	none  map[identity]bool   // that have been asked for, and have no row
}

func newMerging(s *Session) *merging {
	return &merging{s: s, done: map[any]*state{}, byKey: map[identity]*state{}, none: map[identity]bool{}}
}

// merge is about obj, which came by a relationship of owner, an object of the session, if by is not nil.
func (g *merging) merge(ctx context.Context, obj any, by *relation, owner *state) (*state, error) {
	if st := g.done[obj]; st != nil {
		return st, nil
	}
	m, p, err := g.s.pointerTo(obj)
	if err != nil {
		return nil, err
	}
	given := g.s.stateAt(m, p)
	if given != nil && given.session == g.s {
		return given, nil
	}
	from := given
	if from == nil {
		from = &state{m: m, ptr: p}
	}
	to, err := g.counterpart(ctx, from, by, owner)
	if err != nil {
		return nil, err
	}
	g.done[obj] = to
	if err := copyFields(to, from); err != nil {
		return nil, err
	}
	for _, rel := range m.relations {
		if rel.cascade.merge && !rel.viewonly {
			if err := g.mergeMembers(ctx, to, rel, rel.membersAt(p)); err != nil {
				return nil, err
			}
		}
	}
	return to, nil
}

// counterpart returns the session's object for the row of from, a new one if there is none.
func (g *merging) counterpart(ctx context.Context, from *state, by *relation, owner *state) (*state, error) {
	m := from.m
	if m.tableless {
		return nil, fmt.Errorf("gild: merge of a %s: it is abstract: its sub-types have objects", m.typ)
	}
	key, known, err := from.keyToMerge(by, owner)
	if err != nil {
		return nil, err
	}
	if !known {
		return g.s.enter(m, reflect.New(m.typ).UnsafePointer(), false), nil
	}
	id, err := m.identityOf(key)
	if err != nil {
		return nil, err
	}
	if st := g.byKey[id]; st != nil {
		return st, nil
	}
	st, err := g.stored(ctx, m, id, key)
	if st != nil || err != nil {
		return st, err
	}
	st = g.s.enter(m, reflect.New(m.typ).UnsafePointer(), false)
	g.byKey[id] = st
	return st, nil
}

// stored returns the session's object for the row that has a key, nil if there is no such row. Nothing is flushed: what is
// merged so far may lack what its relationships are going to say.
func (g *merging) stored(ctx context.Context, m *mapper, id identity, key []any) (*state, error) {
	if g.none[id] {
		return nil, nil
	}
	later := func(context.Context) error { return nil }
	st, err := g.s.getAfter(ctx, later, m, key)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return st, err
}

// copyFields copies what from says about the row.
func copyFields(to, from *state) error {
	m := to.m
	if v := m.version; v >= 0 && to.stored {
		if given := &m.fields[v]; !given.isZero(from.ptr) {
			if err := to.knowsVersion("merge", from.ptr); err != nil {
				return err
			}
		}
	}
	for i := range m.fields {
		f := &m.fields[i]
		switch {
		case f.unset(from.ptr), i == m.version, f.kind, from.lacks(i):
		case to.stored && slices.Contains(m.key, i):
		case f.foreign && f.isZero(from.ptr):
		default:
			f.track.Copy(f.at(to.ptr), f.at(from.ptr))
		}
	}
	return nil
}

// mergeMembers makes a relationship what it is in the object that was given.
func (g *merging) mergeMembers(ctx context.Context, to *state, rel *relation, given *members) error {
	known := given.complete() && (given.owner != nil || given.loaded || len(given.items) > 0)
	if !known {
		return nil
	}
	c := rel.membersAt(to.ptr)
	if rel.shape == shapeRef {
		c.resolve()
	} else if to.stored && rel.shape != shapeWriteOnly && !c.fresh() {
		if err := g.s.load(ctx, rel.entirely(), []*state{to}); err != nil {
			return err
		}
	}
	if err := g.fetch(ctx, rel, to, given.items); err != nil {
		return err
	}
	var items []any
	for _, e := range given.items {
		st, err := g.merge(ctx, e, rel, to)
		if err != nil {
			return fmt.Errorf("%w (merging %s.%s)", err, rel.owner.typ, rel.name)
		}
		items = append(items, st.object())
	}
	if rel.shape.scalar() {
		var only any
		if len(items) > 0 {
			only = items[0]
		}
		c.replace(only)
		return nil
	}
	for _, old := range slices.Clone(c.items) {
		if !contains(items, old) {
			c.take(old)
		}
	}
	for _, e := range items {
		c.put(e)
	}
	return nil
}
