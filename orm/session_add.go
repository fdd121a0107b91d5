package orm

import (
	"fmt"
	"unsafe"

	"github.com/gildsql/gild/internal/fault"
)

// Add makes objects, pointers to mapped structs, part of the session, together with what
// their relationships lead to where those cascade save-update, as they do by default. The
// next flush inserts those that have no row; one that has left a session comes back with its
// history. An object that is in the session already stays there, and is not deleted. A
// mistake, such as a type that is not mapped, is an error of the next flush.
func (s *Session) Add(objs ...any) {
	if s.refuse() {
		return
	}
	for _, obj := range objs {
		st, err := s.add(obj)
		if err != nil {
			s.mistakes = append(s.mistakes, err)
			continue
		}
		st.deleting, st.element = false, false
	}
}

// add returns the state of an object, which enters the session if it is not in it.
func (s *Session) add(obj any) (*state, error) {
	m, ptr, err := s.pointerTo(obj)
	if err != nil {
		return nil, err
	}
	st := s.stateAt(m, ptr)
	switch {
	case st == nil || st.session == s && st.deleted: // the one that is deleted comes back with a rollback
		st = s.enter(m, ptr, false)
		s.cascadeNew(st)
	case st.session == s:
	case st.session != nil:
		return nil, fmt.Errorf("gild: a %T belongs to another session: take it out with Expunge first, or take a copy with Merge", obj)
	default:
		if err := s.rejoin(st, ptr); err != nil {
			return nil, err
		}
	}
	return st, nil
}

// rejoin takes an object back that has been in a session before.
func (s *Session) rejoin(st *state, ptr unsafe.Pointer) error {
	if st.stored {
		if other := s.identities.get(st.identity()); other != nil {
			return fmt.Errorf("gild: add of a %s: the session has another object for the row with the key %v: use Merge", st.m.typ, st.storedKey())
		}
		s.identities.put(st.identity(), st)
		st.loaded = 0
	}
	s.bindState(st)
	for _, rel := range st.m.relations {
		c := rel.membersAt(ptr)
		c.owner, c.rel, c.touched = st, rel, false
		if c.changes != nil {
			c.touched = true
			s.touched = append(s.touched, c)
		}
	}
	from := st.status()
	s.join(st)
	s.moved(st, from)
	s.cascadeNew(st)
	return nil
}

// cascadeNew makes what a newcomer's relationships lead to part of the session, newcomer by
// newcomer, so that rows are inserted in the order of the graph.
func (s *Session) cascadeNew(st *state) {
	for next := len(s.order) - 1; next < len(s.order); next++ { // order grows by what is found
		st := s.order[next]
		s.askAll(st)
		for _, rel := range st.m.relations {
			c := rel.membersAt(st.ptr)
			c.echoAll()
			if !rel.cascade.saveUpdate || rel.viewonly {
				continue
			}
			for _, e := range c.items {
				s.admit(rel, e)
			}
		}
	}
}

// addElement makes an element of a relationship, and all that it leads to, part of the
// session. It stays only as long as it is an element.
func (s *Session) addElement(rel *relation, e any) {
	before := len(s.order)
	s.admit(rel, e)
	if len(s.order) > before {
		s.cascadeNew(s.order[len(s.order)-1])
	}
}

// admit is add for an element, without what it leads to.
func (s *Session) admit(rel *relation, e any) {
	m, ptr, err := s.pointerTo(e)
	if err != nil {
		s.mistakes = append(s.mistakes, rel.mistake("element: %w", err))
		return
	}
	st := s.stateAt(m, ptr)
	switch {
	case st == nil, st.session == s && st.deleted && rel.shape != shapeRef && rel.link == nil: // back with its owner
		s.enter(m, ptr, false).element = true
	case st.session == s:
	case st.session != nil:
		s.mistakes = append(s.mistakes, fmt.Errorf("gild: a %T belongs to another session: take it out with Expunge first, or take a copy with Merge", e))
	case st.stored || !st.deleted:
		if err := s.readmit(st); err != nil {
			s.mistakes = append(s.mistakes, err)
		}
	}
}

// readmit is rejoin without what the object leads to, which the caller looks after.
func (s *Session) readmit(st *state) error {
	err := s.rejoin(st, st.ptr)
	if err == nil && !st.stored {
		st.element = true
	}
	return err
}

// Delete marks objects of the session for deletion by the next flush, which deletes what
// their relationships cascade to. One that has never been flushed just leaves the session.
func (s *Session) Delete(objs ...any) {
	if s.refuse() {
		return
	}
	for _, obj := range objs {
		m, ptr, err := s.pointerTo(obj)
		if err != nil {
			s.mistakes = append(s.mistakes, err)
			continue
		}
		switch st := s.stateAt(m, ptr); {
		case st == nil || st.session == nil && !st.stored:
			s.mistakes = append(s.mistakes, fault.Errorf("delete of a %T: %w", obj, ErrDetached))
		case st.session == nil:
			if err := s.rejoin(st, ptr); err != nil {
				s.mistakes = append(s.mistakes, err)
				continue
			}
			st.deleting = true
		case st.session != s:
			s.mistakes = append(s.mistakes, fmt.Errorf("gild: delete of a %T that belongs to another session", obj))
		case st.deleted:
		case st.stored:
			st.deleting = true
		default:
			s.withdraw(st)
		}
	}
}

// withdraw takes a new object out of the session, and out of the collections that brought it.
func (s *Session) withdraw(st *state) {
	for _, rel := range st.m.incoming {
		for _, owner := range s.states() {
			if !owner.m.isA(rel.owner) || owner == st {
				continue
			}
			if c := rel.membersAt(owner.ptr); c.contains(st.object()) {
				c.remove(st.object())
			}
		}
	}
	for _, rel := range st.m.relations {
		c := rel.membersAt(st.ptr)
		for _, e := range c.items {
			c.loosen(e)
		}
	}
	st.leave()
}
