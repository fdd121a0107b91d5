package typemap

import (
	"database/sql/driver"
	"encoding"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"time"

	"github.com/gildsql/gild/internal/params"
)

// maxDepth bounds pointers to pointers, and a driver.Valuer that returns another one.
const maxDepth = 16

// Encode turns v into a value that every database/sql driver takes, for a parameter
// of SQL type t: named types become their base type, pointers what they point to
// (nil is NULL), a driver.Valuer its value, times lose their monotonic clock, and
// values of JSON columns are marshalled, slices for arrays written as PostgreSQL reads them.
// A nil slice is NULL, as it is read back.
// An error names the Go type and the SQL type, never the value.
func Encode(t Type, v any) (driver.Value, error) { return encode(t, v, 0) }

func encode(t Type, v any, depth int) (driver.Value, error) {
	switch {
	case t.Kind == KindJSON:
		return encodeJSON(v, depth)
	case t.Kind == KindArray && params.IsList(v):
		return encodeArray(reflect.ValueOf(v))
	}
	switch v := v.(type) {
	case nil, int64, string, bool, float64:
		return v, nil
	case int:
		return int64(v), nil
	case []byte:
		return encodeBytes(v), nil
	case time.Time:
		return encodeTime(t, v), nil
	}
	return encodeReflect(t, v, depth)
}

func encodeBytes(b []byte) driver.Value {
	if b == nil {
		return nil
	}
	return b
}

func encodeTime(t Type, v time.Time) driver.Value {
	switch t.Kind {
	case KindDate:
		return v.Format(time.DateOnly)
	case KindTime:
		return v.Format("15:04:05.999999999")
	}
	if t.Zone { // an instant: SQLite compares and sorts its text, so all have one zone
		v = v.UTC()
	}
	return v.Round(0) // strips the monotonic clock, which would make equal times differ
}

func encodeReflect(t Type, v any, depth int) (driver.Value, error) {
	rv := reflect.ValueOf(v)
	if depth > maxDepth {
		return nil, fmt.Errorf("gild: cannot send Go type %s: it leads to another value without end", rv.Type())
	}
	if valuer, ok := v.(driver.Valuer); ok {
		v, err := valueOf(rv, valuer)
		if err != nil {
			return nil, err
		}
		return encode(t, v, depth+1)
	}
	switch rv.Kind() {
	case reflect.Pointer:
		if rv.IsNil() {
			return nil, nil
		}
		return encode(t, rv.Elem().Interface(), depth+1)
	case reflect.Bool:
		return rv.Bool(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return rv.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if u := rv.Uint(); u <= math.MaxInt64 {
			return int64(u), nil
		}
		return nil, fmt.Errorf("gild: cannot send a %s greater than the largest 64-bit integer of SQL", rv.Type())
	case reflect.Float32, reflect.Float64:
		return rv.Float(), nil
	case reflect.String:
		return rv.String(), nil
	case reflect.Slice:
		if rv.Type().Elem().Kind() == reflect.Uint8 {
			return encodeBytes(rv.Bytes()), nil
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

// valueOf calls Value as database/sql does: a nil pointer whose method has a value
// receiver is NULL instead of a panic.
func valueOf(rv reflect.Value, valuer driver.Valuer) (driver.Value, error) {
	if rv.Kind() == reflect.Pointer && rv.IsNil() && rv.Type().Elem().Implements(valuerType) {
		return nil, nil
	}
	v, err := valuer.Value()
	if err != nil {
		return nil, fmt.Errorf("gild: %s.Value: %w", rv.Type(), err)
	}
	return v, nil
}

// encodeJSON sends documents as text, since drivers send bytes as a binary type. Bytes are
// a document already, and so is what a driver.Valuer gives as bytes or text; anything else
// is marshalled.
func encodeJSON(v any, depth int) (driver.Value, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case json.RawMessage:
		return document(v), nil
	case []byte:
		return document(v), nil
	}
	rv := reflect.ValueOf(v)
	if depth > maxDepth {
		return nil, fmt.Errorf("gild: cannot send Go type %s: it leads to another value without end", rv.Type())
	}
	if valuer, ok := v.(driver.Valuer); ok {
		v, err := valueOf(rv, valuer)
		if err != nil {
			return nil, err
		}
		if text, ok := v.(string); ok {
			return text, nil
		}
		return encodeJSON(v, depth+1)
	}
	if rv.Kind() == reflect.Pointer {
		if rv.IsNil() {
			return nil, nil
		}
		if _, ok := v.(json.Marshaler); !ok {
			return encodeJSON(rv.Elem().Interface(), depth+1)
		}
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("gild: cannot send Go type %s as JSON: %w", rv.Type(), err)
	}
	return string(b), nil
}

func document(b []byte) driver.Value {
	if b == nil {
		return nil
	}
	return string(b)
}
