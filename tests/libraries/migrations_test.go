package libraries

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/golang-migrate/migrate/v4"
	migratedatabase "github.com/golang-migrate/migrate/v4/database"
	migratemysql "github.com/golang-migrate/migrate/v4/database/mysql"
	migratepostgres "github.com/golang-migrate/migrate/v4/database/postgres"
	migratesqlite3 "github.com/golang-migrate/migrate/v4/database/sqlite3"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/pressly/goose/v3"
)

const addNick = "alter table people add column nick varchar(20)"

// insertPeople runs the same text again and again, so that it is kept prepared over the
// changes of the table.
func insertPeople(t *testing.T, db *sql.DB, first int) {
	t.Helper()
	for id := first; id < first+3; id++ {
		_, err := db.Exec("insert into people (id, name) values (" + strings.Repeat("1+", id-1) + "1, 'someone')")
		check(t, err)
	}
}

// migrating opens the database for a program that changes its tables while it runs: pgx keeps
// prepared statements itself, with and without gild, and fails once for each that no longer
// fits, unless it is told to keep none.
func migrating(t *testing.T, d database) *sql.DB {
	if d.driver == "pgx+gild" {
		d.dsn += "&default_query_exec_mode=exec"
	}
	return d.open(t)
}

// columns reads the same text again and again.
func columns(t *testing.T, db *sql.DB, want int) {
	t.Helper()
	for range 3 {
		rows, err := db.Query("select * from people")
		check(t, err)
		got, err := rows.Columns()
		check(t, err)
		equal(t, len(got), want)
		check(t, rows.Close())
	}
}

func TestGoose(t *testing.T) {
	const createPeople = "create table people (id integer primary key, name varchar(50) not null)"
	dialects := map[string]goose.Dialect{"sqlite3": goose.DialectSQLite3, "postgres": goose.DialectPostgres, "mysql": goose.DialectMySQL}
	each(t, func(t *testing.T, d database) {
		ctx := context.Background()
		db := migrating(t, d)
		files := fstest.MapFS{
			"00001_people.sql": {Data: []byte("-- +goose Up\n" + createPeople + ";\n-- +goose Down\ndrop table people;\n")},
			"00002_nick.sql":   {Data: []byte("-- +goose Up\n" + addNick + ";\n-- +goose Down\nselect 1;\n")},
			"00003_broken.sql": {Data: []byte("-- +goose Up\nalter table nobody add column a integer;\n")},
		}
		p, err := goose.NewProvider(dialects[d.kind], db, files)
		check(t, err)
		_, err = p.UpTo(ctx, 1)
		check(t, err)
		insertPeople(t, db, 1)
		columns(t, db, 2)
		_, err = p.UpTo(ctx, 2)
		check(t, err)
		columns(t, db, 3)
		insertPeople(t, db, 4)
		if _, err = p.Up(ctx); err == nil || !strings.Contains(err.Error(), "nobody") {
			t.Fatalf("got %v, want the database's error about nobody", err)
		}
		version, err := p.GetDBVersion(ctx)
		check(t, err)
		equal(t, version, 2)
		_, err = p.DownTo(ctx, 0)
		check(t, err)
	})
}

// TestGooseGlobal uses goose's functions with a global dialect.
func TestGooseGlobal(t *testing.T) {
	each(t, func(t *testing.T, d database) {
		db := d.open(t)
		goose.SetLogger(goose.NopLogger())
		goose.SetBaseFS(fstest.MapFS{"m/00001_people.sql": {Data: []byte("-- +goose Up\n" + createPeople + ";\n")}})
		check(t, goose.SetDialect(d.kind))
		check(t, goose.Up(db, "m"))
		columns(t, db, 2)
	})
}

func migrateDriver(kind string, db *sql.DB) (migratedatabase.Driver, error) {
	switch kind {
	case "sqlite3":
		return migratesqlite3.WithInstance(db, &migratesqlite3.Config{})
	case "mysql":
		return migratemysql.WithInstance(db, &migratemysql.Config{})
	}
	return migratepostgres.WithInstance(db, &migratepostgres.Config{})
}

func TestMigrate(t *testing.T) {
	each(t, func(t *testing.T, d database) {
		db := migrating(t, d)
		files, err := iofs.New(fstest.MapFS{
			"1_people.up.sql":   {Data: []byte(createPeople)},
			"1_people.down.sql": {Data: []byte("drop table people")},
			"2_nick.up.sql":     {Data: []byte(addNick)},
			"2_nick.down.sql":   {Data: []byte("select 1")},
			"3_broken.up.sql":   {Data: []byte("alter table nobody add column a integer")},
		}, ".")
		check(t, err)
		target, err := migrateDriver(d.kind, db)
		check(t, err)
		m, err := migrate.NewWithInstance("iofs", files, d.kind, target)
		check(t, err)
		check(t, m.Migrate(1))
		columns(t, db, 2)
		check(t, m.Migrate(2))
		columns(t, db, 3)
		if err := m.Up(); err == nil || !strings.Contains(err.Error(), "nobody") {
			t.Fatalf("got %v, want the database's error about nobody", err)
		}
		check(t, m.Force(2))
		check(t, m.Down())
	})
}
