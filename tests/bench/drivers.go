package main

import (
	"database/sql"
	"database/sql/driver"
	"slices"

	"github.com/XSAM/otelsql"
	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/lib/pq"
	"github.com/mattn/go-sqlite3"
	"github.com/ngrok/sqlmw"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	tracenoop "go.opentelemetry.io/otel/trace/noop"

	mysqldialect "github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	gilddriver "github.com/gildsql/gild/driver"
	_ "github.com/gildsql/gild/driver/mysql"   // registers mysql+gild
	"github.com/gildsql/gild/driver/pgx"       // registers pgx+gild
	_ "github.com/gildsql/gild/driver/pq"      // registers postgres+gild
	_ "github.com/gildsql/gild/driver/sqlite3" // registers sqlite3+gild
	"github.com/gildsql/gild/wrap"
)

// What is put behind a driver's name for sql.Open to get the same driver wrapped. The name
// with gildSuffix is registered by gild itself, as programs use it; the others are here.
const (
	gildSuffix              = "+gild"
	uncachedSuffix          = "+gild+uncached"
	interceptedSuffix       = "+gild+uncached+null"
	cachedInterceptedSuffix = "+gild+null"
	sqlmwSuffix             = "+sqlmw"
	otelsqlSuffix           = "+otelsql"
)

// The traits are those that gild's packages for these drivers state, and keep to themselves.
// They are for the drivers registered here; gild's own prove theirs in TestFewerAllocations.
var (
	pqTraits = wrap.Traits{Prepare: wrap.PrepareArgs, ExclusiveRows: true, StalePlans: true, EndWithConn: true}

	sqliteOptions = []gilddriver.Option{gilddriver.WithDialect(sqlite.Dialect),
		gilddriver.WithTraits(wrap.Traits{Prepare: wrap.PrepareAll, NamedArgs: true})}
	pqOptions  = []gilddriver.Option{gilddriver.WithDialect(postgres.Dialect), gilddriver.WithTraits(pqTraits)}
	pgxOptions = []gilddriver.Option{gilddriver.WithDialect(postgres.Dialect), gilddriver.WithPreparedStatements(-1)}

	mysqlOptions = []gilddriver.Option{gilddriver.WithDialect(mysqldialect.Dialect),
		gilddriver.WithTraits(wrap.Traits{Prepare: wrap.PrepareSkipped, EndWithConn: true})}
)

func init() {
	registerWrapped("sqlite3", &sqlite3.SQLiteDriver{}, sqliteOptions)
	registerWrapped("postgres", &pq.Driver{}, pqOptions)
	registerWrapped("mysql", &mysql.MySQLDriver{}, mysqlOptions)

	bare := stdlib.GetDefaultDriver().(*stdlib.Driver)
	registerGild("pgx", &pgx.Driver{Driver: bare}, pgxOptions)
	registerOthers("pgx", bare)

	sql.Register(countedDriver, countedPQ{})
	gilddriver.Register(countedDriver+gildSuffix, countedPQ{}, pqOptions...)
	registerWrapped(countedDriver, countedPQ{}, pqOptions)
}

func registerWrapped(name string, real driver.Driver, options []gilddriver.Option) {
	registerGild(name, real, options)
	registerOthers(name, real)
}

func registerGild(name string, real driver.Driver, options []gilddriver.Option) {
	uncached := append(slices.Clip(options), gilddriver.WithPreparedStatements(-1))
	null := gilddriver.WithInterceptors(&wrap.NullInterceptor{})
	registerTraced(name, real, options)
	gilddriver.Register(name+uncachedSuffix, real, uncached...)
	gilddriver.Register(name+interceptedSuffix, real, append(slices.Clip(uncached), null)...)
	gilddriver.Register(name+cachedInterceptedSuffix, real, append(slices.Clip(options), null)...)
}

// registerOthers registers the driver wrapped by others, which do nothing.
func registerOthers(name string, real driver.Driver) {
	sql.Register(name+sqlmwSuffix, sqlmw.Driver(real, &sqlmw.NullInterceptor{}))
	sql.Register(name+otelsqlSuffix, otelsql.WrapDriver(real,
		otelsql.WithTracerProvider(tracenoop.NewTracerProvider()), otelsql.WithMeterProvider(metricnoop.NewMeterProvider())))
}
