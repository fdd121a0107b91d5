package typemap

import (
	"database/sql/driver"
	"encoding/json"
	"reflect"

	"github.com/gildsql/gild/internal/fault"
)

// JSONNull is the JSON document null, which is not the NULL of SQL: a value to send to JSON columns,
// and what is read from one into a variable of type any. NULL is sent and read as nil.
const JSONNull jsonNull = "null"

type jsonNull string

// MarshalJSON returns null.
func (jsonNull) MarshalJSON() ([]byte, error) { return []byte(JSONNull), nil }

// encodeJSON sends documents as text, since drivers send bytes as a binary type. Bytes are
// a document already, and so is what a driver.Valuer gives as bytes or text; anything else
// is marshalled.
func encodeJSON(v any, depth int) (driver.Value, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case json.RawMessage:
		return textOrNull(v), nil
	case []byte:
		return textOrNull(v), nil
	case *json.RawMessage: // which Marshal would rewrite
		if v == nil {
			return nil, nil
		}
		return textOrNull(*v), nil
	}
	rv := reflect.ValueOf(v)
	if depth > maxDepth {
		return nil, errEndless(rv.Type())
	}
	if valuer, ok := v.(driver.Valuer); ok && !marshalsItself(rv.Type()) {
		if rv.Kind() == reflect.Pointer && rv.IsNil() && rv.Type().Elem().Implements(valuerType) {
			return nil, nil
		}
		v, err := valuer.Value()
		if err != nil {
			return nil, fault.Errorf("%s.Value: %w", rv.Type(), err)
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
		return nil, fault.Errorf("cannot send Go type %s as JSON: %w", rv.Type(), err)
	}
	return string(b), nil
}

// marshalsItself reports whether values that are no documents for a driver are such by themselves.
func marshalsItself(typ reflect.Type) bool { return typ == decimalType }
