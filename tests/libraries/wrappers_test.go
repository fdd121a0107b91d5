package libraries

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"slices"
	"sync"
	"testing"

	"github.com/XSAM/otelsql"
	"github.com/lib/pq"
	"github.com/mattn/go-sqlite3"
	"github.com/ngrok/sqlmw"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	semconv "go.opentelemetry.io/otel/semconv/v1.30.0"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/tests/servers"
)

// plain runs a program without a library on db.
func plain(t *testing.T, db *sql.DB, insert string) {
	t.Helper()
	_, err := db.Exec(createPeople)
	check(t, err)
	for id := range 3 {
		_, err := db.Exec(insert, id, string(rune('a'+id)))
		check(t, err)
	}
	tx, err := db.Begin()
	check(t, err)
	_, err = tx.Exec(insert, 3, "d")
	check(t, err)
	check(t, tx.Rollback())
	var n int
	check(t, db.QueryRow("select count(*) from people").Scan(&n))
	equal(t, n, 3)
	_, err = db.Exec(insert, 0, "a")
	duplicate(t, err)
}

const (
	insertNumbered = "insert into people (id, name) values ($1, $2)"
	insertMarked   = "insert into people (id, name) values (?, ?)"
)

// TestOtelsqlAround has otelsql around gild, by the driver's name.
func TestOtelsqlAround(t *testing.T) {
	each(t, func(t *testing.T, d database) {
		spans := tracetest.NewSpanRecorder()
		db, err := otelsql.Open(d.driver, d.dsn,
			otelsql.WithTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans))),
			otelsql.WithAttributes(semconv.DBSystemNamePostgreSQL), otelsql.WithSQLCommenter(true))
		check(t, err)
		defer db.Close()
		insert := insertMarked
		if d.kind == "postgres" {
			insert = insertNumbered
		}
		plain(t, db, insert)
		understands(t, db)
		if n := len(spans.Ended()); n < 10 {
			t.Fatalf("got %d spans, want one for each call", n)
		}
	})
}

// TestOtelsqlWithin has gild around otelsql, which then sees the SQL that gild makes.
func TestOtelsqlWithin(t *testing.T) {
	spans := tracetest.NewSpanRecorder()
	traced := otelsql.WrapDriver(&pq.Driver{},
		otelsql.WithTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans))))
	k, err := driver.Wrap(traced, driver.WithDialect(postgres.Dialect), driver.WithPreparedStatements(-1)).
		OpenConnector(servers.Postgres(t))
	check(t, err)
	db := sql.OpenDB(k)
	defer db.Close()
	plain(t, db, insertNumbered)
	understands(t, db)
	seen := slices.ContainsFunc(spans.Ended(), func(s sdktrace.ReadOnlySpan) bool {
		for _, a := range s.Attributes() {
			if a.Value.AsString() == "SELECT $1::VARCHAR AS answer" {
				return true
			}
		}
		return false
	})
	equal(t, seen, true)
}

// texts is an interceptor that a program has for sqlmw.
type texts struct {
	sqlmw.NullInterceptor
	mu   sync.Mutex // protects following field
	seen []string
}

func (i *texts) ConnQueryContext(ctx context.Context, conn sqldriver.QueryerContext, query string, args []sqldriver.NamedValue) (context.Context, sqldriver.Rows, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.seen = append(i.seen, query)
	rows, err := conn.QueryContext(ctx, query, args)
	return ctx, rows, err
}

// TestSqlmwWithin has gild around a driver that sqlmw is around.
func TestSqlmwWithin(t *testing.T) {
	seen := &texts{}
	k, err := driver.Wrap(sqlmw.Driver(&sqlite3.SQLiteDriver{}, seen), driver.WithDialect(sqlite.Dialect),
		driver.WithPreparedStatements(-1)).OpenConnector(servers.SQLite(t))
	check(t, err)
	db := sql.OpenDB(k)
	defer db.Close()
	plain(t, db, insertMarked)
	understands(t, db)
	equal(t, slices.Contains(seen.seen, "SELECT ? AS answer"), true)
}

// TestSqlmwInterceptor gives the same interceptor to gild, which needs no second driver.
func TestSqlmwInterceptor(t *testing.T) {
	seen := &texts{}
	db, err := gild.Open("sqlite:///"+servers.SQLite(t), gild.WithInterceptors(seen))
	check(t, err)
	defer db.Close()
	plain(t, db, insertMarked)
	understands(t, db)
	equal(t, slices.Contains(seen.seen, "SELECT ? AS answer"), true)
}

// TestRawBehindWrappers finds the driver's own connection with otelsql around gild, and
// with gild around otelsql. (sqlmw's connections give nothing away: see TestSqlmwInterceptor.)
func TestRawBehindWrappers(t *testing.T) {
	around, err := otelsql.Open("sqlite3+gild", servers.SQLite(t))
	check(t, err)
	k, err := driver.Wrap(otelsql.WrapDriver(&sqlite3.SQLiteDriver{}), driver.WithDialect(sqlite.Dialect)).
		OpenConnector(servers.SQLite(t))
	check(t, err)
	for _, db := range []*sql.DB{around, sql.OpenDB(k)} {
		defer db.Close()
		db.SetMaxOpenConns(1)
		check(t, gild.WithRaw(context.Background(), db, func(c *sqlite3.SQLiteConn) error {
			return c.RegisterFunc("twice", func(n int64) int64 { return 2 * n }, true)
		}))
		n, err := gild.One[int](context.Background(), db, expr.Select(expr.Func[int]("twice", expr.Val(21)).As("n")))
		check(t, err)
		equal(t, n, 42)
	}
}
