package typemap

import (
	"database/sql/driver"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unsafe"
)

var (
	hstoreType     = reflect.TypeFor[map[string]*string]()
	textsByNameTyp = reflect.TypeFor[map[string]string]()
)

// hstoreEncoder sends texts by name, ordered by these; a nil map is NULL.
// Source: https://www.postgresql.org/docs/current/hstore.html#HSTORE-EXTERNAL-REP
func hstoreEncoder(typ reflect.Type) encoder {
	if typ.Kind() != reflect.Map || !typ.ConvertibleTo(hstoreType) && !typ.ConvertibleTo(textsByNameTyp) || typ.Implements(valuerType) {
		return nil
	}
	return func(v any, _ int) (driver.Value, error) {
		m := reflect.ValueOf(v)
		if m.IsNil() {
			return nil, nil
		}
		texts := map[string]*string{}
		if m.CanConvert(hstoreType) {
			texts = m.Convert(hstoreType).Interface().(map[string]*string)
		} else {
			for name, text := range m.Convert(textsByNameTyp).Interface().(map[string]string) {
				texts[name] = &text
			}
		}
		var b []byte
		for i, name := range slices.Sorted(maps.Keys(texts)) {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = append(appendQuoted(b, name), "=>"...)
			if text := texts[name]; text != nil {
				b = appendQuoted(b, *text)
			} else {
				b = append(b, "NULL"...)
			}
		}
		return string(b), nil
	}
}

var errHStore = errors.New("the text is no hstore of PostgreSQL")

// hstoreDecoder reads texts by name; nil for other Go types.
func hstoreDecoder(typ reflect.Type) Decoder {
	if typ.Kind() != reflect.Map || !typ.ConvertibleTo(hstoreType) && !typ.ConvertibleTo(textsByNameTyp) {
		return nil
	}
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
		texts, err := parseHStore(string(b))
		if err != nil {
			return err
		}
		if v.CanConvert(hstoreType) {
			v.Set(reflect.ValueOf(texts).Convert(typ))
			return nil
		}
		plain := make(map[string]string, len(texts))
		for name, text := range texts {
			if text == nil {
				return errors.New("one of the texts is NULL: use map[string]*string")
			}
			plain[name] = *text
		}
		v.Set(reflect.ValueOf(plain).Convert(typ))
		return nil
	}
}

func parseHStore(s string) (map[string]*string, error) {
	texts := map[string]*string{}
	for s != "" {
		if s[0] != '"' {
			return nil, errHStore
		}
		name, n, ok := unquote(s[1:], '"')
		s = s[1+n:]
		if !ok || !strings.HasPrefix(s, "=>") {
			return nil, errHStore
		}
		s = s[2:]
		switch {
		case strings.HasPrefix(s, "NULL"):
			texts[name], s = nil, s[len("NULL"):]
		case strings.HasPrefix(s, `"`):
			text, n, ok := unquote(s[1:], '"')
			if !ok {
				return nil, errHStore
			}
			texts[name], s = &text, s[1+n:]
		default:
			return nil, errHStore
		}
		s = strings.TrimPrefix(s, ", ")
	}
	return texts, nil
}
