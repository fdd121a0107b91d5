package golden

import (
	"context"
	"database/sql"
	"slices"
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
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

// TestRun runs the statements of all subjects on the servers that are here: what compiles for a
// database must be SQL for it, and gives the rows that are recorded.
func TestRun(t *testing.T) {
	defer recorded.save(t)
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
	fill(t, db, d)
	for subject, entries := range subjects {
		for _, e := range entries {
			if e.notRun[d.Name] != "" {
				continue
			}
			t.Run(subject+"/"+e.name, func(t *testing.T) {
				rows, refused := run(t, db, e)
				if !refused && !e.varies {
					recorded.check(t, place{subject, e.name}, d.Name, rows)
				}
			})
		}
	}
}

// fill makes the tables, with the rows that statements find.
func fill(t *testing.T, db *sql.DB, d *dialect.Dialect) {
	t.Helper()
	ctx := context.Background()
	metas := []*schema.MetaData{meta}
	inserts := contents
	if d == postgres.Dialect {
		metas, inserts = append(metas, metaPostgres), append(slices.Clip(inserts), contentsPostgres...)
	}
	for _, m := range metas {
		if err := m.CreateAll(ctx, db); err != nil {
			t.Fatal(err)
		}
	}
	for _, insert := range inserts {
		if _, err := gild.Exec(ctx, db, insert); err != nil {
			t.Fatal(err)
		}
	}
}

// run runs a statement in a transaction that is rolled back, and returns its rows as text, or those
// of what is asked behind it. What
// the database cannot have is the matter of its golden file.
func run(t *testing.T, db *sql.DB, e entry) (text string, refused bool) {
	stmt := e.stmt
	ctx := context.Background()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if e.then != nil {
		if _, err = gild.Exec(ctx, tx, stmt); err == nil {
			stmt = e.then
		}
	}
	var rows *sql.Rows
	if err == nil {
		rows, err = tx.QueryContext(ctx, "", stmt)
	}
	if _, refused := err.(*compile.Error); refused {
		return "", true
	}
	if err != nil {
		t.Fatalf("%v\n%v", err, stmt)
	}
	defer rows.Close()
	text, err = textOf(rows, isOrdered(stmt))
	if err != nil {
		t.Fatalf("%v\n%v", err, stmt)
	}
	return text, false
}
