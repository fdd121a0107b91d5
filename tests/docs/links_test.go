package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	link     = regexp.MustCompile(`\]\(([^)#:]*)(?:#([^)]*))?\)`)
	code     = regexp.MustCompile("(?s)```.*?```|`[^`]*`")
	heading  = regexp.MustCompile(`(?m)^#+ (.*)$`)
	odd      = regexp.MustCompile(`[^a-z0-9 -]`)
	testName = regexp.MustCompile("`(Test\\w+)`")
	testFunc = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
)

// TestLinks follows the links from one document to another, and to their headings.
func TestLinks(t *testing.T) {
	paths, err := filepath.Glob(root + "/docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob(root + "/docs/core/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range slices.Concat(paths, pages, []string{root + "/README.md"}) {
		for _, m := range link.FindAllStringSubmatch(code.ReplaceAllString(read(t, path), ""), -1) {
			target := path
			if m[1] != "" {
				target = filepath.Join(filepath.Dir(path), m[1])
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: %v", path, err)
			} else if m[2] != "" && !slices.Contains(anchors(read(t, target)), m[2]) {
				t.Errorf("%s: %s has no heading #%s", path, target, m[2])
			}
		}
	}
}

// anchors are the headings of a document as links name them.
func anchors(text string) (names []string) {
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		names = append(names, strings.ReplaceAll(odd.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-"))
	}
	return names
}

// TestLibraries compares the tests that the table of libraries names with those there are.
func TestLibraries(t *testing.T) {
	_, table, _ := strings.Cut(read(t, root+"/docs/middleware.md"), "## What each library needs")
	table, _, _ = strings.Cut(table, "\n## ")
	named := submatches(testName, table)
	var there []string
	files, err := filepath.Glob(root + "/tests/libraries/*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		there = append(there, submatches(testFunc, read(t, file))...)
	}
	for _, name := range named {
		if !slices.Contains(there, name) {
			t.Errorf("the table names %s, which does not exist", name)
		}
	}
	for _, name := range there {
		if name != "TestMain" && !slices.Contains(named, name) {
			t.Errorf("%s is not in the table", name)
		}
	}
}

func submatches(pattern *regexp.Regexp, text string) (found []string) {
	for _, m := range pattern.FindAllStringSubmatch(text, -1) {
		found = append(found, m[1])
	}
	return found
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
