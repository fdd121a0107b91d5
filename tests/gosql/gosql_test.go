// Package gosql runs Go's own tests of database/sql on the fake driver that is made for them, with gild
// around it.
//
// The tests look into package sql, so the whole of it is read from the toolchain at test time and laid
// into this module with the go command's -overlay, under another import path; nothing of it is stored here.
// database/sql/driver stays the standard library's, which is why gild fits under the copy.
package gosql

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	goversion "go/version"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// An exception is a test that fails with gild around the driver.
type exception struct {
	test string
	says string // what the failure must say
	only string // the variant that it fails with, empty for all
}

// exceptions are complete: another failure is a defect, and one of these that passes is to be struck out.
var exceptions = []exception{
	// The driver's own objects are asked for, in whose place a program finds gild's.
	{test: "TestOpenDB", says: "OpenDB should return the driver of the Connector"},
	{test: "TestOpenConnector", says: "not using *fakeConnector"},
}

func exceptionFor(test, variant string) *exception {
	for i, e := range exceptions {
		if e.test == test && variant != "bare" && (e.only == "" || e.only == variant) {
			return &exceptions[i]
		}
	}
	return nil
}

func TestThisToolchain(t *testing.T) { run(t, goEnv(t, "")) }

// newer is the Go release whose database/sql reads rows in a new way (driver.RowsColumnScanner).
const newer = "go1.27.4"

// TestNewerToolchain runs the tests of a newer Go release. A machine that cannot have it says so; one that
// can must pass.
func TestNewerToolchain(t *testing.T) {
	env := goEnv(t, newer)
	if env == nil {
		t.Logf("%s cannot be had here: its tests have not been run", newer)
		return
	}
	run(t, env)
}

// toolchain is a Go release to run tests with.
type toolchain struct {
	version string // a value of GOTOOLCHAIN, or empty for the one that runs this test
	root    string // GOROOT
	release string // "go1.27"
}

// goEnv returns nil if the toolchain cannot be had.
func goEnv(t *testing.T, version string) *toolchain {
	t.Helper()
	tc := &toolchain{version: version}
	cmd := tc.command("env", "GOROOT", "GOVERSION")
	out, err := cmd.Output()
	if err != nil {
		if version == "" {
			t.Fatalf("go env: %v", err)
		}
		return nil
	}
	lines := strings.Fields(string(out))
	if len(lines) < 2 {
		t.Fatalf("go env says %q", out)
	}
	tc.root, tc.release = lines[0], goversion.Lang(lines[1])
	return tc
}

func (tc *toolchain) command(args ...string) *exec.Cmd {
	cmd := exec.Command("go", args...)
	cmd.Env = os.Environ()
	if tc.version != "" {
		cmd.Env = append(cmd.Env, "GOTOOLCHAIN="+tc.version)
	}
	return cmd
}

// run compares the outcome of each test with and without gild: what passes on the bare driver passes on
// the wrapped one.
func run(t *testing.T, tc *toolchain) {
	for name, wrap := range map[string]string{
		"bare":         "passed(real)",
		"wrapped":      "gild.Wrap(real)",
		"interceptors": "gild.Wrap(real, gild.WithInterceptors(&wrap.NullInterceptor{}))",
	} {
		t.Run(name, func(t *testing.T) {
			outcomes := tc.test(t, wrap)
			if len(outcomes) < 100 {
				t.Errorf("only %d tests have been run", len(outcomes))
			}
			for _, o := range outcomes {
				judge(t, o, exceptionFor(o.name, name))
			}
		})
	}
}

// judge wants a test to pass, or to fail as the exception says.
func judge(t *testing.T, o outcome, e *exception) {
	t.Helper()
	switch {
	case e == nil && !o.passed:
		t.Errorf("%s fails:\n%s", o.name, o.output)
	case e != nil && o.passed:
		t.Errorf("%s passes: strike it out of the exceptions", o.name)
	case e != nil && !strings.Contains(o.output, e.says):
		t.Errorf("%s says\n%swant %q", o.name, o.output, e.says)
	}
}

