package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	functionOfTests = regexp.MustCompile(`(?m)^func ((?:Test|Example|Fuzz)\w*)\(`)
	inBackticks     = regexp.MustCompile("`([^`]+)`")
)

// TestFeatures: what the tables of features give as proof is there: tests, statements of golden files
// ("joins.golden: left"), groups of the agreement ("conformance joins").
func TestFeatures(t *testing.T) {
	tests := testsOfTree(t)
	for _, page := range []string{"core", "orm", "schema"} {
		text, err := os.ReadFile(filepath.Join(root, "docs", page, "features.md"))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
			if !strings.HasPrefix(line, "| ") || len(cells) != 3 {
				continue
			}
			for _, proof := range inBackticks.FindAllStringSubmatch(cells[2], -1) {
				if !isThere(t, proof[1], tests) {
					t.Errorf("docs/%s/features.md, %s: there is no %s", page, cells[0], proof[1])
				}
			}
		}
	}
}

// isThere reports whether there is what a proof names.
func isThere(t *testing.T, proof string, tests map[string]bool) bool {
	file, section := "", ""
	if golden, name, ok := strings.Cut(proof, ": "); ok {
		file, section = "golden/testdata/"+golden, "\n== "+name+"\n"
	} else if group, ok := strings.CutPrefix(proof, "conformance "); ok {
		file, section = "conformance/testdata/agreement.txt", "\n"+group+" "
	} else {
		return tests[proof]
	}
	text, err := os.ReadFile(filepath.Join(root, "tests", file))
	if err != nil {
		t.Error(err)
	}
	return strings.Contains("\n"+string(text), section)
}

// testsOfTree returns the names of all tests.
func testsOfTree(t *testing.T) map[string]bool {
	names := make(map[string]bool)
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, f := range functionOfTests.FindAllStringSubmatch(string(text), -1) {
			names[f[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
