package pgx

import (
	"context"
	sqldriver "database/sql/driver"
	"fmt"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
)

// Driver is pgx's driver, with connections whose text parameters take any basic value. It is
// safe for concurrent use.
type Driver struct{ *stdlib.Driver }

// Open opens a connection, as driver.Driver asks for. database/sql uses OpenConnector.
func (d *Driver) Open(name string) (sqldriver.Conn, error) {
	return ready(d.Driver.Open(name))
}

// OpenConnector returns pgx's connector, which gets the data source name as it is and reports
// its mistakes when it connects.
func (d *Driver) OpenConnector(name string) (sqldriver.Connector, error) {
	real, err := d.Driver.OpenConnector(name)
	if err != nil {
		return nil, err
	}
	return connector{real, d}, nil
}

// Unwrap returns pgx's own driver.
func (d *Driver) Unwrap() sqldriver.Driver { return d.Driver }

// connector makes connections ready.
type connector struct {
	real   sqldriver.Connector
	driver *Driver
}

func (c connector) Connect(ctx context.Context) (sqldriver.Conn, error) {
	return ready(c.real.Connect(ctx))
}

func (c connector) Driver() sqldriver.Driver { return c.driver }

// ready gives a new connection the codec of its text types.
func ready(conn sqldriver.Conn, err error) (sqldriver.Conn, error) {
	if err != nil {
		return nil, err
	}
	real, ok := conn.(*stdlib.Conn)
	if !ok {
		_ = conn.Close()
		return nil, fmt.Errorf("gild: pgx made a %T instead of a *stdlib.Conn", conn)
	}
	types := real.Conn().TypeMap()
	types.TryWrapEncodePlanFuncs = append([]pgtype.TryWrapEncodePlanFunc{byName}, types.TryWrapEncodePlanFuncs...)
	for oid, name := range textTypes {
		types.RegisterType(&pgtype.Type{Name: name, OID: oid, Codec: textCodec{}})
	}
	return conn, nil
}
