package orm

import (
	"database/sql/driver"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/typemap"
)

// entitySink turns rows into objects of the session: the one that is there already, or
// a new one. The first columns of a row are the mapper's fields in order.
type entitySink struct {
	s        *Session
	m        *mapper
	scratch  unsafe.Pointer // an object for values of a row that are not its own; nil until it is wanted
	objs     []*state
	rest     func(st *state, row []driver.Value) error // of each row, takes the columns behind; may be nil
	optional bool                                      // rows may have no object
	once     map[*state]bool                           // objects that rows have brought, where each is to come once; else nil
	keeps    bool                                      // what the program has changed and not written stays, and the objects are journaled
	renew    bool                                      // what is in memory gives way to the row
	apart    bool                                      // objects do not enter the session
	baseOnly bool                                      // objects of sub-types may miss tables
	cols     *reading                                  // what the rows begin with
	row      *rowOf                                    // what the row is that is being read, of a type in a hierarchy
	present  bool                                      // rows of which the session has no object are left out
	rows     int64                                     // how many there were
	locked   bool                                      // the rows are locked: what is in memory must be of their version
}

func (s *Session) newSink(m *mapper) *entitySink { return &entitySink{s: s, m: m, cols: m.whole} }

// Begin forgets earlier rows.
func (k *entitySink) Begin(*typemap.Columns) error {
	k.objs, k.rows = k.objs[:0], 0
	return nil
}

// Row reads one row.
func (k *entitySink) Row(row []driver.Value) error {
	if k.optional && row[k.cols.position[k.m.key[0]]] == nil {
		return k.give(nil, row)
	}
	if k.apart && k.cols.subs == nil {
		return k.takeApart(row)
	}
	if k.cols.subs != nil {
		if err := k.choose(row); err != nil {
			return err
		}
	}
	if k.apart {
		return k.takeApart(row)
	}
	id, err := k.identify(row)
	if err != nil {
		return err
	}
	k.rows++
	st, err := k.meet(id, row)
	if st == nil || err != nil {
		return err
	}
	if st.missing > 0 && !k.baseOnly {
		k.s.notWhole(st)
	}
	if k.once == nil || !k.once[st] {
		k.objs = append(widened(k.objs, &k.s.found), st)
	}
	if k.once != nil {
		k.once[st] = true
	}
	return k.give(st, row)
}

// give hands the columns behind those of the object on, which is nil if the row has none.
func (k *entitySink) give(st *state, row []driver.Value) error {
	if k.rest == nil {
		return nil
	}
	return k.rest(st, row[k.cols.width():])
}

// meet returns the object of a row, the one that is there already or a new one; nil if the row is left out.
func (k *entitySink) meet(id identity, row []driver.Value) (*state, error) {
	st := k.s.identities.get(id)
	switch {
	case st == nil && k.present:
		return nil, nil
	case st == nil:
		return k.create(id, row)
	}
	if k.present || k.keeps {
		k.s.journal(st)
	}
	if k.locked && !k.renew {
		if err := k.checkVersion(st, row); err != nil {
			return nil, err
		}
	}
	return st, k.renewed(st, row)
}

// renewed gives an object that is there already what it is to have of a row.
func (k *entitySink) renewed(st *state, row []driver.Value) error {
	switch {
	case k.renew && k.keeps && st.isDirty():
		return k.readBeneath(st, row)
	case k.renew, st.isStale() && !st.deleting && !st.isDirty():
		return k.read(st, row)
	case st.unread != nil || k.undefers():
		return k.readMissing(st, row)
	}
	return nil
}

// identify returns whose row it is.
func (k *entitySink) identify(row []driver.Value) (identity, error) {
	if i := k.m.key[0]; len(k.m.key) == 1 && k.m.fields[i].number {
		if n, isNumber := row[k.cols.position[i]].(int64); isNumber {
			return identity{k.of().root, primaryKey{n: n}}, nil
		}
	}
	if err := k.readKey(row); err != nil {
		return identity{}, err
	}
	return k.of().identityAt(k.spare())
}

// readKey gives the spare object the key of a row.
func (k *entitySink) readKey(row []driver.Value) error {
	for _, i := range k.m.key {
		if err := k.m.fields[i].set(k.spare(), row[k.cols.position[i]]); err != nil {
			return err
		}
	}
	return nil
}

// spare is an object that is nobody's.
func (k *entitySink) spare() unsafe.Pointer {
	if k.scratch == nil {
		k.scratch = reflect.New(k.m.typ).UnsafePointer()
	}
	return k.scratch
}

// takeApart makes an object of a row that enters no session.
func (k *entitySink) takeApart(row []driver.Value) error {
	obj, err := k.make(row)
	if err != nil {
		return err
	}
	st := k.s.newState()
	st.m, st.ptr, st.missing = k.of(), obj, k.missing()
	k.objs = append(k.objs, st)
	if st.missing > 0 && !k.baseOnly {
		st.untold = true
		k.s.notWhole(st)
		return nil
	}
	return k.s.tellLoaded(st)
}

