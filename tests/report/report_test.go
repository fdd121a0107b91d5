package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// files is a module whose packages end in every way a package can.
var files = map[string]string{
	"go.mod":       "module fixture\n\ngo 1.26\n",
	"none/none.go": "package none\n",
	"good/good_test.go": `package good
import "testing"
func TestA(t *testing.T) { println("noise"); t.Run("sub", func(*testing.T) {}) }
func TestB(t *testing.T) { t.Skip("no server\nhere") }
`,
	"bad/bad_test.go": `package bad
import "testing"
func TestC(t *testing.T) { t.Error("first"); t.Error("second") }
`,
	"panic/panic_test.go": `package panic
import "testing"
func TestD(t *testing.T) { panic("help") }
`,
	"broken/broken_test.go": `package broken
func f() { undefined() }
`,
	"exits/exits_test.go": `package exits
import ("os"; "testing")
func TestMain(m *testing.M) { println("bye"); os.Exit(3) }
`,
	"cut/cut_test.go": `package cut
import ("os"; "testing")
func TestE(t *testing.T) { println("so far"); os.Exit(3) }
`,
}

// Real output of go test -json, of good and bad packages.
func TestReport(t *testing.T) {
	dir := module(t)
	for _, tt := range []struct {
		packages string
		failed   bool
		want     []string
		last     string
	}{
		{"./good ./none", false, []string{
			"ok    fixture/good", "-     fixture/none: no tests",
			"skipped:\n  fixture/good.TestB: good_test.go:4: no server here\n",
		}, "2 passed, 0 failed, 1 skipped"},
		{"./good ./bad", true, []string{
			"--- FAIL: fixture/bad.TestC\n", "first", "second", "FAIL  fixture/bad", "ok    fixture/good",
		}, "2 passed, 1 failed, 1 skipped"},
		{"./panic", true, []string{"--- FAIL: fixture/panic.TestD\n", "panic: help", "FAIL  fixture/panic"}, "0 passed, 1 failed, 0 skipped"},
		{"./broken", true, []string{"undefined: undefined", "--- FAIL: fixture/broken\n"}, "0 passed, 1 failed, 0 skipped"},
		{"./exits", true, []string{"bye", "--- FAIL: fixture/exits\n"}, "0 passed, 1 failed, 0 skipped"},
		{"./cut", true, []string{"--- FAIL: fixture/cut.TestE\n", "so far"}, "0 passed, 1 failed, 0 skipped"},
	} {
		t.Run(tt.packages, func(t *testing.T) {
			var out strings.Builder
			failed, err := run(strings.NewReader(events(t, dir, tt.packages)), &out)
			if err != nil || failed != tt.failed {
				t.Errorf("failed = %v, %v, want %v", failed, err, tt.failed)
			}
			for _, want := range tt.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("%q is missing", want)
				}
			}
			if !strings.HasSuffix(out.String(), "\n"+tt.last+"\n") {
				t.Errorf("the last line is not %q", tt.last)
			}
			if strings.Contains(out.String(), "noise") {
				t.Error("the output of a test that passed is shown")
			}
			if t.Failed() {
				t.Log(out.String())
			}
		})
	}
}

func TestNoEvents(t *testing.T) {
	var out strings.Builder
	if _, err := run(strings.NewReader("go: cannot find main module\n"), &out); err == nil {
		t.Error("no test ran, and that is no error")
	}
	if !strings.HasPrefix(out.String(), "go: cannot find main module\n") {
		t.Errorf("the message of go is lost: %q", out.String())
	}
}

func TestWriteError(t *testing.T) {
	full := errors.New("disk full")
	_, err := run(strings.NewReader(`{"Action":"pass","Package":"p"}`+"\n"), writer(func() error { return full }))
	if !errors.Is(err, full) {
		t.Errorf("the error is %v, want %v", err, full)
	}
}

type writer func() error

func (w writer) Write([]byte) (int, error) { return 0, w() }

// module writes the files to a directory.
func module(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// events returns the output of go test -json, which may well fail.
func events(t *testing.T, dir, packages string) string {
	t.Helper()
	cmd := exec.Command("go", append([]string{"test", "-json"}, strings.Fields(packages)...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off")
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(out)
}
