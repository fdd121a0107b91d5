package typemap

import (
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unsafe"
)

var (
	errArray      = errors.New("the text is no array of PostgreSQL")
	errDimensions = errors.New("the array has another number of dimensions than the Go type")
)

// arrayDecoder reads arrays into slices, of slices for more dimensions. Bounds that do not begin at 1 are
// not kept.
func arrayDecoder(t Type, typ reflect.Type) (Decoder, error) {
	inner, elem := typ, t
	for isListOf(inner, elem) {
		inner = inner.Elem()
		if elem.Kind == KindArray {
			elem = elem.Elem()
		}
	}
	decode, err := elementDecoder(elem, inner)
	if err != nil {
		return nil, err
	}
	return func(dst unsafe.Pointer, src driver.Value) error {
		v := reflect.NewAt(typ, dst).Elem()
		if src == nil {
			if typ.Kind() != reflect.Slice {
				return errNull
			}
			v.SetZero()
			return nil
		}
		b, ok := bytesOf(src)
		if !ok {
			return mismatch(src, typ.String())
		}
		r := &arrayReader{text: string(b), decode: decode, inner: inner}
		fresh := reflect.New(typ).Elem()
		if err := r.all(fresh); err != nil {
			return err
		}
		v.Set(fresh)
		return nil
	}, nil
}

// isListOf reports whether typ takes the elements of an array of which elem is left.
func isListOf(typ reflect.Type, elem Type) bool {
	if typ.Kind() != reflect.Slice && typ.Kind() != reflect.Array || typ.Elem().Kind() == reflect.Uint8 {
		return false
	}
	return (elem.Kind == KindArray || holdsNoLists(elem, typ)) && !reflect.PointerTo(typ).Implements(scannerType) && !isGeneric(typ)
}

// elementDecoder reads elements from text, where bytes are in hexadecimal digits.
func elementDecoder(elem Type, typ reflect.Type) (Decoder, error) {
	decode, err := DecoderFor(elem, typ)
	if err != nil || elem.Kind != KindBinary {
		return decode, err
	}
	return func(dst unsafe.Pointer, src driver.Value) error {
		if src == nil {
			return decode(dst, nil)
		}
		b, err := bytesOfHex(src)
		if err != nil {
			return err
		}
		return decode(dst, b)
	}, nil
}

func bytesOfHex(src driver.Value) ([]byte, error) {
	b, _ := bytesOf(src)
	digits, ok := strings.CutPrefix(string(b), `\x`)
	out, err := hex.DecodeString(digits)
	if err != nil || !ok {
		return nil, errors.New("the bytes are not in hexadecimal digits")
	}
	return out, nil
}

// arrayReader reads an array from its text.
type arrayReader struct {
	text   string
	at     int
	decode Decoder
	inner  reflect.Type // of the elements
}

// all reads the whole text into a slice.
func (r *arrayReader) all(v reflect.Value) error {
	if strings.HasPrefix(r.text, "[") { // [1:3]={...}
		r.at = strings.IndexByte(r.text, '=') + 1
	}
	if err := r.list(v); err != nil {
		return err
	}
	if r.at != len(r.text) {
		return errArray
	}
	return nil
}

// list reads one pair of braces.
func (r *arrayReader) list(v reflect.Value) error {
	if !r.skip('{') {
		return errArray
	}
	if v.Type() == r.inner { // there are more dimensions than slices
		return errDimensions
	}
	n := 0
	for !r.skip('}') {
		if n > 0 && !r.skip(',') {
			return errArray
		}
		item, err := itemOf(v, n)
		if err == nil {
			err = r.item(item)
		}
		if err != nil {
			return fmt.Errorf("element %d: %w", n, err)
		}
		n++
	}
	if v.Kind() == reflect.Slice && n == 0 {
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	}
	if v.Kind() == reflect.Array && n != v.Len() {
		return fmt.Errorf("the array has %d elements", n)
	}
	return nil
}

// itemOf returns the place of the n-th element, for which a slice grows.
func itemOf(v reflect.Value, n int) (reflect.Value, error) {
	if v.Kind() == reflect.Array {
		if n >= v.Len() {
			return reflect.Value{}, fmt.Errorf("the array has more than %d elements", v.Len())
		}
		return v.Index(n), nil
	}
	if n == v.Cap() {
		v.Grow(max(4, n))
	}
	v.SetLen(n + 1)
	return v.Index(n), nil
}

func (r *arrayReader) item(v reflect.Value) error {
	if v.Type() != r.inner {
		return r.list(v)
	}
	if r.at < len(r.text) && r.text[r.at] == '{' {
		return errDimensions
	}
	text, null, ok := r.token()
	if !ok {
		return errArray
	}
	if null {
		return r.decode(v.Addr().UnsafePointer(), nil)
	}
	return r.decode(v.Addr().UnsafePointer(), text)
}

func (r *arrayReader) skip(c byte) bool {
	if r.at < len(r.text) && r.text[r.at] == c {
		r.at++
		return true
	}
	return false
}

// token reads one element: a quoted text, or all up to the next comma or brace.
func (r *arrayReader) token() (text string, null, ok bool) {
	if r.skip('"') {
		text, n, ok := unquote(r.text[r.at:], '"')
		r.at += n
		return text, false, ok
	}
	n := strings.IndexAny(r.text[r.at:], ",}")
	if n <= 0 {
		return "", false, false
	}
	text = r.text[r.at : r.at+n]
	r.at += n
	return text, text == "NULL", true
}

// unquote reads up to the closing quote, and tells how long that was with it. A backslash, and a quote
// before another one, stand for the character behind them.
func unquote(s string, quote byte) (text string, n int, ok bool) {
	if i := strings.IndexAny(s, `"\`); i >= 0 && s[i] == quote && (i+1 == len(s) || s[i+1] != quote) {
		return s[:i], i + 1, true // as most are
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
		case s[i] == quote && i+1 < len(s) && s[i+1] == quote:
			i++
		case s[i] == quote:
			return b.String(), i + 1, true
		}
		b.WriteByte(s[i])
	}
	return "", len(s), false
}
