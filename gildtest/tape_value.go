package gildtest

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// value is a driver's value on tape: a JSON string, null or boolean as it is, and an object with
// the name of the type for all others.
type value struct{ v driver.Value }

// MarshalJSON writes the value.
func (v value) MarshalJSON() ([]byte, error) {
	tagged := func(tag string, x any) ([]byte, error) { return json.Marshal(map[string]any{tag: x}) }
	switch x := v.v.(type) {
	case nil, bool:
		return json.Marshal(x)
	case string:
		if !utf8.ValidString(x) {
			return tagged("string", []byte(x))
		}
		return json.Marshal(x)
	case []byte:
		return tagged("bytes", x)
	case time.Time:
		return tagged("time", x.Format(time.RFC3339Nano))
	case float64:
		return tagged("float64", strconv.FormatFloat(x, 'g', -1, 64))
	case float32:
		return tagged("float32", strconv.FormatFloat(float64(x), 'g', -1, 32))
	}
	r := reflect.ValueOf(v.v)
	switch {
	case r.CanInt() && r.Type().PkgPath() == "":
		return tagged(r.Type().String(), r.Int())
	case r.CanUint() && r.Type().PkgPath() == "":
		return tagged(r.Type().String(), r.Uint())
	}
	return tagged(foreign, fmt.Sprintf("%T %+v", v.v, v.v))
}

// foreign is the tag of a value that only its driver knows. As an argument it can be compared.
const foreign = "go"

// UnmarshalJSON reads the value.
func (v *value) UnmarshalJSON(text []byte) error {
	if !strings.HasPrefix(string(text), "{") {
		return json.Unmarshal(text, &v.v)
	}
	var tagged map[string]json.RawMessage
	if err := json.Unmarshal(text, &tagged); err != nil {
		return err
	}
	for tag, inner := range tagged {
		return v.read(tag, inner)
	}
	return fmt.Errorf("gildtest: %s is no value", text)
}

// numbers are the types of numbers that drivers give.
var numbers = map[string]reflect.Type{}

func init() {
	for _, t := range []reflect.Type{
		reflect.TypeFor[int](), reflect.TypeFor[int8](), reflect.TypeFor[int16](), reflect.TypeFor[int32](), reflect.TypeFor[int64](),
		reflect.TypeFor[uint](), reflect.TypeFor[uint8](), reflect.TypeFor[uint16](), reflect.TypeFor[uint32](), reflect.TypeFor[uint64](),
	} {
		numbers[t.String()] = t
	}
}

func (v *value) read(tag string, text json.RawMessage) (err error) {
	if t, ok := numbers[tag]; ok {
		number := reflect.New(t)
		err = json.Unmarshal(text, number.Interface())
		v.v = number.Elem().Interface()
		return err
	}
	if tag == "bytes" || tag == "string" {
		b := []byte{}
		err = json.Unmarshal(text, &b)
		v.v = b
		if tag == "string" {
			v.v = string(b)
		}
		return err
	}
	var s string
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	switch tag {
	case "time":
		v.v, err = time.Parse(time.RFC3339Nano, s)
	case "float64":
		v.v, err = strconv.ParseFloat(s, 64)
	case "float32":
		var f float64
		f, err = strconv.ParseFloat(s, 32)
		v.v = float32(f)
	default:
		v.v = unknown(s)
	}
	return err
}

// unknown is a foreign value that was read from a tape.
type unknown string

// text is the value in one line, in which a type of Go that database/sql would convert to another
// makes no difference.
func (v value) text() string {
	if converted, err := driver.DefaultParameterConverter.ConvertValue(v.v); err == nil {
		v.v = converted
	}
	if u, ok := v.v.(unknown); ok {
		return strconv.Quote(string(u))
	}
	if t, ok := v.v.(time.Time); ok {
		return t.UTC().Format(time.RFC3339Nano)
	}
	text, err := v.MarshalJSON()
	if err != nil {
		return fmt.Sprintf("%T", v.v)
	}
	var tagged map[string]json.RawMessage
	if json.Unmarshal(text, &tagged) == nil && len(tagged) == 1 {
		for _, inner := range tagged {
			return string(inner)
		}
	}
	return string(text)
}

// scanTypes are those that a tape gives back; another becomes any.
var scanTypes = map[string]reflect.Type{}

func init() {
	for _, t := range []reflect.Type{
		reflect.TypeFor[bool](), reflect.TypeFor[string](), reflect.TypeFor[[]byte](), reflect.TypeFor[time.Time](),
		reflect.TypeFor[int8](), reflect.TypeFor[int16](), reflect.TypeFor[int32](), reflect.TypeFor[int64](), reflect.TypeFor[int](),
		reflect.TypeFor[uint8](), reflect.TypeFor[uint16](), reflect.TypeFor[uint32](), reflect.TypeFor[uint64](),
		reflect.TypeFor[*any](), reflect.TypeFor[float32](), reflect.TypeFor[float64](), reflect.TypeFor[sql.RawBytes](),
		reflect.TypeFor[sql.NullBool](), reflect.TypeFor[sql.NullString](), reflect.TypeFor[sql.NullTime](), reflect.TypeFor[sql.NullFloat64](),
		reflect.TypeFor[sql.NullInt64](), reflect.TypeFor[sql.NullInt32](), reflect.TypeFor[sql.NullInt16](), reflect.TypeFor[sql.NullByte](),
	} {
		scanTypes[t.String()] = t
	}
}

func scanType(name string) reflect.Type {
	if t, ok := scanTypes[name]; ok {
		return t
	}
	return reflect.TypeFor[any]()
}
