package gild_test

import (
	"context"
	"database/sql"
	"slices"
	"testing"

	mysqldriver "github.com/go-sql-driver/mysql"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/tests/servers"
)

// txKinds are the databases that transactions are tested on, through gild and without it.
var txKinds = []struct {
	name string
	open func(t testing.TB) *sql.DB
}{
	{"sqlite", func(t testing.TB) *sql.DB { return openTx(t, "sqlite3+gild", sqliteDSN(t)) }},
	{"sqlite-bare", func(t testing.TB) *sql.DB { return openTx(t, "sqlite3", sqliteDSN(t)) }},
	{"postgres", openPostgres},
	{"postgres-bare", func(t testing.TB) *sql.DB { return openTx(t, "postgres", servers.Postgres(t)) }},
	{"mariadb", openMariaDB},
	{"mariadb-bare", func(t testing.TB) *sql.DB { return openTx(t, "mysql", servers.MySQL(t)) }},
	{"postgres-pgx", func(t testing.TB) *sql.DB { return openTx(t, "pgx", servers.Postgres(t)) }},
}

func sqliteDSN(t testing.TB) string {
	return "file:" + servers.SQLite(t) + "?_journal_mode=WAL&_busy_timeout=10000"
}

func openPostgres(t testing.TB) *sql.DB { return openTx(t, "postgres+gild", servers.Postgres(t)) }

func openMariaDB(t testing.TB) *sql.DB {
	t.Helper()
	return wrapMariaDB(t, servers.MySQL(t))
}

func wrapMariaDB(t testing.TB, dsn string, options ...driver.Option) *sql.DB {
	t.Helper()
	cfg, err := mysqldriver.ParseDSN(dsn)
	check(t, err)
	cfg.Logger = &mysqldriver.NopLogger{}
	real, err := mysqldriver.NewConnector(cfg)
	check(t, err)
	return closed(t, sql.OpenDB(driver.NewConnector(real, append(options, driver.WithDialect(mysql.Dialect))...)))
}

func openTx(t testing.TB, name, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open(name, dsn)
	check(t, err)
	return closed(t, db)
}

// closed closes db when the test ends; by then no connection may be in use.
func closed(t testing.TB, db *sql.DB) *sql.DB {
	t.Cleanup(func() {
		if n := db.Stats().InUse; n != 0 {
			t.Errorf("%d connections are still in use", n)
		}
		_ = db.Close()
	})
	return db
}

// eachTx runs test on each database, with an empty table notes(id).
func eachTx(t *testing.T, test func(t *testing.T, db *sql.DB)) {
	for _, kind := range txKinds {
		t.Run(kind.name, func(t *testing.T) {
			db := kind.open(t)
			mustExec(t, db, "create table notes (id int not null primary key)")
			test(t, db)
		})
	}
}

// runner is a *sql.DB, *sql.Tx or *sql.Conn.
type runner interface {
	gild.DB
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func mustExec(t testing.TB, db runner, query string) {
	t.Helper()
	if _, err := db.ExecContext(context.Background(), query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func exec(ctx context.Context, db gild.DB, query string) error {
	_, err := db.ExecContext(ctx, query)
	return err
}

func scan[T any](t testing.TB, db runner, query string) T {
	t.Helper()
	var v T
	if err := db.QueryRowContext(context.Background(), query).Scan(&v); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return v
}

// wantNotes checks which notes have been committed.
func wantNotes(t testing.TB, db *sql.DB, want ...int) {
	t.Helper()
	rows, err := db.Query("select id from notes order by id")
	check(t, err)
	defer rows.Close()
	var got []int
	for rows.Next() {
		var id int
		check(t, rows.Scan(&id))
		got = append(got, id)
	}
	check(t, rows.Err())
	if !slices.Equal(got, want) {
		t.Errorf("the notes are %v, want %v", got, want)
	}
}
