package orm

import (
	"context"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/internal/fault"
)

// keyChanges has the children of objects whose key changes follow, and theirs.
func (f *flushing) keyChanges(ctx context.Context) error {
	changing := slices.Clip(f.dirty)
	for _, u := range f.units {
		if st := u.st; st.stored && !st.deleting && u.kind != insert && slices.ContainsFunc(u.syncs, func(s sync) bool { return s.changes(st) }) {
			changing = append(changing, st)
		}
	}
	for i := 0; i < len(changing); i++ {
		st := changing[i]
		for _, rel := range st.m.incomingKeys {
			if !f.changes(st, rel.parentFields()) {
				continue
			}
			children, err := f.followKey(ctx, st, rel)
			if err != nil {
				return err
			}
			changing = append(changing, children...)
		}
		f.rekey(st)
	}
	return nil
}

// changes reports whether some of the fields of a stored object get other values: by the program, or from a parent.
func (f *flushing) changes(st *state, fields []int) bool {
	if st.anyChanged(fields) || overlap(f.following[st], fields) {
		return true
	}
	return st.unit != nil && slices.ContainsFunc(st.unit.syncs, func(s sync) bool { return overlap(s.rel.childFields(), fields) && s.changes(st) })
}

func overlap(a, b []int) bool {
	return slices.ContainsFunc(a, func(i int) bool { return slices.Contains(b, i) })
}

func (st *state) anyChanged(fields []int) bool {
	for _, i := range fields {
		if st.m.fields[i].changed(st.ptr, st.snapshot) {
			return true
		}
	}
	return false
}

// followKey is about the children of parent by one relationship. It returns those that follow.
func (f *flushing) followKey(ctx context.Context, parent *state, rel *relation) (children []*state, err error) {
	active := rel.hasActiveUpdates()
	if rel.shape != shapeRef && active && !rel.membersAt(parent.ptr).whole() {
		if err := f.s.load(ctx, rel.entirely(), []*state{parent}); err != nil {
			return nil, err
		}
	}
	old, _, err := parent.m.encodeValues(rel.parentFields(), parent.m.keptValues(parent.snapshot, rel.parentFields()))
	if err != nil {
		return nil, fault.Errorf("%s: %w", parent.m.typ, err)
	}
	fields := rel.childFields()
	for _, child := range f.s.states() {
		if !child.m.isA(rel.childMapper()) || !child.stored || child.deleting && active || !rel.hasConstants(child) {
			continue
		}
		theirs, null, err := parent.m.encodeValues(rel.parentFields(), child.m.keptValues(child.snapshot, fields))
		if err != nil || null || theirs != old {
			continue
		}
		_, decided := child.unit.parentOf(rel)
		elsewhere := decided || child.anyChanged(fields) // it leaves the parent
		switch {
		case active && !elsewhere:
			f.sync(child, rel, parent)
		case active || elsewhere && !overlap(fields, child.m.key) || f.isFollower(child, rel):
			continue
		default:
			f.followers = append(f.followers, follower{child, sync{rel, parent}, elsewhere || child.deleting})
		}
		if f.following == nil {
			f.following = map[*state][]int{}
		}
		f.following[child] = append(f.following[child], fields...)
		children = append(children, child)
	}
	return children, nil
}

// follower is a child whose foreign key the database changes together with the parent's key.
type follower struct {
	child   *state
	sync    sync
	rowOnly bool // the object has left the parent, or is deleted: only its row follows
}

func (f *flushing) isFollower(child *state, rel *relation) bool {
	return slices.ContainsFunc(f.followers, func(w follower) bool { return w.child == child && w.sync.rel == rel })
}

// follow has the children of an object take the key that its row has now, as their rows have by the database. What the
// program has changed in them is still to be written.
func (f *flushing) follow(parent *state) error {
	for _, w := range f.followers {
		if w.sync.parent != parent || w.child.deleted {
			continue
		}
		if err := f.followOne(w); err != nil {
			return err
		}
	}
	return nil
}

func (f *flushing) followOne(w follower) error {
	child, parent, fields := w.child, w.sync.parent, w.sync.rel.childFields()
	row := &state{m: parent.m, ptr: reflect.New(parent.m.typ).UnsafePointer()}
	row.restore(parent.snapshot)
	taken := &state{m: child.m, ptr: reflect.New(child.m.typ).UnsafePointer()}
	for n, from := range w.sync.rel.parentFields() {
		if err := child.m.fields[fields[n]].take(taken, &parent.m.fields[from], row); err != nil {
			return w.sync.rel.mistake("key of the parent: %v", err)
		}
	}
	if !slices.ContainsFunc(fields, func(i int) bool { return child.m.fields[i].changed(taken.ptr, child.snapshot) }) {
		return nil
	}
	f.s.journal(child)
	child.recapture(taken.ptr, fields)
	if !w.rowOnly {
		for _, i := range fields {
			fl := &child.m.fields[i]
			fl.track.Copy(fl.at(child.ptr), fl.at(taken.ptr))
		}
	}
	if !overlap(fields, child.m.key) {
		return nil
	}
	id, err := child.m.identityOf(child.m.keptValues(child.snapshot, child.m.key))
	if err != nil {
		return err
	}
	f.s.identities.drop(child)
	child.key = id.primaryKey
	f.s.identities.put(id, child)
	return f.follow(child)
}

// recapture says that the row has what the object at p has in some fields, and else what it had.
func (st *state) recapture(p unsafe.Pointer, fields []int) {
	old := st.snapshot
	snapshot := reflect.New(st.m.snapshot).UnsafePointer()
	for i := range st.m.fields {
		f := &st.m.fields[i]
		from := unsafe.Add(old, f.kept)
		if slices.Contains(fields, i) {
			from = f.at(p)
		}
		f.track.Copy(unsafe.Add(snapshot, f.kept), from)
	}
	st.snapshot = snapshot
}
