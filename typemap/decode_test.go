package typemap_test

import (
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gildsql/gild/typemap"
)

// Types as programs define them.
type (
	myString string
	myInt    int32
	myBool   bool
	myFloat  float32
	myBytes  []byte
	pointer  *pointer // points to itself
	document struct{ A int }
)

// uuid is like that of github.com/gofrs/uuid without its Scan and Value.
type uuid [16]byte

func (u uuid) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, u[:]), nil }

func (u *uuid) UnmarshalText(b []byte) error {
	parsed, err := hex.DecodeString(strings.ReplaceAll(string(b), "-", ""))
	if err != nil || len(parsed) != len(u) {
		return errors.New("not a UUID")
	}
	copy(u[:], parsed)
	return nil
}

// almostUUID has a method of the right name only.
type almostUUID [16]byte

func (*almostUUID) UnmarshalText(int) {}

// upper is a sql.Scanner that keeps what it is given.
type upper struct {
	text string
	kept []byte
}

func (u *upper) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		u.text = "<NULL>"
	case []byte:
		u.text, u.kept = strings.ToUpper(string(v)), v
	case string:
		u.text = strings.ToUpper(v)
	default:
		return fmt.Errorf("a %T", src)
	}
	return nil
}

// decode returns what becomes of src in a variable of type typ.
func decode(t typemap.Type, typ reflect.Type, src driver.Value) (any, error) {
	d, err := typemap.DecoderFor(t, typ)
	if err != nil {
		return nil, err
	}
	v := reflect.New(typ)
	err = d(v.UnsafePointer(), src)
	return v.Elem().Interface(), err
}

func ptr[T any](v T) *T { return &v }

var (
	noType  = typemap.Type{}
	jsonDoc = typemap.JSON()
	noon    = time.Date(2024, 2, 29, 12, 30, 45, 123456000, time.UTC)
)

func TestDecode(t *testing.T) {
	id := uuid{0x12, 0x34, 15: 0xff}
	for _, tt := range []struct {
		typ  typemap.Type
		src  driver.Value
		want any
	}{
		{noType, int64(5), 5}, {noType, int64(-128), int8(-128)}, {noType, int64(math.MinInt16), int16(math.MinInt16)},
		{noType, int64(math.MaxInt32), int32(math.MaxInt32)}, {noType, int64(math.MinInt64), int64(math.MinInt64)}, {noType, int64(0), int64(0)},
		{noType, "-7", int64(-7)}, {noType, []byte("12"), int16(12)}, {noType, true, 1}, {noType, false, 0}, {noType, 3.0, 3}, {noType, float64(1 << 53), int64(1 << 53)},
		{noType, int64(255), uint8(255)}, {noType, int64(65535), uint16(65535)}, {noType, int64(math.MaxUint32), uint32(math.MaxUint32)},
		{noType, int64(math.MaxInt64), uint(math.MaxInt64)}, {noType, "18446744073709551615", uint64(math.MaxUint64)}, {noType, []byte("0"), uint64(0)},
		{noType, 1.5, 1.5}, {noType, 1.5, float32(1.5)}, {noType, int64(3), 3.0}, {noType, "1e300", 1e300}, {noType, []byte("-0.5"), float32(-0.5)},
		{noType, math.Inf(1), float32(math.Inf(1))}, {noType, math.MaxFloat32, float32(math.MaxFloat32)}, {noType, 5e-324, 5e-324},
		{noType, true, true}, {noType, int64(0), false}, {noType, int64(1), true}, {noType, "t", true}, {noType, []byte("false"), false},
		{noType, "x", "x"}, {noType, "", ""}, {noType, []byte("b"), "b"}, {noType, int64(-3), "-3"}, {noType, 2.5, "2.5"}, {noType, true, "true"}, {noType, noon, "2024-02-29T12:30:45.123456Z"},
		{noType, []byte("b"), []byte("b")}, {noType, []byte{}, []byte{}}, {noType, "s", []byte("s")}, {noType, nil, []byte(nil)}, {noType, int64(7), []byte("7")},
		{noType, noon, noon}, {noType, "2024-02-29 12:30:45.123456", noon},

		{noType, "x", myString("x")}, {noType, int64(9), myInt(9)}, {noType, int64(1), myBool(true)}, {noType, 0.5, myFloat(0.5)}, {noType, []byte("b"), myBytes("b")}, {noType, int64(1000), time.Duration(1000)},

		{noType, nil, (*int)(nil)}, {noType, int64(3), ptr(3)}, {noType, "x", ptr(ptr("x"))}, {noType, nil, (**string)(nil)}, {noType, noon, ptr(noon)}, {noType, []byte("b"), ptr([]byte("b"))},
		{noType, nil, (*upper)(nil)}, {noType, "x", &upper{text: "X"}},

		{noType, "x", sql.NullString{String: "x", Valid: true}}, {noType, nil, sql.NullString{}}, {noType, int64(3), sql.Null[int64]{V: 3, Valid: true}}, {noType, nil, sql.Null[time.Time]{}},
		{noType, "x", upper{text: "X"}}, {noType, nil, upper{text: "<NULL>"}},

		{noType, "12340000-0000-0000-0000-0000000000ff", id}, {noType, []byte("123400000000000000000000000000ff"), id}, {noType, id[:], id},

		{noType, int64(3), any(int64(3))}, {noType, "x", any("x")},
		{jsonDoc, `{"A":1}`, document{1}}, {jsonDoc, []byte(`{"A":2}`), &document{2}}, {jsonDoc, nil, (*document)(nil)}, {jsonDoc, `[1,2]`, []int{1, 2}}, {jsonDoc, nil, []int(nil)},
		{jsonDoc, `{"a":[1]}`, map[string]any{"a": []any{1.0}}}, {jsonDoc, nil, map[string]any(nil)}, {jsonDoc, `"x"`, "x"}, {jsonDoc, `5`, 5},
		{jsonDoc, `{"a": 1}`, json.RawMessage(`{"a": 1}`)}, {jsonDoc, `{"a": 1}`, []byte(`{"a": 1}`)}, {jsonDoc, nil, json.RawMessage(nil)}, {jsonDoc, "x", sql.NullString{String: "x", Valid: true}},
	} {
		got, err := decode(tt.typ, reflect.TypeOf(tt.want), tt.src)
		if err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s %T(%v): got %#v, %v; want %#v", tt.typ, tt.src, tt.src, got, err, tt.want)
		}
	}
}

