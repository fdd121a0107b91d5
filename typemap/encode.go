package typemap

import (
	"database/sql/driver"
	"encoding"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"time"
)

// maxValuerDepth bounds a driver.Valuer that returns another one.
const maxValuerDepth = 16

// Encode turns v into a value that every database/sql driver takes, for a parameter
// of SQL type t: named types become their base type, pointers what they point to
// (nil is NULL), a driver.Valuer its value, times lose their monotonic clock, and
// values of JSON columns are marshalled. An error names the Go type and the SQL type.
func Encode(t Type, v any) (driver.Value, error) {
	if t.Kind == KindJSON {
		return encodeJSON(v)
	}
	switch v := v.(type) {
	case nil, int64, string, bool, float64, []byte:
		return v, nil
	case int:
		return int64(v), nil
	case time.Time:
		return encodeTime(t, v), nil
	}
	return encodeReflect(t, v, 0)
}

func encodeTime(t Type, v time.Time) driver.Value {
	switch t.Kind {
	case KindDate:
		return v.Format(time.DateOnly)
	case KindTime:
		return v.Format("15:04:05.999999999")
	}
	return v.Round(0) // strips the monotonic clock, which would make equal times differ
}

func encodeReflect(t Type, v any, depth int) (driver.Value, error) {
	rv := reflect.ValueOf(v)
	if valuer, ok := v.(driver.Valuer); ok {
		return encodeValuer(t, rv, valuer, depth)
	}
	switch rv.Kind() {
	case reflect.Pointer:
		if rv.IsNil() {
			return nil, nil
		}
		return Encode(t, rv.Elem().Interface())
	case reflect.Bool:
		return rv.Bool(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return rv.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if u := rv.Uint(); u <= math.MaxInt64 {
			return int64(u), nil
		}
		return nil, fmt.Errorf("gild: cannot send %s %d: greater than the largest 64-bit integer of SQL", rv.Type(), rv.Uint())
	case reflect.Float32, reflect.Float64:
		return rv.Float(), nil
	case reflect.String:
		return rv.String(), nil
	case reflect.Slice:
		if rv.Type().Elem().Kind() == reflect.Uint8 {
			return rv.Bytes(), nil
		}
	case reflect.Array:
		if text, ok := v.(encoding.TextMarshaler); ok && isUUID(rv.Type()) {
			b, err := text.MarshalText()
			return string(b), err
		}
	}
	return nil, fmt.Errorf("gild: cannot send Go type %s as SQL type %s: give the column a type that takes it (such as type=json) or implement driver.Valuer",
		rv.Type(), t)
}

// encodeValuer calls Value as database/sql does: a nil pointer whose method has a
// value receiver is NULL instead of a panic.
func encodeValuer(t Type, rv reflect.Value, valuer driver.Valuer, depth int) (driver.Value, error) {
	if rv.Kind() == reflect.Pointer && rv.IsNil() && rv.Type().Elem().Implements(valuerType) {
		return nil, nil
	}
	v, err := valuer.Value()
	if err != nil {
		return nil, fmt.Errorf("gild: %s.Value: %w", rv.Type(), err)
	}
	switch v := v.(type) {
	case nil, int64, string, bool, float64, []byte:
		return v, nil
	case time.Time:
		return encodeTime(t, v), nil
	}
	if depth >= maxValuerDepth {
		return nil, fmt.Errorf("gild: %s.Value returns another driver.Valuer without end", rv.Type())
	}
	return encodeReflect(t, v, depth+1)
}

func encodeJSON(v any) (driver.Value, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case json.RawMessage:
		return rawJSON(v)
	case []byte:
		return rawJSON(v)
	}
	rv := reflect.ValueOf(v)
	if valuer, ok := v.(driver.Valuer); ok {
		return encodeValuer(Type{}, rv, valuer, 0)
	}
	if rv.Kind() == reflect.Pointer && rv.IsNil() {
		return nil, nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("gild: cannot send Go type %s as JSON: %w", rv.Type(), err)
	}
	return string(b), nil
}

// rawJSON passes a document on as text, since drivers send bytes as a binary type.
func rawJSON(b []byte) (driver.Value, error) {
	if b == nil {
		return nil, nil
	}
	return string(b), nil
}
