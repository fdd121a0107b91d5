// Package pq puts gild around github.com/lib/pq.
//
// Importing it registers the driver "postgres+gild" for sql.Open, with the data source
// names of lib/pq, and makes URLs such as "postgresql://me@localhost/app" known to
// gild.Open.
package pq

import (
	sqldriver "database/sql/driver"
	"errors"

	"github.com/lib/pq"

	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/driver/dburl"
	"github.com/gildsql/gild/wrap"
)

// Name is the driver's name for sql.Open.
const Name = "postgres+gild"

// traits: lib/pq prepares a text with arguments each time, in a round trip of its own, and
// breaks its protocol when something is run while the rows of such a text are open, and
// takes any lost connection for one that nothing was sent over.
var traits = wrap.Traits{
	Prepare:       wrap.PrepareArgs,
	ExclusiveRows: true,
	StalePlans:    true,
	EndWithConn:   true,
	LateBadConn:   true,
	ReadsArgs:     true,
}

func init() {
	real := &pq.Driver{}
	driver.Register(Name, real, Options()...)
	driver.RegisterBackend(driver.Backend{
		Name: "pq", Dialect: postgres.Dialect, Driver: real, DSN: dsn,
		Options:   Options(),
		Connector: connector, BehindPooler: behindPooler,
	})
}

// behindPooler sends a text and its arguments in one message: between two, the pooler may
// take another connection, and give one client the answer to another.
func behindPooler(u *dburl.URL) (*dburl.URL, error) {
	if u.Params.Has("binary_parameters") && u.Params.Get("binary_parameters") != "yes" {
		return nil, errors.New("lib/pq needs binary_parameters=yes behind it")
	}
	u.Params.Set("binary_parameters", "yes")
	return u, nil
}

// Options are what gild needs to know of lib/pq, for a connector that the program makes
// itself: driver.NewConnector(k, pq.Options()...).
func Options() []driver.Option {
	return []driver.Option{driver.WithDialect(postgres.Dialect), driver.WithTraits(traits), driver.WithDSN(forDSN)}
}

// forDSN keeps nothing prepared where binary_parameters=yes has lib/pq itself prepare
// nothing: most often for the sake of a pooler.
func forDSN(dsn string, c *wrap.Config) {
	if set, err := pq.NewConfig(dsn); err == nil && set.BinaryParameters && c.PreparedStatements == 0 {
		c.PreparedStatements = -1
	}
}

func connector(dsn string) (sqldriver.Connector, error) {
	k, err := pq.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	return k, nil
}

func dsn(u *dburl.URL) (string, error) {
	if err := options.Check(u.Params); err != nil {
		return "", err
	}
	return u.PostgresDSN()
}
