// Package pgx puts gild around github.com/jackc/pgx/v5, by its driver for database/sql.
//
// Importing it registers the driver "pgx+gild" for sql.Open, with the data source names of
// pgx, among them those of stdlib.RegisterConnConfig, and makes URLs such as
// "postgresql+pgx://me@localhost/app" known to gild.Open. A URL without a driver,
// "postgresql://", is pgx's too unless driver/pq is linked in as well.
//
// pgx keeps prepared statements itself, so gild keeps none; the options
// default_query_exec_mode and statement_cache_capacity say how. Connections differ from
// those of the bare driver in one thing: text parameters take numbers, truth values and
// times (see textCodec).
package pgx

import (
	"context"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/driver/dburl"
	"github.com/gildsql/gild/wrap"
)

// Name is the driver's name for sql.Open.
const Name = "pgx+gild"

func init() {
	real := &Driver{stdlib.GetDefaultDriver().(*stdlib.Driver)}
	driver.Register(Name, real, Options()...)
	driver.RegisterBackend(driver.Backend{
		Name: "pgx", Dialect: postgres.Dialect, Driver: real, DSN: dsn, Connector: real.connector,
		BehindPooler: behindPooler,
		Options:      Options(),
	})
}

// behindPooler sends a text and its arguments in one message, without a prepared statement.
func behindPooler(u *dburl.URL) (*dburl.URL, error) {
	switch mode := u.Params.Get("default_query_exec_mode"); mode {
	case "exec", "simple_protocol":
	case "":
		u.Params.Set("default_query_exec_mode", "exec")
	default:
		return nil, fmt.Errorf("pgx needs default_query_exec_mode=exec or simple_protocol behind it, not %s", mode)
	}
	return u, nil
}

// Options are what gild needs to know of pgx, for a connector that the program makes
// itself: driver.NewConnector(k, pgx.Options()...).
func Options() []driver.Option {
	return []driver.Option{driver.WithDialect(postgres.Dialect), driver.WithPreparedStatements(-1), driver.WithTraits(wrap.Traits{Forget: forget, ReadsArgs: true})}
}

// forget empties pgx's caches, on connections that have some.
func forget(ctx context.Context, conn sqldriver.Conn) error {
	real, ok := conn.(*stdlib.Conn)
	if !ok {
		return nil
	}
	c := real.Conn()
	switch c.Config().DefaultQueryExecMode {
	case pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe:
	default:
		return nil
	}
	if c.PgConn().TxStatus() == 'E' {
		return errFailed
	}
	return c.DeallocateAll(ctx)
}

// errFailed says that the server forgets nothing before the end of a transaction that has failed.
var errFailed = errors.New("the transaction has failed")

func dsn(u *dburl.URL) (string, error) {
	if err := options.Check(u.Params); err != nil {
		return "", err
	}
	return u.PostgresDSN()
}

// connector reads the data source name now: pgx's own connector would do it for each
// connection.
func (d *Driver) connector(dsn string) (sqldriver.Connector, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, &parseError{err.Error(), errors.Unwrap(err)}
	}
	return connector{stdlib.GetConnector(*config), d}, nil
}

// parseError has the text and the cause of a *pgconn.ParseConfigError, but not its ConnString,
// which is the data source name with the password.
type parseError struct {
	text  string
	cause error
}

func (e *parseError) Error() string { return e.text }
func (e *parseError) Unwrap() error { return e.cause }
