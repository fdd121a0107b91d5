package orm

import (
	"context"
	"errors"
)

// gather finds out what is to be written: what changed relationships mean for foreign keys,
// what becomes of elements without owner, what deletions cascade to, and which rows differ.
func (f *flushing) gather(ctx context.Context) error {
	s := f.s
	s.dropLoose()
	for _, st := range s.states() {
		if !st.stored {
			if err := f.newMembers(st); err != nil {
				return err
			}
		}
	}
	for _, c := range s.touched {
		if c.tracks() && c.owner.session == s && !c.rel.viewonly {
			if err := f.added(c); err != nil {
				return err
			}
		}
	}
	for i := 0; i < len(s.touched); i++ {
		c := s.touched[i]
		if c.tracks() && c.owner.session == s && !c.rel.viewonly {
			if err := f.removedFrom(ctx, c); err != nil {
				return err
			}
		}
	}
	if err := f.cascadeDeletes(ctx); err != nil {
		return err
	}
	f.links.dropDeleted()
	if err := f.place(ctx); err != nil {
		return err
	}
	if err := f.scan(); err != nil {
		return err
	}
	f.related()
	return f.keyChanges(ctx)
}

// scan finds the rows that differ from their objects.
func (f *flushing) scan() error {
	var errs []error
	note := func(err error) {
		if err != nil {
			errs = append(errs, err)
		}
	}
	for _, st := range f.s.states() {
		switch {
		case !st.stored:
			if st.m.family != nil || st.m.tableless {
				note(st.sayKind())
			}
			f.unitOf(st).kind = insert
		case st.deleting:
			note(st.knowsVersion("DELETE", st.ptr))
			f.unitOf(st).kind = remove
		case st.isDirty():
			note(st.knowsVersion("UPDATE", st.ptr))
			if st.m.family != nil {
				note(st.keepsKind())
			}
			f.unitOf(st)
			f.dirty = append(f.dirty, st)
		}
	}
	return errors.Join(errs...)
}

// newMembers is about the relationships of a new object.
func (f *flushing) newMembers(st *state) error {
	for _, rel := range st.m.relations {
		if rel.viewonly {
			continue
		}
		for _, e := range rel.membersAt(st.ptr).items {
			if err := f.link(rel, st, e, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// added is about what was added to a relationship of a stored object.
func (f *flushing) added(c *members) error {
	if c.changes == nil || c.owner.deleting {
		return nil
	}
	var echoed index
	for _, e := range c.changes.added {
		echo := echoed.has(c.changes.echoed, e)
		if err := f.link(c.rel, c.owner, e, echo); err != nil {
			return err
		}
	}
	return nil
}

func contains(list []any, e any) bool {
	for _, x := range list {
		if x == e {
			return true
		}
	}
	return false
}

// link is about one element e of an owner.
func (f *flushing) link(rel *relation, owner *state, e any, echo bool) error {
	m, p, err := f.s.pointerTo(e)
	if err != nil {
		return rel.mistake("element: %w", err)
	}
	other := f.s.stateAt(m, p)
	if other == nil || other.session != f.s {
		if echo || rel.cascade.saveUpdate && rel.shape != shapeRef {
			return nil // it follows from the other side, which the session does not know
		}
		return rel.mistake("a %s that is no part of the session: add it, or let the relationship cascade save-update", m.typ)
	}
	if err := rel.reaches(other); err != nil {
		return err
	}
	if rel.link != nil {
		if !other.deleting && !owner.deleting {
			f.links.add(rel, owner, other)
		}
		return nil
	}
	if rel.shape == shapeRef {
		f.sync(owner, rel, other)
	} else {
		f.sync(other, rel, owner)
	}
	return nil
}

// removedFrom is about what was taken out of a relationship of a stored object.
func (f *flushing) removedFrom(ctx context.Context, c *members) error {
	ch := c.changes
	if ch == nil || c.owner.deleting {
		return nil
	}
	if ch.replaced && c.rel.shape == shapeOne {
		if err := f.findReplaced(ctx, c); err != nil {
			return err
		}
	}
	if c.rel.shape == shapeRef {
		if c.only() == nil && (ch.replaced || len(ch.removed) > 0) {
			return f.unparent(c.owner, c.rel)
		}
		return nil
	}
	for _, e := range ch.removed {
		m, p, err := f.s.pointerTo(e)
		if err != nil {
			return c.rel.mistake("element: %w", err)
		}
		child := f.s.stateAt(m, p)
		if child == nil || child.session != f.s {
			continue
		}
		if c.rel.link != nil {
			f.links.remove(c.rel, c.owner, child)
			continue
		}
		if parent, decided := child.unit.parentOf(c.rel); decided && parent != nil || child.stored && !c.rel.holds(child, c.owner) {
			continue // it has moved to another owner
		}
		if err := f.lose(child, c.rel, c.rel.cascade.orphan); err != nil {
			return err
		}
	}
	return nil
}

// unparent is about a many-to-one relationship that leads nowhere now.
func (f *flushing) unparent(child *state, rel *relation) error {
	if parent, decided := child.unit.parentOf(rel); decided && parent != nil {
		return nil
	}
	return f.lose(child, rel, rel.back != nil && rel.back.cascade.orphan)
}

// lose leaves child without parent, or deletes it.
func (f *flushing) lose(child *state, rel *relation, deletes bool) error {
	switch {
	case child.deleting:
	case deletes && child.stored:
		child.deleting = true
	case deletes || child.element && !child.stored:
		child.leave()
	case len(rel.nulls) == 0:
		m := rel.childMapper()
		return rel.mistake("%s would be left without owner, but %s cannot be NULL: delete it, give it another owner, or tag the relationship with cascade=delete-orphan",
			child.describe(), m.fields[rel.childFields()[0]].name)
	default:
		f.sync(child, rel, nil)
	}
	return nil
}

// findReplaced loads what a one-to-one has the place of, which was not known when it was set.
func (f *flushing) findReplaced(ctx context.Context, c *members) error {
	found, err := f.s.elements(ctx, c.rel, c.owner)
	if err != nil {
		return err
	}
	for _, st := range found {
		if !contains(c.items, st.object()) && !contains(c.changes.removed, st.object()) {
			c.changes.removed = append(c.changes.removed, st.object())
		}
	}
	return nil
}

// dropLoose takes new objects out of the session that came in as elements and are not any more.
func (s *Session) dropLoose() {
	for again := len(s.loose) > 0; again; {
		again = false
		wanted := map[any]bool{}
		for _, st := range s.states() {
			for _, rel := range st.m.relations {
				if rel.cascade.saveUpdate && !st.deleting {
					for _, e := range rel.membersAt(st.ptr).items {
						wanted[e] = true
					}
					if ch := rel.membersAt(st.ptr).changes; ch != nil {
						for _, e := range ch.added {
							wanted[e] = true
						}
					}
				}
			}
		}
		for _, st := range s.states() {
			if st.element && !st.stored && !wanted[st.object()] {
				st.leave()
				again = true
			}
		}
	}
	s.loose = s.loose[:0]
}
