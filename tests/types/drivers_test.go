package types

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mariadb"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	_ "github.com/gildsql/gild/driver/mysql"
	_ "github.com/gildsql/gild/driver/pgx"
	_ "github.com/gildsql/gild/driver/pq"
	_ "github.com/gildsql/gild/driver/sqlite3"
	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

// systems says which databases have something.
type systems uint8

const (
	lite systems = 1 << iota
	post
	maria
	all = lite | post | maria
)

// A driver is one of those that gild wraps, on a database of its own.
type driver struct {
	name    string
	on      systems
	dialect *dialect.Dialect
	open    func(t *testing.T) string
}

var drivers = []driver{
	{"sqlite3", lite, sqlite.Dialect, func(t *testing.T) string { return "sqlite:///" + servers.SQLite(t) }},
	{"pq", post, postgres.Dialect, func(t *testing.T) string { return postgresURL(t, "postgresql") }},
	{"pgx", post, postgres.Dialect, func(t *testing.T) string { return postgresURL(t, "postgresql+pgx") }},
	{"mysql", maria, mariadb.Dialect, func(t *testing.T) string { return servers.MySQLURL(t) }},
}

func postgresURL(t *testing.T, scheme string) string {
	_, server, _ := strings.Cut(servers.Postgres(t), "://")
	return scheme + "://" + server
}

// place is an open database.
type place struct {
	driver
	*sql.DB
}

func (d driver) place(t *testing.T) *place {
	db, err := gild.Open(d.open(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return &place{d, db}
}
