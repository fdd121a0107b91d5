// Package faults has what a program must survive with gild: connections that are killed, servers that restart,
// contexts that end at any moment, networks that break, drivers that fail or panic. Each test goes through
// gild, with its cache of prepared statements on, by sql.Open and again by gild.Open with an interceptor.
package faults

import (
	"context"
	"database/sql"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/mysql"
	_ "github.com/gildsql/gild/driver/pgx"
	_ "github.com/gildsql/gild/driver/pq"
	_ "github.com/gildsql/gild/driver/sqlite3"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

// patience is how long something may take that takes no time. Nothing waits for it if all is well.
const patience = 20 * time.Second

var meta = schema.NewMetaData()

// Marks is where tests leave ids. Its table has no key, so that a row that is written twice is there twice.
var Marks = schema.Define[struct {
	schema.Table `gild:"marks"`
	ID           expr.Col[int64] `gild:"id"`
}](meta)

// Numbers has the numbers from 0 to 99.
var Numbers = schema.Define[struct {
	schema.Table `gild:"numbers"`
	N            expr.Col[int64] `gild:"n"`
}](meta)

const (
	createMarks   = "create table marks (id bigint not null)"
	createNumbers = "create table numbers (n bigint not null)"
	fillNumbers   = `insert into numbers with recursive s as (select 0 as n union all select n + 1 from s where n < 99)
		select n from s`
)

// A backend is a database behind a driver.
type backend struct {
	name   string // "postgres", the driver's name without gild
	place  func(testing.TB) string
	url    func(dsn string) string // of the same place, for gild.Open
	echo   string                  // a query that answers its argument
	insert string                  // writes its argument into marks
	slow   string                  // a query that takes half a minute
	pid    string                  // the number of the connection, for the server
	kill   string                  // ends the connection of a number
	others string                  // counts the connections of a number that are left

	// repeats tells that the driver returns driver.ErrBadConn for a statement that was sent and whose
	// connection broke before the answer. database/sql runs it again then, with gild as without.
	repeats bool
}

// named is sql.Open's name for the backend through gild.
func (b backend) named() string { return b.name + "+gild" }

var (
	pqBackend = backend{
		name: "postgres", repeats: true, place: servers.Postgres, url: func(dsn string) string { return dsn },
		echo: "select $1::bigint", insert: "insert into marks (id) values ($1)",
		slow: "select pg_sleep(30)", pid: "select pg_backend_pid()",
		kill:   "select pg_terminate_backend($1)",
		others: "select count(*) from pg_stat_activity where pid = $1",
	}
	pgxBackend = func() backend {
		b := pqBackend
		b.name, b.repeats = "pgx", false
		b.url = func(dsn string) string { return "postgresql+pgx://" + strings.TrimPrefix(dsn, "postgres://") }
		return b
	}()
	mysqlBackend = backend{
		name: "mysql", place: quietMySQL, url: mysqlURL,
		echo: "select cast(? as signed)", insert: "insert into marks (id) values (?)",
		slow: "select sleep(30)", pid: "select connection_id()",
		kill:   "kill ?",
		others: "select count(*) from information_schema.processlist where id = ?",
	}
	sqliteBackend = backend{
		name: "sqlite3", place: sqliteFile,
		url:  func(dsn string) string { return "sqlite:///" + strings.TrimPrefix(dsn, "file:") },
		echo: "select cast(? as integer)", insert: "insert into marks (id) values (?)",
	}
	serverBackends = []backend{pqBackend, pgxBackend, mysqlBackend}
	allBackends    = append(serverBackends, sqliteBackend)
)

func sqliteFile(tb testing.TB) string {
	return "file:" + servers.SQLite(tb) + "?_journal_mode=WAL&_busy_timeout=10000"
}

// quietMySQL is a place of the driver's that writes no line for each connection that breaks.
func quietMySQL(tb testing.TB) string {
	_ = mysqldriver.SetLogger(&mysqldriver.NopLogger{}) // it is not nil
	return servers.MySQL(tb)
}

func mysqlURL(dsn string) string {
	config, err := mysqldriver.ParseDSN(dsn)
	if err != nil {
		return ""
	}
	u := url.URL{Scheme: "mariadb", User: url.UserPassword(config.User, config.Passwd), Host: config.Addr, Path: "/" + config.DBName}
	if config.Net == "unix" {
		u.Host, u.RawQuery = "", url.Values{"unix_socket": {config.Addr}}.Encode()
	}
	return u.String()
}

// A house is a place of a server that is open twice: through gild, and by the bare driver for looking on.
type house struct {
	backend
	dsn  string
	db   *sql.DB
	bare *sql.DB
}

// each runs test with each backend, by sql.Open and by gild.Open with an interceptor.
func each(t *testing.T, backends []backend, test func(t *testing.T, h *house)) {
	for _, b := range backends {
		t.Run(b.name, func(t *testing.T) { test(t, b.house(t, b.place(t), false)) })
		t.Run(b.name+"-intercepted", func(t *testing.T) { test(t, b.house(t, b.place(t), true)) })
	}
}

// house opens a place, and makes the tables there.
func (b backend) house(t *testing.T, dsn string, intercepted bool) *house {
	t.Helper()
	h := &house{backend: b, dsn: dsn, db: b.open(t, dsn, intercepted), bare: openDB(t, b.name, dsn)}
	for _, query := range []string{createMarks, createNumbers, fillNumbers} {
		mustExec(t, h.bare, query)
	}
	return h
}

// open opens a place through gild. pgx keeps statements itself, so that gild does only if it is told to.
func (b backend) open(t *testing.T, dsn string, intercepted bool, options ...gild.Option) *sql.DB {
	t.Helper()
	if !intercepted && len(options) == 0 {
		return openDB(t, b.named(), dsn)
	}
	if intercepted {
		options = append(options, gild.WithInterceptors(&passing{}), gild.WithPreparedStatements(32))
	}
	db, err := gild.Open(b.url(dsn), options...)
	if err != nil {
		t.Fatal(err)
	}
	return closing(t, db)
}

// passing is an interceptor that does nothing.
type passing struct{ gild.NullInterceptor }

func openDB(t *testing.T, name, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open(name, dsn)
	if err != nil {
		t.Fatal(err)
	}
	return closing(t, db)
}

// closing closes db at the end of the test, by when all connections must be back.
func closing(t *testing.T, db *sql.DB) *sql.DB {
	t.Cleanup(func() {
		back(t, db)
		_ = db.Close() // of a server that may be gone
	})
	return db
}

// back fails the test if connections stay in use. database/sql counts those that it is still opening, and gives
// some back in the background when a context has ended, so that it may take a moment.
func back(t *testing.T, db *sql.DB) {
	t.Helper()
	deadline := time.Now().Add(patience / 4)
	for db.Stats().InUse != 0 {
		if time.Now().After(deadline) {
			t.Errorf("%d connections leaked", db.Stats().InUse)
			return
		}
		time.Sleep(time.Millisecond)
	}
}

func mustExec(t *testing.T, db gild.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.ExecContext(context.Background(), query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// scan returns the one value of a query, and fails the test if there is none.
func scan[T any](t *testing.T, db *sql.DB, query string, args ...any) T {
	t.Helper()
	var v T
	if err := db.QueryRow(query, args...).Scan(&v); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return v
}

// await waits until what is true, and asks it again and again: there is no other way to learn of it.
func await(t *testing.T, what string, is func() bool) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for !is() {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
		time.Sleep(time.Millisecond)
	}
}

// limited returns a context that keeps a test from hanging.
func limited(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

// serial makes numbers that no other caller gets.
var serial atomic.Int64

// ask has db answer a number by text and by a statement. A wrong answer fails the test; an error is returned.
func (h *house) ask(ctx context.Context, t *testing.T, db gild.DB) error {
	want := serial.Add(1)
	rows, err := db.QueryContext(ctx, h.echo, want)
	if err != nil {
		return err
	}
	defer rows.Close()
	n, got := 0, int64(0)
	for ; rows.Next(); n++ {
		if err := rows.Scan(&got); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if err := rows.Close(); err != nil {
		return err
	}
	if n != 1 || got != want {
		t.Errorf("%d rows, the last one %d: want %d", n, got, want)
	}
	number := want % 100
	got, err = gild.One[int64](ctx, db, expr.Select(Numbers.N).Where(Numbers.N.Eq(number)))
	if err == nil && got != number {
		t.Errorf("the statement answers %d: want %d", got, number)
	}
	return err
}

// marks returns how often each id is in the table.
func (h *house) marks(t *testing.T) map[int64]int {
	t.Helper()
	rows, err := h.bare.Query("select id from marks")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	found := map[int64]int{}
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		found[id]++
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}

func insertMark(id int64) expr.Statement { return expr.Insert(Marks).Values(Marks.ID.Set(id)) }
