package arch

import (
	"strings"
	"testing"
)

func TestArrows(t *testing.T) {
	for _, tt := range []struct {
		importer, imported string
		want               string // of the violation; "" means that the import is allowed
	}{
		{"internal/lru", "sync", ""},
		{"internal/lru", "gild/internal/keybuf", ""},
		{"internal/lru", "gild/typemap", "of gild, internal may import nothing"},
		{"typemap", "gild/internal/lru", ""},
		{"typemap", "gild/expr", "of gild, typemap may import only internal"},
		{"typemap", "github.com/google/uuid", "of other modules, typemap may import nothing"},
		{"expr", "gild/typemap", ""},
		{"expr", "database/sql/driver", ""},
		{"expr", "gild/compile", "of gild, expr may import only typemap, internal"},
		{"schema", "gild/expr", ""},
		{"schema", "gild/dialect", "of gild, schema may import only expr, typemap"},
		{"compile", "gild/schema", ""},
		{"compile", "database/sql/driver", ""},
		{"compile", "database/sql", "of the standard library, compile may not import database/sql"},
		{"compile", "gild/dialect", "of gild, compile may import only"},
		{"dialect", "gild/compile", ""},
		{"dialect", "gild/dialect/sqlite", "of gild, dialect may import only"},
		{"dialect/sqlite", "gild/dialect", ""},
		{"dialect/sqlite/internal/pragma", "gild/dialect/sqlite", ""},
		{"dialect/sqlite", "gild/dialect/postgres", "of gild, dialect/sqlite may import only"},
		{"dialect/mariadb", "gild/dialect/mysql", ""},
		{"dialect/mariadb", "gild/dialect/postgres", "of gild, dialect/mariadb may import only"},
		{"pooling", "gild/dialect", ""},
		{"pooling", "gild/dialect/postgres", "of gild, pooling may import only dialect, internal"},
		{"pooling", "gild/wrap", "of gild, pooling may import only dialect, internal"},
		{"wrap", "gild/dialect/sqlite", ""},
		{"wrap", "github.com/ngrok/sqlmw", ""},
		{"wrap", "gild/driver", "of gild, wrap may import only"},
		{"wrap", "github.com/lib/pq", "of other modules, wrap may import only github.com/ngrok/sqlmw"},
		{"driver", "gild/wrap", ""},
		{"driver", "gild/driver/dburl", ""},
		{"driver/dburl", "gild/driver", "of gild, driver/dburl may import only"},
		{"driver/odbc", "fmt", "is in no room"},
		{"driver", "gild/driver/pq", "of gild, driver may import only"},
		{"driver", "github.com/lib/pq", "of other modules, driver may import nothing"},
		{"driver/pq", "github.com/lib/pq", ""},
		{"driver/pq", "gild/driver", ""},
		{"driver/pq", "gild/driver/sqlite3", "of gild, driver/pq may import only"},
		{"driver/sqlite3", "github.com/mattn/go-sqlite3", ""},
		{"driver/sqlite3", "github.com/lib/pq", "of other modules, driver/sqlite3 may import only github.com/mattn/go-sqlite3"},
		{"", "gild/driver", ""},
		{"", "gild/driver/pq", "of gild, gild may import only"},
		{"", "gild/orm", "of gild, gild may import only"},
		{"orm", "gild", ""},
		{"orm", "database/sql", ""},
		{"orm", "gild/compile", "of gild, orm may import only"},
		{"orm", "gild/dialect", "of gild, orm may import only"},
		{"orm", "gild/wrap", "of gild, orm may import only"},
		{"orm", "gild/driver", "of gild, orm may import only"},
		{"otel", "gild/wrap", ""},
		{"otel", "go.opentelemetry.io/otel/trace", ""},
		{"otel", "gild/orm", "of gild, otel may import only wrap"},
		{"tests/servers", "github.com/lib/pq", ""},
		{"tests/servers", "gild/driver/pq", "of gild, tests/servers may import nothing"},
		{"tests/suite", "gild/wrap", ""},
		{"tests/suite", "github.com/lib/pq", "of other modules, tests may import only github.com/ngrok/sqlmw"},
		{"examples/quickstart", "gild/orm", ""},
		{"examples/quickstart", "gild/tests/servers", "of gild, examples may import only"},
		{"orm", "gild/tests/servers", "of gild, orm may import only"},
		{"dialect/informix", "fmt", "is in no room"},
		{"attic", "fmt", "is in no room"},
	} {
		got := arrows(pkg{ImportPath: strings.TrimSuffix(module+"/"+tt.importer, "/"), Imports: []string{full(tt.imported)}})
		check(t, tt.importer+" -> "+tt.imported, got, tt.want)
	}
}

