package typemap

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unsafe"
)

// Bound tells whether an end of a Range belongs to it.
type Bound uint8

// The bounds of a range.
const (
	Unbounded Bound = iota // there is no end on this side
	Inclusive              // the end belongs to the range
	Exclusive              // it does not
	Empty                  // nothing belongs to the range; both bounds are Empty
)

// Range is a range of values of PostgreSQL: of integers, decimals, days or points in time, by the type of
// the column. The zero Range is that of all values. PostgreSQL writes ranges of integers and days with
// an inclusive start and an exclusive end, whatever it was given.
type Range[T any] struct {
	Lower, Upper           T
	LowerBound, UpperBound Bound
}

// RangeFrom returns the range from lower up to, but without, upper.
func RangeFrom[T any](lower, upper T) Range[T] {
	return Range[T]{lower, upper, Inclusive, Exclusive}
}

// ClosedRange returns the range from lower up to and with upper.
func ClosedRange[T any](lower, upper T) Range[T] {
	return Range[T]{lower, upper, Inclusive, Inclusive}
}

// EmptyRange returns the range of nothing.
func EmptyRange[T any]() Range[T] { return Range[T]{LowerBound: Empty, UpperBound: Empty} }

// IsEmpty reports whether r is an EmptyRange.
func (r Range[T]) IsEmpty() bool { return r.LowerBound == Empty }

// String returns the range as PostgreSQL writes it.
func (r Range[T]) String() string {
	text, err := r.text(Type{})
	if err != nil {
		return "range"
	}
	return text
}

// Value returns the range as PostgreSQL reads it, for database/sql.
func (r Range[T]) Value() (driver.Value, error) { return r.text(Type{}) }

// Scan reads a range, for database/sql.
func (r *Range[T]) Scan(src any) error {
	decode, err := r.decoder(Type{})
	if err != nil {
		return err
	}
	return decode(unsafe.Pointer(r), src)
}

func (r Range[T]) valueAs(t Type, _ int) (driver.Value, error) { return r.text(t.Elem()) }

// text writes the range with bounds of an SQL type.
// Source: https://www.postgresql.org/docs/current/rangetypes.html#RANGETYPES-IO
func (r Range[T]) text(elem Type) (string, error) {
	if r.LowerBound == Empty || r.UpperBound == Empty {
		return "empty", nil
	}
	b := []byte{"([("[min(r.LowerBound, Exclusive)]}
	b, err := appendBound(b, elem, r.LowerBound, r.Lower)
	if err == nil {
		b, err = appendBound(append(b, ','), elem, r.UpperBound, r.Upper)
	}
	return string(append(b, ")])"[min(r.UpperBound, Exclusive)])), err
}

func appendBound(b []byte, elem Type, bound Bound, v any) ([]byte, error) {
	if bound == Unbounded {
		return b, nil
	}
	if elem.Kind == KindUnknown {
		elem = TypeOfValue(v)
	}
	value, err := Encode(elem, v)
	if err != nil {
		return b, err
	}
	if value == nil {
		return b, nil
	}
	return appendQuoted(b, elementText(value)), nil
}

func (Range[T]) typeIn() (t Type, null bool) {
	t, _, ok := TypeOf(reflect.TypeFor[T]())
	if !ok {
		return Type{}, false
	}
	return RangeOf(t), false
}

// decoder makes the plan that reads ranges of T.
func (Range[T]) decoder(t Type) (Decoder, error) {
	decode, err := elementDecoder(t.Elem(), reflect.TypeFor[T]())
	if err != nil {
		return nil, err
	}
	return func(dst unsafe.Pointer, src driver.Value) error {
		b, err := textOf(src, "a range")
		if err != nil {
			return err
		}
		parsed, rest, err := readRange[T](string(b), decode)
		if err == nil && rest != "" {
			err = errRange
		}
		if err == nil {
			*(*Range[T])(dst) = parsed
		}
		return err
	}, nil
}

var errRange = errors.New("the text is no range of PostgreSQL")

// readRange reads the range at the start of text.
func readRange[T any](text string, decode Decoder) (r Range[T], rest string, err error) {
	if rest, ok := strings.CutPrefix(text, "empty"); ok {
		return EmptyRange[T](), rest, nil
	}
	if len(text) < 3 {
		return r, "", errRange
	}
	opening := text[0]
	lower, quoted, text, ok := cutBound(text[1:])
	if !ok || !strings.HasPrefix(text, ",") || opening != '[' && opening != '(' {
		return r, "", errRange
	}
	if r.LowerBound, err = readBound(&r.Lower, lower, quoted, opening == '[', decode); err != nil {
		return r, "", fmt.Errorf("the lower bound: %w", err)
	}
	upper, quoted, text, ok := cutBound(text[1:])
	if !ok || text == "" || text[0] != ']' && text[0] != ')' {
		return r, "", errRange
	}
	if r.UpperBound, err = readBound(&r.Upper, upper, quoted, text[0] == ']', decode); err != nil {
		return r, "", fmt.Errorf("the upper bound: %w", err)
	}
	return r, text[1:], nil
}

// cutBound cuts the text of a bound from the start of s.
func cutBound(s string) (bound string, quoted bool, rest string, ok bool) {
	if strings.HasPrefix(s, `"`) {
		text, n, ok := unquote(s[1:], '"')
		return text, true, s[1+n:], ok
	}
	if n := strings.IndexAny(s, ",)]"); n >= 0 {
		return s[:n], false, s[n:], true
	}
	return "", false, "", false
}

func readBound[T any](dst *T, text string, quoted, inclusive bool, decode Decoder) (Bound, error) {
	if text == "" && !quoted {
		return Unbounded, nil
	}
	bound := Exclusive
	if inclusive {
		bound = Inclusive
	}
	return bound, decode(unsafe.Pointer(dst), text)
}
