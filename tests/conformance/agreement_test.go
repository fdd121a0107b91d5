package main

import (
	"bufio"
	"compress/gzip"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

var update = flag.Bool("update", false, "write testdata/agreement.txt anew")

// corpora are the files of cases and of what is expected of them.
var corpora = map[string]string{"cases": "expected", "random": "expected-random", "random-exec": "expected-random-exec"}

// A counted is a group on a dialect, for counting.
type counted struct{ group, dialect string }

// TestAgreement compares gild's SQL and values with SQLAlchemy's. No group may agree less than
// testdata/agreement.txt says; what is listed in DEVIATIONS.md counts as agreed, and must not
// agree.
func TestAgreement(t *testing.T) {
	fixture := testFixture(t)
	deviations := readDeviations(t)
	agreed, total := map[counted]int{}, map[counted]int{}
	for corpus, expected := range corpora {
		records := map[string]*record{}
		cases := testCases(t, corpus)
		all := compileAll(cases, fixture)
		for i := range all {
			records[all[i].ID+" "+all[i].Dialect] = &all[i]
		}
		for _, e := range readExpected(t, expected) {
			if e.Mode == "exec" {
				continue
			}
			key := counted{e.Group, e.Dialect}
			total[key]++
			id := e.ID + " " + e.Dialect
			difference := e.difference(records[id])
			reason, deviates := deviations[id]
			delete(deviations, id)
			switch {
			case deviates && difference == "":
				t.Errorf("%s agrees now: take it out of DEVIATIONS.md (%s)", id, reason)
			case deviates || difference == "":
				agreed[key]++
			default:
				t.Logf("%s: %s", id, difference)
			}
			if rec := records[id]; rec != nil && rec.Error != nil && rec.Error.Class == "Panic" {
				t.Errorf("%s: %s", id, rec.Error.Message)
			}
		}
	}
	for id := range deviations {
		t.Errorf("DEVIATIONS.md has %s, which is not in the corpus", id)
	}
	atLeast(t, "agreement.txt", agreed, total)
}

// TestRows compares the rows that databases give for gild's statements with those for
// SQLAlchemy's.
func TestRows(t *testing.T) {
	fixture := testFixture(t)
	agreed, total := map[counted]int{}, map[counted]int{}
	for _, database := range []string{"sqlite", "postgresql"} {
		s := settings{fixture: "testdata/fixture.json", data: "testdata/data.json", exec: database}
		if database == "postgresql" {
			s.postgres = servers.Postgres(t)
		}
		db, err := openDatabase(database, fixture, s)
		if err != nil {
			t.Fatal(err)
		}
		defer db.close()
		for corpus, expected := range corpora {
			cases := map[string]*testCase{}
			all := testCases(t, corpus)
			for i := range all {
				cases[all[i].ID] = &all[i]
			}
			for _, e := range readExpected(t, expected) {
				if e.Mode != "exec" || e.Dialect != database {
					continue
				}
				key := counted{e.Group, e.Dialect}
				total[key]++
				rec := db.execute(cases[e.ID])
				if difference := e.rowDifference(&rec); difference != "" {
					t.Logf("%s %s: %s", e.ID, e.Dialect, difference)
					continue
				}
				agreed[key]++
			}
		}
	}
	atLeast(t, "rows.txt", agreed, total)
}

// atLeast fails where less agrees than the file says, or writes the file.
func atLeast(t *testing.T, file string, agreed, total map[counted]int) {
	t.Helper()
	path := filepath.Join("testdata", file)
	keys := slices.SortedFunc(maps.Keys(total), func(a, b counted) int {
		if a.group != b.group {
			return strings.Compare(a.group, b.group)
		}
		return slices.Index(dialectNames, a.dialect) - slices.Index(dialectNames, b.dialect)
	})
	var now strings.Builder
	for _, k := range keys {
		fmt.Fprintf(&now, "%s %s %d/%d\n", k.group, k.dialect, agreed[k], total[k])
	}
	if *update {
		if err := os.WriteFile(path, []byte(now.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		var k counted
		var least, of int
		if _, err := fmt.Sscanf(strings.Replace(line, "/", " ", 1), "%s %s %d %d", &k.group, &k.dialect, &least, &of); err != nil {
			t.Fatalf("%s: %q: %v", path, line, err)
		}
		if agreed[k] < least {
			t.Errorf("%s on %s: %d of %d agree, %d did (go test -v says which; -update accepts it)", k.group, k.dialect, agreed[k], total[k], least)
		}
		if total[k] != of {
			t.Errorf("%s on %s: %d records, %s has %d", k.group, k.dialect, total[k], path, of)
		}
	}
}

func testFixture(t *testing.T) *tables {
	t.Helper()
	fixture, err := readFixture("testdata/fixture.json")
	if err != nil {
		t.Fatal(err)
	}
	return fixture
}

func testCases(t *testing.T, name string) []testCase {
	t.Helper()
	cases, err := readCases("testdata/" + name + ".jsonl")
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

func readExpected(t *testing.T, name string) []expectation {
	t.Helper()
	f, err := os.Open("testdata/" + name + ".jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var list []expectation
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e expectation
		if err := decode(lines.Bytes(), &e); err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// most is how many reasons there may be: with more, something is wrong.
const most = 12

// readDeviations reads the table of DEVIATIONS.md: the reason by "id dialect".
func readDeviations(t *testing.T) map[string]string {
	t.Helper()
	b, err := os.ReadFile("DEVIATIONS.md")
	if err != nil {
		t.Fatal(err)
	}
	out, rows := map[string]string{}, 0
	for _, line := range strings.Split(string(b), "\n") {
		cells := strings.SplitN(strings.Trim(line, "| "), "|", 3)
		if len(cells) != 3 || !strings.HasPrefix(cells[0], "`") {
			continue
		}
		if rows++; rows > most {
			t.Errorf("DEVIATIONS.md has more than %d reasons", most)
		}
		ids, dialects := strings.Split(cells[0], ";"), strings.Split(cells[1], ";")
		if len(ids) != len(dialects) {
			t.Fatalf("DEVIATIONS.md: %d parts of statements for %d of dialects: %s", len(ids), len(dialects), line)
		}
		for i := range ids {
			for _, id := range strings.Fields(ids[i]) {
				for _, dialect := range strings.Fields(dialects[i]) {
					out[strings.Trim(id, "`")+" "+dialect] = strings.TrimSpace(cells[2])
				}
			}
		}
	}
	return out
}