// full spells out the module in the path of a fixture.
func full(path string) string {
	if path == "gild" || strings.HasPrefix(path, "gild/") {
		return module + strings.TrimPrefix(path, "gild")
	}
	return path
}

func TestBroken(t *testing.T) {
	p := pkg{ImportPath: module + "/expr", Error: &struct{ Err string }{"expected 'package'"}}
	check(t, "an error of go list", broken(p), module+"/expr: expected 'package'")
	check(t, "no error", broken(pkg{}), "")
}

func TestTooLong(t *testing.T) {
	const head = "package p\n\n"
	body := func(lines int) string { return "{\n" + strings.Repeat("\tx()\n", lines-2) + "}\n" }
	for _, tt := range []struct{ name, text, want string }{
		{"a file at the limit", head + strings.Repeat("//\n", 798), ""},
		{"a file", head + strings.Repeat("//\n", 799), "p.go:1:1: a file of 801 lines, 800 are allowed"},
		{"a function at the limit", head + "// F is documented.\nfunc F() " + body(80), ""},
		{"a function", head + "func F() " + body(81), "p.go:3:1: a function of 81 lines, 80 are allowed"},
		{"a literal", head + "var f = func() " + body(81), "p.go:3:9: a function of 81 lines"},
	} {
		check(t, tt.name, parseText(t, tt.text).tooLong(), tt.want)
	}
}

func TestUndocumented(t *testing.T) {
	const head = "// Package p is documented.\npackage p\n"
	for _, tt := range []struct{ name, text, want string }{
		{"a package", "package p", "has no package comment"},
		{"a build tag is no comment", "//go:build linux\n\npackage p", "has no package comment"},
		{"a function", head + "func F() {}", "p.go:3:6: F has no doc comment"},
		{"a directive is no comment", head + "//go:noinline\nfunc F() {}", "F has no doc comment"},
		{"a documented function", head + "// F is.\nfunc F() {}", ""},
		{"an unexported function", head + "func f() {}", ""},
		{"a method", head + "// T is.\ntype T int\nfunc (t *T) M() {}", "M has no doc comment"},
		{"a method of a generic type", head + "// T is.\ntype T[K, V any] struct{}\nfunc (T[K, V]) M() {}", "M has no doc comment"},
		{"a method of an unexported type", head + "type t[K any] int\nfunc (*t[K]) M() {}", ""},
		{"a type", head + "type T int", "T has no doc comment"},
		{"a type in a group", head + "// Types.\ntype (\n\tT int\n)", "T has no doc comment"},
		{"a documented type in a group", head + "type (\n\t// T is.\n\tT int\n)", ""},
		{"a struct field", head + "// T is.\ntype T struct{ F int }", ""},
		{"a constant", head + "const C = 1", "C has no doc comment"},
		{"a constant beside another", head + "const (\n\t// A is.\n\tA = 1\n\tB = 2\n)", "B has no doc comment"},
		{"a documented group", head + "// Numbers.\nconst (\n\tA = 1\n\tB = 2\n)", ""},
		{"a comment at the end of the line", head + "var V = 1 // V is.", ""},
		{"a variable", head + "var v, V = 1, 2", "V has no doc comment"},
	} {
		check(t, tt.name, undocumented(pkg{Name: "p"}, parseText(t, tt.text)), tt.want)
	}
}

// Where nobody can import the names, only the package needs a comment.
func TestUndocumentedExempt(t *testing.T) {
	s := parseText(t, "package p\nfunc F() {}")
	for _, p := range []pkg{
		{Name: "main", ImportPath: module + "/cmd/gild"},
		{Name: "p", ImportPath: module + "/tests/suite"},
		{Name: "p", ImportPath: module + "/examples/p"},
	} {
		check(t, p.ImportPath, undocumented(p, s), "has no package comment")
	}
	check(t, "a package of tests only", undocumented(pkg{Name: "p"}, newSource()), "")
}

func parseText(t *testing.T, text string) *source {
	t.Helper()
	s := newSource()
	if err := s.add("p.go", []byte(text)); err != nil {
		t.Fatal(err)
	}
	return s
}

// check wants one violation with the given text, or none.
func check(t *testing.T, name string, got []string, want string) {
	t.Helper()
	switch {
	case want == "" && len(got) > 0:
		t.Errorf("%s: got %q, want no violation", name, got)
	case want != "" && (len(got) != 1 || !strings.Contains(got[0], want)):
		t.Errorf("%s: got %q, want %q", name, got, want)
	}
}
