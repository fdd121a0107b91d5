package docs

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestCore holds the pages of docs/core and docs/orm, and that on observability, to the examples beside them: each block of Go or SQL of
// page.md stands in page_test.go, the Go in the code and the SQL in what it prints. So all of it
// is compiled and run by the tests.
func TestCore(t *testing.T) {
	var pages []string
	for _, room := range []string{"core", "orm"} {
		found, err := filepath.Glob(root + "/docs/" + room + "/*.md")
		if err != nil || len(found) == 0 {
			t.Fatal(found, err)
		}
		pages = append(pages, found...)
	}
	for _, page := range append(pages, root+"/docs/observability.md") {
		switch filepath.Base(page) {
		case "README.md", "features.md": // without examples
			continue
		}
		t.Run(filepath.Base(page), func(t *testing.T) {
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			source, err := os.ReadFile(strings.TrimSuffix(page, ".md") + "_test.go")
			if err != nil {
				t.Fatal(err)
			}
			for _, missing := range notIn(string(source), string(text)) {
				t.Errorf("not in the examples:\n%s", missing)
			}
		})
	}
}

// notIn returns the blocks of page that the source of its examples lacks.
func notIn(source, page string) []string {
	lines := trimmedLines(source)
	var printed []string
	for _, l := range lines {
		if comment, ok := strings.CutPrefix(l, "//"); ok {
			printed = append(printed, strings.TrimSpace(comment))
		}
	}
	var missing []string
	for _, b := range fenced(page) {
		in := lines
		if b.language != "go" {
			in = printed
		}
		if !contains(in, trimmedLines(b.text)) {
			missing = append(missing, b.text)
		}
	}
	return missing
}

// fence is a block of a page.
type fence struct{ language, text string }

// fenced returns the blocks of a page that have a language.
func fenced(page string) []fence {
	var out []fence
	for {
		_, rest, found := strings.Cut(page, "\n```")
		if !found {
			return out
		}
		language, rest, _ := strings.Cut(rest, "\n")
		text, rest, _ := strings.Cut(rest, "\n```")
		if language != "" && language != "sh" {
			out = append(out, fence{language, text})
		}
		page = rest
	}
}

// trimmedLines returns the lines that are not empty, without the white space around.
func trimmedLines(text string) []string {
	var out []string
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// contains reports whether part stands in lines, one line after the other.
func contains(lines, part []string) bool {
	for i := range lines {
		if len(lines)-i < len(part) {
			return false
		}
		if slices.Equal(lines[i:i+len(part)], part) {
			return true
		}
	}
	return len(part) == 0
}

// TestCoreFinds has a page with a block that its examples lack.
func TestCoreFinds(t *testing.T) {
	source := "func Example() {\n\tx := 1\n\tfmt.Println(x)\n\t// Output:\n\t// 1\n}\n"
	for page, want := range map[string]int{
		"text\n```go\nx := 1\nfmt.Println(x)\n```\n```text\n1\n```\n": 0,
		"text\n```go\nx := 2\n```\n":                                  1,
		"text\n```go\nx := 1\n```\n```sql\nSELECT 1\n```\n":           1,
		"text\n```sql\nx := 1\n```\n":                                 1,
		"text\n```sh\ngo test\n```\n":                                 0,
	} {
		if got := notIn(source, page); len(got) != want {
			t.Errorf("%q: %q is missing, want %d blocks", page, got, want)
		}
	}
}
