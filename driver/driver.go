package driver

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/wrap"
)

// Driver is a database/sql driver around another one. It is safe for concurrent use.
type Driver struct {
	real   driver.Driver
	config wrap.Config
	own    *wrap.Connector // nil unless it is a connector's own
}

// Wrap puts gild around a real driver.
func Wrap(real driver.Driver, options ...Option) *Driver {
	return &Driver{real: real, config: configure(options)}
}

// Register puts gild around a real driver and registers it for sql.Open under a name.
// Like sql.Register it is called once for a name, at start-up.
func Register(name string, real driver.Driver, options ...Option) {
	sql.Register(name, Wrap(real, options...))
}

// NewConnector puts gild around a connector that is not opened by name, such as that of
// pq.NewConnector, for sql.OpenDB.
func NewConnector(real driver.Connector, options ...Option) *wrap.Connector {
	config := configure(options)
	return newConnector(real, &Driver{real: real.Driver(), config: config}, config)
}

// newConnector wraps real. Each connector has a Driver of its own, through which its pool
// is found.
func newConnector(real driver.Connector, own *Driver, config wrap.Config) *wrap.Connector {
	k := wrap.NewConnector(real, own, config)
	own.own = k
	return k
}

// Pool returns what gild knows of the connections of the *sql.DB whose Driver method has
// returned d. It is nil for a Driver that Wrap has made.
func (d *Driver) Pool() *pooling.Pool {
	if d.own == nil {
		return nil
	}
	return d.own.Pool()
}

// Connector returns the connector of the *sql.DB whose Driver method has returned d. It is nil for
// a Driver that Wrap has made.
func (d *Driver) Connector() *wrap.Connector { return d.own }

// Unwrap returns the real driver.
func (d *Driver) Unwrap() driver.Driver { return d.real }

// Open opens a connection, as driver.Driver asks for. database/sql uses OpenConnector.
func (d *Driver) Open(dsn string) (driver.Conn, error) {
	k, err := d.OpenConnector(dsn)
	if err != nil {
		return nil, err
	}
	return k.Connect(context.Background())
}

// OpenConnector returns the connector for a data source name, which reaches the real
// driver as it is. Mistakes in it are reported when the real driver reports them.
func (d *Driver) OpenConnector(dsn string) (driver.Connector, error) {
	real, err := openReal(d.real, dsn)
	if err != nil {
		return nil, err
	}
	return newConnector(real, &Driver{real: d.real, config: d.config}, d.config.For(dsn)), nil
}

// openReal returns the real driver's connector, as sql.Open would make it.
func openReal(real driver.Driver, dsn string) (driver.Connector, error) {
	if d, ok := real.(driver.DriverContext); ok {
		return d.OpenConnector(dsn)
	}
	return dsnConnector{dsn, real}, nil
}

// dsnConnector connects by a driver's Open.
type dsnConnector struct {
	dsn    string
	driver driver.Driver
}

func (c dsnConnector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }
func (c dsnConnector) Driver() driver.Driver                        { return c.driver }
