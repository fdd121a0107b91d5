package typemap

import (
	"database/sql/driver"
	"reflect"
	"strings"
	"unsafe"
)

// Multirange is a set of ranges of PostgreSQL, which orders them and joins those that meet. A nil one
// is NULL.
type Multirange[T any] []Range[T]

// Value returns the set as PostgreSQL reads it, for database/sql.
func (m Multirange[T]) Value() (driver.Value, error) { return m.valueAs(Type{}, 0) }

// Scan reads a set of ranges, for database/sql.
func (m *Multirange[T]) Scan(src any) error {
	decode, err := m.decoder(Type{})
	if err != nil {
		return err
	}
	return decode(unsafe.Pointer(m), src)
}

func (m Multirange[T]) valueAs(t Type, _ int) (driver.Value, error) {
	if m == nil {
		return nil, nil
	}
	texts := make([]string, len(m))
	for i, r := range m {
		var err error
		if texts[i], err = r.text(t.Elem()); err != nil {
			return nil, err
		}
	}
	return "{" + strings.Join(texts, ",") + "}", nil
}

func (Multirange[T]) typeIn() (t Type, null bool) {
	t, _, ok := TypeOf(reflect.TypeFor[T]())
	if !ok {
		return Type{}, false
	}
	return MultirangeOf(t), false
}

// decoder makes the plan that reads sets of ranges of T.
func (Multirange[T]) decoder(t Type) (Decoder, error) {
	decode, err := elementDecoder(t.Elem(), reflect.TypeFor[T]())
	if err != nil {
		return nil, err
	}
	return func(dst unsafe.Pointer, src driver.Value) error {
		if src == nil {
			*(*Multirange[T])(dst) = nil
			return nil
		}
		b, ok := bytesOf(src)
		if !ok {
			return mismatch(src, "a set of ranges")
		}
		text, opened := strings.CutPrefix(string(b), "{")
		list := Multirange[T]{}
		for opened && text != "}" {
			r, rest, err := readRange[T](text, decode)
			if err != nil {
				return err
			}
			list, text = append(list, r), strings.TrimPrefix(rest, ",")
		}
		if !opened {
			return errRange
		}
		*(*Multirange[T])(dst) = list
		return nil
	}, nil
}