// TestDecodeAny: a variable of type any gets the same value from every driver.
func TestDecodeAny(t *testing.T) {
	for _, tt := range []struct {
		typ  typemap.Type
		src  driver.Value
		want any
	}{
		{noType, []byte("x"), []byte("x")}, {noType, nil, nil}, {typemap.Text(), []byte("x"), "x"}, {typemap.BigInt(), []byte("5"), int64(5)}, {typemap.BigInt(), "5", int64(5)},
		{typemap.Boolean(), int64(1), true}, {typemap.Boolean(), []byte("f"), false}, {typemap.Double(), int64(2), 2.0}, {typemap.Double(), []byte("2.5"), 2.5},
		{typemap.Numeric(5, 2), []byte("1.50"), "1.50"}, {typemap.DateTime(), "2024-02-29 12:30:45.123456", noon}, {typemap.Date(), "2024-02-29", noon.Truncate(24 * time.Hour)},
		{typemap.JSON(), []byte(`{"a":null}`), map[string]any{"a": nil}}, {typemap.JSON(), nil, nil}, {typemap.Boolean(), nil, nil}, {typemap.Binary(), []byte{0}, []byte{0}},
	} {
		got, err := decode(tt.typ, reflect.TypeFor[any](), tt.src)
		if err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s %T(%v): got %#v, %v; want %#v", tt.typ, tt.src, tt.src, got, err, tt.want)
		}
	}
}

