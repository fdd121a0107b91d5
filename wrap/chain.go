package wrap

import (
	"context"
	"database/sql/driver"

	"github.com/ngrok/sqlmw"
)

// Interceptor sees calls to the driver. It is sqlmw's: an interceptor written for sqlmw
// works here, and the other way round.
type Interceptor = sqlmw.Interceptor

// NullInterceptor passes every call on. Embed it to intercept only some.
type NullInterceptor = sqlmw.NullInterceptor

// chain puts interceptors around the connections of k, the first one outermost. Those
// that are nil are passed over.
func chain(k driver.Connector, interceptors []Interceptor) (driver.Connector, error) {
	for i := len(interceptors) - 1; i >= 0; i-- {
		if interceptors[i] == nil {
			continue
		}
		wrapped, err := sqlmw.Driver(connectorDriver{k}, interceptors[i]).(driver.DriverContext).OpenConnector("")
		if err != nil {
			return nil, err
		}
		k = wrapped
	}
	return k, nil
}

// connectorDriver shows a connector to sqlmw, which wraps drivers.
type connectorDriver struct{ k driver.Connector }

func (d connectorDriver) Open(string) (driver.Conn, error) {
	return d.k.Connect(context.Background())
}

func (d connectorDriver) OpenConnector(string) (driver.Connector, error) { return d.k, nil }
