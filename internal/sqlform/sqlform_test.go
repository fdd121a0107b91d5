package sqlform

import (
	"testing"

	"github.com/gildsql/gild/internal/sqltext"
)

var (
	postgres = &Rules{Flavor: sqltext.Postgres()}
	mysql    = &Rules{Flavor: sqltext.MySQL(), FoldNames: true, Bits: true, Functions: map[string]string{"lcase": "lower"}}
	sqlite   = &Rules{Flavor: sqltext.SQLite(), FoldNames: true, Bits: true, Tight: true}
)

// TestSame compares what was written with what a catalog has.
func TestSame(t *testing.T) {
	for _, test := range []struct {
		rules         *Rules
		written, kept string
	}{
		{postgres, "pay > 0 and name <> ''", "(pay > 0) AND ((name)::text <> ''::text)"},
		{postgres, "mood IN ('a', 'b')", "(mood)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])"},
		{postgres, "mood NOT IN ('a', 'b')", "mood <> ALL (ARRAY['a'::text, 'b'::text])"},
		{postgres, "a BETWEEN 1 AND 9", "a >= 1 AND a <= 9"},
		{postgres, "name LIKE 'x%'", "name::text ~~ 'x%'::text"},
		{postgres, "-1", "'-1'::integer"},
		{postgres, "(1 + 2) * 3", "((1 + 2) * 3)"},
		{postgres, "CURRENT_TIMESTAMP", "now()"},
		{postgres, `nextval('"Seq"')`, `nextval('"Seq"'::regclass)`},
		{postgres, `a != 5 OR NOT b`, `((a <> 5) OR (NOT b))`},
		{postgres, `CASE WHEN a THEN 'x' ELSE 'y' END`, `CASE WHEN a THEN 'x'::text ELSE 'y'::text END`},
		{postgres, `cast(a AS varchar(5))`, `a::character varying(5)`},
		{postgres, `'x'`, `'x'::"my mood"`},
		{postgres, `"Odd" = "odd"`, `"Odd" = odd`},
		{mysql, "pay > 0 AND lower(name) = 'x''y'", "`pay` > 0 and lcase(`name`) = 'x\\'y'"},
		{mysql, "NOT (a = 1 AND b > 2)", "`a` <> 1 or `b` <= 2"},
		{mysql, "TRUE", "1"},
		{mysql, "CURRENT_TIMESTAMP", "current_timestamp()"},
		{mysql, "a is not null", "`a` IS NOT NULL"},
		{sqlite, "a || b = 'x'", `("a" || [b]) = 'x'`},
	} {
		if a, b := test.rules.Canonical(test.written), test.rules.Canonical(test.kept); a != b {
			t.Errorf("%s: %s\n%s: %s", test.written, a, test.kept, b)
		}
	}
}

// TestDifferent compares what is not the same.
func TestDifferent(t *testing.T) {
	for _, test := range []struct{ a, b string }{
		{"(a + b) * c", "a + b * c"},
		{"a - (b - c)", "a - b - c"},
		{"a > 0", "a >= 0"},
		{`"A"`, "a"},
		{"'a'", "a"},
		{"'A'", "'a'"},
		{"a AND (b OR c)", "(a AND b) OR c"},
		{"NOT (a = b)", "(NOT a) = b"},
		{"a IN (1, 2)", "a IN (2, 3)"},
		{"a::integer", "a"},
		{"'1'", "1"},
		{"f(a)", "f(a, b)"},
		{"f()", "f"},
		{"SELECT 1", "SELECT 2"},
		{"1.5", "15"},
	} {
		if form := postgres.Canonical(test.a); form == postgres.Canonical(test.b) {
			t.Errorf("%s and %s: both %s", test.a, test.b, form)
		}
	}
}

// TestDefaults compares server defaults, for which the type of the column counts.
func TestDefaults(t *testing.T) {
	for _, test := range []struct {
		rules                *Rules
		typ, written, stored string
	}{
		{mysql, "decimal(10,2)", "1.5", "1.50"},
		{mysql, "int(11)", "'5'", "5"},
		{mysql, "datetime(6)", "'2020-01-02'", "'2020-01-02 00:00:00.000000'"},
		{mysql, "datetime(3)", "CURRENT_TIMESTAMP(3) on update CURRENT_TIMESTAMP(3)", "current_timestamp(3) ON UPDATE current_timestamp(3)"},
		{mysql, "datetime(6)", "now()", "current_timestamp(6)"},
		{postgres, "boolean", "true", "'t'::boolean"},
		{postgres, "VARCHAR(5)", "'x'", "'x'::character varying"},
		{postgres, "text", "", "NULL::text"},
		{postgres, "moods", "'happy'", "'happy'::moods"},
		{postgres, "integer[]", "'{}'", "'{}'::integer[]"},
	} {
		if a, b := test.rules.Default(test.written, test.typ), test.rules.Default(test.stored, test.typ); a != b {
			t.Errorf("%s: %s\n%s: %s", test.written, a, test.stored, b)
		}
	}
	if a, b := postgres.Type("TIMESTAMP(3) WITH TIME ZONE"), postgres.Type("timestamptz(3)"); a != b {
		t.Errorf("%s, %s", a, b)
	}
}

// FuzzCanonical reads anything without failing, and its own form of plain names alike.
func FuzzCanonical(f *testing.F) {
	for _, s := range []string{"a > 0", "f(a, 'x')::text", "a IN (1, 2)", "CASE WHEN", "((((", "'", "ARRAY[1", "a::", "x.y.z(", "E'\\"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range []*Rules{postgres, mysql, sqlite} {
			r.Canonical(s)
			r.Type(s)
			r.Default(s, "text")
		}
	})
}
