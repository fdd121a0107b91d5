package wrap_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"strings"
	"testing"

	"github.com/lib/pq"
	"github.com/mattn/go-sqlite3"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/servers"
	"github.com/gildsql/gild/wrap"
)

func TestMain(m *testing.M) { servers.Main(m) }

// engine is a real database with its bare driver.
type engine struct {
	name    string
	driver  sqldriver.Driver
	dialect *dialect.Dialect
	dsn     func(testing.TB) string
	options []driver.Option
	bytes   string // type of byte strings
	slow    string // a query that takes for ever
}

var engines = []engine{
	{
		name: "sqlite", driver: &sqlite3.SQLiteDriver{}, dialect: sqlite.Dialect, bytes: "blob",
		dsn:  func(t testing.TB) string { return servers.SQLite(t) },
		slow: "with recursive c(n) as (select 1 union all select n + 1 from c) select count(*) from c",
	},
	{
		name: "postgresql", driver: pq.Driver{}, dialect: postgres.Dialect, bytes: "bytea", dsn: servers.Postgres,
		options: []driver.Option{driver.WithTraits(wrap.Traits{ExclusiveRows: true})},
		slow:    "select pg_sleep(600)",
	},
}

// eachEngine runs test on every engine.
func eachEngine(t *testing.T, test func(t *testing.T, e engine)) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) { test(t, e) })
	}
}

// bare opens dsn without gild.
func (e engine) bare(t testing.TB, dsn string) *sql.DB {
	t.Helper()
	return opened(t, e.connector(t, dsn))
}

// wrapped opens dsn through gild.
func (e engine) wrapped(t testing.TB, dsn string, options ...driver.Option) *sql.DB {
	t.Helper()
	options = append(append([]driver.Option{driver.WithDialect(e.dialect)}, e.options...), options...)
	return opened(t, driver.NewConnector(e.connector(t, dsn), options...))
}

// fresh opens a new database through gild.
func (e engine) fresh(t testing.TB, options ...driver.Option) *sql.DB {
	t.Helper()
	return e.wrapped(t, e.dsn(t), options...)
}

func (e engine) connector(t testing.TB, dsn string) sqldriver.Connector {
	t.Helper()
	if d, ok := e.driver.(sqldriver.DriverContext); ok {
		k, err := d.OpenConnector(dsn)
		check(t, err)
		return k
	}
	return dsnConnector{dsn, e.driver}
}

type dsnConnector struct {
	dsn    string
	driver sqldriver.Driver
}

func (c dsnConnector) Connect(context.Context) (sqldriver.Conn, error) { return c.driver.Open(c.dsn) }
func (c dsnConnector) Driver() sqldriver.Driver                        { return c.driver }

func opened(t testing.TB, k sqldriver.Connector) *sql.DB {
	db := sql.OpenDB(k)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// passThrough is an interceptor that does nothing.
func passThrough() driver.Option { return driver.WithInterceptors(&wrap.NullInterceptor{}) }

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantError checks that err says each of the parts.
func wantError(t testing.TB, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one that says %q", parts)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("got error %q, want it to say %q", err, part)
		}
	}
}

// Items is the table of these tests.
type itemTable struct {
	schema.Table `gild:"items"`
	ID           expr.Col[int64]  `gild:"id,pk"`
	Name         expr.Col[string] `gild:"name"`
	Note         expr.Null[string]
}

var (
	meta  = schema.NewMetaData()
	Items = schema.Define[itemTable](meta)
)

// withItems creates the table and fills it with items 1 (ann), 2 (bob) ... of these names.
func withItems(t testing.TB, db *sql.DB, names ...string) {
	t.Helper()
	ctx := context.Background()
	_, err := db.ExecContext(ctx, "", &schema.CreateTable{Table: &Items.Table}) // alone, without looking around as CreateAll does
	check(t, err)
	for i, name := range names {
		_, err = db.ExecContext(ctx, "", expr.Insert(Items).Values(Items.ID.Set(int64(i+1)), Items.Name.Set(name)))
		check(t, err)
	}
}

// byID selects the name of the item whose id is given as parameter "id".
var byID = expr.Select(Items.Name).Where(Items.ID.EqExpr(expr.Param[int64]("id")))
