package typemap

import (
	"database/sql"
	"database/sql/driver"
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
	"time"
)

var (
	timeType       = reflect.TypeFor[time.Time]()
	durationType   = reflect.TypeFor[time.Duration]()
	nullStringType = reflect.TypeFor[sql.NullString]()
	jsonNullType   = reflect.TypeFor[jsonNull]()
	decimalType    = reflect.TypeFor[Decimal]()
	jsonRawType    = reflect.TypeFor[json.RawMessage]()
	bytesType      = reflect.TypeFor[[]byte]()
	anyType        = reflect.TypeFor[any]()
	anysType       = reflect.TypeFor[[]any]()
	valuerType     = reflect.TypeFor[driver.Valuer]()
	scannerType    = reflect.TypeFor[sql.Scanner]()

	textUnmarshalerType = reflect.TypeFor[encoding.TextUnmarshaler]()
	textMarshalerType   = reflect.TypeFor[encoding.TextMarshaler]()
	jsonMarshalerType   = reflect.TypeFor[json.Marshaler]()
	typerType           = reflect.TypeFor[Typer]()
)

// Typer is a Go type that says in which SQL type its values are kept. It is how a program's own types
// find theirs, in struct tags, columns and bound values.
type Typer interface {
	// SQLType returns the type, the same for all values, the zero one included.
	SQLType() Type
}

// TypeOf returns the SQL type that values of the Go type t are kept in by default,
// and whether NULL is among t's values (pointers and sql.Null). ok is false for types
// that have no natural SQL type: structs, maps, channels, functions.
func TypeOf(t reflect.Type) (typ Type, null, ok bool) {
	if t.Kind() == reflect.Pointer {
		elem, ends := pointedTo(t)
		if !ends {
			return Type{}, true, false
		}
		typ, _, ok = TypeOf(elem)
		return typ, true, ok
	}
	if isGeneric(t) {
		typ, null = genericOf(t).typeIn()
		return typ, null, typ != Type{}
	}
	if elem, isNull := NullElem(t); isNull {
		typ, _, ok = TypeOf(elem)
		return typ, true, ok
	}
	switch t {
	case timeType:
		return DateTimeZone(), false, true
	case jsonNullType:
		return JSON(), false, true
	case jsonRawType:
		return JSON(), false, true
	}
	if typ, ok = ownType(t); ok {
		return typ, false, true
	}
	if isUUID(t) {
		return UUID(), false, true
	}
	if typ, ok = networkTypeOf(t); ok {
		return typ, false, true
	}
	if isBig(t) {
		return Numeric(0, 0), false, true
	}
	typ, ok = typeOfKind(t)
	return typ, false, ok
}

// ownType returns the type that a Typer says.
func ownType(t reflect.Type) (typ Type, ok bool) {
	if !t.Implements(typerType) || t.Kind() == reflect.Interface || t.Kind() == reflect.Pointer {
		return Type{}, false
	}
	typ = reflect.Zero(t).Interface().(Typer).SQLType()
	return typ, typ != Type{}
}

// TypeOfValue returns the SQL type of a bound Go value, unknown if it has none.
func TypeOfValue(v any) Type {
	switch v.(type) {
	case nil:
		return Type{}
	case int64, int:
		return BigInt()
	case string:
		return String(0)
	case bool:
		return Boolean()
	case float64:
		return Double()
	}
	typ, _, _ := TypeOf(reflect.TypeOf(v))
	return typ
}

func typeOfKind(t reflect.Type) (Type, bool) {
	switch t.Kind() {
	case reflect.Bool:
		return Boolean(), true
	case reflect.Int8, reflect.Int16, reflect.Uint8:
		return SmallInt(), true
	case reflect.Int32, reflect.Uint16:
		return Integer(), true
	case reflect.Int, reflect.Int64, reflect.Uint, reflect.Uint32, reflect.Uint64:
		return BigInt(), true
	case reflect.Float32:
		return Real(), true
	case reflect.Float64:
		return Double(), true
	case reflect.String:
		return String(0), true
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return Binary(), true
		}
	}
	return Type{}, false
}

// pointedTo returns what is at the end of a pointer type. ends is false for a type that
// points to itself.
func pointedTo(t reflect.Type) (elem reflect.Type, ends bool) {
	for range maxDepth {
		if t.Kind() != reflect.Pointer {
			return t, true
		}
		t = t.Elem()
	}
	return t, false
}

// NullElem returns T for sql.Null[T] and for the older sql.NullString family.
func NullElem(t reflect.Type) (reflect.Type, bool) {
	if t.Kind() != reflect.Struct || t.PkgPath() != "database/sql" || t.NumField() != 2 || !strings.HasPrefix(t.Name(), "Null") {
		return nil, false
	}
	return t.Field(0).Type, true
}

// isOpaque reports whether t is a struct that is one value, with all its fields its own affair, as that of
// netip.Addr.
func isOpaque(t reflect.Type) bool {
	if t.Kind() != reflect.Struct || t.NumField() == 0 || !reflect.PointerTo(t).Implements(textUnmarshalerType) {
		return false
	}
	return !hasExported(t)
}

// isUUID reports whether t is a 16-byte array that knows its text form, as the
// types of github.com/google/uuid and github.com/gofrs/uuid do.
func isUUID(t reflect.Type) bool {
	if t.Kind() != reflect.Array || t.Len() != 16 || t.Elem().Kind() != reflect.Uint8 {
		return false
	}
	return reflect.PointerTo(t).Implements(textUnmarshalerType)
}
