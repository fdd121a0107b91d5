package typemap

import (
	"database/sql/driver"
	"encoding"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"

	"github.com/gildsql/gild/internal/fault"
)

// basicEncoder makes the plan for a Go type by what it is made of; nil if that is nothing for a driver.
func basicEncoder(t Type, typ reflect.Type) encoder {
	switch typ.Kind() {
	case reflect.Bool:
		return func(v any, _ int) (driver.Value, error) { return reflect.ValueOf(v).Bool(), nil }
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return intEncoder(t)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return uintEncoder(t, typ)
	case reflect.Float32, reflect.Float64:
		return func(v any, _ int) (driver.Value, error) { return reflect.ValueOf(v).Float(), nil }
	case reflect.String:
		return textEncoder(t)
	case reflect.Slice:
		if typ.Elem().Kind() == reflect.Uint8 {
			return bytesEncoder(t)
		}
	case reflect.Array:
		return byteArrayEncoder(t, typ)
	case reflect.Struct:
		return structEncoder(t, typ)
	}
	return nil
}

// intEncoder sends integers; to a boolean column, 1 and 0 are true and false.
func intEncoder(t Type) encoder {
	if t.Kind != KindBoolean {
		return func(v any, _ int) (driver.Value, error) { return reflect.ValueOf(v).Int(), nil }
	}
	return func(v any, _ int) (driver.Value, error) {
		n := reflect.ValueOf(v).Int()
		if n != 0 && n != 1 {
			return nil, errors.New("gild: a number that is neither 0 nor 1 is no truth value")
		}
		return n == 1, nil
	}
}

// uintEncoder sends integers without sign. Those over math.MaxInt64 are text to a decimal column, and stay
// what they are for Unsigned.
func uintEncoder(t Type, typ reflect.Type) encoder {
	return func(v any, _ int) (driver.Value, error) {
		u := reflect.ValueOf(v).Uint()
		switch {
		case u <= math.MaxInt64:
			return int64(u), nil
		case t.Kind == KindNumeric:
			return strconv.FormatUint(u, 10), nil
		case t.IsUnsigned():
			return u, nil
		}
		return nil, fmt.Errorf("gild: cannot send a %s greater than the largest 64-bit integer of SQL", typ)
	}
}

// textEncoder sends text; to a column of bytes as these, to one of a fixed set of texts only if it is one
// of them.
func textEncoder(t Type) encoder {
	labels := t.Labels()
	switch {
	case t.Kind == KindBinary:
		return func(v any, _ int) (driver.Value, error) { return []byte(reflect.ValueOf(v).String()), nil }
	case len(labels) > 0:
		known := map[string]bool{}
		for _, l := range labels {
			known[l] = true
		}
		return func(v any, _ int) (driver.Value, error) {
			text := reflect.ValueOf(v).String()
			if !known[text] {
				return nil, fmt.Errorf("gild: a text that is none of the labels %q", labels)
			}
			return text, nil
		}
	}
	return func(v any, _ int) (driver.Value, error) { return reflect.ValueOf(v).String(), nil }
}

// bytesEncoder sends bytes; to a column of text as that, which SQLite would not compare with bytes.
func bytesEncoder(t Type) encoder {
	if t.Kind == KindUUID {
		return func(v any, _ int) (driver.Value, error) {
			b := reflect.ValueOf(v).Bytes()
			if len(b) == 16 {
				return uuidText(b), nil
			}
			return textOrNull(b), nil
		}
	}
	if t.IsText() || t.Kind == KindNumeric {
		return func(v any, _ int) (driver.Value, error) { return textOrNull(reflect.ValueOf(v).Bytes()), nil }
	}
	return func(v any, _ int) (driver.Value, error) {
		if b := reflect.ValueOf(v).Bytes(); b != nil {
			return b, nil
		}
		return nil, nil
	}
}

// textOrNull is text, NULL for nil.
func textOrNull(b []byte) driver.Value {
	if b == nil {
		return nil
	}
	return string(b)
}

// uuidText writes a UUID as RFC 9562 has it.
func uuidText(b []byte) string {
	h := hex.EncodeToString(b)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// byteArrayEncoder sends arrays of bytes: UUIDs as text, others to columns of bytes.
func byteArrayEncoder(t Type, typ reflect.Type) encoder {
	if typ.Elem().Kind() != reflect.Uint8 {
		return nil
	}
	switch {
	case t.Kind == KindBinary:
		return func(v any, _ int) (driver.Value, error) {
			b := make([]byte, typ.Len())
			reflect.Copy(reflect.ValueOf(b), reflect.ValueOf(v))
			return b, nil
		}
	case isUUID(typ) && typ.Implements(textMarshalerType):
		return encodeText
	case t.Kind == KindUUID && typ.Len() == 16:
		return func(v any, _ int) (driver.Value, error) {
			b := make([]byte, 16)
			reflect.Copy(reflect.ValueOf(b), reflect.ValueOf(v))
			return uuidText(b), nil
		}
	}
	return nil
}

// structEncoder sends structs that are one value.
func structEncoder(t Type, typ reflect.Type) encoder {
	switch {
	case typ.ConvertibleTo(timeType):
		return func(v any, _ int) (driver.Value, error) {
			return encodeTime(t, reflect.ValueOf(v).Convert(timeType).Interface().(time.Time), nil), nil
		}
	case isBig(typ):
		return func(v any, depth int) (driver.Value, error) {
			p := reflect.New(typ)
			p.Elem().Set(reflect.ValueOf(v))
			return encode(t, p.Interface(), depth+1)
		}
	case isOpaque(typ) && typ.Implements(textMarshalerType):
		return encodeText
	}
	return nil
}

// encodeText sends the text that a value says it has.
func encodeText(v any, _ int) (driver.Value, error) {
	b, err := v.(encoding.TextMarshaler).MarshalText()
	if err != nil {
		return nil, fault.Errorf("%T.MarshalText: %w", v, err)
	}
	return string(b), nil
}
