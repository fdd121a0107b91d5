package wrap

import (
	"database/sql"
	"database/sql/driver"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
)

// checkArg checks an argument of a program's own text as the driver would. A value that
// the driver, or database/sql in its place, would refuse is turned into one that it takes,
// if its database has something for it. check asks whom database/sql would ask first.
func (c *conn) checkArg(nv *driver.NamedValue, check func(*driver.NamedValue) error) error {
	given := nv.Value // lib/pq clears what it refuses
	err := check(nv)
	if err == nil || err == driver.ErrRemoveArgument || err == driver.ErrSkip && accepted(nv.Value) {
		return err
	}
	v, coerceErr := c.coerce(given)
	switch {
	case coerceErr == errNothing:
		return err
	case coerceErr != nil:
		return coerceErr
	}
	nv.Value = v
	return nil
}

// convert is checkArg to the end: what it leaves to database/sql is done here.
func (c *conn) convert(nv *driver.NamedValue) error {
	err := c.checkArg(nv, c.shield.CheckNamedValue)
	if err != driver.ErrSkip {
		return err
	}
	nv.Value, err = driver.DefaultParameterConverter.ConvertValue(nv.Value)
	return err
}

// accepted reports whether database/sql's default conversion takes v. It does not ask a
// driver.Valuer for its value, which may be another each time.
func accepted(v any) bool {
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
		return rv.IsNil() || accepted(rv.Elem().Interface())
	case reflect.Slice:
		return rv.Type().Elem().Kind() == reflect.Uint8
	case reflect.Bool, reflect.String, reflect.Float32, reflect.Float64,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return true
	}
	return false
}

// isList reports whether v may be the members of IN: a slice that is not bytes, and has
// nothing to say itself about how it is sent.
func isList(v any) bool {
	if _, ok := v.(driver.Valuer); ok || v == nil {
		return false
	}
	t := reflect.TypeOf(v)
	return t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8 && !t.Implements(textMarshaler)
}

var textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()

// errNothing says that there is nothing better than the driver's own refusal.
var errNothing = fmt.Errorf("gild: no conversion")

// coerce turns a Go value that is no driver.Value into one: what knows its own text or
// JSON into that, slices into arrays where the database has them, maps and structs into
// JSON.
func (c *conn) coerce(v any) (driver.Value, error) {
	switch m := v.(type) {
	case nil, sql.Out, driver.Valuer: // the last one's own error stands
		return nil, errNothing
	case encoding.TextMarshaler:
		text, err := m.MarshalText()
		return string(text), err
	case json.Marshaler:
		return jsonText(v)
	}
	rv := reflect.ValueOf(v)
	switch rv.Kind() {
	case reflect.Pointer:
		return c.coerce(rv.Elem().Interface())
	case reflect.Slice:
		if c.connector.style != nil && c.connector.style.arrays {
			return c.arrayText(rv)
		}
		return nil, errNothing
	case reflect.Map:
		return jsonText(v)
	case reflect.Struct:
		if hasExported(rv.Type()) {
			return jsonText(v)
		}
	}
	return nil, errNothing
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

// arrayText writes a slice as PostgreSQL reads arrays from text.
// Source: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
func (c *conn) arrayText(list reflect.Value) (driver.Value, error) {
	text, err := c.appendArray(nil, list)
	return string(text), err
}

func (c *conn) appendArray(b []byte, list reflect.Value) ([]byte, error) {
	b = append(b, '{')
	for i := range list.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = c.appendElement(b, list.Index(i).Interface()); err != nil {
			return nil, fmt.Errorf("gild: element %d: %w", i, err)
		}
	}
	return append(b, '}'), nil
}

func (c *conn) appendElement(b []byte, v any) ([]byte, error) {
	if isList(v) {
		return c.appendArray(b, reflect.ValueOf(v))
	}
	value, err := driver.DefaultParameterConverter.ConvertValue(v)
	if err != nil {
		coerced, coerceErr := c.coerce(v)
		if coerceErr == errNothing {
			return nil, err
		}
		value, err = coerced, coerceErr
	}
	if err != nil {
		return nil, err
	}
	return appendArrayValue(b, value), nil
}
