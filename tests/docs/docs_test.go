package docs

import (
	_ "embed"
	"go/ast"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const root = "../.."

//go:embed standins.go.txt
var standins string

// TestSnippets type-checks the code of each document, all of it in one package.
func TestSnippets(t *testing.T) {
	paths, err := filepath.Glob(root + "/docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	c := newChecker(t)
	for _, path := range append(paths, root+"/README.md") {
		if filepath.Base(path) == "observability.md" {
			continue // TestCore has it: its code is that of examples
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) {
			for _, mistake := range c.check(blocks(name, string(text))) {
				t.Error(mistake)
			}
		})
	}
}

// TestMistakes has documents with mistakes, which are to be found.
func TestMistakes(t *testing.T) {
	c := newChecker(t)
	for code, want := range map[string]string{
		"db, err := gild.Opne(url)":                         "x.md:3",
		"x := 1 +":                                          "x.md:",
		"n, err := gild.One[int](ctx, db)":                  "x.md:3",
		"func f() string { return 1 }":                      "x.md:3",
		"import \"example.com/nothing\"\nnothing.Do(1)":     "nothing",
		"db, err := gild.Open(url)\nnobodyKnowsThis(err)\n": "x.md:4",
	} {
		mistakes := strings.Join(c.check(blocks("x.md", "text\n```go\n"+code+"\n```\n")), "\n")
		if !strings.Contains(mistakes, want) {
			t.Errorf("%s: got %q, want %q in it", code, mistakes, want)
		}
	}
}

// packages are those that fragments name without importing them. Of several with the same
// name it is the first that has everything.
var packages = map[string][]string{
	"driver":    {"github.com/gildsql/gild/driver", "database/sql/driver"},
	"dialect":   {"github.com/gildsql/gild/dialect"},
	"expr":      {"github.com/gildsql/gild/expr"},
	"gild":      {"github.com/gildsql/gild"},
	"orm":       {"github.com/gildsql/gild/orm"},
	"otel":      {"github.com/gildsql/gild/otel"},
	"pooling":   {"github.com/gildsql/gild/pooling"},
	"postgres":  {"github.com/gildsql/gild/dialect/postgres"},
	"schema":    {"github.com/gildsql/gild/schema"},
	"sqllog":    {"github.com/gildsql/gild/wrap/sqllog"},
	"wrap":      {"github.com/gildsql/gild/wrap"},
	"atomic":    {"sync/atomic"},
	"context":   {"context"},
	"errors":    {"errors"},
	"fmt":       {"fmt"},
	"log":       {"log"},
	"netip":     {"net/netip"},
	"os":        {"os"},
	"slog":      {"log/slog"},
	"sql":       {"database/sql"},
	"sqldriver": {"database/sql/driver"},
	"strings":   {"strings"},
	"testing":   {"testing"},
	"time":      {"time"},
	"pgx":       {"github.com/jackc/pgx/v5"},
	"pq":        {"github.com/lib/pq", "github.com/gildsql/gild/driver/pq"},
	"sqlite3":   {"github.com/mattn/go-sqlite3"},
	"stdlib":    {"github.com/jackc/pgx/v5/stdlib"},
}

// linked are imported by documents for their effect alone.
var linked = []string{"github.com/gildsql/gild/driver/pq", "github.com/gildsql/gild/driver/pgx",
	"github.com/gildsql/gild/driver/sqlite3", "github.com/gildsql/gild/driver/mysql"}

type checker struct {
	fset     *token.FileSet
	importer types.Importer
}

// newChecker has the go command compile the packages.
func newChecker(t *testing.T) *checker {
	t.Helper()
	paths := slices.Concat(slices.Collect(maps.Values(packages))...)
	cmd := exec.Command("go", append([]string{"list", "-export", "-deps",
		"-f", "{{if .Export}}{{.ImportPath}}\t{{.Export}}{{end}}"}, append(paths, linked...)...)...)
	cmd.Dir, cmd.Stderr = root, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	exports := make(map[string]string)
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		exports[path] = file
	}
	fset := token.NewFileSet()
	return &checker{fset, importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})}
}

// check returns the mistakes in the blocks of one document.
func (c *checker) check(list []block) (mistakes []string) {
	var files []*ast.File
	for _, b := range list {
		f, err := parse(c.fset, "", b.source(nil))
		if err == nil {
			f, err = parse(c.fset, "", b.source(c.imports(f)))
		}
		if err != nil {
			mistakes = append(mistakes, err.Error())
			continue
		}
		files = append(files, f)
	}
	filled, err := c.standins(files)
	if err != nil {
		return append(mistakes, err.Error())
	}
	config := types.Config{Importer: c.importer, Error: func(err error) {
		if e := err.(types.Error); !e.Soft && !strings.HasSuffix(e.Msg, "is not used") { // a fragment shows values
			mistakes = append(mistakes, e.Error())
		}
	}}
	_, _ = config.Check("p", c.fset, append(files, filled), nil) // its error has been reported
	return mistakes
}

// imports returns the import specs that a fragment needs.
func (c *checker) imports(f *ast.File) []string {
	var specs []string
	for name, used := range selectors(f) {
		given := slices.ContainsFunc(f.Imports, func(s *ast.ImportSpec) bool {
			return strings.HasSuffix(s.Path.Value, "/"+name+`"`) && s.Name == nil
		})
		if path := c.find(name, used); path != "" && !given {
			specs = append(specs, name+" "+strconv.Quote(path))
		}
	}
	slices.Sort(specs)
	return specs
}

func (c *checker) find(name string, used []string) string {
	candidates := packages[name]
	for _, path := range candidates {
		p, err := c.importer.Import(path)
		if err == nil && !slices.ContainsFunc(used, func(s string) bool { return p.Scope().Lookup(s) == nil }) {
			return path
		}
	}
	if len(candidates) == 0 {
		return ""
	}
	return candidates[0]
}

// standins returns a file with what fragments take for granted, without what they declare
// themselves.
func (c *checker) standins(files []*ast.File) (*ast.File, error) {
	f, err := parse(c.fset, "standins.go.txt", standins)
	if err != nil {
		return nil, err
	}
	theirs := declared(files)
	f.Decls = slices.DeleteFunc(f.Decls, func(d ast.Decl) bool {
		switch d := d.(type) {
		case *ast.FuncDecl:
			return theirs[d.Name.Name]
		case *ast.GenDecl:
			d.Specs = slices.DeleteFunc(d.Specs, func(s ast.Spec) bool {
				return slices.ContainsFunc(namesOf(s), func(n *ast.Ident) bool { return theirs[n.Name] })
			})
			return len(d.Specs) == 0
		}
		return false
	})
	return f, nil
}
