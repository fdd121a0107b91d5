package orm

import (
	"fmt"
	"reflect"
	"unsafe"
)

// state is what a session knows about an object. The object itself holds no state but
// that of its relationships.
type state struct {
	session  *Session // nil once the object has left it
	m        *mapper
	obj      any            // *T
	ptr      unsafe.Pointer // of obj
	seq      int            // in order of Add and load
	stored   bool           // there is a row for the object
	element  bool           // it came in as an element of a collection
	numbered bool           // the database gave the primary key in this transaction
	keyed    []int          // fields that took an owner's key before the first insert
	deleting bool           // the next flush deletes the row
	stale    bool           // the row may have changed since: the transaction it was read in has ended
	identity identity       // in the identity map, if stored
	snapshot unsafe.Pointer // of the mapped fields as the database has them, if stored

	parents []parent    // from which the flush takes foreign keys
	orphan  []*relation // whose foreign key the flush sets to NULL
}

// parent is an owner that an object was added to.
type parent struct {
	rel   *relation
	owner *state
}

// before is what an object was when the transaction began, for rollback.
type before struct {
	stored   bool
	identity identity
	snapshot unsafe.Pointer
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
	return m, v.UnsafePointer(), err
}

// enter makes an object part of the session: a new one, or one with a row.
func (s *Session) enter(m *mapper, obj any, ptr unsafe.Pointer, stored bool) *state {
	s.seq++
	st := &state{session: s, m: m, obj: obj, ptr: ptr, seq: s.seq, stored: stored}
	s.states[ptr] = st
	s.order = append(s.order, st)
	for _, rel := range m.relations {
		rel.collectionAt(ptr).attach(st, rel)
	}
	return st
}

// leave takes the object out of the session. It stays as it is.
func (st *state) leave() {
	s := st.session
	if s == nil {
		return
	}
	st.session = nil
	if s.states[st.ptr] != st { // the object has come back since
		return
	}
	delete(s.states, st.ptr)
	if s.identities[st.identity] == st {
		delete(s.identities, st.identity)
	}
	if st.stored {
		return
	}
	for _, rel := range st.m.relations {
		rel.collectionAt(st.ptr).detach()
	}
}

// capture takes the snapshot that the next flush compares with.
func (st *state) capture() {
	snapshot := reflect.New(st.m.typ).UnsafePointer()
	for i := range st.m.fields {
		f := &st.m.fields[i]
		f.track.copy(unsafe.Add(snapshot, f.offset), unsafe.Add(st.ptr, f.offset))
	}
	st.snapshot = snapshot
}

// restore gives the fields the values of a snapshot.
func (st *state) restore(snapshot unsafe.Pointer) {
	for i := range st.m.fields {
		f := &st.m.fields[i]
		f.track.copy(unsafe.Add(st.ptr, f.offset), unsafe.Add(snapshot, f.offset))
	}
}

// changed returns the indexes of the fields that differ from the snapshot.
func (st *state) changed() []int {
	var list []int
	for i := range st.m.fields {
		f := &st.m.fields[i]
		if !f.track.equal(unsafe.Add(st.ptr, f.offset), unsafe.Add(st.snapshot, f.offset)) {
			list = append(list, i)
		}
	}
	return list
}

// storedKey returns the primary key that the row has.
func (st *state) storedKey() []any { return st.m.values(st.snapshot, st.m.key) }
