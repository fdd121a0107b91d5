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
	expected counts
	strings  []string
	ints     []int64
	floats   []float64
	times    []time.Time
}

// counts are how many values of each type there are to be boxed.
type counts struct{ strings, ints, floats, instants int }

// of is what n rows have.
func (c counts) of(n int) counts {
	return counts{c.strings * n, c.ints * n, c.floats * n, c.instants * n}
}

// count adds a field of type t.
func (c *counts) count(t reflect.Type) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[string](), reflect.TypeFor[sql.NullString]():
		c.strings++
	case reflect.TypeFor[int64](), reflect.TypeFor[int]():
		c.ints++
	case reflect.TypeFor[float64]():
		c.floats++
	case reflect.TypeFor[time.Time]():
		c.instants++
	}
}

// What interfaces of the boxed types are like.
var likeString, likeInt, likeFloat, likeTime any = "", int64(0), 0.0, time.Time{}

// boxed returns v as an interface, of the type of like.
func boxed[T any](slab *[]T, expected int, like any, v T) any {
	if len(*slab) == cap(*slab) {
		*slab = make([]T, 0, max(expected, 1))
	}
	*slab = append(*slab, v)
	return interfaceOf(like, unsafe.Pointer(&(*slab)[len(*slab)-1]))
}

// sender returns a function that reads a variable of type t as what is sent for it: what
// pointers and sql.NullString hold, nil for NULL, and what get returns for other types.
func sender(t reflect.Type, kind typemap.Kind, get func(p unsafe.Pointer) any) func(b *boxes, p unsafe.Pointer) any {
	switch t {
	case reflect.TypeFor[string]():
		return func(b *boxes, p unsafe.Pointer) any {
			return boxed(&b.strings, b.expected.strings, likeString, *(*string)(p))
		}
	case reflect.TypeFor[int64]():
		return func(b *boxes, p unsafe.Pointer) any { return boxed(&b.ints, b.expected.ints, likeInt, *(*int64)(p)) }
	case reflect.TypeFor[int]():
		return func(b *boxes, p unsafe.Pointer) any {
			return boxed(&b.ints, b.expected.ints, likeInt, int64(*(*int)(p)))
		}
	case reflect.TypeFor[float64]():
		return func(b *boxes, p unsafe.Pointer) any {
			return boxed(&b.floats, b.expected.floats, likeFloat, *(*float64)(p))
		}
	case reflect.TypeFor[time.Time]():
		return func(b *boxes, p unsafe.Pointer) any {
			return boxed(&b.times, b.expected.instants, likeTime, *(*time.Time)(p))
		}
	case reflect.TypeFor[sql.NullString]():
		if kind == typemap.KindJSON { // whose text is a document
			break
		}
		return func(b *boxes, p unsafe.Pointer) any {
			if v := (*sql.NullString)(p); v.Valid {
				return boxed(&b.strings, b.expected.strings, likeString, v.String)
			}
			return nil
		}
	}
	if t.Kind() == reflect.Pointer && !t.Implements(valuerType) && kind != typemap.KindJSON {
		return pointerSender(t, kind)
	}
	return func(_ *boxes, p unsafe.Pointer) any { return get(p) }
}

// pointerSender sends what a pointer points to.
func pointerSender(t reflect.Type, kind typemap.Kind) func(b *boxes, p unsafe.Pointer) any {
	switch t.Elem() {
	case reflect.TypeFor[string](), reflect.TypeFor[int64](), reflect.TypeFor[int](), reflect.TypeFor[float64](), reflect.TypeFor[time.Time]():
		elem := sender(t.Elem(), kind, getterFor(t.Elem()))
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
