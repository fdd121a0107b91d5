package orm_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

var (
	places    = regexp.MustCompile(`\$\d+`)
	returning = regexp.MustCompile(` RETURNING .*$`)
	tuples    = regexp.MustCompile(`\((?:\?|NULL)(?:, (?:\?|NULL))*\)`)
)

// brief writes a statement with its arguments in one line, the same for all databases:
//
//	INSERT nodes (data, parent_id) [n1 NULL] [n2 1]
func brief(c live.Call) string {
	text := returning.ReplaceAllString(places.ReplaceAllString(c.SQL, "?"), "")
	var args []string
	for _, a := range c.Args {
		switch v := a.(type) {
		case nil:
			args = append(args, "NULL")
		case []byte:
			args = append(args, string(v))
		default:
			args = append(args, fmt.Sprint(v))
		}
	}
	if head, values, ok := strings.Cut(text, " VALUES "); ok && strings.HasPrefix(text, "INSERT INTO ") {
		rows := tuples.FindAllString(values, -1)
		if len(rows) > 0 && strings.Join(rows, ", ") == values {
			width := len(args) / len(rows)
			text = "INSERT " + strings.TrimPrefix(head, "INSERT INTO ")
			for i := range rows {
				text += " [" + strings.Join(args[i*width:(i+1)*width], " ") + "]"
			}
			return text
		}
	}
	for _, a := range args {
		text = strings.Replace(text, "?", a, 1)
	}
	return strings.NewReplacer("() VALUES ()", "DEFAULT VALUES", "INSERT INTO ", "INSERT ", "DELETE FROM ", "DELETE ", "INNER JOIN ", "JOIN ").Replace(text)
}

// wantSent compares what has been sent since the last look, statement by statement.
func wantSent(t *testing.T, db *live.Database, want ...string) {
	t.Helper()
	var got []string
	for _, c := range db.Log.TakeCalls() {
		line := brief(c)
		if strings.HasPrefix(line, "SELECT ") { // which columns are read is not what flushes are about
			_, line, _ = strings.Cut(line, " FROM ")
			line = "SELECT " + strings.ReplaceAll(line, "\n", " ")
		}
		got = append(got, strings.Join(strings.Fields(line), " "))
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("sent\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// eachWith runs a test with the tables of some models on SQLite, PostgreSQL and MariaDB.
func eachWith(t *testing.T, models []orm.Mapping, test func(t *testing.T, r *orm.Registry, db *live.Database)) {
	t.Helper()
	eachReturning(t, models, test)
	t.Run("mariadb", func(t *testing.T) {
		db := live.MySQL(t)
		test(t, create(t, db, append(slices.Clip(models), orm.Preset[string]("size=100"))), db)
	})
}

// eachReturning is eachWith for what MariaDB, without RETURNING for UPDATE and arrays, does by other statements.
func eachReturning(t *testing.T, models []orm.Mapping, test func(t *testing.T, r *orm.Registry, db *live.Database)) {
	t.Helper()
	live.Each(t, func(t *testing.T, db *live.Database) {
		test(t, create(t, db, models), db)
	}, gild.WithLint())
}

// create makes the tables of some models.
func create(t *testing.T, db *live.Database, models []orm.Mapping) *orm.Registry {
	t.Helper()
	r := orm.NewRegistry(nil, models...)
	ok(t, r.Err())
	ok(t, r.MetaData().CreateAll(t.Context(), db))
	db.Log.Take()
	return r
}
