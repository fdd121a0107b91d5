package libraries

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/lib/pq"
	"github.com/mattn/go-sqlite3"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/mysql"   // registers mysql+gild
	_ "github.com/gildsql/gild/driver/pgx"     // registers pgx+gild
	_ "github.com/gildsql/gild/driver/pq"      // registers postgres+gild
	_ "github.com/gildsql/gild/driver/sqlite3" // registers sqlite3+gild
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

// A database is an empty one, as a program names it to sql.Open.
type database struct {
	driver, dsn string
	kind        string // postgres, sqlite3 or mysql
}

// each runs test on each database that gild supports, by each of its drivers.
func each(t *testing.T, test func(t *testing.T, d database)) {
	t.Run("sqlite3+gild", func(t *testing.T) {
		test(t, database{"sqlite3+gild", servers.SQLite(t), "sqlite3"})
	})
	t.Run("postgres+gild", func(t *testing.T) {
		test(t, database{"postgres+gild", servers.Postgres(t), "postgres"})
	})
	t.Run("pgx+gild", func(t *testing.T) {
		test(t, database{"pgx+gild", servers.Postgres(t), "postgres"})
	})
	t.Run("mysql+gild", func(t *testing.T) {
		test(t, database{"mysql+gild", servers.MySQL(t), "mysql"})
	})
}

// open opens the database as a program does that knows nothing of gild.
func (d database) open(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open(d.driver, d.dsn)
	check(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// createPeople is for libraries that make no tables.
const createPeople = "create table people (id integer primary key, name varchar(50) not null unique)"

type person struct {
	ID   int64  `db:"id"`
	Name string `db:"name"`
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T comparable](t testing.TB, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("got %v, want %v", got, want)
	}
}

// duplicate fails the test unless err says that a row is there already: to gild, and to a
// program that asks for the driver's own error.
func duplicate(t testing.TB, err error) {
	t.Helper()
	if !gild.Is(err, gild.ErrUnique) {
		t.Fatalf("got %v (%T), want a unique violation", err, err)
	}
	var (
		ofPq     *pq.Error
		ofPgx    *pgconn.PgError
		ofSQLite sqlite3.Error
		ofMySQL  *mysql.MySQLError
	)
	if !errors.As(err, &ofPq) && !errors.As(err, &ofPgx) && !errors.As(err, &ofSQLite) && !errors.As(err, &ofMySQL) {
		t.Fatalf("%v (%T) has none of the drivers' own errors in it", err, err)
	}
}

// understands fails the test unless db takes statements of the expression language: it
// goes through gild, whatever else is around it.
func understands(t testing.TB, db gild.DB) {
	t.Helper()
	answer, err := gild.One[string](context.Background(), db, expr.Select(expr.Val("yes").As("answer")))
	check(t, err)
	equal(t, answer, "yes")
}
