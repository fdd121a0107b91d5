package golden

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mariadb"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	_ "github.com/gildsql/gild/driver/mysql"
	_ "github.com/gildsql/gild/driver/pgx"
	_ "github.com/gildsql/gild/driver/pq"
	_ "github.com/gildsql/gild/driver/sqlite3"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

// TestRun runs the statements of all subjects on the servers that are here: what compiles for a
// database must be SQL for it.
func TestRun(t *testing.T) {
	for name, on := range map[string]struct {
		dialect *dialect.Dialect
		url     func(t *testing.T) string
	}{
		"sqlite":         {sqlite.Dialect, func(t *testing.T) string { return "sqlite:///" + servers.SQLite(t) }},
		"postgresql-pq":  {postgres.Dialect, func(t *testing.T) string { return servers.Postgres(t) }},
		"postgresql-pgx": {postgres.Dialect, func(t *testing.T) string { return withDriver(servers.Postgres(t), "pgx") }},
		"mariadb":        {mariadb.Dialect, func(t *testing.T) string { return servers.MySQLURL(t) }},
	} {
		t.Run(name, func(t *testing.T) { runAll(t, on.dialect, on.url(t)) })
	}
}

// withDriver returns the URL with another driver of the same database.
func withDriver(url, driver string) string {
	_, rest, _ := strings.Cut(url, "://")
	return "postgresql+" + driver + "://" + rest
}

func runAll(t *testing.T, d *dialect.Dialect, url string) {
	db, err := gild.Open(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := meta.CreateAll(context.Background(), db); err != nil {
		t.Fatal(err)
	}
	for subject, entries := range subjects {
		for _, e := range entries {
			if e.notRun[d.Name] != "" {
				continue
			}
			t.Run(subject+"/"+e.name, func(t *testing.T) { run(t, db, e.stmt) })
		}
	}
}

// run runs a statement in a transaction that is rolled back. What the database cannot have is
// the matter of its golden file.
func run(t *testing.T, db *sql.DB, stmt expr.Statement) {
	ctx := context.Background()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	rows, err := tx.QueryContext(ctx, "", stmt)
	if _, refused := err.(*compile.Error); refused {
		return
	}
	if err != nil {
		t.Fatalf("%v\n%v", err, stmt)
	}
	defer rows.Close()
	for rows.Next() {
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%v\n%v", err, stmt)
	}
}
