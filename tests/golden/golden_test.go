package golden

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mariadb"
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
)

var update = flag.Bool("update", false, "write the golden files anew")

// entry is a statement of a subject.
type entry struct {
	name string
	stmt expr.Statement
	// then is asked behind a statement that writes, which gives back no rows itself.
	then expr.Query
	// notRun has the servers that are not asked, by the dialect's name, with the reason.
	notRun map[string]string
	// varies tells that the rows are others each time.
	varies bool
	// differs is why the databases do not give the same rows, where they do not.
	differs string
}

// subjects are all of them, by the names of their files.
var subjects = map[string][]entry{}

var dialects = []*dialect.Dialect{
	sqlite.Dialect, postgres.Dialect, mysql.Dialect, mariadb.Dialect, mssql.Dialect, oracle.Dialect,
}

// TestGolden compares the SQL of each subject with its file.
func TestGolden(t *testing.T) {
	if len(subjects) == 0 {
		t.Fatal("no subjects")
	}
	for name, entries := range subjects {
		t.Run(name, func(t *testing.T) {
			file := "testdata/" + name + ".golden"
			got := golden(t, entries)
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s differs: %s; look at it with -update and git diff", file, firstDifference(got, want))
			}
		})
	}
}

// golden returns the text of a subject's file.
func golden(t *testing.T, entries []entry) []byte {
	var b bytes.Buffer
	named := map[string]bool{}
	for _, e := range entries {
		if named[e.name] {
			t.Errorf("two statements are called %q", e.name)
		}
		named[e.name] = true
		fmt.Fprintf(&b, "== %s\n", e.name)
		for _, group := range bySQL(e.stmt) {
			fmt.Fprintf(&b, "%s:\n    %s\n", strings.Join(group.dialects, " "), group.sql)
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// group are the dialects with the same SQL.
type group struct {
	sql      string
	dialects []string
}

// bySQL returns what a statement is for each dialect, with its arguments, or why it is not.
func bySQL(stmt expr.Statement) []group {
	var groups []group
	for _, d := range dialects {
		sql, args, err := gild.SQL(stmt, d)
		switch {
		case err != nil:
			sql = "! " + strings.TrimPrefix(err.Error(), "gild: "+d.Name+": ")
		case len(args) > 0:
			sql += fmt.Sprintf("\n    -- %v", args)
		}
		i := slices.IndexFunc(groups, func(g group) bool { return g.sql == sql })
		if i < 0 {
			i = len(groups)
			groups = append(groups, group{sql: sql})
		}
		groups[i].dialects = append(groups[i].dialects, d.Name)
	}
	return groups
}

// firstDifference returns the first line that is not the same.
func firstDifference(got, want []byte) string {
	g, w := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range g {
		if i >= len(w) || !bytes.Equal(g[i], w[i]) {
			line := []byte("nothing")
			if i < len(w) {
				line = w[i]
			}
			return fmt.Sprintf("line %d is %q, was %q", i+1, g[i], line)
		}
	}
	return fmt.Sprintf("it has %d lines more", len(w)-len(g))
}
