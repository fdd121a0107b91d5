package typemap

import (
	"database/sql"
	"database/sql/driver"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
)

// Accepted reports whether database/sql's default conversion takes v. It does not ask a
// driver.Valuer for its value, which may be another each time.
func Accepted(v any) bool {
	switch v.(type) {
	case nil, int64, float64, bool, []byte, string, driver.Valuer:
		return true
	}
	if driver.IsValue(v) {
		return true
	}
	rv := reflect.ValueOf(v)
	switch rv.Kind() {
	case reflect.Pointer:
		return rv.IsNil() || Accepted(rv.Elem().Interface())
	case reflect.Slice:
		return rv.Type().Elem().Kind() == reflect.Uint8
	case reflect.Bool, reflect.String, reflect.Float32, reflect.Float64,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return true
	}
	return false
}

// ErrNoCoercion says that Coerce has nothing for a value.
var ErrNoCoercion = errors.New("gild: no conversion")

// Coerce turns a Go value of which no SQL type is known, and that is no driver.Value, into
// one: what knows its own text or JSON into that, slices into PostgreSQL's arrays if the
// database has them, maps and structs into JSON. It returns ErrNoCoercion for anything else,
// and for a driver.Valuer, which is to be asked instead: it asks those whose receiver is a pointer to v, of which the
// caller cannot know.
func Coerce(v any, arrays bool) (driver.Value, error) {
	if rv := reflect.ValueOf(v); rv.Kind() == reflect.Pointer && rv.IsNil() {
		return nil, ErrNoCoercion // a nil *big.Int has a text, but not one to send
	}
	switch m := v.(type) {
	case nil, sql.Out, driver.Valuer: // the last one's own error stands
		return nil, ErrNoCoercion
	case encoding.TextMarshaler:
		text, err := m.MarshalText()
		return string(text), err
	case json.Marshaler:
		return jsonText(v)
	}
	rv := reflect.ValueOf(v)
	if p, known := pointed(rv); known {
		return coercePointed(p, arrays)
	}
	switch rv.Kind() {
	case reflect.Pointer:
		return Coerce(rv.Elem().Interface(), arrays)
	case reflect.Slice:
		if arrays {
			return arrayText(rv)
		}
		return nil, ErrNoCoercion
	case reflect.Map:
		return jsonText(v)
	case reflect.Struct:
		if hasExported(rv.Type()) {
			return jsonText(v)
		}
	}
	return nil, ErrNoCoercion
}

// pointed returns a pointer to a copy of a value, if what makes a text of it has the pointer for its receiver.
func pointed(rv reflect.Value) (any, bool) {
	t := reflect.PointerTo(rv.Type())
	if rv.Kind() == reflect.Pointer || !t.Implements(valuerType) && !t.Implements(textMarshalerType) && !t.Implements(jsonMarshalerType) {
		return nil, false
	}
	p := reflect.New(rv.Type())
	p.Elem().Set(rv)
	return p.Interface(), true
}

// coercePointed is Coerce of what pointed returns.
func coercePointed(p any, arrays bool) (driver.Value, error) {
	valuer, ok := p.(driver.Valuer)
	if !ok {
		return Coerce(p, arrays)
	}
	v, err := valuer.Value()
	if err == nil && !driver.IsValue(v) {
		err = fmt.Errorf("gild: the Value of a %T is a %T, which is no value for drivers", p, v)
	}
	return v, err
}

// jsonText is text rather than bytes, which PostgreSQL would take for a bytea.
func jsonText(v any) (driver.Value, error) {
	text, err := json.Marshal(v)
	return string(text), err
}

func hasExported(t reflect.Type) bool {
	for i := range t.NumField() {
		if t.Field(i).IsExported() {
			return true
		}
	}
	return false
}
