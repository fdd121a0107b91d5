package orm

import (
	"fmt"
	"unsafe"
)

// entity leads from an object to what is known about it.
func (e *Entity) entity() *Entity { return e }

// stateOf returns what is known about an object, nil if nothing is, or if its type embeds no Entity.
func stateOf(obj any) *state {
	e, ok := obj.(interface{ entity() *Entity })
	if !ok || isNilPointer(obj) {
		return nil
	}
	st := e.entity().st
	if st == nil || st.ptr != pointerIn(obj) { // of a copy
		return nil
	}
	return st
}

// SessionOf returns the session that an object belongs to, nil if there is none. The object's type
// embeds Entity: others know nothing of sessions.
func SessionOf(obj any) *Session {
	if st := stateOf(obj); st != nil {
		return st.session
	}
	return nil
}

// MakeTransient takes an object out of its session, if it has one, and makes it one that no session has
// ever seen: Add inserts it as a new row, with the key that it has. Relationships have what was loaded of
// them. To insert a copy of a row, set the key to zero first:
//
//	err := orm.MakeTransient(o)
//	o.ID = 0
//	s.Add(o)
//
// An object whose row has been written in a transaction that has not ended is an error, since a rollback
// would be about it. The object's type embeds Entity; of others Expunge does the same.
func MakeTransient(obj any) error {
	st := stateOf(obj)
	if st == nil {
		return nil
	}
	if st.journaled.frame != nil {
		return fmt.Errorf("gild: MakeTransient of %s, which has been written in a transaction that has not ended: commit or roll back first", st.describe())
	}
	s := st.session
	st.leave()
	for _, rel := range st.m.relations {
		c := rel.membersAt(st.ptr)
		for f := s.innermost(); f != nil; f = f.outer {
			delete(f.members, c)
		}
		c.detach()
	}
	for _, i := range st.m.deferred {
		st.m.fields[i].headAt(st.ptr).owner = nil
	}
	(*Entity)(unsafe.Add(st.ptr, st.m.entity)).st = nil
	return nil
}

// innermost is the frame that changes are noted in, nil without a session.
func (s *Session) innermost() *frame {
	if s == nil {
		return nil
	}
	return s.frame
}
