package typemap

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unsafe"

	"github.com/gildsql/gild/internal/fault"
)

// compositeEncoder sends a struct as PostgreSQL reads a row; nil for other Go types.
// Source: https://www.postgresql.org/docs/current/rowtypes.html#ROWTYPES-IO-SYNTAX
func compositeEncoder(t Type, typ reflect.Type) encoder {
	plan, err := compositePlan(t, typ)
	if err != nil {
		return nil
	}
	return func(v any, _ int) (driver.Value, error) {
		rv := reflect.ValueOf(v)
		b := []byte{'('}
		for i, f := range t.CompositeFields() {
			if i > 0 {
				b = append(b, ',')
			}
			value, err := Encode(f.Type, rv.FieldByIndex(plan[i].Index).Interface())
			if err != nil {
				return nil, fault.Errorf("field %q: %w", f.Name, err)
			}
			if value != nil {
				b = appendQuoted(b, elementText(value))
			}
		}
		return string(append(b, ')')), nil
	}
}

// compositePlan returns the struct's field for each field of the composite.
func compositePlan(t Type, typ reflect.Type) ([]*Field, error) {
	if typ.Kind() != reflect.Struct {
		return nil, errors.New("no struct")
	}
	s, err := StructOf(typ)
	if err != nil {
		return nil, err
	}
	var plan []*Field
	for _, f := range t.CompositeFields() {
		field, ok := s.Field(f.Name)
		if !ok {
			return nil, fmt.Errorf("gild: field %q of the composite type has no field in %s", f.Name, typ)
		}
		plan = append(plan, field)
	}
	return plan, nil
}

var errComposite = errors.New("the text is no row of PostgreSQL")

// compositeDecoder reads a row into a struct.
func compositeDecoder(t Type, typ reflect.Type) (Decoder, error) {
	plan, err := compositePlan(t, typ)
	if err != nil {
		return nil, err
	}
	fields := t.CompositeFields()
	decoders := make([]Decoder, len(plan))
	for i, f := range plan {
		if decoders[i], err = elementDecoder(fields[i].Type, f.Type); err != nil {
			return nil, err
		}
	}
	return func(dst unsafe.Pointer, src driver.Value) error {
		b, err := textOf(src, typ.String())
		if err != nil {
			return err
		}
		values, err := parseRow(string(b))
		if err != nil {
			return err
		}
		if len(values) != len(plan) {
			return fmt.Errorf("the row has %d fields, the type %d", len(values), len(plan))
		}
		for i, decode := range decoders {
			if err := decode(unsafe.Add(dst, plan[i].Offset), values[i]); err != nil {
				return fmt.Errorf("field %q: %w", fields[i].Name, err)
			}
		}
		return nil
	}, nil
}

// parseRow returns the values of a row: texts, or nil for NULL.
func parseRow(s string) ([]driver.Value, error) {
	s, opened := strings.CutPrefix(s, "(")
	s, closed := strings.CutSuffix(s, ")")
	if !opened || !closed {
		return nil, errComposite
	}
	var values []driver.Value
	for {
		var value driver.Value
		if strings.HasPrefix(s, `"`) {
			text, n, ok := unquote(s[1:], '"')
			if !ok {
				return nil, errComposite
			}
			value, s = text, s[1+n:]
		} else {
			n := strings.IndexByte(s, ',')
			if n < 0 {
				n = len(s)
			}
			if n > 0 {
				value = s[:n]
			}
			s = s[n:]
		}
		values = append(values, value)
		if s == "" {
			return values, nil
		}
		if s[0] != ',' {
			return nil, errComposite
		}
		s = s[1:]
	}
}
