package orm

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/gildsql/gild/expr"
)

// state is what a session knows about an object. It outlives the stay in the session where
// the object's type embeds Entity.
type state struct {
	session  *Session // nil once the object has left it
	m        *mapper
	ptr      unsafe.Pointer // to the object, a *T
	key      primaryKey     // in the identity map, if stored
	snapshot unsafe.Pointer // of the mapped fields as the database has them, if stored
	loaded   uint32         // the session's generation when the row was read or written
	seq      uint32         // in order of Add and load

	stored   bool // there is a row for the object
	element  bool // it came in as an element of a collection
	numbered bool // the database gave the primary key in this transaction
	deleting bool // the next flush deletes the row
	missing  int8 // how many of its tables, the last ones, have not been read
	untold   bool // that it has been loaded, until it is complete
	deleted  bool // a flush has deleted the row, in a transaction that has not ended

	keyed  *[]int            // fields that took an owner's key before the first insert
	unread *[]int            // fields that no query has read; not changed but replaced
	exprs  map[int]expr.Expr // fields that are to be set to what the database computes

	journaled place // in the innermost frame that has changed it

	unit *unit // of the flush that is going on
}

// Status is where an object is in its life.
type Status int

// The states of objects.
const (
	Transient  Status = iota // in no session and, as far as is known, without row
	Pending                  // in a session, to be inserted by the next flush
	Persistent               // in a session, with a row
	Deleted                  // the row is deleted, in a transaction that has not ended
	Detached                 // with a row, but in no session
)

// String returns the state's name.
func (s Status) String() string {
	names := [...]string{"transient", "pending", "persistent", "deleted", "detached"}
	if s < 0 || int(s) >= len(names) {
		return fmt.Sprintf("Status(%d)", int(s))
	}
	return names[s]
}

// status returns where the object is in its life.
func (st *state) status() Status {
	switch {
	case st == nil:
		return Transient
	case st.deleted:
		return Deleted
	case st.session != nil && st.stored:
		return Persistent
	case st.session != nil:
		return Pending
	case st.stored:
		return Detached
	}
	return Transient
}

// pointerTo checks that obj is a pointer to a mapped struct.
func (s *Session) pointerTo(obj any) (*mapper, unsafe.Pointer, error) {
	v := reflect.ValueOf(obj)
	if v.Kind() != reflect.Pointer || v.Type().Elem().Kind() != reflect.Struct {
		return nil, nil, fmt.Errorf("gild: a %T is no entity: sessions take pointers to mapped structs", obj)
	}
	if v.IsNil() {
		return nil, nil, fmt.Errorf("gild: a nil %T", obj)
	}
	m, err := s.registry.mapperOf(v.Type().Elem())
	if err == nil && m.isOfSeveral() {
		m, err = s.actualMapper(m, v.UnsafePointer())
	}
	return m, v.UnsafePointer(), err
}

// pointerIn returns the pointer that an interface holds.
func pointerIn(obj any) unsafe.Pointer { return (*[2]unsafe.Pointer)(unsafe.Pointer(&obj))[1] }

// interfaceOf returns an interface that holds a pointer, of the type of like.
func interfaceOf(like any, p unsafe.Pointer) any {
	(*[2]unsafe.Pointer)(unsafe.Pointer(&like))[1] = p
	return like
}

// object returns the object, a *T.
func (st *state) object() any { return interfaceOf(st.m.like, st.ptr) }

// identity returns where the identity map has the object, if it is stored.
func (st *state) identity() identity { return identity{st.m.root, st.key} }

// stateAt returns what is known about the object of m at p, nil if nothing is. A copy of a
// struct has the Entity of its original, which is not its own.
func (s *Session) stateAt(m *mapper, p unsafe.Pointer) *state {
	if m.entity < 0 {
		return s.apart[p]
	}
	if st := (*Entity)(unsafe.Add(p, m.entity)).st; st != nil && st.ptr == p {
		return st
	}
	return nil
}

