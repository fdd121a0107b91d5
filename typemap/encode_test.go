package typemap_test

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild/typemap"
)

// valued is a driver.Valuer with a value receiver, pointed one with a pointer receiver.
type valued struct{ v any }

func (v valued) Value() (driver.Value, error) { return v.v, nil }

type pointed struct{ v any }

func (p *pointed) Value() (driver.Value, error) {
	if p == nil {
		return "nil receiver", nil
	}
	return p.v, nil
}

// endless gives itself.
type endless struct{}

func (e endless) Value() (driver.Value, error) { return e, nil }

var errBroken = errors.New("broken")

type broken struct{}

func (broken) Value() (driver.Value, error) { return nil, errBroken }

func TestEncode(t *testing.T) {
	var (
		none      *int
		noValued  *valued
		noPointed *pointed
		id        = uuid{0x12, 15: 0xff}
		zone      = time.Date(2024, 2, 29, 23, 59, 59, 5e6, time.FixedZone("", 3600))
	)
	for _, tt := range []struct {
		typ  typemap.Type
		v    any
		want driver.Value
	}{
		{noType, nil, nil}, {noType, 5, int64(5)}, {noType, int8(-128), int64(-128)}, {noType, int16(1), int64(1)}, {noType, int32(1), int64(1)}, {noType, int64(math.MinInt64), int64(math.MinInt64)},
		{noType, uint(1), int64(1)}, {noType, uint8(255), int64(255)}, {noType, uint16(1), int64(1)}, {noType, uint32(math.MaxUint32), int64(math.MaxUint32)}, {noType, uint64(math.MaxInt64), int64(math.MaxInt64)},
		{noType, 1.5, 1.5}, {noType, float32(0.5), 0.5}, {noType, math.Inf(-1), math.Inf(-1)}, {noType, "", ""}, {noType, "x", "x"}, {noType, false, false},
		{noType, []byte("b"), []byte("b")}, {noType, []byte{}, []byte{}}, {noType, []byte(nil), nil},
		{noType, myString("x"), "x"}, {noType, myInt(5), int64(5)}, {noType, myBool(true), true}, {noType, myFloat(0.5), 0.5}, {noType, myBytes("b"), []byte("b")}, {noType, myBytes(nil), nil}, {noType, time.Minute, int64(time.Minute)},
		{noType, none, nil}, {noType, ptr(5), int64(5)}, {noType, ptr(ptr("x")), "x"}, {noType, ptr(none), nil}, {noType, ptr(noon), noon}, {noType, ptr([]byte("b")), []byte("b")},
		{noType, sql.NullString{}, nil}, {noType, sql.NullString{String: "x", Valid: true}, "x"}, {noType, sql.Null[int32]{V: 5, Valid: true}, int64(5)}, {noType, &sql.NullBool{Bool: true, Valid: true}, true},
		{noType, (*sql.NullBool)(nil), nil}, {noType, valued{"x"}, "x"}, {noType, valued{nil}, nil}, {noType, &valued{5}, int64(5)}, {noType, noValued, nil}, {noType, valued{valued{myInt(3)}}, int64(3)},
		{noType, &pointed{"x"}, "x"}, {noType, noPointed, "nil receiver"}, {noType, valued{ptr(5)}, int64(5)}, {noType, valued{[]byte(nil)}, nil},
		{noType, id, "120000000000000000000000000000ff"}, {typemap.UUID(), &id, "120000000000000000000000000000ff"},

		{typemap.DateTimeZone(), zone, zone.UTC()}, {typemap.DateTime(), zone, time.Date(2024, 2, 29, 23, 59, 59, 5e6, time.UTC)}, {typemap.Date(), zone, "2024-02-29"}, {typemap.Time(), zone, "23:59:59.005"}, {typemap.Date(), &zone, "2024-02-29"}, {typemap.Date(), valued{zone}, "2024-02-29"},
		{typemap.Date(), sql.NullTime{Time: zone, Valid: true}, "2024-02-29"}, {typemap.Date(), "2024-02-29", "2024-02-29"},

		{jsonDoc, nil, nil}, {jsonDoc, document{1}, `{"A":1}`}, {jsonDoc, &document{1}, `{"A":1}`}, {jsonDoc, (*document)(nil), nil}, {jsonDoc, map[string]int{"a": 1}, `{"a":1}`}, {jsonDoc, map[string]int(nil), "null"},
		{jsonDoc, "x", `"x"`}, {jsonDoc, 5, "5"}, {jsonDoc, []int{1}, "[1]"}, {jsonDoc, json.RawMessage(`{"a": 1}`), `{"a": 1}`}, {jsonDoc, ptr(json.RawMessage(`[]`)), `[]`}, {jsonDoc, json.RawMessage(nil), nil},
		{jsonDoc, []byte(`{"a": 1}`), `{"a": 1}`}, {jsonDoc, ptr([]byte(`[1]`)), "[1]"}, {jsonDoc, []byte(nil), nil}, {jsonDoc, valued{[]byte(`[1]`)}, "[1]"}, {jsonDoc, valued{`{"v":1}`}, `{"v":1}`}, {jsonDoc, noValued, nil},
		{jsonDoc, sql.NullString{String: `[1]`, Valid: true}, "[1]"}, {jsonDoc, sql.Null[string]{V: `[1]`, Valid: true}, `"[1]"`}, {jsonDoc, sql.Null[document]{}, nil}, {jsonDoc, time.Time{}, `"0001-01-01T00:00:00Z"`},
	} {
		got, err := typemap.Encode(tt.typ, tt.v)
		if err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s %T %v: got %#v, %v; want %#v", tt.typ, tt.v, tt.v, got, err, tt.want)
		}
	}
}

