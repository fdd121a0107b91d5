package compile

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/gildsql/gild/expr"
)

// JSONPathText returns the SQL/JSON path to a key, to an index or to the end of an
// expr.JSONPath: $."a"[1]. Quotes and backslashes in a key are escaped, so that it is one key.
// It is the rule JSONKey of most databases.
func JSONPathText(key any) (any, error) {
	parts, ok := key.(expr.JSONPath)
	if !ok {
		parts = expr.JSONPath{key}
	}
	b := []byte{'$'}
	for _, p := range parts {
		text, index, err := keyOrIndex(p)
		switch {
		case err != nil:
			return nil, err
		case text == nil:
			b = strconv.AppendInt(append(b, '['), index, 10)
			b = append(b, ']')
		default:
			b = append(b, `."`...)
			b = append(b, pathEscapes.Replace(*text)...)
			b = append(b, '"')
		}
	}
	return string(b), nil
}

var pathEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// JSONPathArray returns a path as the text of an array of PostgreSQL, {a,1}, and a key or an
// index as it is.
func JSONPathArray(key any) (any, error) {
	parts, ok := key.(expr.JSONPath)
	if !ok {
		return key, nil
	}
	var b []byte
	for i, p := range parts {
		text, index, err := keyOrIndex(p)
		if err != nil {
			return nil, err
		}
		b = append(b, "{,"[min(i, 1)])
		if text == nil {
			b = strconv.AppendInt(b, index, 10)
			continue
		}
		b = append(b, '"')
		b = append(b, pathEscapes.Replace(*text)...)
		b = append(b, '"')
	}
	return string(append(b, '}')), nil
}

// keyOrIndex returns a part of a path: its text, or the index if that is nil.
func keyOrIndex(part any) (text *string, index int64, err error) {
	if v, ok := part.(driver.Valuer); ok {
		if part, err = v.Value(); err != nil {
			return nil, 0, err
		}
	}
	switch v := reflect.ValueOf(part); v.Kind() {
	case reflect.String:
		s := v.String()
		return &s, 0, nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return nil, v.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return nil, int64(v.Uint()), nil
	}
	return nil, 0, fmt.Errorf("a %T where a JSON key or index belongs: a key is text, an index a whole number", part)
}
