package dialect_test

import (
	"database/sql/driver"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mariadb"
	"github.com/gildsql/gild/dialect/mysql"
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
			pgArgs := s.args
			if s.pgArgs != nil {
				pgArgs = s.pgArgs
			}
			checkSQL(t, postgres.Dialect, s, want, pgArgs)
			checkMySQL(t, s)
		})
	}
}

// checkMySQL compares what MySQL and MariaDB have in common, and what one refuses.
func checkMySQL(t *testing.T, s statement) {
	t.Helper()
	returning := strings.Contains(s.sql, " RETURNING ")
	for _, d := range []*dialect.Dialect{mysql.Dialect, mariadb.Dialect} {
		wantErr := s.myErr
		if returning && (d == mysql.Dialect || strings.HasPrefix(s.sql, "UPDATE")) {
			wantErr = "the database has no RETURNING"
		}
		if wantErr == "" || strings.HasPrefix(wantErr, "Error") {
			checkSQL(t, d, s, mysqlText(s), mysqlArgs(s))
			continue
		}
		if text, _, err := d.SQL(s.stmt); err == nil || !strings.Contains(err.Error(), wantErr) || !strings.Contains(err.Error(), d.Name) {
			t.Errorf("%s: got %q, %v, want an error with %q", d.Name, text, err, wantErr)
		}
	}
}

// mysqlText makes MySQL's text from those of the others where the differences are always the
// same.
func mysqlText(s statement) string {
	text := s.sql
	switch {
	case s.my != "":
		return s.my
	case strings.Contains(text, " RETURNING "), strings.Contains(text, "1!=1"): // with the table in front of columns
		text = unnumbered(s.pg)
	case strings.Contains(s.pg, "LIMIT ALL"):
		text = strings.Replace(text, "LIMIT ? OFFSET ?", "LIMIT ?, 18446744073709551615", 1)
	case s.pg != "":
		text = strings.Replace(text, "LIMIT ? OFFSET ?", "LIMIT ?", 1)
	default:
		text = strings.Replace(text, "LIMIT ? OFFSET ?", "LIMIT ?, ?", 1)
	}
	return strings.NewReplacer(
		" LEFT OUTER JOIN ", " LEFT OUTER JOIN ", " JOIN ", " INNER JOIN ",
		"WHERE 1 = 1", "WHERE true = 1", "ON 1 = 1", "ON true = 1", "WHERE 0 = 1", "WHERE false = 1", ") = 1", ") = true",
		`""`, `"`, `"`, "`",
	).Replace(text)
}

// mysqlArgs has the offset before the limit.
func mysqlArgs(s statement) []any {
	if s.pg == "" && strings.Contains(s.sql, "LIMIT ? OFFSET ?") {
		return []any{s.args[1], s.args[0]}
	}
	return s.args
}

// unnumbered replaces $1, $2 by question marks.
func unnumbered(text string) string {
	return regexp.MustCompile(`\$[0-9]+`).ReplaceAllString(text, "?")
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
