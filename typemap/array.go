package typemap

import (
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"github.com/gildsql/gild/internal/fault"
)

// arrayEncoder sends slices and arrays as PostgreSQL reads arrays from text; nil for other Go types.
func arrayEncoder(t Type, typ reflect.Type) encoder {
	if !isListType(typ) {
		return nil
	}
	elem := t.Elem()
	return func(v any, _ int) (driver.Value, error) {
		list := reflect.ValueOf(v)
		if list.Kind() == reflect.Slice && list.IsNil() {
			return nil, nil
		}
		b, err := appendArray(nil, elem, list)
		if err != nil {
			return nil, err
		}
		return string(b), nil
	}
}

// isListType reports whether values of typ are lists, rather than bytes or what has a value of its own.
func isListType(typ reflect.Type) bool {
	switch {
	case typ.Kind() != reflect.Slice && typ.Kind() != reflect.Array, typ.Elem().Kind() == reflect.Uint8:
		return false
	}
	return !typ.Implements(valuerType) && !typ.Implements(textMarshalerType) && !isGeneric(typ)
}

// arrayText writes a slice whose elements have no known type.
func arrayText(list reflect.Value) (driver.Value, error) {
	text, err := appendArray(nil, Type{}, list)
	return string(text), err
}

// appendArray writes an array.
// Source: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
func appendArray(b []byte, elem Type, list reflect.Value) ([]byte, error) {
	if elem.Kind == KindArray {
		elem = elem.Elem() // of more dimensions
	}
	b = append(b, '{')
	for i := range list.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendElement(b, elem, list.Index(i).Interface()); err != nil {
			return nil, fault.Errorf("element %d: %w", i, err)
		}
	}
	return append(b, '}'), nil
}

// AppendElement appends a Go value as an element of a PostgreSQL array of elem, whose braces and
// commas are the caller's.
func AppendElement(b []byte, elem Type, v any) ([]byte, error) { return appendElement(b, elem, v) }

// AppendTextElement is AppendElement for a text that is sent as it is: see Type.TakesBasic.
func AppendTextElement(b []byte, text string) []byte { return appendQuoted(b, text) }

func appendElement(b []byte, elem Type, v any) ([]byte, error) {
	if v != nil && isListType(reflect.TypeOf(v)) && holdsNoLists(elem, reflect.TypeOf(v)) {
		return appendArray(b, elem, reflect.ValueOf(v))
	}
	var value driver.Value
	var err error
	if elem.Kind == KindUnknown {
		value, err = anyElement(v)
	} else {
		value, err = Encode(elem, v)
	}
	if err != nil {
		return nil, err
	}
	if n, ok := value.(int64); ok && elem.Kind == KindInterval {
		value = strconv.FormatInt(n/1000, 10) + " microseconds"
	}
	return appendArrayValue(b, value), nil
}

// holdsNoLists reports whether a list of type typ among the elements is one more dimension, not an element.
func holdsNoLists(elem Type, typ reflect.Type) bool {
	if c, ok := elem.custom(); ok {
		return typ != c.codec.goType
	}
	switch elem.Kind {
	case KindJSON, KindSet, KindHStore:
		return false
	}
	return true
}

// anyElement returns what is sent for an element of which no SQL type is known.
func anyElement(v any) (driver.Value, error) {
	value, err := driver.DefaultParameterConverter.ConvertValue(v)
	if err == nil {
		return value, nil
	}
	coerced, coerceErr := Coerce(v, true)
	if coerceErr == ErrNoCoercion {
		return nil, err
	}
	return coerced, coerceErr
}

// appendArrayValue appends an element of a PostgreSQL array, in quotes where it has a
// text of its own.
func appendArrayValue(b []byte, v driver.Value) []byte {
	switch v.(type) {
	case nil:
		return append(b, "NULL"...)
	case string, []byte, time.Time:
		return appendQuoted(b, elementText(v))
	}
	return append(b, elementText(v)...)
}

// elementText is the text that PostgreSQL reads a value from inside of an array, a range or a row.
func elementText(v driver.Value) string {
	switch v := v.(type) {
	case string:
		return v
	case []byte:
		return `\x` + hex.EncodeToString(v)
	case time.Time:
		return v.Format(time.RFC3339Nano)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return fmt.Sprint(v)
}

// appendQuoted appends text in double quotes, with a backslash before those inside.
func appendQuoted(b []byte, text string) []byte {
	b = append(b, '"')
	for i := range len(text) {
		if c := text[i]; c == '"' || c == '\\' {
			b = append(b, '\\')
		}
		b = append(b, text[i])
	}
	return append(b, '"')
}
