package typemap

import (
	"database/sql/driver"
	"encoding/json"
	"reflect"
	"unsafe"
)

// Opt is a value that knows three states: not set, which is its zero value, NULL, and a
// value of T. It keeps apart what a Go variable alone cannot: a column that is left to its
// default, one that is set to NULL and one that is set to zero.
//
// Bound as a parameter, an Opt that is not set is NULL. It is used by one goroutine at a
// time, as any variable is.
type Opt[T any] struct {
	v     T
	state uint8
}

// The states of an Opt.
const (
	optUnset = iota
	optNull
	optValue
)

// OptOf returns an Opt that has the value v.
func OptOf[T any](v T) Opt[T] { return Opt[T]{v, optValue} }

// OptNull returns an Opt that is NULL.
func OptNull[T any]() Opt[T] { return Opt[T]{state: optNull} }

// Set gives the Opt a value.
func (o *Opt[T]) Set(v T) { *o = OptOf(v) }

// SetNull makes the Opt NULL.
func (o *Opt[T]) SetNull() { *o = OptNull[T]() }

// Unset takes what the Opt had.
func (o *Opt[T]) Unset() { *o = Opt[T]{} }

// Get returns the value, and whether there is one: NULL and what is not set have none.
func (o Opt[T]) Get() (v T, ok bool) { return o.v, o.state == optValue }

// Or returns the value, or other if there is none.
func (o Opt[T]) Or(other T) T {
	if o.state == optValue {
		return o.v
	}
	return other
}

// IsSet reports whether the Opt has a value or is NULL.
func (o Opt[T]) IsSet() bool { return o.state != optUnset }

// IsNull reports whether the Opt is NULL.
func (o Opt[T]) IsNull() bool { return o.state == optNull }

// IsZero reports whether the Opt is not set, for the option omitzero of encoding/json.
func (o Opt[T]) IsZero() bool { return o.state == optUnset }

// OptionalOf returns the type of the value, for packages that ask what a type is.
func (o Opt[T]) OptionalOf() reflect.Type { return reflect.TypeFor[T]() }

// Value implements driver.Valuer.
func (o Opt[T]) Value() (driver.Value, error) {
	t, _ := o.typeIn()
	return o.valueAs(t, 0)
}

// Scan implements sql.Scanner: it sets the Opt.
func (o *Opt[T]) Scan(src any) error {
	t, _ := o.typeIn()
	decode, err := o.decoder(t)
	if err != nil {
		return err
	}
	return decode(unsafe.Pointer(o), src)
}

// MarshalJSON implements json.Marshaler: what has no value is null.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if o.state != optValue {
		return []byte("null"), nil
	}
	return json.Marshal(o.v)
}

// UnmarshalJSON implements json.Unmarshaler: null is NULL, and a field that the document does
// not have stays as it is.
func (o *Opt[T]) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		o.SetNull()
		return nil
	}
	*o = Opt[T]{state: optValue}
	return json.Unmarshal(b, &o.v)
}

// Optional is implemented by Opt of any type.
type Optional interface{ OptionalOf() reflect.Type }

func (o Opt[T]) valueAs(t Type, depth int) (driver.Value, error) {
	if o.state != optValue {
		return nil, nil
	}
	return encode(t, o.v, depth+1)
}

// decoder makes the plan that stores values of t in an Opt.
func (Opt[T]) decoder(t Type) (Decoder, error) {
	decode, err := DecoderFor(t, reflect.TypeFor[T]())
	if err != nil {
		return nil, err
	}
	return func(dst unsafe.Pointer, src driver.Value) error {
		o := (*Opt[T])(dst)
		if src == nil {
			*o = OptNull[T]()
			return nil
		}
		var v T
		if err := decode(unsafe.Pointer(&v), src); err != nil {
			return err
		}
		*o = OptOf(v)
		return nil
	}, nil
}

func (Opt[T]) typeIn() (t Type, null bool) {
	t, _, _ = TypeOf(reflect.TypeFor[T]())
	return t, true
}

// typedValuer is one of the generic types of this package, whose values are sent and read as the column's
// type wants it.
type typedValuer interface {
	valueAs(t Type, depth int) (driver.Value, error)
	decoder(t Type) (Decoder, error)
	typeIn() (t Type, null bool)
}

var typedValuerType = reflect.TypeFor[typedValuer]()

// isGeneric reports whether t is one of the generic types of this package.
func isGeneric(t reflect.Type) bool {
	return t.Kind() != reflect.Interface && t.Kind() != reflect.Pointer && t.Implements(typedValuerType)
}

// genericOf returns the zero value of one of the generic types of this package.
func genericOf(t reflect.Type) typedValuer { return reflect.Zero(t).Interface().(typedValuer) }
