package dialect_test

import (
	"database/sql/driver"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
)

// TestStatementsSQL compares the text and the arguments of each statement.
func TestStatementsSQL(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range statements {
		if seen[s.name] {
			t.Errorf("two statements are called %q", s.name)
		}
		seen[s.name] = true
		t.Run(s.name, func(t *testing.T) {
			checkSQL(t, sqlite.Dialect, s, s.sql, sqliteArgs(s))
			want := s.pg
			if want == "" {
				want = numbered(s.sql)
			}
			checkSQL(t, postgres.Dialect, s, want, s.args)
		})
	}
}

func checkSQL(t *testing.T, d *dialect.Dialect, s statement, want string, wantArgs []any) {
	t.Helper()
	params := make([]driver.NamedValue, len(s.params))
	for i, p := range s.params {
		params[i] = driver.NamedValue{Ordinal: i + 1, Name: p.Name, Value: p.Value}
	}
	got, gotArgs, err := d.SQL(s.stmt, params...)
	if err != nil {
		t.Errorf("%s: %v", d.Name, err)
		return
	}
	if got != want {
		t.Errorf("%s:\n got %s\nwant %s", d.Name, got, want)
	}
	if len(gotArgs)+len(wantArgs) > 0 && !reflect.DeepEqual(gotArgs, wantArgs) {
		t.Errorf("%s: arguments %#v, want %#v", d.Name, gotArgs, wantArgs)
	}
}

// sqliteArgs adds the LIMIT and OFFSET that SQLite gets where the statement has only one.
func sqliteArgs(s statement) []any {
	if s.pg == "" || !strings.Contains(s.sql, "LIMIT ? OFFSET ?") {
		return s.args
	}
	if strings.Contains(s.pg, "LIMIT ALL") {
		return append([]any{int64(-1)}, s.args...)
	}
	return append(append([]any{}, s.args...), int64(0))
}

// numbered replaces question marks by $1, $2.
func numbered(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if r == '?' {
			n++
			b.WriteString("$" + strconv.Itoa(n))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