func TestEncodeFails(t *testing.T) {
	loop := pointer(nil)
	loop = &loop
	for _, tt := range []struct {
		typ  typemap.Type
		v    any
		want string
	}{
		{noType, uint64(math.MaxInt64 + 1), "a uint64 greater than"}, {noType, ptr(uint(math.MaxUint)), "a uint greater than"}, {noType, make(chan int), "chan int"}, {noType, func() {}, "func()"},
		{typemap.Integer(), document{}, "typemap_test.document as SQL type integer"}, {noType, []int{1}, "[]int"}, {noType, map[string]int{}, "map[string]int"}, {noType, [3]int{}, "[3]int"}, {noType, [16]byte{}, "[16]uint8"},
		{noType, complex(1, 1), "complex128"}, {noType, uintptr(1), "uintptr"}, {noType, &document{}, "document"}, {noType, valued{document{}}, "document"},
		{noType, endless{}, "without end"}, {noType, loop, "without end"}, {jsonDoc, endless{}, "without end"}, {jsonDoc, loop, "without end"},
		{noType, broken{}, "typemap_test.broken.Value: broken"}, {jsonDoc, broken{}, "broken"}, {jsonDoc, make(chan int), "chan int as JSON"}, {jsonDoc, math.NaN(), "float64 as JSON"},
	} {
		got, err := typemap.Encode(tt.typ, tt.v)
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "gild: ") {
			t.Errorf("%s %T: got %#v, %v; want %q", tt.typ, tt.v, got, err, tt.want)
		}
	}
	if _, err := typemap.Encode(noType, broken{}); !errors.Is(err, errBroken) {
		t.Errorf("the cause is lost: %v", err)
	}
}

// TestEncodeTime: the monotonic clock goes, and instants are sent in one zone.
func TestEncodeTime(t *testing.T) {
	now := time.Now()
	got, err := typemap.Encode(typemap.DateTimeZone(), now)
	if err != nil || got == driver.Value(now) || !got.(time.Time).Equal(now) || got.(time.Time).Location() != time.UTC {
		t.Errorf("%#v, %v", got, err)
	}
}

// TestRoundTrip: what Encode makes of a value, a decoder turns back into it.
func TestRoundTrip(t *testing.T) {
	for typ, values := range map[typemap.Type][]any{
		noType: {5, int8(-1), uint16(9), 1.5, float32(0.25), "x", true, []byte("b"), []byte(nil), []byte{}, noon, myString("x"), myInt(3), ptr(5), (*int)(nil), ptr(ptr("x")),
			sql.NullInt64{}, sql.NullString{String: "x", Valid: true}, sql.Null[float64]{V: 0.5, Valid: true}, uuid{1, 2, 3}, time.Hour},
		jsonDoc:               {document{5}, &document{5}, (*document)(nil), []int{1, 2}, map[string]any{"a": 1.5}, "text", json.RawMessage(`{}`), []byte(`[]`), json.RawMessage(nil), uuid{7}},
		typemap.DateTime():    {noon, ptr(noon), sql.NullTime{Time: noon, Valid: true}},
		typemap.Numeric(5, 2): {"1.50", 1.5, float32(2)},
	} {
		for _, v := range values {
			enc, err := typemap.Encode(typ, v)
			if err != nil {
				t.Errorf("%s %T: %v", typ, v, err)
				continue
			}
			if got, err := decode(typ, reflect.TypeOf(v), enc); err != nil || !reflect.DeepEqual(got, v) {
				t.Errorf("%s %T %v: comes back as %#v, %v", typ, v, v, got, err)
			}
		}
	}
}

