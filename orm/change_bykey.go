package orm

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/internal/fault"
)

// UpdateByKey flushes and sets fields of many rows that are known by their primary keys, without loading
// them: each of rows has the key, the version if the type counts versions, and the values of the fields,
// which are named by their addresses in a probe:
//
//	p := orm.From[Product]()
//	err := orm.UpdateByKey(ctx, s, p, []Product{{ID: 1, Price: 10}, {ID: 2, Price: 12}}, &p.Price)
//
// Objects of the session for these rows take the new values, unless they have been changed in the same
// fields. rows themselves stay outside. A row that is not there is a *StaleError. Where the database can, and the
// type has one table, many rows are updated by one statement.
func UpdateByKey[T any](ctx context.Context, s *Session, probed *T, rows []T, fields ...any) error {
	return s.exclusive(func() error {
		m, err := s.registry.writable(reflect.TypeFor[T]())
		if err != nil {
			return err
		}
		set, err := m.fieldsAt(&probe{m: m, ptr: unsafe.Pointer(probed)}, fields)
		if err != nil {
			return err
		}
		if err := s.flush(ctx); err != nil {
			return err
		}
		s.use(m)
		ptrs := make([]unsafe.Pointer, len(rows))
		for i := range rows {
			ptrs[i] = unsafe.Pointer(&rows[i])
		}
		return s.updateKeys(ctx, m, ptrs, set)
	})
}

// fieldsAt returns the fields at addresses in a probe.
func (m *mapper) fieldsAt(p *probe, fields []any) ([]int, error) {
	var set []int
	for _, at := range fields {
		t := reflect.TypeOf(at)
		if t == nil || t.Kind() != reflect.Pointer {
			return nil, fmt.Errorf("gild: UpdateByKey of %s: fields are named by their addresses in the probe, not by a %T", m.typ, at)
		}
		f := &probed{ptr: pointerIn(at), typ: t.Elem()}
		i := -1
		if p.has(f) {
			i = p.fieldIndex(f)
		}
		switch {
		case i < 0:
			return nil, fmt.Errorf("gild: UpdateByKey of %s: an address (%s) is not that of a column of the probe", m.typ, f.typ)
		case slices.Contains(m.key, i) || i == m.version || m.fields[i].generated || m.fields[i].deferred || m.fields[i].kind:
			return nil, fmt.Errorf("gild: UpdateByKey of %s: %s is not to be set: it is part of the key, the version, generated or deferred", m.typ, m.fields[i].name)
		case slices.Contains(set, i):
			return nil, fmt.Errorf("gild: UpdateByKey of %s: %s is named twice", m.typ, m.fields[i].name)
		}
		set = append(set, i)
	}
	if len(set) == 0 {
		return nil, fmt.Errorf("gild: UpdateByKey of %s: no field is named", m.typ)
	}
	slices.Sort(set)
	return set, nil
}

// updateByKey sets fields of the row that the object at p is about.
func (s *Session) updateByKey(ctx context.Context, m *mapper, p unsafe.Pointer, set []int) error {
	for _, part := range m.all() {
		if err := s.updatePart(ctx, part, p, set); err != nil {
			return err
		}
	}
	id, err := m.identityAt(p)
	if err != nil {
		return err
	}
	return s.follow(m, p, id, set)
}

// follow has the session's object of a row take what was written.
func (s *Session) follow(m *mapper, p unsafe.Pointer, id identity, set []int) error {
	st := s.identities.get(id)
	if st == nil || st.snapshot == nil || !st.m.isA(m) {
		return nil
	}
	s.journal(st)
	was := st.snapshot // which the journal has: the new one is another
	st.captureIn(reflect.New(st.m.snapshot).UnsafePointer())
	for i := range st.m.fields {
		f := &st.m.fields[i]
		kept, now := unsafe.Add(st.snapshot, f.kept), f.at(st.ptr)
		switch changed := f.changed(st.ptr, was); {
		case slices.Contains(set, i) && changed: // by the program, which has its way with the next flush
			f.track.Copy(kept, f.at(p))
		case slices.Contains(set, i):
			f.track.Copy(now, f.at(p))
			f.track.Copy(kept, f.at(p))
		case i == m.version:
			f.setInt(st.ptr, m.intAt(p)+1)
			f.track.Copy(kept, now)
		case changed:
			f.track.Copy(kept, unsafe.Add(was, f.kept))
		}
		if f.onUpdate && !slices.Contains(set, i) {
			st.loaded = 0 // the database has changed more of it
		}
	}
	return nil
}

// updatePart sets those of some fields that are in the table of m.
func (s *Session) updatePart(ctx context.Context, m *mapper, p unsafe.Pointer, set []int) error {
	var own []int
	values := s.values[:0]
	s.boxes = boxes{}
	for _, i := range set {
		if slices.Contains(m.own, i) {
			own, values = append(own, i), append(values, m.fields[i].sent(&s.boxes, p))
		}
	}
	if len(own) == 0 && m.version < 0 {
		return nil
	}
	if m.version >= 0 {
		values = append(values, m.intAt(p)+1)
	}
	values = append(values, m.values(p, m.key)...)
	if m.version >= 0 {
		values = append(values, m.intAt(p))
	}
	db, err := s.database(ctx)
	if err != nil {
		return err
	}
	n, err := s.affectedBound(ctx, m.update(&s.shape, own, nil), values)
	if err == nil && n == 0 && db.CountsChanged {
		n, err = s.countUnchanged(ctx, m, m.values(p, m.key))
	}
	switch {
	case err != nil:
		return fault.Errorf("UPDATE of a %s: %w", m.typ, err)
	case n != 1:
		return &StaleError{Operation: "UPDATE", Type: m.typ.String(), Key: m.values(p, m.key), Expected: 1, Matched: n}
	}
	return nil
}

// intAt returns the version that the object at p has.
func (m *mapper) intAt(p unsafe.Pointer) int64 {
	return reflect.NewAt(m.fields[m.version].typ, m.fields[m.version].at(p)).Elem().Int()
}