// TestDecodeFails lists what does not fit. Errors say what would, but never the value.
func TestDecodeFails(t *testing.T) {
	secret := "1234secret"
	for _, tt := range []struct {
		typ    typemap.Type
		src    driver.Value
		target any
		want   string
	}{
		{noType, int64(128), int8(0), "does not fit a Go int8"}, {noType, int64(-129), int8(0), "int8"}, {noType, int64(40000), int16(0), "int16"}, {noType, int64(math.MaxInt32 + 1), int32(0), "int32"},
		{noType, int64(-1), uint8(0), "uint8"}, {noType, int64(256), uint8(0), "uint8"}, {noType, int64(-1), uint64(0), "uint64"}, {noType, "-1", uint64(0), "without sign"}, {noType, "256", uint8(0), "uint8"},
		{noType, "9223372036854775808", int64(0), "out of range"}, {noType, "18446744073709551616", uint64(0), "out of range"},
		{noType, 1.5, 0, "not an exact integer"}, {noType, math.Inf(1), 0, "not an exact integer"}, {noType, math.NaN(), 0, "not an exact integer"}, {noType, 1e300, int64(0), "not an exact integer"},
		{noType, 1e300, float32(0), "float32"}, {noType, "1e300", float32(0), "float32"}, {noType, "1e999", 0.0, "out of range"},
		{noType, secret, 0, "not an integer"}, {noType, []byte(secret), uint8(0), "number"}, {noType, secret, 0.0, "not a number"}, {noType, secret, false, "truth value"}, {noType, secret, time.Time{}, "known form"},
		{noType, int64(2), false, "neither 0 nor 1"}, {noType, 1.5, false, "float64 cannot become a bool"}, {noType, noon, 0, "time.Time cannot become an integer"}, {noType, noon, 0.0, "floating point"},
		{noType, noon, false, "a bool"}, {noType, int64(5), time.Time{}, "a time.Time"}, {noType, true, 0.5, "floating point"},
		{noType, nil, 0, "NULL"}, {noType, nil, uint(0), "NULL"}, {noType, nil, 0.5, "NULL"}, {noType, nil, "", "NULL"}, {noType, nil, false, "NULL"}, {noType, nil, time.Time{}, "NULL"}, {noType, nil, uuid{}, "NULL"},
		{noType, nil, myInt(0), "NULL"}, {jsonDoc, nil, document{}, "NULL"}, {jsonDoc, nil, 5, "NULL"},
		{noType, secret, uuid{}, "not a UUID"}, {noType, int64(5), uuid{}, "cannot become"}, {noType, 1.5, upper{}, "a float64"}, {noType, "300", ptr(int8(0)), "int8"},
		{jsonDoc, "{" + secret, document{}, "not valid JSON"}, {jsonDoc, `{"A":300}`, struct{ A int8 }{}, `a number where a Go int8 is, field "A"`}, {jsonDoc, `"x"`, document{}, "does not fit"}, {jsonDoc, int64(5), document{}, "has a number"}, {jsonDoc, true, document{}, "cannot become"},
		{noType, "x", make(chan int), "chan int"}, {noType, "x", func() {}, "func()"}, {noType, "x", document{}, "document"}, {noType, "x", []int{}, "no array"}, {noType, "x", map[string]int{}, "map[string]int"},
		{noType, "x", [16]byte{}, "[16]uint8"}, {noType, "x", almostUUID{}, "almostUUID"}, {noType, "x", pointer(nil), "points to itself"}, {noType, "x", complex(1, 1), "complex128"}, {noType, "x", uintptr(0), "uintptr"},
	} {
		got, err := decode(tt.typ, reflect.TypeOf(tt.target), tt.src)
		switch {
		case err == nil || !strings.Contains(err.Error(), tt.want):
			t.Errorf("%T(%v) into %T: got %#v, %v; want %q", tt.src, tt.src, tt.target, got, err, tt.want)
		case strings.Contains(err.Error(), secret):
			t.Errorf("%T into %T: the error tells the value: %v", tt.src, tt.target, err)
		case got != nil && !reflect.ValueOf(got).IsZero() && reflect.TypeOf(got) != reflect.TypeFor[upper]():
			t.Errorf("%T(%v) into %T fails, but has stored %#v", tt.src, tt.src, tt.target, got)
		}
	}
}

// TestDecodeCopiesBytes: what a driver may reuse is not kept.
func TestDecodeCopiesBytes(t *testing.T) {
	for _, target := range []any{[]byte{}, myBytes{}, "", myString(""), ptr([]byte{}), upper{}, sql.RawBytes{}, json.RawMessage{}, sql.Null[[]byte]{}} {
		for _, typ := range []typemap.Type{noType, typemap.Text(), typemap.Binary(), jsonDoc} {
			src := []byte(`"abc"`)
			got, err := decode(typ, reflect.TypeOf(target), src)
			if err != nil {
				continue // such as base64 from JSON
			}
			before := fmt.Sprintf("%#v", reflect.Indirect(reflect.ValueOf(got)))
			copy(src, "XXXXX")
			if after := fmt.Sprintf("%#v", reflect.Indirect(reflect.ValueOf(got))); after != before {
				t.Errorf("%s into %T: %s became %s", typ, target, before, after)
			}
		}
	}
	src := []byte("abc")
	got, _ := decode(noType, reflect.TypeFor[any](), src)
	src[0] = 'X'
	if string(got.([]byte)) != "abc" {
		t.Error("any keeps the driver's bytes")
	}
}

func TestDecodeReplaces(t *testing.T) {
	d, err := typemap.DecoderFor(jsonDoc, reflect.TypeFor[map[string]int]())
	if err != nil {
		t.Fatal(err)
	}
	v := map[string]int{"old": 1}
	if err := d(reflect.ValueOf(&v).UnsafePointer(), `{"new":2}`); err != nil || len(v) != 1 || v["new"] != 2 {
		t.Errorf("%v, %v", v, err)
	}
}

