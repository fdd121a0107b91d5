package orm

import (
	"fmt"

	"github.com/gildsql/gild/internal/fault"
)

// ask asks the listeners about a change of a relationship by the program, on both sides: was is taken out, next
// put in, nil for nothing. It returns what is to be put in in place of next. A change that is refused is a
// mistake, which the next flush reports.
func (c *members) ask(was, next any) (got any, allowed bool) {
	if c.owner == nil || c.owner.session == nil || c.owner.session.hookTable == nil || isNilPointer(next) && next != nil {
		return next, true
	}
	s := c.owner.session
	got, err := s.askOne(c.rel, c.owner.object(), was, next)
	switch {
	case err == nil && got == nil && (next != nil || was == nil) && !c.rel.shape.scalar():
		return nil, false // nothing is put in
	case err == nil:
		err = s.askOthers(c, was, got)
	}
	if err != nil {
		s.mistakes = append(s.mistakes, fault.Errorf("%s: %w", c.describe(), err))
	}
	return got, err == nil
}

// askOne asks the listeners of one relationship of an object.
func (s *Session) askOne(rel *relation, owner, was, next any) (any, error) {
	m, _, err := s.pointerTo(owner)
	if err != nil {
		return next, nil // a mistake that the flush reports
	}
	h := s.hooksOf(m)
	if !h.has(changing) {
		return next, nil
	}
	for i := range h[changing] {
		b := &h[changing][i]
		if m.relations[b.index] != rel {
			continue
		}
		call := &hookCall{s: s, obj: owner, was: was, next: next}
		if err := b.call(call); err != nil {
			return nil, err
		}
		if next = call.next; next != nil {
			next = rel.actual(next)
		}
	}
	return next, nil
}

// askOthers asks the listeners of the other side about what follows there.
func (s *Session) askOthers(c *members, was, next any) error {
	back := c.rel.back
	if back == nil {
		return nil
	}
	owner := c.owner.object()
	if was != nil && was != next {
		if err := s.follows(back, was, owner, nil); err != nil {
			return err
		}
	}
	if next == nil {
		return nil
	}
	other := back.membersOf(next)
	var old any
	if back.shape.scalar() {
		if old = other.only(); old == nil && other.owner != nil {
			old = other.resolve()
		}
		if old == owner {
			return nil
		}
		if old != nil { // who loses the element
			if err := s.follows(c.rel, old, next, nil); err != nil {
				return err
			}
		}
	}
	return s.follows(back, next, old, owner)
}

// follows asks about what cannot be replaced, since another relationship says it.
func (s *Session) follows(rel *relation, owner, was, next any) error {
	got, err := s.askOne(rel, owner, was, next)
	if err == nil && got != next {
		err = fmt.Errorf("an event of %s.%s cannot replace what follows from the other side: it can only refuse it", rel.owner.typ, rel.name)
	}
	return err
}

// askAll asks about what the relationships of a new object have, when it enters the session.
func (s *Session) askAll(st *state) {
	if s.hookTable == nil || st.stored {
		return
	}
	for _, rel := range st.m.relations {
		c := rel.membersAt(st.ptr)
		if len(c.items) == 0 {
			continue
		}
		kept := make([]any, 0, len(c.items))
		for _, e := range c.items {
			if s.hasAsked(rel, st, e) {
				kept = append(kept, e)
			} else if got, allowed := c.ask(nil, e); allowed && got != nil {
				kept = append(kept, got)
			}
		}
		c.items, c.index = kept, nil
	}
}

// hasAsked reports whether an element of a new object came by the other side, which has been asked.
func (s *Session) hasAsked(rel *relation, st *state, e any) bool {
	if rel.back == nil || isNilPointer(e) {
		return false
	}
	m, p, err := s.pointerTo(e)
	if err != nil {
		return true // which is a mistake by itself
	}
	other := s.stateAt(m, p)
	return other != nil && other.session == s && rel.back.membersAt(p).contains(st.object())
}
