package orm

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/track"
	"github.com/gildsql/gild/typemap"
)

// Deferred is the type of a field whose column is read only when it is asked for, such as a long text.
// T is what the field's type would be otherwise. Queries leave the column out unless they are told
// otherwise by Undefer; those with the same group=name in their tags are loaded together.
//
// A new object has what the program has set, or zero. One of the database says ErrNotLoaded until it
// is loaded. What is set is written without loading. A Deferred must not be copied, and is used by one
// goroutine at a time, as its session is.
type Deferred[T any] struct {
	deferredHead
	value T
}

// deferredHead is what is known about a Deferred of any type.
type deferredHead struct {
	owner *state
	about knowledgeOf
}

// knowledgeOf is what is known about a deferred value.
type knowledgeOf uint8

const (
	nothingSaid knowledgeOf = iota // of a new object: zero
	valueKnown
	valueMissing // the database has it
)

// Get returns the value. If it is not loaded the error is ErrNotLoaded.
func (d *Deferred[T]) Get() (v T, err error) {
	if d.about == valueMissing {
		return v, ErrNotLoaded
	}
	return d.value, nil
}

// Set gives the field a value, which the next flush writes if it is another one.
func (d *Deferred[T]) Set(v T) { d.value, d.about = v, valueKnown }

// Load loads the value unless it is known, with the others of its group, and returns it. The object
// must belong to a session; if not, it returns ErrDetached.
func (d *Deferred[T]) Load(ctx context.Context) (v T, err error) {
	if d.about == valueMissing {
		if err := d.load(ctx); err != nil {
			return v, err
		}
	}
	return d.Get()
}

// Loaded reports whether Get will return the value.
func (d *Deferred[T]) Loaded() bool { return d.about != valueMissing }

// MarshalJSON writes the value, null if it is not loaded.
func (d *Deferred[T]) MarshalJSON() ([]byte, error) {
	if !d.Loaded() {
		return null, nil
	}
	return json.Marshal(d.value)
}

// IsZero reports whether the value is not loaded, for the option omitzero of JSON.
func (d *Deferred[T]) IsZero() bool { return !d.Loaded() }

// UnmarshalJSON sets the value.
func (d *Deferred[T]) UnmarshalJSON(text []byte) error {
	var v T
	if err := json.Unmarshal(text, &v); err != nil {
		return err
	}
	d.Set(v)
	return nil
}

func (d *Deferred[T]) head() *deferredHead { return &d.deferredHead }
func (d *Deferred[T]) layout() (reflect.Type, uintptr) {
	return reflect.TypeFor[T](), unsafe.Offsetof(d.value)
}

// DeferredField is a field of a probe that is a *Deferred.
type DeferredField interface {
	head() *deferredHead
	layout() (value reflect.Type, offset uintptr)
}

// D returns the column of a probe's deferred field, as C does of others.
func D[V any](field *Deferred[V]) expr.X[V] {
	return expr.Typed[V](&probed{ptr: unsafe.Pointer(field), typ: reflect.TypeFor[Deferred[V]]()})
}

// load reads the field's column, and the others of its group that are missing.
func (d *deferredHead) load(ctx context.Context) error {
	st := d.owner
	if st == nil || st.session == nil {
		return ErrDetached
	}
	return st.session.exclusive(func() error {
		i := st.m.deferredAt(uintptr(unsafe.Pointer(d)) - uintptr(st.ptr))
		if i < 0 { // of a copy
			return ErrDetached
		}
		if err := st.session.autoflush(ctx); err != nil {
			return err
		}
		var missing []int
		for _, at := range st.m.group(i) {
			if st.m.fields[at].headAt(st.ptr).about == valueMissing {
				missing = append(missing, at)
			}
		}
		st.session.use(st.m)
		if err := st.session.fetch(ctx, st.m, st, missing); err != nil {
			return err
		}
		if st.snapshot != nil {
			for _, at := range missing {
				f := &st.m.fields[at]
				f.track.Copy(unsafe.Add(st.snapshot, f.kept), f.at(st.ptr))
			}
		}
		return nil
	})
}

// deferredAt returns the index of the deferred field at an offset, -1 if there is none.
func (m *mapper) deferredAt(offset uintptr) int {
	for _, i := range m.deferred {
		if m.fields[i].offset == offset {
			return i
		}
	}
	return -1
}

// group returns the deferred fields that are loaded with one of them.
func (m *mapper) group(i int) []int {
	name := m.fields[i].group
	if name == "" {
		return []int{i}
	}
	var all []int
	for _, at := range m.deferred {
		if m.fields[at].group == name {
			all = append(all, at)
		}
	}
	return all
}

// headAt returns the head of a deferred field of the object at p.
func (f *field) headAt(p unsafe.Pointer) *deferredHead {
	return (*deferredHead)(unsafe.Add(p, f.offset))
}

// bindDeferred makes the plans of a deferred field from those of its value.
func (f *field) bindDeferred(typ reflect.Type, at uintptr) error {
	decode, err := typemap.DecoderFor(f.definition.Type(), typ)
	if err != nil {
		return err
	}
	inner, get := track.For(typ), columnGetter(typ, f.definition)
	element, send := elementOf(typ, f.definition.Type(), get), sender(typ, f.definition.Type().Kind, get)
	f.decode = func(dst unsafe.Pointer, v driver.Value) error {
		(*deferredHead)(dst).about = valueKnown
		return decode(unsafe.Add(dst, at), v)
	}
	f.track = track.Tracker{
		Equal: func(a, b unsafe.Pointer) bool { // what the program says nothing about has not changed
			known, stored := (*deferredHead)(a).about == valueKnown, (*deferredHead)(b).about == valueKnown
			return !known || stored && inner.Equal(unsafe.Add(a, at), unsafe.Add(b, at))
		},
		Copy: func(dst, src unsafe.Pointer) {
			(*deferredHead)(dst).about = (*deferredHead)(src).about
			inner.Copy(unsafe.Add(dst, at), unsafe.Add(src, at))
		},
	}
	f.get = func(p unsafe.Pointer) any { return get(unsafe.Add(p, at)) }
	f.element = func(b []byte, p unsafe.Pointer) ([]byte, error) { return element(b, unsafe.Add(p, at)) }
	f.send = func(b *boxes, p unsafe.Pointer) any { return send(b, unsafe.Add(p, at)) }
	_, f.null, _ = typemap.TypeOf(typ)
	if f.definition.PrimaryKey || f.foreign || f.version {
		return fmt.Errorf("a key and a version counter cannot be deferred")
	}
	return nil
}

// sayDeferred makes of what nothing is said about in a new object a zero, which is written, unless
// the database fills it.
func (st *state) sayDeferred() {
	for _, i := range st.m.deferred {
		f := &st.m.fields[i]
		if h := f.headAt(st.ptr); h.about == nothingSaid {
			if h.about = valueKnown; f.filled {
				h.about = valueMissing
			}
		}
	}
}

// miss makes deferred fields of an object ones that are to be loaded.
func (m *mapper) miss(p unsafe.Pointer) {
	for _, i := range m.deferred {
		f := &m.fields[i]
		owner := f.headAt(p).owner
		f.clear(p)
		*f.headAt(p) = deferredHead{owner: owner, about: valueMissing}
	}
}
