package orm

import (
	"context"
	"slices"
)

// load loads what the query itself has not brought, for objects found. What is there already is loaded again
// if it is to be renewed.
func (plan loadPlan) load(ctx context.Context, s *Session, objs []*state, renew bool) error {
	for _, l := range plan.loads {
		if len(objs) == 0 {
			return nil
		}
		if err := l.load(ctx, s, objs, renew); err != nil {
			return err
		}
	}
	return nil
}

func (l *plannedLoad) load(ctx context.Context, s *Session, objs []*state, renew bool) error {
	seen := map[*state]bool{}
	if l.of.parent() != nil {
		objs = slices.DeleteFunc(slices.Clone(objs), func(st *state) bool { return !st.m.isA(l.of) })
	}
	for levels := l.levels; levels != 0 && len(objs) > 0; levels-- {
		if l.how == bySelect {
			missing := slices.DeleteFunc(slices.Clone(objs), func(st *state) bool { return !renew && l.isKnown(s, st) })
			if err := s.load(ctx, l, missing); err != nil {
				return err
			}
		}
		if levels == 1 && len(l.then.loads) == 0 {
			return nil
		}
		objs = l.rel.elementsOf(s, objs, seen)
		if err := l.then.load(ctx, s, objs, renew); err != nil {
			return err
		}
	}
	return nil
}

// isKnown reports whether there is nothing to load: the relationship is loaded, or leads to what the session
// has already.
func (l *plannedLoad) isKnown(s *Session, owner *state) bool {
	c := l.rel.membersAt(owner.ptr)
	if c.fresh() {
		return true
	}
	if l.rel.shape != shapeRef || l.isPartial() || c.loaded {
		return false
	}
	if st, null := s.referred(l.rel, owner); null || st != nil && !st.isStale() && !st.deleting {
		c.resolve()
	}
	return c.fresh()
}

// elementsOf are what a relationship of objects leads to, each once.
func (rel *relation) elementsOf(s *Session, objs []*state, seen map[*state]bool) []*state {
	var elements []*state
	for _, st := range objs {
		for _, e := range rel.membersAt(st.ptr).items {
			other := s.stateAt(rel.target, pointerIn(e))
			if other == nil || other.session != s || !other.stored || seen[other] {
				continue
			}
			seen[other] = true
			elements = append(elements, other)
		}
	}
	return elements
}
