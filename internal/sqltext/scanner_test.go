package sqltext

import (
	"fmt"
	"strings"
	"testing"
)

// flavors are all built-in flavors and the zero one, by name.
var flavors = []struct {
	name   string
	flavor Flavor
}{
	{"standard", Flavor{}},
	{"postgres", Postgres()},
	{"sqlite", SQLite()},
	{"mysql", MySQL()},
	{"mssql", MSSQL()},
	{"oracle", Oracle()},
}

// short names of kinds, for readable tables.
var short = map[Kind]string{
	Comment: "C", Word: "W", Quoted: "Q", String: "S", Number: "N", NamedParam: "P",
	PositionalParam: "?", Variable: "V", Op: "O", Semicolon: ";", OpenParen: "(",
	CloseParen: ")", Comma: ",",
}

// describe renders the tokens of text without spaces, as "W:select N:1"; an
// unterminated token has a "!" after its kind.
func describe(text string, f Flavor) string {
	var b strings.Builder
	s := NewScanner(text, f)
	for tok := s.Next(); tok.Kind != EOF; tok = s.Next() {
		if tok.Kind == Space {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(short[tok.Kind])
		if tok.Unterminated {
			b.WriteByte('!')
		}
		if strings.ContainsRune("PWQSNCVO?", rune(short[tok.Kind][0])) {
			b.WriteString(":" + tok.Text(text))
		}
	}
	return b.String()
}

func TestScanner(t *testing.T) {
	pg, lite, my, ms, ora := Postgres(), SQLite(), MySQL(), MSSQL(), Oracle()
	tests := []struct {
		name   string
		flavor Flavor
		text   string
		want   string
	}{
		{"empty", pg, "", ""},
		{"words", pg, "SELECT a_1, $x", "W:SELECT W:a_1 , O:$ W:x"},
		{"utf8", pg, "sélect 表.名", "W:sélect W:表 O:. W:名"},
		{"invalid utf8", pg, "a\xffb \xc3", "W:a\xffb W:\xc3"},
		{"nul", pg, "a\x00b", "W:a O:\x00 W:b"},
		{"punctuation", pg, "f(a,b);", "W:f ( W:a , W:b ) ;"},

		{"string", pg, "'a''b' 'c'", "S:'a''b' S:'c'"},
		{"backslash is plain", pg, `'a\' b`, `S:'a\' W:b`},
		{"E string", pg, `E'a\'b' e'\\' x`, `S:E'a\'b' S:e'\\' W:x`},
		{"E string goes on after newline", pg, "E'a'\n 'b\\'c' d", "S:E'a'\n 'b\\'c' W:d"},
		{"E string and alias string", pg, `E'a' 'b\'`, `S:E'a' S:'b\'`},
		{"E ends a longer word", pg, `else'a\' b`, `W:else S:'a\' W:b`},
		{"E not in sqlite", lite, `E'a\' b`, `W:E S:'a\' W:b`},
		{"mysql backslash", my, `'a\'b' "c\"d" _utf8'x'`, `S:'a\'b' S:"c\"d" W:_utf8 S:'x'`},
		{"mysql doubled backslash", my, `'a\\' b`, `S:'a\\' W:b`},
		{"national and hex", pg, "N'a' X'41'", "W:N S:'a' W:X S:'41'"},
		{"q string", ora, "q'[it's]' Q'{a}b}' nq'!c'd!' q'(", "S:q'[it's]' S:Q'{a}b}' S:nq'!c'd!' S!:q'("},
		{"q at the end", ora, "q'", "S!:q'"},
		{"q elsewhere", pg, "q'[a]'", "W:q S:'[a]'"},
		{"unterminated string", pg, "a 'b", "W:a S!:'b"},
		{"unterminated after doubling", pg, "'b''", "S!:'b''"},
		{"trailing backslash", my, `'b\`, `S!:'b\`},

		{"quoted", pg, `"a""b" "c:d"`, `Q:"a""b" Q:"c:d"`},
		{"mysql quotes", my, "\"a\" `b``c`", "S:\"a\" Q:`b``c`"},
		{"backslash in backticks", my, "`a\\` b", "Q:`a\\` W:b"},
		{"backtick elsewhere", pg, "`a`", "O:` W:a O:`"},
		{"brackets", ms, "[a]]b].[c d]", "Q:[a]]b] O:. Q:[c d]"},
		{"sqlite brackets", lite, "[a:b]", "Q:[a:b]"},
		{"subscript", pg, "a[1]", "W:a O:[ N:1 O:]"},
		{"unterminated quoted", lite, "[a", "Q!:[a"},

		{"dollar quote", pg, "$$a'b$$ $x$ $$ :p $y$ $x$ c", "S:$$a'b$$ S:$x$ $$ :p $y$ $x$ W:c"},
		{"dollar quote overlap", pg, "$a$x$b$a$", "S:$a$x$b$a$"},
		{"dollar in name", pg, "a$$b$$", "W:a$$b$$"},
		{"dollar tag is no number", pg, "$1$ a", "?:$1 O:$ W:a"},
		{"dollar quote unterminated", pg, "$t$ a $t", "S!:$t$ a $t"},
		{"no dollar quotes", my, "$$a$$", "W:$$a$$"},

		{"line comment", pg, "a -- b 'c\nd", "W:a C:-- b 'c W:d"},
		{"line comment, return", pg, "--a\rb", "C:--a W:b"},
		{"line comment, no return", lite, "--a\rb", "C:--a\rb"},
		{"mysql dash", my, "5--1 -- 2\n--\n3--", "N:5 O:- O:- N:1 C:-- 2 C:-- N:3 C:--"},
		{"mysql hash", my, "a # b\nc", "W:a C:# b W:c"},
		{"hash operator", pg, "a # b", "W:a O:# W:b"},
		{"hash name", ms, "#tmp ##g a#b@c", "W:#tmp W:##g W:a#b@c"},
		{"oracle name", ora, "v$session a#b t@link", "W:v$session W:a#b W:t O:@ W:link"},
		{"block comment", lite, "/* a /* b */ c */", "C:/* a /* b */ W:c O:* O:/"},
		{"nested comment", pg, "/* a /* b */ c */ d", "C:/* a /* b */ c */ W:d"},
		{"comment unterminated", pg, "a /* b /* c */", "W:a C!:/* b /* c */"},
		{"comment overlap", pg, "/*/ a", "C!:/*/ a"},
		{"optimizer hint", my, "/*+ x */ /*!1 y */", "C:/*+ x */ C:/*!1 y */"},

		{"numbers", pg, "1 1.5 .5 1. 1e5 1E-5 1.5e+3 0x1F 1_000", "N:1 N:1.5 N:.5 N:1. N:1e5 N:1E-5 N:1.5e+3 N:0x1F N:1_000"},
		{"range", pg, "1..9", "N:1 O:.. N:9"},
		{"number and word", pg, "1and 2e 0xg 1__0", "N:1 W:and N:2 W:e N:0 W:xg N:1 W:__0"},
		{"dot after operand", pg, `t.5 "t".5 (a).5`, `W:t O:. N:5 Q:"t" O:. N:5 ( W:a ) O:. N:5`},
		{"digit name", my, "2024_logs 1a 0x1g 1.5a", "W:2024_logs W:1a W:0x1g N:1.5 W:a"},

		{"named", pg, "a=:b AND c IN(:d_1)", "W:a O:= P::b W:AND W:c W:IN ( P::d_1 )"},
		{"named utf8", pg, ":名", "P::名"},
		{"named then cast", pg, ":a::int", "P::a O::: W:int"},
		{"cast", pg, "a::int '1'::text", "W:a O::: W:int S:'1' O::: W:text"},
		{"assign", my, "@a:=:b", "V:@a O::= P::b"},
		{"slice", pg, "a[1:2] a[i:j] a[f(x):n] a[:n]", "W:a O:[ N:1 O:: N:2 O:] W:a O:[ W:i O:: W:j O:] W:a O:[ W:f ( W:x ) O:: W:n O:] W:a O:[ P::n O:]"},
		{"time", pg, "12:30:45", "N:12 O:: N:30 O:: N:45"},
		{"digit is no name", pg, ":1 : a", "O:: N:1 O:: W:a"},
		{"escaped", pg, `\:a \::a`, `O:\ O:: W:a O:\ O::: W:a`},
		{"triple colon", pg, ":::a", "O::: O:: W:a"},
		{"named inside", pg, `':a' ":a" --:a`, `S:':a' Q:":a" C:--:a`},
		{"label and path", my, "l:loop `c`:path", "W:l O:: W:loop Q:`c` O:: W:path"},
		{"oracle positional", ora, ":1, :2", "?::1 , ?::2"},

		{"positional", pg, "$1 $23 $1a ?", "?:$1 ?:$23 ?:$1 W:a ?:?"},
		{"question", my, "a=? ?|? ?&? ??", "W:a O:= ?:? ?:? O:| ?:? ?:? O:& ?:? ?:? ?:?"},
		{"numbered", lite, "?1 ?22", "?:?1 ?:?22"},
		{"json operators", pg, "a ? 'b' ?| c ?& d ?? e ??| f", "W:a ?:? S:'b' O:?| W:c O:?& W:d O:?? W:e O:??| W:f"},
		{"question before concat", pg, "?||'a' ?&&b", "?:? O:|| S:'a' ?:? O:&& W:b"},
		{"json path", pg, "a @? '$.b' a=?", "W:a O:@? S:'$.b' W:a O:= ?:?"},

		{"variables", my, "@a @@b @ c", "V:@a V:@@b O:@ W:c"},
		{"mssql variables", ms, "@p1<@p2 $action $1", "V:@p1 O:< V:@p2 W:$action W:$1"},
		{"sqlite variables", lite, "@a $b $1", "V:@a V:$b ?:$1"},
		{"user", my, "'root'@'%'", "S:'root' O:@ S:'%'"},

		{"operators", pg, "a->>b->c#>d#>>e@>f<@g||h<>i", "W:a O:->> W:b O:-> W:c O:#> W:d O:#>> W:e O:@> W:f O:<@ W:g O:|| W:h O:<> W:i"},
		{"minus", pg, "a=-1", "W:a O:= O:- N:1"},
		{"null-safe", my, "a<=>b", "W:a O:<=> W:b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := describe(tt.text, tt.flavor); got != tt.want {
				t.Errorf("%s\n got %s\nwant %s", tt.text, got, tt.want)
			}
		})
	}
}

