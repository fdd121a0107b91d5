package typemap

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unsafe"
)

// setEncoder sends a slice of texts with commas between them, in the order of the type's labels, as
// MySQL gives it back; a nil slice is NULL.
func setEncoder(t Type, typ reflect.Type) encoder {
	if typ.Kind() != reflect.Slice || typ.Elem().Kind() != reflect.String {
		return nil
	}
	labels := t.Labels()
	return func(v any, _ int) (driver.Value, error) {
		list := reflect.ValueOf(v)
		if list.IsNil() {
			return nil, nil
		}
		places := make([]int, list.Len())
		for i := range places {
			places[i] = slices.Index(labels, list.Index(i).String())
			if places[i] < 0 {
				return nil, fmt.Errorf("gild: a text that is none of the labels %q", labels)
			}
		}
		slices.Sort(places)
		places = slices.Compact(places)
		texts := make([]string, len(places))
		for i, at := range places {
			texts[i] = labels[at]
		}
		return strings.Join(texts, ","), nil
	}
}

// setDecoder reads a slice of texts; nil for other Go types.
func setDecoder(t Type, typ reflect.Type) Decoder {
	if typ.Kind() != reflect.Slice || typ.Elem().Kind() != reflect.String {
		return nil
	}
	labels := t.Labels()
	return func(dst unsafe.Pointer, src driver.Value) error {
		v := reflect.NewAt(typ, dst).Elem()
		if src == nil {
			v.SetZero()
			return nil
		}
		b, ok := bytesOf(src)
		if !ok {
			return mismatch(src, typ.String())
		}
		var texts []string
		if len(b) > 0 {
			texts = strings.Split(string(b), ",")
		}
		list := reflect.MakeSlice(typ, len(texts), len(texts))
		for i, text := range texts {
			if len(labels) > 0 && !slices.Contains(labels, text) {
				return errLabel
			}
			list.Index(i).SetString(text)
		}
		v.Set(list)
		return nil
	}
}
