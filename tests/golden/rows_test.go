package golden

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild/expr"
)

// place is a statement by its subject and name.
type place struct{ subject, name string }

// records are the rows of statements on databases, as testdata/SUBJECT.rows has them.
type records struct {
	known map[string]map[place]map[string]string // by subject, from its file
	now   map[place]map[string]string            // those that were seen, for -update
}

var recorded = &records{known: map[string]map[place]map[string]string{}, now: map[place]map[string]string{}}

// check compares the rows of a statement on a database with those in its file.
func (r *records) check(t *testing.T, at place, database, rows string) {
	t.Helper()
	if r.now[at] == nil {
		r.now[at] = map[string]string{}
	}
	if before, ok := r.now[at][database]; ok && before != rows {
		t.Errorf("two drivers of %s differ:\n%s\nand\n%s", database, before, rows)
	}
	r.now[at][database] = rows
	if *update {
		return
	}
	want, ok := r.of(t, at.subject)[at][database]
	if !ok || want != rows {
		t.Errorf("got rows\n%s\nwant\n%s\nlook at them with -update and git diff", rows, want)
	}
}

// of returns the records of a subject.
func (r *records) of(t *testing.T, subject string) map[place]map[string]string {
	t.Helper()
	if r.known[subject] == nil {
		b, err := os.ReadFile("testdata/" + subject + ".rows")
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		r.known[subject] = parseRows(subject, string(b))
	}
	return r.known[subject]
}

// parseRows reads a file of rows.
func parseRows(subject, text string) map[place]map[string]string {
	all := map[place]map[string]string{}
	var at place
	var databases []string
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch row, isRow := strings.CutPrefix(line, "    "); {
		case isRow:
			for _, d := range databases {
				all[at][d] += row + "\n"
			}
		case strings.HasPrefix(line, "== "):
			at = place{subject, line[3:]}
			all[at] = map[string]string{}
		case line != "":
			databases = strings.Fields(strings.TrimSuffix(line, ":"))
			for _, d := range databases {
				all[at][d] = ""
			}
		}
	}
	return all
}

// save writes the files anew, with -update.
func (r *records) save(t *testing.T) {
	if !*update {
		return
	}
	for subject, entries := range subjects {
		var b strings.Builder
		for _, e := range entries {
			groups := r.groups(place{subject, e.name})
			if len(groups) == 0 {
				continue
			}
			fmt.Fprintf(&b, "== %s\n", e.name)
			for _, g := range groups {
				fmt.Fprintf(&b, "%s:\n", strings.Join(g.dialects, " "))
				for line := range strings.Lines(g.sql) {
					b.WriteString("    " + line)
				}
			}
			b.WriteByte('\n')
		}
		if b.Len() == 0 { // it was not run
			continue
		}
		if err := os.WriteFile("testdata/"+subject+".rows", []byte(b.String()), 0o644); err != nil {
			t.Error(err)
		}
	}
}

// groups returns the databases with the same rows.
func (r *records) groups(at place) []group { return groupsOf(r.now[at]) }

func groupsOf(rows map[string]string) []group {
	var groups []group
	for _, d := range dialects {
		text, ok := rows[d.Name]
		if !ok {
			continue
		}
		i := slices.IndexFunc(groups, func(g group) bool { return g.sql == text })
		if i < 0 {
			i = len(groups)
			groups = append(groups, group{sql: text})
		}
		groups[i].dialects = append(groups[i].dialects, d.Name)
	}
	return groups
}

// TestRowsAgree: a statement gives the same rows on all databases, or says why it does not.
func TestRowsAgree(t *testing.T) {
	if *update {
		t.Skip("TestRun writes the files")
	}
	compared := 0
	for subject, entries := range subjects {
		known := recorded.of(t, subject)
		for _, e := range entries {
			rows := known[place{subject, e.name}]
			switch groups := groupsOf(rows); {
			case len(groups) > 1 && e.differs == "":
				t.Errorf("%s/%s: databases give different rows:\n%v", subject, e.name, groups)
			case len(groups) < 2 && e.differs != "":
				t.Errorf("%s/%s: the rows are the same: %s", subject, e.name, e.differs)
			case len(rows) > 1 && len(groups) == 1:
				compared++
			}
		}
	}
	if compared < 100 {
		t.Errorf("only %d statements give the same rows on more than one database", compared)
	}
}

// isOrdered reports whether the order of the rows is that of the statement.
func isOrdered(stmt expr.Statement) bool {
	switch s := stmt.(type) {
	case *expr.SelectStmt:
		return len(s.Clauses().OrderBy) > 0
	case *expr.CompoundStmt:
		return len(s.Clauses().OrderBy) > 0
	case *expr.InsertStmt:
		return s.Clauses().InOrder
	}
	return false
}

// textOf returns rows as text, one in a line, sorted unless they have an order.
func textOf(rows *sql.Rows, ordered bool) (string, error) {
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	var lines []string
	for rows.Next() {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return "", err
		}
		texts := make([]string, len(values))
		for i, v := range values {
			texts[i] = valueText(v)
		}
		lines = append(lines, strings.Join(texts, " | ")+"\n")
	}
	if !ordered {
		slices.Sort(lines)
	}
	return strings.Join(lines, ""), rows.Err()
}

func valueText(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case []byte:
		return string(v)
	case time.Time:
		return v.UTC().Format(time.RFC3339)
	}
	return fmt.Sprint(v)
}
