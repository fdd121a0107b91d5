// Package reflection tests what gild reads of live databases.
package reflection

import (
	"context"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

// database is a fresh database of one driver.
type database struct {
	*live.Database
	name string // "sqlite", "postgresql", "mariadb"
}

// each runs test on each driver, after the statements that are given for its database.
func each(t *testing.T, setup map[string]string, test func(t *testing.T, db database)) {
	t.Helper()
	run := func(driver, name string, open func(t testing.TB, options ...gild.Option) *live.Database) {
		if _, ok := setup[name]; !ok {
			return
		}
		t.Run(driver, func(t *testing.T) {
			db := database{open(t), name}
			db.run(t, setup[name])
			db.Log.Take()
			test(t, db)
		})
	}
	run("sqlite3", "sqlite", live.SQLite)
	run("pq", "postgresql", live.Postgres)
	run("pgx", "postgresql", live.PGX)
	run("mysql", "mariadb", live.MySQL)
}

// run executes statements, each of which ends with a semicolon at the end of a line.
func (db database) run(t testing.TB, script string) {
	t.Helper()
	for stmt := range strings.SplitSeq(script, ";\n") {
		if strings.TrimSpace(stmt) == "" {
			continue
		}
		if _, err := db.Exec(stmt); err != nil {
			t.Fatalf("%s\n%v", stmt, err)
		}
	}
}

// inspect returns an Inspector.
func (db database) inspect(t testing.TB) *gild.Inspector {
	t.Helper()
	insp, err := gild.Inspect(context.Background(), db)
	check(t, err)
	return insp
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// must returns what a getter has returned, without an error.
func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		check(t, err)
		return v
	}
}
