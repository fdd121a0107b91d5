// Package arch holds the shape of the house: which room may import which, how long a file and a function
// may be, and that every exported name is documented.
package arch

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/gildsql/gild"

// root is the directory of the module.
const root = "../.."

// A pkg is what go list knows of a package.
type pkg struct {
	ImportPath     string
	Name           string
	Dir            string
	GoFiles        []string
	CgoFiles       []string
	IgnoredGoFiles []string // for another system, or another version of Go
	Imports        []string
	Error          *struct{ Err string }
}

func TestTree(t *testing.T) {
	pkgs := list(t)
	if len(pkgs) == 0 {
		t.Fatal("go list knows no packages")
	}
	each := func(name string, violations func(*testing.T, pkg) []string) {
		t.Run(name, func(t *testing.T) {
			for _, p := range pkgs {
				for _, v := range violations(t, p) {
					t.Error(v)
				}
			}
		})
	}
	each("loads", func(_ *testing.T, p pkg) []string { return broken(p) })
	each("arrows", func(_ *testing.T, p pkg) []string { return arrows(p) })
	each("sizes", func(t *testing.T, p pkg) []string { return parse(t, p).tooLong() })
	each("docs", func(t *testing.T, p pkg) []string { return undocumented(p, parse(t, p)) })
}

// broken returns the error of a package that go list cannot load.
func broken(p pkg) []string {
	if p.Error == nil {
		return nil
	}
	return []string{p.ImportPath + ": " + p.Error.Err}
}

// list returns the packages of the module.
func list(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-e",
		"-json=ImportPath,Name,Dir,GoFiles,CgoFiles,IgnoredGoFiles,Imports,Error", "./...")
	cmd.Dir = root
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.Bytes())
	}
	var pkgs []pkg
	for dec := json.NewDecoder(&out); dec.More(); {
		var p pkg
		if err := dec.Decode(&p); err != nil {
			t.Fatalf("go list: %v", err)
		}
		pkgs = append(pkgs, p)
	}
	return pkgs
}

// parse reads the files of a package, without its tests.
func parse(t *testing.T, p pkg) *source {
	t.Helper()
	s := newSource()
	for _, name := range slices.Concat(p.GoFiles, p.CgoFiles, p.IgnoredGoFiles) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(p.Dir, name))
		if err == nil {
			err = s.add(path.Join(p.place(), name), text)
		}
		if err != nil {
			t.Error(err)
		}
	}
	return s
}

// place is where the package is in the module: "dialect/sqlite", and "" for the root.
func (p pkg) place() string {
	place, _ := inModule(p.ImportPath)
	return place
}

// inModule returns the place of an import path, if it is in this module.
func inModule(importPath string) (place string, ok bool) {
	if importPath == module {
		return "", true
	}
	return strings.CutPrefix(importPath, module+"/")
}
