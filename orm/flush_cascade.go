package orm

import "context"

// cascadeDeletes decides about what belongs to objects that are to be deleted, and to those
// that are deleted because of that. What has to be known is loaded, for all of them at once.
func (f *flushing) cascadeDeletes(ctx context.Context) error {
	done := map[*state]bool{}
	for {
		var level []*state
		for _, st := range f.s.states() {
			if st.deleting && st.stored && !done[st] {
				done[st] = true
				level = append(level, st)
			}
		}
		if len(level) == 0 {
			return nil
		}
		if err := f.loadForDelete(ctx, level); err != nil {
			return err
		}
		for _, st := range level {
			for _, rel := range st.m.relations {
				if err := f.cascadeDelete(st, rel); err != nil {
					return err
				}
			}
		}
	}
}

// loadForDelete loads the relationships that have to be known before their owners are deleted.
func (f *flushing) loadForDelete(ctx context.Context, level []*state) error {
	for _, m := range f.s.registry.ordered {
		for _, rel := range m.declared() {
			if !rel.neededForDelete() {
				continue
			}
			var owners []*state
			for _, st := range level {
				if st.m.isA(m) && !rel.membersAt(st.ptr).whole() {
					owners = append(owners, st)
				}
			}
			if err := f.s.load(ctx, rel.entirely(), owners); err != nil {
				return err
			}
		}
	}
	return nil
}

// neededForDelete reports whether elements have to be known before their owner is deleted.
func (rel *relation) neededForDelete() bool {
	switch {
	case rel.viewonly || rel.passive != activeDeletes:
		return false
	case rel.shape == shapeRef || rel.link != nil:
		return rel.cascade.delete
	}
	return true
}

// cascadeDelete decides about the elements of an object that is to be deleted.
func (f *flushing) cascadeDelete(st *state, rel *relation) error {
	if rel.viewonly || rel.passive == passiveAll {
		return nil
	}
	c := rel.membersAt(st.ptr)
	if rel.link != nil {
		f.links.clearOf(rel, st, c, f.s)
	}
	for _, e := range c.items {
		m, p, err := f.s.pointerTo(e)
		if err != nil {
			return rel.mistake("element: %w", err)
		}
		other := f.s.stateAt(m, p)
		if other == nil || other.session != f.s || other.deleting {
			continue
		}
		switch {
		case rel.link != nil || rel.shape == shapeRef:
			if rel.cascade.delete {
				err = f.lose(other, rel, true)
			}
		case rel.holds(other, st):
			if other.unit != nil { // it was to take the key of an owner that goes
				other.unit.drop(rel)
			}
			err = f.lose(other, rel, rel.cascade.delete)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// drop forgets the parent that the unit was to take for a relationship.
func (u *unit) drop(rel *relation) {
	fields := rel.childFields()
	u.syncs = deleteSync(u.syncs, fields)
	u.posts = deleteSync(u.posts, fields)
}
