package typemap

import (
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"reflect"
	"time"

	"github.com/gildsql/gild/internal/params"
)

func encodeArray(list reflect.Value) (driver.Value, error) {
	if list.IsNil() {
		return nil, nil
	}
	return arrayText(list)
}

// arrayText writes a slice as PostgreSQL reads arrays from text.
// Source: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
func arrayText(list reflect.Value) (driver.Value, error) {
	text, err := appendArray(nil, list)
	return string(text), err
}

func appendArray(b []byte, list reflect.Value) ([]byte, error) {
	b = append(b, '{')
	for i := range list.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendElement(b, list.Index(i).Interface()); err != nil {
			return nil, fmt.Errorf("gild: element %d: %w", i, err)
		}
	}
	return append(b, '}'), nil
}

func appendElement(b []byte, v any) ([]byte, error) {
	if params.IsList(v) {
		return appendArray(b, reflect.ValueOf(v))
	}
	value, err := driver.DefaultParameterConverter.ConvertValue(v)
	if err != nil {
		coerced, coerceErr := Coerce(v, true)
		if coerceErr == ErrNoCoercion {
			return nil, err
		}
		value, err = coerced, coerceErr
	}
	if err != nil {
		return nil, err
	}
	return appendArrayValue(b, value), nil
}

// appendArrayValue appends an element of a PostgreSQL array, in quotes where it has a
// text of its own.
func appendArrayValue(b []byte, v driver.Value) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "NULL"...)
	case string:
		return appendQuotedElement(b, v)
	case []byte:
		return appendQuotedElement(b, `\x`+hex.EncodeToString(v))
	case time.Time:
		return appendQuotedElement(b, v.Format(time.RFC3339Nano))
	}
	return fmt.Append(b, v)
}

func appendQuotedElement(b []byte, text string) []byte {
	b = append(b, '"')
	for i := range len(text) {
		if c := text[i]; c == '"' || c == '\\' {
			b = append(b, '\\')
		}
		b = append(b, text[i])
	}
	return append(b, '"')
}
