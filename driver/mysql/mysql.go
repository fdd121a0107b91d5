// Package mysql puts gild around github.com/go-sql-driver/mysql, for MySQL and MariaDB.
//
// Importing it registers the driver "mysql+gild" for sql.Open, with the data source names of
// go-sql-driver/mysql, and makes URLs such as "mysql://me:secret@localhost/app" and
// "mariadb://localhost/app" known to gild.Open. Either finds out which of the two databases
// answers.
//
// A data source name is left as it is. A URL has parseTime=true, so that dates and times are
// time.Time everywhere, and clientFoundRows=true, so that RowsAffected counts the rows found
// by an UPDATE and not only those that it changed, as with every other database; both can be
// set in the URL. Times are in UTC unless it says loc.
package mysql

import (
	"maps"

	"github.com/go-sql-driver/mysql"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mariadb"
	mysqldialect "github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/driver/dburl"
	"github.com/gildsql/gild/wrap"
)

// Name is the driver's name for sql.Open.
const Name = "mysql+gild"

// traits: go-sql-driver/mysql leaves texts with arguments to database/sql to prepare, and the
// server prepares anew what no longer fits the schema.
var traits = wrap.Traits{Prepare: wrap.PrepareSkipped, EndWithConn: true, ReadsArgs: true}

func init() {
	real := &mysql.MySQLDriver{}
	driver.Register(Name, real, Options()...)
	for _, d := range []*dialect.Dialect{mysqldialect.Dialect, mariadb.Dialect} {
		driver.RegisterBackend(driver.Backend{
			Name: "mysql", Dialect: d, Driver: real, DSN: dsn,
			// Not Options(), whose dialect is not for both.
			Options:      []driver.Option{driver.WithTraits(traits), driver.WithPreparedStatements(statements)},
			BehindPooler: func(u *dburl.URL) (*dburl.URL, error) { return u, nil },
		})
	}
}

// Options are what gild needs to know of go-sql-driver/mysql, for a connector that the
// program makes itself: driver.NewConnector(k, mysql.Options()...).
func Options() []driver.Option {
	return []driver.Option{
		driver.WithDialect(mysqldialect.Dialect), driver.WithTraits(traits), driver.WithPreparedStatements(statements),
	}
}

// statements is how many a connection keeps. The server counts those of all connections, bare
// ones too, and has room for 16382 (max_prepared_stmt_count).
const statements = 32

// defaults are the parameters that a URL has unless it says otherwise.
var defaults = map[string]string{"parseTime": "true", "clientFoundRows": "true"}

func dsn(u *dburl.URL) (string, error) {
	if err := options(u.Dialect).Check(u.Params); err != nil {
		return "", err
	}
	full := *u
	full.Params = maps.Clone(u.Params)
	for name, value := range defaults {
		if !full.Params.Has(name) {
			full.Params.Set(name, value)
		}
	}
	return full.MySQLDSN()
}
