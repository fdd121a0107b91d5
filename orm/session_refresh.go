package orm

import (
	"context"
	"fmt"

	"github.com/gildsql/gild/internal/fault"
)

// Refresh flushes and reads the rows of objects of the session anew; what relationships with
// the cascade refresh-expire lead to is refreshed with them, and the others are to be loaded
// again. If a row is gone, the error is ErrGone.
func (s *Session) Refresh(ctx context.Context, objs ...any) error {
	return s.exclusive(func() error {
		if err := s.autoflush(ctx); err != nil {
			return err
		}
		done := map[*state]bool{}
		for _, obj := range objs {
			st, err := s.known(obj, "refresh")
			if err != nil {
				return err
			}
			if err := s.refresh(ctx, st, done); err != nil {
				return err
			}
		}
		return nil
	})
}

// known returns the state of an object that has a row and is in the session.
func (s *Session) known(obj any, what string) (*state, error) {
	m, p, err := s.pointerTo(obj)
	if err != nil {
		return nil, err
	}
	st := s.stateAt(m, p)
	switch {
	case st == nil || st.session != s:
		return nil, fault.Errorf("%s of a %T: %w", what, obj, ErrDetached)
	case !st.stored:
		return nil, fmt.Errorf("gild: %s of a %T that has no row yet: flush first", what, obj)
	case st.deleted:
		return nil, fault.Errorf("%s of a %T: %w", what, obj, ErrGone)
	}
	return st, nil
}

func (s *Session) refresh(ctx context.Context, st *state, done map[*state]bool) error {
	if done[st] {
		return nil
	}
	done[st] = true
	s.use(st.m)
	sink := s.newSink(st.m)
	sink.renew = true
	if err := s.queryBound(ctx, st.m.rowStatement(false), append(s.values[:0], st.storedKey()...), sink); err != nil {
		return err
	}
	if len(sink.objs) == 0 {
		return fault.Errorf("refresh of a %s with key %v: %w", st.m.typ, st.storedKey(), ErrGone)
	}
	for _, rel := range st.m.relations {
		c := rel.membersAt(st.ptr)
		if rel.shape != shapeRef {
			c.seen = 0
		}
		if !rel.cascade.refresh {
			continue
		}
		for _, e := range c.items {
			if m, p, err := s.pointerTo(e); err == nil {
				if other := s.stateAt(m, p); other != nil && other.session == s && other.stored && !other.deleted {
					if err := s.refresh(ctx, other, done); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// Expire has objects of the session read anew by the next query, Get or Load that meets their
// rows, and drops their changes that are not flushed. What they hold stays readable till then.
// Relationships with the cascade refresh-expire hand it on. A mistake is an error of the next
// flush.
func (s *Session) Expire(objs ...any) {
	for _, obj := range objs {
		st, err := s.known(obj, "expire")
		if err != nil {
			s.mistakes = append(s.mistakes, err)
			continue
		}
		s.expire(st, map[*state]bool{})
	}
}

func (s *Session) expire(st *state, done map[*state]bool) {
	if done[st] || !st.stored || st.deleted {
		return
	}
	done[st] = true
	st.loaded, st.exprs = 0, nil
	if st.snapshot != nil {
		st.restore(st.snapshot)
	}
	for _, rel := range st.m.relations {
		c := rel.membersAt(st.ptr)
		if rel.cascade.refresh {
			s.eachKnown(c, func(other *state) { s.expire(other, done) })
		}
		if c.changes != nil {
			c.forget()
		}
		c.seen = 0
	}
}

// eachKnown calls yield with the elements that are in the session.
func (s *Session) eachKnown(c *members, yield func(*state)) {
	for _, e := range c.items {
		if m, p, err := s.pointerTo(e); err == nil {
			if other := s.stateAt(m, p); other != nil && other.session == s {
				yield(other)
			}
		}
	}
}

// Expunge takes objects out of the session, with their changes that are not flushed; what
// relationships with the cascade expunge lead to goes with them. They are as they were made,
// or detached: Add brings those back, unless their type embeds no Entity. A mistake is an
// error of the next flush.
func (s *Session) Expunge(objs ...any) {
	if s.refuse() {
		return
	}
	for _, obj := range objs {
		m, p, err := s.pointerTo(obj)
		if err != nil {
			s.mistakes = append(s.mistakes, err)
			continue
		}
		st := s.stateAt(m, p)
		if st == nil || st.session != s || st.deleted {
			s.mistakes = append(s.mistakes, fault.Errorf("expunge of a %T: %w", obj, ErrDetached))
			continue
		}
		s.expunge(st)
	}
}

func (s *Session) expunge(st *state) {
	st.leave()
	for _, rel := range st.m.relations {
		if rel.cascade.expunge {
			s.eachKnown(rel.membersAt(st.ptr), s.expunge)
		}
	}
}