func TestParseTime(t *testing.T) {
	utc := func(y int, m time.Month, d, h, min, s, ns int) time.Time {
		return time.Date(y, m, d, h, min, s, ns, time.UTC)
	}
	for text, want := range map[string]time.Time{
		"2024-02-29 12:30:45.123456+00:00":        noon,
		"2024-02-29 13:30:45.123456+01:00":        noon,
		"2024-02-29T12:30:45.123456Z":             noon,
		"2024-02-29T14:30:45.123456+02:00":        noon,
		"2024-02-29 12:30:45.123456Z":             noon,
		"2024-02-29 10:30:45.123456-02":           noon,
		"2024-02-29 12:30:45.123456":              noon,
		"2024-02-29T12:30:45.123456":              noon,
		"2024-02-29 12:30:45.123456 +0000 UTC":    noon,
		"2024-02-29 07:30:45.123456 -0500 EST":    noon,
		"2024-02-29 12:30:45":                     utc(2024, 2, 29, 12, 30, 45, 0),
		"2024-02-29T12:30:45":                     utc(2024, 2, 29, 12, 30, 45, 0),
		"2024-02-29 12:30":                        utc(2024, 2, 29, 12, 30, 0, 0),
		"2024-02-29T12:30":                        utc(2024, 2, 29, 12, 30, 0, 0),
		"2024-02-29":                              utc(2024, 2, 29, 0, 0, 0, 0),
		"12:30:45":                                utc(0, 1, 1, 12, 30, 45, 0),
		"12:30:45.5":                              utc(0, 1, 1, 12, 30, 45, 5e8),
		"12:30":                                   utc(0, 1, 1, 12, 30, 0, 0),
		"12:30:45+02":                             utc(0, 1, 1, 10, 30, 45, 0),
		"12:30:45+02:00":                          utc(0, 1, 1, 10, 30, 45, 0),
		"0001-01-01 00:00:00+00:00":               {},
		"9999-12-31 23:59:59.999999999+00:00":     utc(9999, 12, 31, 23, 59, 59, 999999999),
		"1969-12-31 23:59:59.999999999 +0000 UTC": utc(1969, 12, 31, 23, 59, 59, 999999999),
	} {
		got, err := typemap.ParseTime(text)
		if err != nil || !got.Equal(want) {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", " ", "now", "2024-02-30", "2024-13-01", "25:00:00", "2024", "2024-02-29 12:30:45 Europe/Berlin"} {
		if got, err := typemap.ParseTime(text); err == nil {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestNormalizers(t *testing.T) {
	for _, kind := range []typemap.Type{typemap.Boolean(), typemap.DateTime(), typemap.Text(), typemap.BigInt(), typemap.Double()} {
		normalize := typemap.NormalizerFor(kind)
		if v, err := normalize(nil); v != nil || err != nil {
			t.Errorf("%s: NULL becomes %v, %v", kind, v, err)
		}
		if kind.IsText() {
			continue
		}
		if v, err := normalize("1234secret"); err == nil || v != nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, %v", kind, v, err)
		}
	}
	for _, kind := range []typemap.Type{noType, typemap.JSON(), typemap.Binary()} {
		if typemap.NormalizerFor(kind) != nil {
			t.Errorf("%s has a normalizer", kind)
		}
	}
}

// MySQL's driver gives FLOAT as float32.
func TestDecodeSingle(t *testing.T) {
	for _, want := range []any{float32(2.5), 2.5, "2.5", []byte("2.5"), myFloat(2.5)} {
		if got, err := decode(typemap.Real(), reflect.TypeOf(want), float32(2.5)); !reflect.DeepEqual(got, want) || err != nil {
			t.Errorf("got %#v, %v, want %#v", got, err, want)
		}
	}
	if got, err := decode(typemap.Real(), reflect.TypeFor[string](), float32(0.1)); got != "0.1" || err != nil {
		t.Errorf("got %#v, %v", got, err)
	}
	if got, err := decode(typemap.Real(), reflect.TypeFor[int](), float32(7)); got != 7 || err != nil {
		t.Errorf("got %#v, %v", got, err)
	}
	if got, err := decode(typemap.Real(), reflect.TypeFor[any](), float32(0.5)); got != 0.5 || err != nil {
		t.Errorf("got %#v, %v", got, err)
	}
}

// TestDecodersConcurrently makes and runs the same decoders on many goroutines.
func TestDecodersConcurrently(t *testing.T) {
	type fresh struct{ A, B, C int } // a type that no other test has plans for
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			for _, typ := range []reflect.Type{reflect.TypeFor[fresh](), reflect.TypeFor[*fresh](), reflect.TypeFor[map[string]fresh](), reflect.TypeFor[**int]()} {
				if _, err := decode(jsonDoc, typ, "null"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}
