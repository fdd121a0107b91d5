package orm

import (
	"fmt"
	"reflect"
	"slices"
	"unsafe"
)

// columnLoad says what is read of objects themselves.
type columnLoad struct {
	mode   columnMode
	fields []fieldAddress
}

type columnMode int

const (
	undefer columnMode = iota
	undeferAll
	deferSome
	onlySome
)

// fieldAddress is a field of a probe.
type fieldAddress struct {
	ptr unsafe.Pointer
	typ reflect.Type
}

func addressOf(field any) fieldAddress {
	v := reflect.ValueOf(field)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return fieldAddress{}
	}
	return fieldAddress{v.UnsafePointer(), v.Type().Elem()}
}

func columns(mode columnMode, fields []any) Load {
	l := Load{how: noStrategy, columns: columnLoad{mode: mode}}
	for _, f := range fields {
		l.columns.fields = append(l.columns.fields, addressOf(f))
	}
	return l
}

// Undefer has a query load a deferred field, named by the address of the probe's field, of all objects
// found, with the others of its group, in the same statement.
func Undefer(field DeferredField) Load { return columns(undefer, []any{field}) }

// UndeferAll has a query load all deferred fields.
func UndeferAll() Load { return columns(undeferAll, nil) }

// LoadOnly has a query read some fields of the objects and no others, but for keys, foreign keys and the
// version, which are always read. The fields are named by their addresses in the probe:
//
//	orm.Select(u).With(orm.LoadOnly(&u.Name, &u.Email))
//	orm.Select(o).With(orm.Joined(&o.User).Then(u, orm.LoadOnly(&u.Name)))
//
// Fields that are not read have their zero value, and the session knows that: Unread tells which, a flush
// writes them only if they are set to something else, and a query that reads them fills them in, as Refresh
// does. A Deferred is not loaded. What an object has already it keeps.
func LoadOnly(fields ...any) Load { return columns(onlySome, fields) }

// Defer has a query leave some fields unread, as LoadOnly does with all others.
func Defer(fields ...any) Load { return columns(deferSome, fields) }

// columnsRead returns what is to be read of the type.
func (p *probe) columnsRead(loads []columnLoad) (*reading, error) {
	m := p.m
	inline := m.inline
	if p.chosen {
		inline = p.inline
	}
	switch {
	case p.given:
		inline = nil
	case len(loads) == 0 && slices.Equal(inline, m.inline):
		return m.whole, nil
	case len(loads) == 0:
		return m.reading(inline, m.reads, m.whole.exprs), nil
	}
	fields, exprs := p.readable(m.reads), m.whole.exprs
	if slices.ContainsFunc(loads, func(l columnLoad) bool { return l.mode == onlySome }) {
		fields, exprs = m.needed(), nil
	}
	for _, l := range loads {
		named, computed, err := p.fieldsOf(l)
		if err != nil {
			return nil, err
		}
		switch {
		case l.mode == undeferAll:
			fields = union(fields, m.deferred)
		case l.mode != deferSome:
			fields, exprs = union(fields, named), union(exprs, computed)
		default:
			fields = slices.DeleteFunc(slices.Clone(fields), func(i int) bool {
				return slices.Contains(named, i) && !slices.Contains(m.needed(), i)
			})
			exprs = slices.DeleteFunc(slices.Clone(exprs), func(i int) bool { return slices.Contains(computed, i) })
		}
	}
	return m.reading(inline, fields, exprs), nil
}

// fieldsOf returns the fields and the expressions whose addresses a load names.
func (p *probe) fieldsOf(l columnLoad) (fields, exprs []int, err error) {
	for _, f := range l.fields {
		at, inside := p.offset(f.ptr)
		found := false
		for i := range p.m.fields {
			g := &p.m.fields[i]
			if inside && g.offset >= at && g.offset+g.typ.Size() <= at+f.typ.Size() && (g.typ == f.typ || f.typ.Kind() == reflect.Struct) {
				found = true
				if fields = append(fields, i); l.mode == undefer {
					fields = union(fields, p.m.group(i))
				}
			}
		}
		for i, x := range p.m.exprs {
			if inside && x.offset == at && x.typ == f.typ {
				found, exprs = true, append(exprs, i)
			}
		}
		switch {
		case l.mode == undefer && (!found || !p.m.fields[fields[len(fields)-1]].deferred):
			return nil, nil, fmt.Errorf("gild: the address given to Undefer is not that of a deferred field of the query's probe of %s", p.m.typ)
		case !found:
			return nil, nil, fmt.Errorf("gild: an address given to LoadOnly or Defer is not that of a field with a column of the query's probe of %s", p.m.typ)
		}
	}
	return fields, exprs, nil
}

// needed are the fields that are always read: what objects are known and related by.
func (m *mapper) needed() []int {
	list := slices.Clone(m.key)
	if m.version >= 0 {
		list = union(list, []int{m.version})
	}
	if m.family != nil {
		list = union(list, []int{m.family.kind})
	}
	if m.union != nil {
		for _, member := range m.union.members {
			if member.family != nil && member.family.kind < len(m.fields) {
				list = union(list, []int{member.family.kind})
			}
		}
	}
	for _, rel := range m.relations {
		list = union(list, rel.ownerFields)
	}
	for _, rel := range m.incoming {
		list = union(list, rel.targetFields)
	}
	return list
}

// union is a list with those of another behind it that it has not.
func union(list, more []int) []int {
	list = slices.Clip(list)
	for _, i := range more {
		if !slices.Contains(list, i) {
			list = append(list, i)
		}
	}
	return list
}

// Unread returns the names of the fields of an object that no query of its session has read, by LoadOnly,
// Defer, or columns that a statement of the program's did not have, and those Deferred ones that are not
// loaded; none for an object that no session knows.
func (s *Session) Unread(obj any) []string {
	m, ptr, err := s.pointerTo(obj)
	if err != nil {
		return nil
	}
	st := s.stateAt(m, ptr)
	if st == nil || !st.stored {
		return nil
	}
	var names []string
	for i := range m.fields {
		f := &m.fields[i]
		if f.deferred && f.headAt(ptr).about == valueMissing || st.lacks(i) || st.misses(i) {
			names = append(names, f.name)
		}
	}
	return names
}

// lacks reports whether the field has not been read.
func (st *state) lacks(i int) bool { return st.unread != nil && slices.Contains(*st.unread, i) }

// learn notes that fields are known now.
func (st *state) learn(fields []int) {
	if st.unread == nil {
		return
	}
	left := slices.DeleteFunc(slices.Clone(*st.unread), func(i int) bool { return slices.Contains(fields, i) })
	if st.unread = &left; len(left) == 0 {
		st.unread = nil
	}
}
