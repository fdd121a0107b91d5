package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// An event is a line of go test -json; see go doc test2json and go help buildjson.
type event struct {
	Action     string
	Package    string
	Test       string // empty: the event is the package's
	Elapsed    float64
	Output     string
	ImportPath string // what is being built
}

// A testID names a test, or with an empty name a package.
type testID struct{ pkg, name string }

func (id testID) String() string {
	if id.name == "" {
		return id.pkg
	}
	return id.pkg + "." + id.name
}

// A skip is a test that did not run.
type skip struct {
	test   testID
	reason string
}

// A report gathers events. The first error of writing to out is kept for summary.
type report struct {
	out *bufio.Writer

	output   map[testID]string // of the tests and packages that have not ended
	builds   map[string]string // compilers' output, of what has not ended building
	failures map[string]int    // of packages: their tests that failed

	packages, passed, failed int
	skips                    []skip
}

func newReport(out io.Writer) *report {
	return &report{
		out:      bufio.NewWriter(out),
		output:   map[testID]string{},
		builds:   map[string]string{},
		failures: map[string]int{},
	}
}

// read reports on all events of in. Lines that are no events are passed on.
func (r *report) read(in io.Reader) error {
	for lines := bufio.NewReader(in); ; {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			r.line(line)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (r *report) line(line []byte) {
	var e event
	if line[0] != '{' || json.Unmarshal(line, &e) != nil {
		_, _ = r.out.Write(line)
		return
	}
	switch id := (testID{e.Package, e.Test}); e.Action {
	case "build-output":
		r.builds[e.ImportPath] += e.Output
	case "build-fail":
		r.print(r.builds[e.ImportPath])
	case "run", "output":
		r.output[id] += e.Output
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.endPackage(e)
		} else {
			r.endTest(id, e.Action)
		}
	}
}

func (r *report) endTest(id testID, action string) {
	switch action {
	case "pass":
		r.passed++
	case "skip":
		r.skips = append(r.skips, skip{id, reason(r.output[id])})
	case "fail":
		r.fail(id)
	}
	delete(r.output, id)
}

// fail prints all that a failed test, or package, has said.
func (r *report) fail(id testID) {
	r.failed++
	r.failures[id.pkg]++
	r.print(fmt.Sprintf("\n--- FAIL: %s\n%s\n", id, r.output[id]))
}

func (r *report) endPackage(e event) {
	r.packages++
	switch e.Action {
	case "pass":
		r.print(fmt.Sprintf("ok    %-50s %7.2fs\n", e.Package, e.Elapsed))
	case "skip":
		r.print(fmt.Sprintf("-     %s: no tests\n", e.Package))
	case "fail":
		r.failPackage(e.Package)
		r.print(fmt.Sprintf("FAIL  %-50s %7.2fs\n", e.Package, e.Elapsed))
	}
	maps.DeleteFunc(r.output, func(id testID, _ string) bool { return id.pkg == e.Package })
	_ = r.out.Flush() // packages take their time; summary sees the error
}

// failPackage fails the tests that a panic or a timeout has cut short, and the package itself if it has
// failed without any test: it was not built, or its TestMain exited.
func (r *report) failPackage(pkg string) {
	var cut []testID
	for id := range r.output {
		if id.pkg == pkg && id.name != "" {
			cut = append(cut, id)
		}
	}
	slices.SortFunc(cut, func(a, b testID) int { return strings.Compare(a.name, b.name) })
	for _, id := range cut {
		r.fail(id)
	}
	if id := (testID{pkg: pkg}); r.failures[pkg] == 0 {
		r.fail(id)
	} else {
		r.print(r.output[id])
	}
}

// summary prints what was skipped and the counts. Input without any package is an error.
func (r *report) summary() error {
	if len(r.skips) > 0 {
		r.print("\nskipped:\n")
	}
	for _, s := range r.skips {
		r.print(fmt.Sprintf("  %s: %s\n", s.test, s.reason))
	}
	r.print(fmt.Sprintf("\n%d passed, %d failed, %d skipped\n", r.passed, r.failed, len(r.skips)))
	if err := r.out.Flush(); err != nil {
		return err
	}
	if r.packages == 0 {
		return errors.New("no package was tested")
	}
	return nil
}

// print writes s; the writer keeps an error until Flush.
func (r *report) print(s string) { _, _ = r.out.WriteString(s) }

// reason returns what a skipped test has said itself, on one line.
func reason(output string) string {
	var said []string
	for line := range strings.Lines(output) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "=== ") && !strings.HasPrefix(line, "--- ") {
			said = append(said, line)
		}
	}
	return strings.Join(said, " ")
}