// bindState makes st what is known about its object.
func (s *Session) bindState(st *state) {
	if st.m.entity >= 0 {
		(*Entity)(unsafe.Add(st.ptr, st.m.entity)).st = st
		return
	}
	if s.apart == nil {
		s.apart = map[unsafe.Pointer]*state{}
	}
	s.apart[st.ptr] = st
}

// enter makes an object part of the session: a new one, or one with a row.
func (s *Session) enter(m *mapper, ptr unsafe.Pointer, stored bool) *state {
	st := s.newState()
	st.m, st.ptr, st.stored = m, ptr, stored
	s.bindState(st)
	for _, rel := range m.relations {
		c := rel.membersAt(ptr)
		if c.owner != nil { // of the original, of which this is a copy, or of what is deleted
			if c.owner.ptr == ptr {
				s.journalMembers(c)
			}
			c.items, c.index, c.changes, c.touched = append([]any(nil), c.items...), nil, nil, false
		}
		if rel.target.isOfSeveral() {
			for i, e := range c.items {
				c.items[i] = rel.actual(e)
			}
		}
		c.owner, c.rel, c.loaded, c.partial = st, rel, !stored, false
	}
	for _, i := range m.deferred {
		m.fields[i].headAt(ptr).owner = st
	}
	s.join(st)
	if !stored { // else it has no values yet
		s.moved(st, Transient)
	}
	return st
}

// join takes a state into the session, behind those that are there.
func (s *Session) join(st *state) {
	s.seq++
	st.session, st.seq = s, s.seq
	if s.memory == nil && len(s.order) >= len(s.first) {
		s.recall()
	}
	s.order = append(s.order, st)
}

// leave takes the object out of the session. It stays as it is.
func (st *state) leave() {
	if s := st.session; s != nil {
		from := st.status()
		st.leaveQuietly()
		s.moved(st, from)
	}
}

// leaveQuietly is leave without telling listeners.
func (st *state) leaveQuietly() {
	s := st.session
	st.session, st.deleting, st.element = nil, false, false
	s.left = true
	if st.stored {
		s.identities.drop(st)
	}
	if st.m.entity < 0 {
		delete(s.apart, st.ptr)
		for _, rel := range st.m.relations {
			if c := rel.membersAt(st.ptr); !st.stored {
				c.detach()
			}
		}
	}
	for _, rel := range st.m.relations {
		rel.membersAt(st.ptr).touched = false
	}
}

// capture takes the snapshot that the next flush compares with.
func (st *state) capture() {
	if st.session == nil {
		st.captureIn(reflect.New(st.m.snapshot).UnsafePointer())
		return
	}
	st.captureIn(st.session.slabsOf(st.m).snapshots.Take(st.m.snapshots))
}

// captureIn is capture into memory for a snapshot.
func (st *state) captureIn(snapshot unsafe.Pointer) {
	for i := range st.m.fields {
		f := &st.m.fields[i]
		f.track.Copy(unsafe.Add(snapshot, f.kept), unsafe.Add(st.ptr, f.offset))
	}
	st.snapshot = snapshot
}

// restore gives the fields the values of a snapshot.
func (st *state) restore(snapshot unsafe.Pointer) {
	for i := range st.m.fields {
		f := &st.m.fields[i]
		f.track.Copy(unsafe.Add(st.ptr, f.offset), unsafe.Add(snapshot, f.kept))
	}
}

// isDirty reports whether a field differs from the snapshot.
func (st *state) isDirty() bool {
	if st.snapshot == nil { // of a session that only reads
		return false
	}
	if len(st.exprs) > 0 {
		return true
	}
	for i := range st.m.fields {
		if st.m.fields[i].changed(st.ptr, st.snapshot) {
			return true
		}
	}
	return false
}

// isStale reports whether the row may have changed since it was read.
func (st *state) isStale() bool { return st.session != nil && st.loaded != st.session.generation }

// storedKey returns the primary key that the row has.
func (st *state) storedKey() []any { return st.rowValues(st.m.key) }