// checkTokens fails unless the tokens of text are not empty and together are
// the text, and EOF stays.
func checkTokens(t *testing.T, text string, f Flavor) {
	t.Helper()
	s := NewScanner(text, f)
	pos := 0
	for {
		tok := s.Next()
		if tok.Kind == EOF {
			if pos != len(text) || tok.Start != pos || tok.End != pos || s.Next() != tok {
				t.Fatalf("%q: EOF %+v at %d of %d", text, tok, pos, len(text))
			}
			return
		}
		if tok.Start != pos || tok.End <= pos || tok.End > len(text) {
			t.Fatalf("%q: token %+v at %d of %d", text, tok, pos, len(text))
		}
		if tok.Unterminated && tok.End != len(text) {
			t.Fatalf("%q: unterminated token %+v ends before %d", text, tok, len(text))
		}
		pos = tok.End
	}
}

// samples are texts for the fuzzers and for tests of properties.
var samples = []string{
	"", " ", "select 1", "SELECT * FROM a.b WHERE c = :d AND e = ? AND f = $1",
	`insert into "t" ("a""b") values (E'\'', $tag$ :x $tag$, 'it''s', :y::int)`,
	"update `t` set a = \"b\\\"\" # c\n where 2x = 1 -- d\n",
	"with recursive a(b) as (select 1), c as materialized (delete from d returning *) select a[1:2], x -> 'y' ?| z from (a join c) /* e /* f */ */; drop table g",
	"q'[a]' nq'!b!' @v @@w $x :1 [a]]b] #tmp 0x1F 1.5e-3 .5 1..2 \\:esc \\::t",
	"create trigger t begin update a set b = case when 1 then 2 end; end; select 2",
	"merge into top (a", "insert top (5) percent into x", "'", "\"", "`", "[", "$$", "/*", "--", "E'", "q'", ":", "?", "\\", "\x00\xff",
	"from only (((", "delete from a.b . \"c\" . [d]", "explain (analyze) with x as (select 1) (select 2)",
}

