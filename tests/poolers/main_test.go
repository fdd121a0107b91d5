// Package poolers has what a program gets from gild behind a PgBouncer: each test goes through a PgBouncer of
// its own, with lib/pq and with pgx, as the options pooler=transaction and pooler=session of a URL say.
package poolers

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/pgx"
	_ "github.com/gildsql/gild/driver/pq"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

const (
	clients = 8 // goroutines
	rounds  = 25
	behind  = 2 // connections of the server that the pooler has for them

	// patience is how long a client may wait. Nothing waits for it if all is well.
	patience = time.Minute
)

var meta = schema.NewMetaData()

// Echoes is where clients leave their numbers.
var Echoes = schema.Define[struct {
	schema.Table `gild:"echoes"`
	N            expr.Col[int64]  `gild:"n,pk"`
	Who          expr.Col[int64]  `gild:"who"`
	Note         expr.Col[string] `gild:"note"`
}](meta)

type (
	// Sound is an object of the ORM; the database numbers it.
	Sound struct {
		orm.Entity `gild:"sounds"`
		ID         int64 `gild:"id,pk"`
		N          int64
		Tones      orm.Many[*Tone]
	}

	// Tone is a part of a Sound.
	Tone struct {
		orm.Entity `gild:"tones"`
		ID         int64 `gild:"id,pk"`
		SoundID    int64 `gild:"fk=sounds.id"`
		Pitch      int64
	}
)

var models = orm.NewRegistry(meta, orm.Model[Sound](), orm.Model[Tone]())

// settings are those of a PgBouncer that follows no prepared statements, whatever its version. Those that can
// are told not to.
func settings(t *testing.T, mode string) []string {
	t.Helper()
	set := []string{"pool_mode=" + mode, "default_pool_size=2"}
	if follows(t) {
		set = append(set, "max_prepared_statements=0")
	}
	return set
}

// follows reports whether this machine's PgBouncer can follow prepared statements.
func follows(t *testing.T) bool {
	t.Helper()
	major, minor := servers.PgBouncerVersion(t)
	return major > 1 || minor >= 21
}

// A place is a database of the test's own behind a PgBouncer of its own, for one driver.
type place struct {
	driver string // as URLs of gild name it
	dsn    string
}

// eachDriver runs test with each driver and the settings of PgBouncer. The tables are there, and empty.
func eachDriver(t *testing.T, settings []string, test func(t *testing.T, p place)) {
	server := servers.Throwaway(t)
	direct := opened(t, gildURL("pq", server.URL()))
	check(t, meta.CreateAll(t.Context(), direct))
	for _, driver := range []string{"pq", "pgx"} {
		t.Run(driver, func(t *testing.T) {
			_, err := direct.Exec("truncate echoes, sounds, tones")
			check(t, err)
			test(t, place{driver, servers.PgBouncer(t, server.URL(), settings...)})
		})
	}
}

// open returns a new pool of clients through gild, with options of the URL such as "&pooler=session".
func (p place) open(t *testing.T, options string) *sql.DB {
	t.Helper()
	return opened(t, gildURL(p.driver, p.dsn)+options)
}

// bare returns a new pool of clients of the driver without gild.
func (p place) bare(t *testing.T) *sql.DB {
	t.Helper()
	name := map[string]string{"pq": "postgres", "pgx": "pgx"}[p.driver]
	db, err := sql.Open(name, p.dsn)
	check(t, err)
	t.Cleanup(func() { check(t, db.Close()) })
	return db
}

func gildURL(driver, dsn string) string {
	return "postgresql+" + driver + "://" + strings.TrimPrefix(dsn, "postgres://")
}

func opened(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := gild.Open(url)
	check(t, err)
	t.Cleanup(func() { check(t, db.Close()) })
	return db
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// taken returns n connections of db that are open at once, for the time of the test.
func taken(t *testing.T, db *sql.DB, n int) []*sql.Conn {
	t.Helper()
	var conns []*sql.Conn
	for range n {
		c, err := db.Conn(t.Context())
		check(t, err)
		t.Cleanup(func() { _ = c.Close() })
		conns = append(conns, c)
	}
	return conns
}

// one returns the answer to a query that has no arguments.
func one[T any](t *testing.T, db interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}, query string) T {
	t.Helper()
	var v T
	check(t, db.QueryRowContext(t.Context(), query).Scan(&v))
	return v
}

const (
	pid = "select pg_backend_pid()"
	// kept counts what the server keeps prepared on a connection, but for these two texts, which pgx prepares too.
	kept = `select count(*) from pg_prepared_statements
		where statement not like '%pg_prepared_statements%' and statement not like '%pg_backend_pid%'`
)