// outcome is that of one test function.
type outcome struct {
	name   string
	passed bool
	output string
}

// test runs the copied tests on the driver that an expression makes of "real".
func (tc *toolchain) test(t *testing.T, wrapped string) []outcome {
	t.Helper()
	dir := t.TempDir()
	overlay := layOut(t, tc, dir, wrapped)
	binary := filepath.Join(dir, "copied.test")
	// Built and run apart: the go command would start the test in the directory of the package, which is not there.
	build := tc.command("test", "-c", "-vet=off", "-overlay", overlay, "-o", binary, "./copied")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go test -c: %v\n%s", err, out)
	}
	cmd := tc.command("tool", "test2json", "-t", binary, "-test.v=test2json", "-test.timeout=2m")
	cmd.Dir = dir
	out, err := cmd.Output()
	outcomes := read(t, out)
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || len(outcomes) == 0) {
		t.Fatalf("test2json: %v\n%s", err, out)
	}
	return outcomes
}

// read makes outcomes of what go test -json prints.
func read(t *testing.T, out []byte) []outcome {
	t.Helper()
	outputs := map[string]*strings.Builder{}
	var outcomes []outcome
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		var event struct{ Action, Test, Output string }
		if err := json.Unmarshal(lines.Bytes(), &event); err != nil {
			t.Fatalf("go test -json: %v: %s", err, lines.Bytes())
		}
		name, _, _ := strings.Cut(event.Test, "/")
		if name == "" {
			name = "the package" // its output is that of a panic, or of the compiler
		}
		if outputs[name] == nil {
			outputs[name] = &strings.Builder{}
		}
		outputs[name].WriteString(event.Output)
		whole := name == event.Test || event.Test == ""
		if whole && slices.Contains([]string{"pass", "fail"}, event.Action) {
			outcomes = append(outcomes, outcome{name, event.Action == "pass", outputs[name].String()})
		}
	}
	return settle(outcomes)
}

// settle leaves the package's own outcome out if its failure is that of its tests.
func settle(outcomes []outcome) []outcome {
	failed := slices.ContainsFunc(outcomes, func(o outcome) bool { return !o.passed && o.name != "the package" })
	return slices.DeleteFunc(outcomes, func(o outcome) bool { return o.name == "the package" && (o.passed || failed) })
}

// layOut writes the copy of package sql into dir, and returns the file for -overlay.
func layOut(t *testing.T, tc *toolchain, dir, wrapped string) string {
	t.Helper()
	here, err := filepath.Abs("copied")
	check(t, err)
	replace := map[string]string{}
	put := func(name, text string) {
		place := filepath.Join(dir, strings.ReplaceAll(name, "/", "-"))
		check(t, os.WriteFile(place, []byte(text), 0o600))
		replace[filepath.Join(here, name)] = place
	}
	files, err := filepath.Glob(filepath.Join(tc.root, "src/database/sql/*.go"))
	check(t, err)
	sources := map[string]string{}
	for _, f := range files {
		if strings.HasPrefix(filepath.Base(f), "example_") {
			continue // they are not of the package, and have nothing to run
		}
		text, err := os.ReadFile(f)
		check(t, err)
		sources[filepath.Base(f)] = string(text)
	}
	patch(t, tc.release, sources)
	for name, text := range sources {
		put(name, text)
	}
	put("gild_test.go", strings.ReplaceAll(helpers, "WRAPPED", wrapped))
	for name, text := range stubs {
		put(name, text)
	}
	overlay := filepath.Join(dir, "overlay.json")
	text, err := json.Marshal(map[string]any{"Replace": replace})
	check(t, err)
	check(t, os.WriteFile(overlay, text, 0o600))
	return overlay
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
