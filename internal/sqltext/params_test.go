package sqltext

import (
	"fmt"
	"reflect"
	"testing"
)

func TestParams(t *testing.T) {
	text := func(s string) Part { return Part{Text: s} }
	param := func(s string) Part { return Part{Param: s} }
	tests := []struct {
		name string
		text string
		want []Part
	}{
		{"empty", "", nil},
		{"none", "select 1", []Part{text("select 1")}},
		{"colon but none", "select '1:2'::text", []Part{text("select '1:2'::text")}},
		{"one", "a = :b", []Part{text("a = "), param("b")}},
		{"only", ":b", []Part{param("b")}},
		{"repeated, in order", "(:b,:a,:b)", []Part{text("("), param("b"), text(","), param("a"), text(","), param("b"), text(")")}},
		{"cast", ":a::int", []Part{param("a"), text("::int")}},
		{"escaped", `a \:b :c`, []Part{text("a "), text(":b "), param("c")}},
		{"escaped cast", `:tab\:\:regclass`, []Part{param("tab"), text(":"), text(":regclass")}},
		{"escaped double", `foo\::regclass`, []Part{text("foo"), text("::regclass")}},
		{"escape at the start", `\:a`, []Part{text(":a")}},
		{"no escape in string", `'\:a' = :b`, []Part{text(`'\:a' = `), param("b")}},
		{"comment", "/* :a */ :b -- :c", []Part{text("/* :a */ "), param("b"), text(" -- :c")}},
		{"dollar quote", "$$ :a $$ || :b", []Part{text("$$ :a $$ || "), param("b")}},
		{"positional stays", "? = :a", []Part{text("? = "), param("a")}},
		{"adjacent", ":a :b", []Part{param("a"), text(" "), param("b")}},
		{"slice", "a[1:2], a[i:j]", []Part{text("a[1:2], a[i:j]")}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Params(tt.text, Postgres())
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%s\n got %q\nwant %q", tt.text, got, tt.want)
			}
			checkParams(t, tt.text, Postgres())
		})
	}
}

// checkParams fails unless every part has one of its fields and the parts are the
// text but for backslashes before colons.
func checkParams(t *testing.T, text string, f Flavor) {
	t.Helper()
	pos := 0
	for _, p := range Params(text, f) {
		piece := p.Text
		if p.Param != "" {
			piece = ":" + p.Param
		}
		if (p.Text == "") == (p.Param == "") {
			t.Fatalf("%q: part %+v", text, p)
		}
		if piece[0] == ':' && pos < len(text) && text[pos] == '\\' {
			pos++ // an escape that was taken out
		}
		if len(text)-pos < len(piece) || text[pos:pos+len(piece)] != piece {
			t.Fatalf("%q: part %+v is not at %d", text, p, pos)
		}
		pos += len(piece)
	}
	if pos != len(text) {
		t.Fatalf("%q: parts end at %d", text, pos)
	}
}

func ExampleParams() {
	for _, p := range Params(`SELECT ':no' FROM t WHERE id = :id AND ts\:\:date = :day`, Postgres()) {
		fmt.Printf("%q %q\n", p.Text, p.Param)
	}
	// Output:
	// "SELECT ':no' FROM t WHERE id = " ""
	// "" "id"
	// " AND ts" ""
	// ":" ""
	// ":date = " ""
	// "" "day"
}

func BenchmarkParams(b *testing.B) {
	const text = "SELECT u.id, u.name FROM users u WHERE u.name LIKE :pattern AND u.age > :age"
	b.ReportAllocs()
	for b.Loop() {
		Params(text, Postgres())
	}
}
