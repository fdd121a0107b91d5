package suite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"testing"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/lib/pq"
	"github.com/mattn/go-sqlite3"

	"github.com/gildsql/gild/driver"
	gildmysql "github.com/gildsql/gild/driver/mysql"
	gildpgx "github.com/gildsql/gild/driver/pgx"
	gildpq "github.com/gildsql/gild/driver/pq"
	gildsqlite "github.com/gildsql/gild/driver/sqlite3"
	"github.com/gildsql/gild/tests/servers"
	"github.com/gildsql/gild/tests/suite"
)

// real is a driver that is registered with and without gild.
type real struct {
	name, bare, wrapped string
	dsn                 func(testing.TB) string
	subject             suite.Subject // without name and databases
}

var postgresSQL = suite.SQL{
	Placeholder: func(n int) string { return fmt.Sprint("$", n) }, Bytes: "bytea", Slow: "select pg_sleep(600)",
}

var mysqlSQL = suite.SQL{Time: "datetime(6)", Slow: "select sleep(600)"}

func withParams(params string) func(testing.TB) string {
	return func(tb testing.TB) string { return servers.MySQL(tb) + params }
}

func reals() []real {
	mysqlSubject := suite.Subject{SQL: mysqlSQL, ErrorAs: mysqlError, Scrub: withoutDatabase, Steps: mysqlSteps}
	return []real{
		{"pq", "postgres", gildpq.Name, servers.Postgres, suite.Subject{SQL: postgresSQL, ErrorAs: pqError, Steps: pqSteps}},
		{"pgx", "pgx", gildpgx.Name, servers.Postgres, suite.Subject{SQL: postgresSQL, ErrorAs: pgxError, Steps: pgxSteps}},
		{"sqlite3", "sqlite3", gildsqlite.Name, servers.SQLite, suite.Subject{
			SQL: suite.SQL{
				Slow:       "with recursive c(n) as (select 1 union all select n + 1 from c) select count(*) from c",
				Unprepared: true, // the driver crashes when it runs such a statement
			},
			ErrorAs: sqliteError, Steps: sqliteSteps,
		}},
		{"mysql", "mysql", gildmysql.Name, servers.MySQL, mysqlSubject},
		{"mysql interpolating", "mysql", gildmysql.Name, withParams("?interpolateParams=true&multiStatements=true"), mysqlSubject},
		{"mysql parseTime", "mysql", gildmysql.Name, withParams("?parseTime=true&multiStatements=true"), mysqlSubject},
	}
}

// known are differences that the packages below driver tell their users of.
var known = map[string][]suite.Difference{
	"pgx": {{Tests: `^pgx/arguments$`, Reason: "text parameters take numbers, truth values and times"}},
}

func init() {
	for _, name := range []string{"mysql", "mysql interpolating", "mysql parseTime"} {
		known[name] = []suite.Difference{{
			Tests: `/blank_texts$`, Reason: "a text without SQL prepares whatever statement will come",
		}}
	}
}

// TestDrivers runs the drivers as the packages below driver register them.
func TestDrivers(t *testing.T) {
	for _, r := range reals() {
		r.subject.Known = known[r.name]
		r.run(t, func(_ testing.TB, dsn string) (*sql.DB, error) { return sql.Open(r.wrapped, dsn) })
	}
}

// TestDriversWithoutDialect runs them as gild finds any driver that it has never heard of.
func TestDriversWithoutDialect(t *testing.T) {
	for _, r := range reals() {
		name := "suite-" + r.name
		driver.Register(name, registeredDriver(t, r.bare))
		r.run(t, func(_ testing.TB, dsn string) (*sql.DB, error) { return sql.Open(name, dsn) })
	}
}

// TestDriversWithInterceptors runs them below interceptors.
func TestDriversWithInterceptors(t *testing.T) {
	for _, r := range reals() {
		name := "suite-intercepted-" + r.name
		driver.Register(name, registeredDriver(t, r.bare), interceptor, interceptor)
		r.run(t, func(_ testing.TB, dsn string) (*sql.DB, error) { return sql.Open(name, dsn) })
	}
}

func (r real) run(t *testing.T, wrapped func(testing.TB, string) (*sql.DB, error)) {
	s := r.subject
	s.Name, s.Unwrap = r.name, unwrap
	s.Bare = func(tb testing.TB) *sql.DB { return opened(tb)(sql.Open(r.bare, r.dsn(tb))) }
	s.Wrapped = func(tb testing.TB) *sql.DB { return opened(tb)(wrapped(tb, r.dsn(tb))) }
	suite.Run(t, s)
}

var database = regexp.MustCompile(`gild_test_\w+`)

// withoutDatabase takes out of MySQL's errors the name of the test's own database.
func withoutDatabase(line string) string { return database.ReplaceAllString(line, "(database)") }

func opened(tb testing.TB) func(*sql.DB, error) *sql.DB {
	return func(db *sql.DB, err error) *sql.DB {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { _ = db.Close() })
		return db
	}
}

func pqError(err error) string {
	if e, ok := errors.AsType[*pq.Error](err); ok {
		return fmt.Sprint(e.Code, " ", e.Constraint, " ", e.Table, " ", e.Position)
	}
	return ""
}

func pgxError(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return fmt.Sprint(e.Code, " ", e.ConstraintName, " ", e.TableName, " ", e.Position)
	}
	return ""
}

func sqliteError(err error) string {
	if e, ok := errors.AsType[sqlite3.Error](err); ok {
		return fmt.Sprint(e.Code, " ", e.ExtendedCode)
	}
	return ""
}

func mysqlError(err error) string {
	if e, ok := errors.AsType[*mysql.MySQLError](err); ok {
		return fmt.Sprint(e.Number, " ", string(e.SQLState[:]))
	}
	return ""
}

// withReal runs f with the driver's own connection.
func withReal[C any](p *suite.Program, f func(c C)) {
	conn, err := p.DB.Conn(context.Background())
	p.Check(err)
	defer conn.Close()
	p.Check(conn.Raw(func(c any) error {
		real, ok := p.Real(c).(C)
		p.Note("real", ok)
		if ok {
			f(real)
		}
		return nil
	}))
}
