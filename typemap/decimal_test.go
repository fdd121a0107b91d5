package typemap_test

import (
	"encoding/json"
	"math/big"
	"reflect"
	"testing"

	"github.com/gildsql/gild/typemap"
)

func TestDecimal(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "-0": "0", "1.10": "1.10", "-0.00": "0.00", "+5": "5", "007.5": "7.5", ".5": "0.5", "5.": "5", "1e3": "1000", "1.5E-3": "0.0015",
		"-12.30e1": "-123.0", "nan": "NaN", "-inf": "-Infinity", "Infinity": "Infinity", "123456789012345678901234567890.123": "123456789012345678901234567890.123",
	} {
		if d, err := typemap.ParseDecimal(text); err != nil || d.String() != want {
			t.Errorf("%s: %s, %v, want %s", text, d, err, want)
		}
	}
	for _, text := range []string{"", "-", ".", "1.2.3", "1e", "--1", "+-1", "x", "1e999999999", "1e99999999999999999999", "0x10", "1_000", " 1"} {
		if d, err := typemap.ParseDecimal(text); err == nil {
			t.Errorf("%q is read as %s", text, d)
		}
	}
}

func TestDecimalMath(t *testing.T) {
	d := typemap.MustDecimal
	for _, tt := range []struct{ got, want typemap.Decimal }{
		{d("0.1").Add(d("0.20")), d("0.30")}, {d("1").Sub(d("1.25")), d("-0.25")}, {d("-1.5").Mul(d("1.5")), d("-2.25")},
		{d("2.345").Round(2), d("2.35")}, {d("-2.345").Round(2), d("-2.35")}, {d("1").Round(2), d("1.00")}, {d("0.4").Round(0), d("0")},
		{d("NaN").Add(d("1")), d("NaN")}, {d("5").Neg(), d("-5")}, {typemap.Decimal{}.Neg(), typemap.Decimal{}},
		{typemap.DecimalFromBig(big.NewInt(-5), 2), d("-0.05")}, {typemap.DecimalOf(-7), d("-7")},
	} {
		if tt.got != tt.want {
			t.Errorf("got %s, want %s", tt.got, tt.want)
		}
	}
	if !d("1.10").Equal(d("1.1")) || d("1.10") == d("1.1") || d("NaN").Cmp(d("Infinity")) <= 0 || d("-1").Cmp(d("0")) >= 0 {
		t.Error("the order is wrong")
	}
	if _, err := d("1.5").BigInt(); err == nil {
		t.Error("1.5 is a whole number")
	}
}

// What is given and what is not stays apart, in JSON too.
func TestOpt(t *testing.T) {
	type patch struct {
		Name typemap.Opt[string] `json:"name,omitzero"`
		Age  typemap.Opt[int]    `json:"age,omitzero"`
		City typemap.Opt[string] `json:"city,omitzero"`
	}
	var p patch
	const text = `{"name":"ed","age":null}`
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		t.Fatal(err)
	}
	if want := (patch{Name: typemap.OptOf("ed"), Age: typemap.OptNull[int]()}); p != want {
		t.Errorf("read %+v", p)
	}
	if b, err := json.Marshal(p); err != nil || string(b) != text {
		t.Errorf("%s, %v", b, err)
	}
	if typ, null, ok := typemap.TypeOf(reflect.TypeOf(p.Age)); typ != typemap.BigInt() || !null || !ok {
		t.Errorf("the type is %s, %v, %v", typ, null, ok)
	}
}

func TestJSONNull(t *testing.T) {
	if v, err := typemap.Encode(jsonDoc, typemap.JSONNull); err != nil || v != "null" {
		t.Errorf("sent as %v, %v", v, err)
	}
	for src, want := range map[any]any{nil: nil, "null": typemap.JSONNull} {
		if got, err := decode(jsonDoc, reflect.TypeFor[any](), src); err != nil || got != want {
			t.Errorf("%v is read as %v, %v", src, got, err)
		}
	}
}

// A SQLite file may have been written by anything.
func TestMoments(t *testing.T) {
	for _, src := range []any{
		noon, "2024-02-29 12:30:45.123456", "2024-02-29T12:30:45.123456+00:00", "2024-02-29 12:30:45.123456+00:00", "2024-02-29T13:30:45.123456+01:00",
		noon.String(), []byte("2024-02-29T12:30:45.123456Z"),
	} {
		if got, err := decode(typemap.DateTime(), reflect.TypeOf(noon), src); err != nil || got != noon {
			t.Errorf("%v is read as %v, %v", src, got, err)
		}
	}
	for _, src := range []any{int64(1709209845), "2024-02-29 12:30:45", 2460370.0213541667, "2460370.0213541667", 1709209845.0} {
		got, err := decode(typemap.DateTime(), reflect.TypeOf(noon), src)
		if want := "2024-02-29T12:30:45Z"; err != nil || got.(interface{ Format(string) string }).Format("2006-01-02T15:04:05Z07:00") != want {
			t.Errorf("%v is read as %v, %v", src, got, err)
		}
	}
}