func TestTypeOf(t *testing.T) {
	for _, tt := range []struct {
		v    any
		want typemap.Type
		null bool
	}{
		{5, typemap.BigInt(), false}, {int8(0), typemap.SmallInt(), false}, {uint8(0), typemap.SmallInt(), false}, {int16(0), typemap.SmallInt(), false}, {uint16(0), typemap.Integer(), false},
		{int32(0), typemap.Integer(), false}, {uint32(0), typemap.BigInt(), false}, {uint64(0), typemap.BigInt(), false}, {0.5, typemap.Double(), false}, {float32(0), typemap.Real(), false},
		{"", typemap.String(0), false}, {false, typemap.Boolean(), false}, {[]byte{}, typemap.Binary(), false}, {noon, typemap.DateTimeZone(), false}, {json.RawMessage{}, typemap.JSON(), false},
		{uuid{}, typemap.UUID(), false}, {myString(""), typemap.String(0), false}, {myBytes{}, typemap.Binary(), false}, {ptr(5), typemap.BigInt(), true}, {ptr(ptr(noon)), typemap.DateTimeZone(), true},
		{sql.NullString{}, typemap.String(0), true}, {sql.NullTime{}, typemap.DateTimeZone(), true}, {sql.Null[bool]{}, typemap.Boolean(), true}, {&sql.Null[uuid]{}, typemap.UUID(), true},
	} {
		got, null, ok := typemap.TypeOf(reflect.TypeOf(tt.v))
		if got != tt.want || null != tt.null || !ok {
			t.Errorf("%T: %s, null %v, ok %v", tt.v, got, null, ok)
		}
		if got := typemap.TypeOfValue(tt.v); got != tt.want {
			t.Errorf("%T: %s by value", tt.v, got)
		}
	}
	for _, v := range []any{document{}, []int{}, map[string]int{}, make(chan int), func() {}, complex(1, 1), [16]byte{}, almostUUID{}, pointer(nil), sql.Null[document]{}} {
		if got, _, ok := typemap.TypeOf(reflect.TypeOf(v)); ok {
			t.Errorf("%T has the SQL type %s", v, got)
		}
	}
	if got := typemap.TypeOfValue(nil); got != noType {
		t.Errorf("nil is %s", got)
	}
}

func TestKinds(t *testing.T) {
	if names := typemap.KindNames(); len(names) != int(typemap.KindSet) || names[0] != "boolean" {
		t.Errorf("names %q", names)
	}
	for k := typemap.KindUnknown; k <= typemap.KindSet; k++ {
		got, ok := typemap.ParseKind(k.String())
		if ok != (k != typemap.KindUnknown) || ok && got != k {
			t.Errorf("%s is read as %s", k, got)
		}
	}
	for name, typ := range map[string]typemap.Type{
		"string(50)": typemap.String(50), "numeric(10, 2)": typemap.Numeric(10, 2), "numeric": typemap.Numeric(0, 0), "datetime with time zone": typemap.DateTimeZone(), "unknown": {},
		"kind(200)": {Kind: 200},
	} {
		if typ.String() != name {
			t.Errorf("%s is called %s", name, typ)
		}
	}
}

// Slices for arrays travel as the text that PostgreSQL reads; a nil one is NULL.
func TestEncodeArrays(t *testing.T) {
	ints := typemap.ArrayOf(typemap.Integer())
	for _, test := range []struct{ v, want any }{
		{[]int{1, 2}, "{1,2}"},
		{[]any{int32(1), nil}, "{1,NULL}"},
		{[][]int{{1}, {2}}, "{{1},{2}}"},
		{[]string{`a"b`}, `{"a\"b"}`},
		{[]int(nil), nil},
		{"{3}", "{3}"},
	} {
		if got, err := typemap.Encode(ints, test.v); err != nil || got != test.want {
			t.Errorf("%v: got %v, %v, want %v", test.v, got, err, test.want)
		}
	}
}
