package orm

import (
	"database/sql"
	"reflect"
	"time"
	"unsafe"

	"github.com/gildsql/gild/typemap"
)

// boxes make interfaces of values without an allocation for each: the values of many rows lie
// beside each other. What has been boxed is never changed.
type boxes struct {
	size    int // how many values of one type are expected
	strings []string
	ints    []int64
	floats  []float64
	times   []time.Time
}

// boxed returns v as an interface.
func boxed[T any](b *boxes, slab *[]T, v T) any {
	if len(*slab) == cap(*slab) {
		*slab = make([]T, 0, max(b.size, 1))
	}
	*slab = append(*slab, v)
	var zero any = *new(T)
	(*[2]unsafe.Pointer)(unsafe.Pointer(&zero))[1] = unsafe.Pointer(&(*slab)[len(*slab)-1])
	return zero
}

// sender returns a function that reads a variable of type t as what is sent for it: what
// pointers and sql.NullString hold, nil for NULL. It may do for any type what getterFor does.
func sender(t reflect.Type, kind typemap.Kind) func(b *boxes, p unsafe.Pointer) any {
	switch t {
	case reflect.TypeFor[string]():
		return func(b *boxes, p unsafe.Pointer) any { return boxed(b, &b.strings, *(*string)(p)) }
	case reflect.TypeFor[int64]():
		return func(b *boxes, p unsafe.Pointer) any { return boxed(b, &b.ints, *(*int64)(p)) }
	case reflect.TypeFor[int]():
		return func(b *boxes, p unsafe.Pointer) any { return boxed(b, &b.ints, int64(*(*int)(p))) }
	case reflect.TypeFor[float64]():
		return func(b *boxes, p unsafe.Pointer) any { return boxed(b, &b.floats, *(*float64)(p)) }
	case reflect.TypeFor[time.Time]():
		return func(b *boxes, p unsafe.Pointer) any { return boxed(b, &b.times, *(*time.Time)(p)) }
	case reflect.TypeFor[sql.NullString]():
		if kind == typemap.KindJSON { // whose text is a document
			break
		}
		return func(b *boxes, p unsafe.Pointer) any {
			if v := (*sql.NullString)(p); v.Valid {
				return boxed(b, &b.strings, v.String)
			}
			return nil
		}
	}
	if t.Kind() == reflect.Pointer && !t.Implements(valuerType) && kind != typemap.KindJSON {
		return pointerSender(t, kind)
	}
	get := getterFor(t)
	return func(_ *boxes, p unsafe.Pointer) any { return get(p) }
}

// pointerSender sends what a pointer points to.
func pointerSender(t reflect.Type, kind typemap.Kind) func(b *boxes, p unsafe.Pointer) any {
	switch t.Elem() {
	case reflect.TypeFor[string](), reflect.TypeFor[int64](), reflect.TypeFor[int](), reflect.TypeFor[float64](), reflect.TypeFor[time.Time]():
		elem := sender(t.Elem(), kind)
		return func(b *boxes, p unsafe.Pointer) any {
			if at := *(*unsafe.Pointer)(p); at != nil {
				return elem(b, at)
			}
			return nil
		}
	}
	get := getterFor(t)
	return func(_ *boxes, p unsafe.Pointer) any { return get(p) }
}
