// Package pq puts gild around github.com/lib/pq.
//
// Importing it registers the driver "postgres+gild" for sql.Open, with the data source
// names of lib/pq, and makes URLs such as "postgresql://me@localhost/app" known to
// gild.Open.
package pq

import (
	"github.com/lib/pq"

	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/driver/dburl"
)

// Name is the driver's name for sql.Open.
const Name = "postgres+gild"

func init() {
	real := &pq.Driver{}
	driver.Register(Name, real, driver.WithDialect(postgres.Dialect))
	driver.RegisterBackend(driver.Backend{
		Name: "pq", Dialect: postgres.Dialect, Driver: real,
		// Parameters that lib/pq does not know go to the server as settings, which refuses
		// those it does not know either.
		DSN: func(u *dburl.URL) (string, error) { return u.PostgresDSN() },
	})
}