// checkVersion fails for an object that is older than its row, which is locked.
func (k *entitySink) checkVersion(st *state, row []driver.Value) error {
	v := k.m.version
	if v < 0 || st.snapshot == nil || st.isStale() && !st.isDirty() {
		return nil
	}
	f := &k.m.fields[v]
	if err := f.set(k.spare(), row[k.cols.position[v]]); err != nil {
		return err
	}
	if f.value(k.spare()) != f.keptValue(st.snapshot) {
		return st.stale("SELECT", 0)
	}
	return nil
}

// make returns a new object with the values of a row.
func (k *entitySink) make(row []driver.Value) (unsafe.Pointer, error) {
	m := k.of()
	obj := k.s.slabsOf(m).objects.Take(m.objects)
	return obj, k.fill(obj, row)
}

// fill gives the object at p the values of a row.
func (k *entitySink) fill(p unsafe.Pointer, row []driver.Value) error {
	if k.row != nil {
		return k.row.fill(p, row)
	}
	m := k.m
	if len(m.deferred) > 0 {
		m.miss(p)
	}
	for at, i := range k.cols.fields {
		if err := m.fields[i].set(p, row[at]); err != nil {
			return err
		}
	}
	for at, i := range k.cols.exprs {
		x := &m.exprs[i]
		if err := x.decode(unsafe.Add(p, x.offset), row[len(k.cols.fields)+at]); err != nil {
			return &typemap.DecodeError{Column: x.name, Target: x.name + " (" + x.typ.String() + ")", Err: err}
		}
	}
	return nil
}

// undefers reports whether rows have deferred fields.
func (k *entitySink) undefers() bool {
	return slices.ContainsFunc(k.m.deferred, func(i int) bool { return k.cols.position[i] >= 0 })
}

// readMissing gives an object that is there already the fields that it misses, but what the program has set.
func (k *entitySink) readMissing(st *state, row []driver.Value) error {
	var read []int
	for at, i := range k.cols.fields {
		f := &k.m.fields[i]
		if missing := f.deferred && f.headAt(st.ptr).about == valueMissing || st.lacks(i); !missing {
			continue
		}
		into, set := st.ptr, st.snapshot != nil && f.changed(st.ptr, st.snapshot)
		if set {
			into = k.spare()
		}
		if err := f.set(into, row[at]); err != nil {
			return err
		}
		if set {
			f.track.Copy(unsafe.Add(st.snapshot, f.kept), f.at(k.spare()))
			continue
		}
		if st.snapshot != nil {
			f.track.Copy(unsafe.Add(st.snapshot, f.kept), f.at(st.ptr))
		}
		if k.s.hooked() {
			read = append(read, i)
		}
	}
	st.learn(k.cols.fields)
	return k.s.tellRefreshed(st, read)
}

func (k *entitySink) create(id identity, row []driver.Value) (*state, error) {
	obj, err := k.make(row)
	if err != nil {
		return nil, err
	}
	st := k.s.enter(k.of(), obj, true)
	st.key, st.loaded, st.unread, st.missing = id.primaryKey, k.s.generation, k.cols.left, k.missing()
	if st.untold = st.missing > 0 && !k.baseOnly; !st.untold {
		if err := k.s.tellLoaded(st); err != nil {
			st.leaveQuietly()
			return nil, err
		}
	}
	if !k.s.options.tx.ReadOnly {
		st.capture()
	}
	k.s.identities.put(id, st)
	k.s.moved(st, Transient)
	return st, nil
}

// read gives an object the values of its row.
func (k *entitySink) read(st *state, row []driver.Value) error {
	if err := k.fill(st.ptr, row); err != nil {
		return err
	}
	st.missing = k.missing()
	if err := k.s.tellRefreshed(st, k.cols.fields); err != nil {
		return err
	}
	if !st.session.options.tx.ReadOnly {
		st.capture()
	}
	st.exprs, st.loaded, st.unread = nil, st.session.generation, k.cols.left
	for _, rel := range st.m.relations { // what a changed foreign key leads to is another one
		if c := rel.membersAt(st.ptr); rel.shape == shapeRef && c.loaded && c.changes == nil && !rel.leadsTo(st, c.only()) {
			c.forget()
		}
	}
	return nil
}

// readBeneath is read that leaves to the object what the program has changed and not written: the next flush
// writes it over what the row has.
func (k *entitySink) readBeneath(st *state, row []driver.Value) error {
	m, was, exprs := st.m, st.snapshot, st.exprs
	mine := reflect.New(m.snapshot).UnsafePointer()
	var changed []int
	for i := range m.fields {
		if f := &m.fields[i]; f.changed(st.ptr, was) {
			f.track.Copy(unsafe.Add(mine, f.kept), f.at(st.ptr))
			changed = append(changed, i)
		}
	}
	if err := k.read(st, row); err != nil {
		return err
	}
	for _, i := range changed {
		f := &m.fields[i]
		f.track.Copy(f.at(st.ptr), unsafe.Add(mine, f.kept))
	}
	st.exprs = exprs
	return nil
}
