// Package pq puts gild around github.com/lib/pq.
//
// Importing it registers the driver "postgres+gild" for sql.Open, with the data source
// names of lib/pq, and makes URLs such as "postgresql://me@localhost/app" known to
// gild.Open.
package pq

import (
	sqldriver "database/sql/driver"

	"github.com/lib/pq"

	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/driver/dburl"
)

// Name is the driver's name for sql.Open.
const Name = "postgres+gild"

func init() {
	real := &pq.Driver{}
	driver.Register(Name, real, driver.WithDialect(postgres.Dialect), driver.WithExclusiveRows())
	driver.RegisterBackend(driver.Backend{
		Name: "pq", Dialect: postgres.Dialect, Driver: real, DSN: dsn,
		Options:   []driver.Option{driver.WithExclusiveRows()},
		Connector: connector,
	})
}

func connector(dsn string) (sqldriver.Connector, error) {
	k, err := pq.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	return k, nil
}

func dsn(u *dburl.URL) (string, error) {
	if err := checkOptions(u.Params); err != nil {
		return "", err
	}
	return u.PostgresDSN()
}
