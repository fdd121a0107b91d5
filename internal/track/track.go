// Package track compares variables with copies of what they were, whatever their type.
package track

import (
	"bytes"
	"database/sql"
	"reflect"
	"slices"
	"time"
	"unsafe"
)

// Tracker compares a field with its value in a snapshot, and copies it there. What a
// pointer, slice or map refers to is copied too, so that changing it in place is seen.
type Tracker struct {
	Equal func(a, b unsafe.Pointer) bool
	Copy  func(dst, src unsafe.Pointer)
}

// For returns the tracker of variables of a type.
func For(t reflect.Type) Tracker {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return Tracker{equalTimes, copyPlain[time.Time]}
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return Tracker{equalBytes, copyBytes}
	case ownCopy(t) != nil:
		return ownTracker(t)
	}
	switch t.Kind() {
	case reflect.String:
		return plain[string]()
	case reflect.Bool:
		return plain[bool]()
	case reflect.Int, reflect.Uint:
		return plain[int]()
	case reflect.Int8, reflect.Uint8:
		return plain[int8]()
	case reflect.Int16, reflect.Uint16:
		return plain[int16]()
	case reflect.Int32, reflect.Uint32, reflect.Float32:
		return plain[int32]() // floats by their bits: NaN equals itself
	case reflect.Int64, reflect.Uint64, reflect.Float64:
		return plain[int64]()
	case reflect.Pointer:
		return pointerTracker(t)
	case reflect.Slice:
		if list, found := listTracker(t.Elem()); found {
			return list
		}
	}
	if isFlat(t) {
		return flatTracker(t)
	}
	return reflectTracker(t)
}

// isFlat reports whether a value of type t refers to nothing that can be changed in place, such as
// sql.NullString.
func isFlat(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return isFlat(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if !isFlat(t.Field(i).Type) {
				return false
			}
		}
		return true
	case reflect.Pointer, reflect.UnsafePointer, reflect.Interface, reflect.Slice, reflect.Map, reflect.Chan, reflect.Func:
		return false
	}
	return true
}

// flatTracker serves structs and arrays that are flat.
func flatTracker(t reflect.Type) Tracker {
	if t == reflect.TypeFor[sql.NullString]() {
		return plain[sql.NullString]()
	}
	return Tracker{
		Equal: func(a, b unsafe.Pointer) bool { return reflect.NewAt(t, a).Elem().Equal(reflect.NewAt(t, b).Elem()) },
		Copy:  func(dst, src unsafe.Pointer) { reflect.NewAt(t, dst).Elem().Set(reflect.NewAt(t, src).Elem()) },
	}
}

func plain[T comparable]() Tracker { return Tracker{equalPlain[T], copyPlain[T]} }

func equalPlain[T comparable](a, b unsafe.Pointer) bool { return *(*T)(a) == *(*T)(b) }
func copyPlain[T any](dst, src unsafe.Pointer)          { *(*T)(dst) = *(*T)(src) }

// equalTimes compares instants, and the offset that is stored with them.
func equalTimes(a, b unsafe.Pointer) bool {
	x, y := *(*time.Time)(a), *(*time.Time)(b)
	_, xOffset := x.Zone()
	_, yOffset := y.Zone()
	return x.Equal(y) && xOffset == yOffset
}

// equalBytes tells NULL, which is nil, from no bytes.
func equalBytes(a, b unsafe.Pointer) bool {
	x, y := *(*[]byte)(a), *(*[]byte)(b)
	return bytes.Equal(x, y) && (x == nil) == (y == nil)
}

func copyBytes(dst, src unsafe.Pointer) { *(*[]byte)(dst) = bytes.Clone(*(*[]byte)(src)) }

func pointerTracker(t reflect.Type) Tracker {
	elem := For(t.Elem())
	return Tracker{
		Equal: func(a, b unsafe.Pointer) bool {
			x, y := *(*unsafe.Pointer)(a), *(*unsafe.Pointer)(b)
			if x == nil || y == nil {
				return x == y
			}
			return elem.Equal(x, y)
		},
		Copy: func(dst, src unsafe.Pointer) {
			from := *(*unsafe.Pointer)(src)
			if from == nil {
				*(*unsafe.Pointer)(dst) = nil
				return
			}
			fresh := reflect.New(t.Elem()).UnsafePointer()
			elem.Copy(fresh, from)
			*(*unsafe.Pointer)(dst) = fresh
		},
	}
}

// listTracker serves slices of plain elements, without reflection. Floats are compared by their bits.
func listTracker(elem reflect.Type) (t Tracker, found bool) {
	if ownCopy(elem) != nil {
		return Tracker{}, false
	}
	switch elem.Kind() {
	case reflect.String:
		return plainList[string](), true
	case reflect.Bool, reflect.Int8:
		return plainList[int8](), true
	case reflect.Int16, reflect.Uint16:
		return plainList[int16](), true
	case reflect.Int32, reflect.Uint32, reflect.Float32:
		return plainList[int32](), true
	case reflect.Int, reflect.Uint, reflect.Int64, reflect.Uint64, reflect.Float64:
		if elem.Size() == 8 {
			return plainList[int64](), true
		}
	}
	return Tracker{}, false
}

func plainList[T comparable]() Tracker {
	return Tracker{
		Equal: func(a, b unsafe.Pointer) bool {
			x, y := *(*[]T)(a), *(*[]T)(b)
			return slices.Equal(x, y) && (x == nil) == (y == nil)
		},
		Copy: func(dst, src unsafe.Pointer) { *(*[]T)(dst) = slices.Clone(*(*[]T)(src)) },
	}
}

// reflectTracker serves the remaining types: what refers to more, such as maps and slices of JSON columns.
func reflectTracker(t reflect.Type) Tracker {
	return Tracker{
		Equal: func(a, b unsafe.Pointer) bool {
			return reflect.DeepEqual(reflect.NewAt(t, a).Elem().Interface(), reflect.NewAt(t, b).Elem().Interface())
		},
		Copy: func(dst, src unsafe.Pointer) {
			reflect.NewAt(t, dst).Elem().Set(deepCopy(reflect.NewAt(t, src).Elem()))
		},
	}
}