func TestScannerConcatenation(t *testing.T) {
	for _, f := range flavors {
		for _, text := range samples {
			checkTokens(t, text, f.flavor)
			for i := range text { // every cut is valid input too
				checkTokens(t, text[:i], f.flavor)
				checkTokens(t, text[i:], f.flavor)
			}
		}
	}
}

func TestScannerDoesNotAllocate(t *testing.T) {
	text := strings.Join(samples, "\n")
	for _, f := range flavors {
		n := testing.AllocsPerRun(10, func() {
			s := NewScanner(text, f.flavor)
			for s.Next().Kind != EOF {
			}
		})
		if n != 0 {
			t.Errorf("%s: %v allocations", f.name, n)
		}
	}
}

func TestTokenTextOutOfRange(t *testing.T) {
	for _, tok := range []Token{{Start: -1, End: 1}, {Start: 2, End: 1}, {Start: 0, End: 9}} {
		if got := tok.Text("abc"); got != "" {
			t.Errorf("%+v: %q", tok, got)
		}
	}
}

func TestKindString(t *testing.T) {
	for k := EOF; k <= Comma; k++ {
		if k.String() == "" || k.String() == "Kind(?)" {
			t.Errorf("kind %d has no name", k)
		}
	}
	if got := Kind(200).String(); got != "Kind(?)" {
		t.Errorf("unknown kind: %q", got)
	}
}

func ExampleScanner() {
	text := "WHERE id = :id -- key"
	s := NewScanner(text, Postgres())
	for tok := s.Next(); tok.Kind != EOF; tok = s.Next() {
		if tok.Kind != Space {
			fmt.Println(tok.Kind, tok.Text(text))
		}
	}
	// Output:
	// Word WHERE
	// Word id
	// Op =
	// NamedParam :id
	// Comment -- key
}

func BenchmarkScanner(b *testing.B) {
	const text = "SELECT u.id, u.name, count(*) FROM users u JOIN orders o ON o.user_id = u.id WHERE u.name LIKE 'a%' AND u.age > $1 GROUP BY u.id"
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		s := NewScanner(text, Postgres())
		for s.Next().Kind != EOF {
		}
	}
}
