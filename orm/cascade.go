package orm

import (
	"context"
	"slices"

	"github.com/gildsql/gild/schema"
)

// cascade carries changes of collections over to their elements: what was added enters
// the session and takes its owner's key, what was removed or lost its owner gets NULL or
// is deleted.
func (s *Session) cascade(ctx context.Context) error {
	for _, st := range s.order {
		st.parents, st.orphan = nil, nil
	}
	for i := 0; i < len(s.order); i++ { // order grows while new objects come in
		if err := s.cascadeAdded(s.order[i]); err != nil {
			return err
		}
	}
	s.dropOrphans()
	for _, st := range slices.Clone(s.order) {
		if err := s.cascadeRemoved(st); err != nil {
			return err
		}
	}
	for _, st := range slices.Clone(s.order) {
		if st.session != nil && st.deleting {
			if err := s.cascadeDeleted(ctx, st, map[*state]bool{}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Session) cascadeAdded(st *state) error {
	if st.session == nil || st.deleting {
		return nil
	}
	for _, rel := range st.m.relations {
		items := rel.collectionAt(st.ptr)
		added, _ := items.pending()
		if !st.stored {
			added = items.current()
		}
		for _, item := range added {
			child, err := s.addElement(item)
			if err != nil {
				return rel.mistake("element: %v", err)
			}
			if child != nil {
				child.parents = append(child.parents, parent{rel, st})
			}
		}
	}
	return nil
}

// dropOrphans takes out of the session what came in as an element of a collection and
// has not been inserted, but is in no collection any more.
func (s *Session) dropOrphans() {
	for changed := true; changed; { // an orphan may have elements of its own
		changed = false
		for _, st := range s.order {
			st.parents = slices.DeleteFunc(st.parents, func(p parent) bool { return p.owner.session == nil })
			if st.session != nil && !st.stored && st.element && len(st.parents) == 0 {
				st.leave()
				changed = true
			}
		}
	}
}

func (s *Session) cascadeRemoved(st *state) error {
	if st.session == nil || st.deleting {
		return nil
	}
	for _, rel := range st.m.relations {
		_, removed := rel.collectionAt(st.ptr).pending()
		for _, item := range removed {
			_, ptr, err := s.pointerTo(item)
			if err != nil {
				return rel.mistake("element: %v", err)
			}
			if child := s.states[ptr]; child != nil && rel.holds(child, st) {
				if err := child.loseOwner(rel, rel.orphans); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// cascadeDeleted decides about the elements of an object that is to be deleted. Those
// that are not loaded are loaded first, unless the database itself looks after them.
func (s *Session) cascadeDeleted(ctx context.Context, st *state, seen map[*state]bool) error {
	if seen[st] {
		return nil
	}
	seen[st] = true
	for _, rel := range st.m.relations {
		items := rel.collectionAt(st.ptr)
		byDatabase := rel.key.OnDelete == schema.Cascade || rel.key.OnDelete == schema.SetNull && !rel.deletes
		if !items.isLoaded() && !byDatabase {
			if err := s.load(ctx, rel, []*state{st}); err != nil {
				return err
			}
		}
		for _, item := range items.current() {
			_, ptr, err := s.pointerTo(item)
			if err != nil {
				return rel.mistake("element: %v", err)
			}
			child := s.states[ptr]
			if child == nil || child.deleting || !rel.holds(child, st) {
				continue
			}
			if err := child.loseOwner(rel, rel.deletes || rel.key.OnDelete == schema.Cascade); err != nil {
				return err
			}
			if child.session != nil && child.deleting {
				if err := s.cascadeDeleted(ctx, child, seen); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// holds reports whether child belongs to owner, as the flush will leave it: by the
// collection that it was added to last, else by the foreign key that it has now. A
// collection in memory may be older than both.
func (rel *relation) holds(child, owner *state) bool {
	for _, p := range slices.Backward(child.parents) {
		if p.rel == rel {
			return p.owner == owner
		}
	}
	if !owner.stored {
		return false
	}
	theirs, null, err := child.m.encodeValues(rel.targetKey, child.m.values(child.ptr, rel.targetKey))
	if err != nil || null {
		return false
	}
	key, _, err := child.m.encodeValues(rel.targetKey, owner.m.values(owner.snapshot, rel.ownerKey))
	return err == nil && theirs == key
}

// loseOwner takes an element out of a relationship, unless it has got another owner.
func (st *state) loseOwner(rel *relation, deletes bool) error {
	moved := slices.ContainsFunc(st.parents, func(p parent) bool { return p.rel == rel && !p.owner.deleting })
	switch {
	case moved || st.deleting:
	case deletes && st.stored:
		st.deleting = true
	case deletes:
		st.leave()
	case !rel.nullable():
		return rel.mistake("an element would be left without owner, but %s cannot be NULL: delete it, give it another owner, or tag the relationship with cascade=delete-orphan",
			rel.target.fields[rel.targetKey[0]].name)
	default:
		st.orphan = append(st.orphan, rel)
	}
	return nil
}
