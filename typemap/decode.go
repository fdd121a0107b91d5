package typemap

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"unsafe"
)

// Decoder stores a driver's value in the Go variable at dst, whose type the decoder
// was made for. It copies bytes that the driver may reuse.
type Decoder func(dst unsafe.Pointer, src driver.Value) error

// errNull says that NULL met a Go type that cannot hold it. Row plans add the column.
var errNull = errors.New("the value is NULL: use a pointer or sql.Null")

type decoderKey struct {
	sql Type
	typ reflect.Type
}

// decoders caches plans by type. It grows with the types of a program, not with its data.
var decoders sync.Map // decoderKey -> Decoder

// DecoderFor returns the decoder of SQL type t into Go type typ. It fails for Go
// types that no SQL value fits, naming both types.
func DecoderFor(t Type, typ reflect.Type) (Decoder, error) {
	if t.Kind == KindUnknown {
		t, _ = ownType(typ)
	}
	key := decoderKey{t, typ}
	if d, ok := decoders.Load(key); ok {
		return d.(Decoder), nil
	}
	d, err := newDecoder(t, typ)
	if err != nil {
		return nil, err
	}
	decoders.Store(key, d)
	return d, nil
}

func newDecoder(t Type, typ reflect.Type) (Decoder, error) {
	if d, err := customDecoder(t, typ); d != nil || err != nil {
		return d, err
	}
	elem, isNull := NullElem(typ)
	switch {
	case isGeneric(typ):
		return genericOf(typ).decoder(t)
	case isNull && (t.Kind != KindJSON || typ != nullStringType): // which has the document itself
		return nullDecoder(t, typ, elem)
	case typ == decimalType:
		return decimalDecoder(t), nil
	case reflect.PointerTo(typ).Implements(scannerType):
		return scannerDecoder(typ), nil
	case typ == anyType:
		return anyDecoder(t)
	case typ.Kind() == reflect.Pointer:
		return pointerDecoder(t, typ)
	case t.Kind == KindArray && isListOf(typ, t), t.Kind == KindUnknown && isListOf(typ, t):
		return arrayDecoder(t, typ)
	case t.Kind == KindComposite && typ.Kind() == reflect.Struct:
		return compositeDecoder(t, typ)
	}
	if d := valueDecoder(t, typ); d != nil {
		return d, nil
	}
	return nil, fmt.Errorf("gild: cannot read SQL type %s into Go type %s: implement sql.Scanner on it, or keep it in a JSON column", t, typ)
}

// valueDecoder makes the plans for types that are one value, nil for others.
func valueDecoder(t Type, typ reflect.Type) Decoder {
	if d := timeDecoder(t, typ); d != nil {
		return d
	}
	switch t.Kind {
	case KindJSON:
		if typ != jsonRawType && typ != bytesType {
			return jsonDecoder(typ)
		}
	case KindHStore:
		if d := hstoreDecoder(typ); d != nil {
			return d
		}
	case KindBit:
		return bitDecoder(t, typ)
	case KindSet:
		if d := setDecoder(t, typ); d != nil {
			return d
		}
	case KindString:
		if d := labelDecoder(t); d != nil && typ.Kind() == reflect.String {
			return d
		}
	case KindNumeric:
		if typ.Kind() == reflect.String {
			return decodeNumericText
		}
	}
	switch {
	case isBig(typ):
		return bigDecoder(typ)
	case isUUID(typ):
		return uuidDecoder(typ)
	case t.Kind == KindUUID && typ.Kind() == reflect.Array && typ.Elem().Kind() == reflect.Uint8 && typ.Len() == 16:
		return uuidBytesDecoder
	case isByteArray(typ) && t.Kind == KindBinary:
		return byteArrayDecoder(typ)
	}
	if d := networkDecoder(typ); d != nil {
		return d
	}
	if isOpaque(typ) {
		return textDecoder(typ)
	}
	return kindDecoder(typ)
}

