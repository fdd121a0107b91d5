package typemap

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"sync"
	"time"

	"github.com/gildsql/gild/internal/fault"
)

// maxDepth bounds pointers to pointers, and a driver.Valuer that returns another one.
const maxDepth = 16

// Encode turns v into a value that database/sql drivers take, for a parameter of SQL type t: named
// types become their base type, pointers what they point to (nil is NULL), a driver.Valuer its
// value, times lose their monotonic clock, values of JSON columns are marshalled, slices for arrays
// written as PostgreSQL reads them. A nil slice is NULL, as it is read back. For an Unsigned type, a
// number over math.MaxInt64 stays an uint64, which only some drivers take.
// An error names the Go type and the SQL type, never the value.
func Encode(t Type, v any) (driver.Value, error) { return encode(t, v, 0) }

func encode(t Type, v any, depth int) (driver.Value, error) {
	switch {
	case takesBasic(t):
		switch typed := v.(type) {
		case int64, string, float64, bool:
			return v, nil
		case int:
			return int64(typed), nil
		case time.Time:
			return encodeTime(t, typed, v), nil
		}
	case t.Kind == KindBoolean || t.Kind == KindBinary && t.Detail == nil:
		switch b := v.(type) {
		case bool:
			return v, nil
		case []byte:
			if b != nil && t.Kind == KindBinary {
				return v, nil
			}
		}
	}
	if v == nil {
		return nil, nil
	}
	plan, err := encoderFor(t, reflect.TypeOf(v))
	if err != nil {
		return nil, err
	}
	if depth > maxDepth {
		return nil, errEndless(reflect.TypeOf(v))
	}
	return plan(v, depth)
}

// TakesBasic reports whether integers, floats and text are sent to t as they are.
func (t Type) TakesBasic() bool {
	return takesBasic(t) && len(t.Labels()) == 0 && t.Kind != KindInterval
}

// takesBasic reports whether values of the basic Go types are sent to t as they are.
func takesBasic(t Type) bool {
	switch t.Detail.(type) {
	case nil, spelling, noSign, text:
	default:
		return false
	}
	switch t.Kind {
	case KindJSON, KindArray, KindBinary, KindBit, KindHStore, KindSet, KindComposite, KindBoolean, KindTime, KindInterval:
		return false
	}
	return true
}

// encoder is a plan: it turns values of one Go type into what drivers take for one SQL type. depth
// counts the values that led to this one.
type encoder func(v any, depth int) (driver.Value, error)

type encoderKey struct {
	sql Type
	typ reflect.Type
}

// encoders caches plans by type. It grows with the types of a program, not with its data.
var encoders sync.Map // encoderKey -> encoder

// encoderFor returns the plan for values of Go type typ, made once.
func encoderFor(t Type, typ reflect.Type) (encoder, error) {
	key := encoderKey{t, typ}
	if plan, ok := encoders.Load(key); ok {
		return plan.(encoder), nil
	}
	plan := newEncoder(t, typ)
	if plan == nil {
		return nil, fmt.Errorf("gild: cannot send Go type %s as SQL type %s: give the column a type that takes it (such as type=json) or implement driver.Valuer",
			typ, t)
	}
	encoders.Store(key, plan)
	return plan, nil
}

// newEncoder makes a plan, nil for Go types that no value of t can be made of.
func newEncoder(t Type, typ reflect.Type) encoder {
	if c, ok := t.Detail.(custom); ok {
		return c.encoder(t, typ)
	}
	if isGeneric(typ) {
		return func(v any, depth int) (driver.Value, error) { return v.(typedValuer).valueAs(t, depth) }
	}
	if _, isNull := NullElem(typ); isNull && (t.Kind != KindJSON || typ != nullStringType) {
		return nullEncoder(t)
	}
	if plan := kindEncoder(t, typ); plan != nil {
		return plan
	}
	switch {
	case typ.Implements(valuerType):
		return valuerEncoder(t, typ)
	case typ.Kind() == reflect.Pointer:
		return pointerEncoder(t, typ)
	}
	return basicEncoder(t, typ)
}

// kindEncoder makes the plans that only some kinds of SQL types have.
func kindEncoder(t Type, typ reflect.Type) encoder {
	switch t.Kind {
	case KindJSON:
		return encodeJSON
	case KindArray:
		return arrayEncoder(t, typ)
	case KindHStore:
		return hstoreEncoder(typ)
	case KindBit:
		return bitEncoder(t, typ)
	case KindSet:
		return setEncoder(t, typ)
	case KindComposite:
		return compositeEncoder(t, typ)
	case KindTime:
		if typ == durationType {
			return encodeClock
		}
	case KindNetwork, KindUnknown:
		return networkEncoder(typ)
	}
	return nil
}

// nullEncoder takes sql.Null and its older kin apart.
func nullEncoder(t Type) encoder {
	return func(v any, depth int) (driver.Value, error) {
		rv := reflect.ValueOf(v)
		if !rv.Field(1).Bool() {
			return nil, nil
		}
		return encode(t, rv.Field(0).Interface(), depth+1)
	}
}

// pointerEncoder sends what a pointer points to.
func pointerEncoder(t Type, typ reflect.Type) encoder {
	if plan := bigEncoder(t, typ); plan != nil {
		return plan
	}
	return func(v any, depth int) (driver.Value, error) {
		rv := reflect.ValueOf(v)
		if rv.IsNil() {
			return nil, nil
		}
		return encode(t, rv.Elem().Interface(), depth+1)
	}
}

// valuerEncoder asks a driver.Valuer, as database/sql does: a nil pointer whose method has a value
// receiver is NULL instead of a panic.
func valuerEncoder(t Type, typ reflect.Type) encoder {
	nilable := typ.Kind() == reflect.Pointer && typ.Elem().Implements(valuerType)
	return func(v any, depth int) (driver.Value, error) {
		if nilable && reflect.ValueOf(v).IsNil() {
			return nil, nil
		}
		inner, err := v.(driver.Valuer).Value()
		if err != nil {
			return nil, fault.Errorf("%s.Value: %w", typ, err)
		}
		return encode(t, inner, depth+1)
	}
}

func errEndless(typ reflect.Type) error {
	return fmt.Errorf("gild: cannot send Go type %s: it leads to another value without end", typ)
}
