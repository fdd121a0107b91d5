package orm

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/typemap"
)

// unit is what a flush does about one object.
type unit struct {
	st       *state
	m        *mapper // by which the row is written
	kind     unitKind
	syncs    []sync  // foreign keys that take the keys of parents
	first    [1]sync // memory of syncs
	posts    []sync  // those that are written by an UPDATE of their own
	replaces *state  // a deleted object whose row this one takes over
	wait     int     // units of the same group that come before
	before   []*unit
	yields   bool    // another row of the flush takes unique values that this one, which is deleted, has
	early    bool    // deleted before anything is saved
	whole    *unit   // of an object with rows in several tables: that of the first one, which has
	parts    []*unit // those of the others,
	left     int     // and as many that are to be written
	sent     bool    // an UPDATE has been sent
	known    knowledge
	asides   []int // fields that are NULL until the unit is written, see setAside
	blocked  *unit // one whose unique values this one takes, and which waits for this one
}

// unitKind is what is done about a row.
type unitKind int

const (
	nothing unitKind = iota
	insert
	update
	remove
)

// sync is a foreign key that takes the key of a parent, or NULL without one.
type sync struct {
	rel    *relation
	parent *state
}

// unitOf returns the unit of an object.
func (f *flushing) unitOf(st *state) *unit {
	if st.unit == nil {
		st.unit = f.slabs.take(st)
		f.units = append(f.units, st.unit)
	}
	return st.unit
}

// sync has a foreign key of child take the key of parent, nil for NULL. What is set later
// goes before, but NULL gives way.
func (f *flushing) sync(child *state, rel *relation, parent *state) {
	u := f.unitOf(child)
	list := &u.syncs
	if rel.isPostUpdate() {
		list = &u.posts
	}
	fields := rel.childFields()
	at := slices.IndexFunc(*list, func(o sync) bool { return slices.Equal(o.rel.childFields(), fields) })
	switch {
	case at < 0:
		*list = append(*list, sync{rel, parent})
	case parent != nil:
		(*list)[at] = sync{rel, parent}
	}
}

// isPostUpdate reports whether the foreign key is written by an UPDATE of its own.
func (rel *relation) isPostUpdate() bool {
	return rel.postUpdate || rel.back != nil && rel.back.postUpdate
}

// parentOf returns the parent that the flush gives to child for a relationship.
func (u *unit) parentOf(rel *relation) (parent *state, decided bool) {
	if u == nil {
		return nil, false
	}
	fields := rel.childFields()
	for _, list := range [][]sync{u.syncs, u.posts} {
		for _, s := range list {
			if slices.Equal(s.rel.childFields(), fields) {
				return s.parent, true
			}
		}
	}
	return nil, false
}

// apply gives the child's foreign key the value that the parent's key has.
func (s sync) apply(child *state) error {
	fields := s.rel.childFields()
	if s.parent == nil {
		for _, i := range s.rel.nulls {
			child.m.fields[i].clear(child.ptr)
		}
		return nil
	}
	for n, from := range s.rel.parentFields() {
		pf, cf := &s.parent.m.fields[from], &child.m.fields[fields[n]]
		if err := cf.take(child, pf, s.parent); err != nil {
			return s.rel.mistake("key of the parent: %w", err)
		}
	}
	if err := s.rel.setConstants(child); err != nil {
		return err
	}
	if !child.stored {
		child.takesKey(s.rel)
	}
	return nil
}

// takesKey notes that a new object has taken an owner's key.
func (st *state) takesKey(rel *relation) {
	fields := &rel.targetFields
	if rel.shape == shapeRef {
		fields = &rel.ownerFields
	}
	if st.keyed == nil || st.keyed == fields {
		st.keyed = fields // which is shared, and never changed
		return
	}
	all := slices.Clone(*st.keyed)
	for _, i := range *fields {
		if !slices.Contains(all, i) {
			all = append(all, i)
		}
	}
	st.keyed = &all
}

// take gives the field of child the value that pf has in parent.
func (f *field) take(child *state, pf *field, parent *state) error {
	if pf.typ == f.typ {
		f.track.Copy(f.at(child.ptr), pf.at(parent.ptr))
		return nil
	}
	encoded, err := typemap.Encode(f.column.Type(), pf.value(parent.ptr))
	if err != nil {
		return err
	}
	return f.set(child.ptr, encoded)
}

// takesFrom reports whether the field's value comes from a parent in this flush.
func (u *unit) takesFrom(i int) (s sync, part int, ok bool) {
	for _, s := range u.syncs {
		if part := slices.Index(s.rel.childFields(), i); part >= 0 {
			return s, part, true
		}
	}
	return sync{}, 0, false
}

// holds reports whether child belongs to owner, as the flush will leave it: by the parent
// that it takes, else by the foreign key that it has now. A collection in memory may be older.
func (rel *relation) holds(child, owner *state) bool {
	if parent, decided := child.unit.parentOf(rel); decided {
		return parent == owner
	}
	if !owner.stored || !rel.hasConstants(child) {
		return false
	}
	if f, g := child.m.number1(rel.targetFields), owner.m.number1(rel.ownerFields); f != nil && g != nil {
		return f.int64At(child.ptr) == *(*int64)(unsafe.Add(owner.snapshot, g.kept))
	}
	theirs, null, err := child.m.encodeValues(rel.targetFields, child.m.values(child.ptr, rel.targetFields))
	if err != nil || null {
		return false
	}
	key, _, err := child.m.encodeValues(rel.targetFields, owner.m.keptValues(owner.snapshot, rel.ownerFields))
	return err == nil && theirs == key
}

// number1 returns the only one of some fields if it is an int64 that is sent as it is, else nil.
func (m *mapper) number1(fields []int) *field {
	if len(fields) != 1 {
		return nil
	}
	if f := &m.fields[fields[0]]; f.number {
		return f
	}
	return nil
}

// int64At returns the number that the field of the object at p has.
func (f *field) int64At(p unsafe.Pointer) int64 { return *(*int64)(unsafe.Add(p, f.offset)) }

// leadsTo reports whether the foreign key of st is the key of obj, or NULL for nil.
func (rel *relation) leadsTo(st *state, obj any) bool {
	if rel.on != nil && (obj == nil || !rel.isKeyed()) { // the condition may have it so
		return true
	}
	if f, g := st.m.number1(rel.ownerFields), rel.target.number1(rel.targetFields); f != nil && g != nil && obj != nil {
		return f.int64At(st.ptr) == g.int64At(pointerIn(obj))
	}
	theirs, null, err := st.m.encodeValues(rel.ownerFields, st.m.values(st.ptr, rel.ownerFields))
	if err != nil || null || obj == nil {
		return null == (obj == nil)
	}
	key, _, err := st.m.encodeValues(rel.ownerFields, rel.target.values(pointerIn(obj), rel.targetFields))
	return err == nil && theirs == key
}

// describe names the object for errors.
func (st *state) describe() string {
	if st.stored {
		return fmt.Sprintf("%s with key %v", st.m.typ, st.storedKey())
	}
	return "a new " + st.m.typ.String()
}

func deleteSync(list []sync, fields []int) []sync {
	return slices.DeleteFunc(list, func(s sync) bool { return slices.Equal(s.rel.childFields(), fields) })
}