// kindDecoder serves named types too: a type has the memory layout of its kind.
func kindDecoder(typ reflect.Type) Decoder {
	switch typ.Kind() {
	case reflect.String:
		return decodeString
	case reflect.Bool:
		return decodeBool
	case reflect.Int:
		return decodeInt[int]
	case reflect.Int8:
		return decodeInt[int8]
	case reflect.Int16:
		return decodeInt[int16]
	case reflect.Int32:
		return decodeInt[int32]
	case reflect.Int64:
		return decodeInt64
	case reflect.Uint:
		return decodeUint[uint]
	case reflect.Uint8:
		return decodeUint[uint8]
	case reflect.Uint16:
		return decodeUint[uint16]
	case reflect.Uint32:
		return decodeUint[uint32]
	case reflect.Uint64:
		return decodeUint[uint64]
	case reflect.Float32:
		return decodeFloat[float32]
	case reflect.Float64:
		return decodeFloat[float64]
	case reflect.Slice:
		if typ.Elem().Kind() == reflect.Uint8 {
			return decodeBytes
		}
	}
	return nil
}

// pointerDecoder reads NULL as nil and anything else into a new variable.
func pointerDecoder(t Type, typ reflect.Type) (Decoder, error) {
	if _, ends := pointedTo(typ); !ends {
		return nil, fmt.Errorf("gild: cannot read SQL type %s into Go type %s, which points to itself", t, typ)
	}
	elem := typ.Elem()
	decode, err := DecoderFor(t, elem)
	if err != nil {
		return nil, err
	}
	return func(dst unsafe.Pointer, src driver.Value) error {
		if src == nil {
			*(*unsafe.Pointer)(dst) = nil
			return nil
		}
		p := reflect.New(elem).UnsafePointer()
		if err := decode(p, src); err != nil {
			return err
		}
		*(*unsafe.Pointer)(dst) = p
		return nil
	}, nil
}

func scannerDecoder(typ reflect.Type) Decoder {
	return func(dst unsafe.Pointer, src driver.Value) error {
		if b, ok := src.([]byte); ok {
			src = append([]byte{}, b...) // a Scanner may keep it, the driver may reuse it
		}
		return reflect.NewAt(typ, dst).Interface().(sql.Scanner).Scan(src)
	}
}

func jsonDecoder(typ reflect.Type) Decoder {
	return func(dst unsafe.Pointer, src driver.Value) error {
		if src == nil {
			if k := typ.Kind(); k != reflect.Map && k != reflect.Slice && k != reflect.Interface {
				return errNull
			}
			reflect.NewAt(typ, dst).Elem().SetZero()
			return nil
		}
		fresh := reflect.New(typ) // Unmarshal merges into what is there; a row must not
		b, ok := documentOf(src)
		if !ok {
			return mismatch(src, typ.String())
		}
		if err := json.Unmarshal(b, fresh.Interface()); err != nil {
			return jsonError(err)
		}
		if typ == anyType && fresh.Elem().IsNil() {
			fresh.Elem().Set(reflect.ValueOf(JSONNull))
		}
		reflect.NewAt(typ, dst).Elem().Set(fresh.Elem())
		return nil
	}
}

// documentOf returns the text of a document. SQLite keeps those that are a number as such.
func documentOf(src driver.Value) ([]byte, bool) {
	switch v := src.(type) {
	case int64:
		return strconv.AppendInt(nil, v, 10), true
	case float64:
		return strconv.AppendFloat(nil, v, 'g', -1, 64), true
	}
	return bytesOf(src)
}

// jsonError says what is wrong with a document without quoting from it: it may hold secrets.
func jsonError(err error) error {
	var (
		syntax *json.SyntaxError
		typ    *json.UnmarshalTypeError
	)
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("the document is not valid JSON, from byte %d on", syntax.Offset)
	case errors.As(err, &typ):
		kind, _, _ := strings.Cut(typ.Value, " ") // "number 5"
		return fmt.Errorf("the JSON document does not fit: it has a %s where a Go %s is, field %q, byte %d", kind, typ.Type, typ.Field, typ.Offset)
	}
	return err
}

func bytesOf(src driver.Value) ([]byte, bool) {
	switch v := src.(type) {
	case []byte:
		return v, true
	case string:
		return []byte(v), true
	}
	return nil, false
}

func mismatch(src driver.Value, want string) error {
	return fmt.Errorf("the driver's %T cannot become %s", src, want)
}
