package wrap

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"sync/atomic"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/pooling"
)

// DefaultPreparedStatements is how many prepared statements a connection keeps when not
// told otherwise.
const DefaultPreparedStatements = 128

// Config says how connections are wrapped. It is not changed once in use.
type Config struct {
	// Dialect is the database's; nil makes statements of the expression language an error.
	Dialect *dialect.Dialect
	// Interceptors see every call once with its final text, the first one outermost. What
	// gild asks on its own they do not see: the server's version, and whether a connection
	// of a pool that pings first still answers.
	Interceptors []Interceptor
	// Pool is checked on each connection: PrePing, PingAfter and Single. What concerns the
	// *sql.DB is the opener's part: Recycle, MaxOpen and MaxIdle.
	Pool pooling.Config
	// CompiledStatements is the size of the cache of compiled statements: 0 for
	// compile.DefaultCacheSize, negative for none.
	CompiledStatements int
	// PreparedStatements is how many prepared statements a connection keeps: 0 for
	// DefaultPreparedStatements, negative for none.
	PreparedStatements int
	// ExclusiveRows says that the driver mixes statements up when another one is run while
	// the rows of a prepared one are being read. It makes that an error, for the rows of any
	// statement of the expression language.
	ExclusiveRows bool
	// Server names the database for interceptors.
	Server Server
}

// Server names a database without its secrets, as telemetry reports it.
type Server struct {
	Address  string // host name, or empty
	Port     int    // 0 if not known
	Database string
}

// Connector makes wrapped connections. It is safe for concurrent use.
type Connector struct {
	real   driver.Connector // the driver's own
	driver driver.Driver
	config Config
	info   Info    // what holds for all calls
	kept   *keeper // nil unless there is to be one real connection only

	compiler atomic.Pointer[compile.Cache] // nil until the server's version is known
}

// NewConnector wraps the connections of a real driver's connector. drv is what
// Connector.Driver returns, nil for the real driver.
func NewConnector(real driver.Connector, drv driver.Driver, config Config) *Connector {
	if drv == nil {
		drv = real.Driver()
	}
	k := &Connector{real: real, driver: drv, config: config, info: newInfo(config)}
	if config.Pool.Single {
		k.kept = newKeeper(real)
	}
	return k
}

// Connect makes a connection.
func (k *Connector) Connect(ctx context.Context) (driver.Conn, error) {
	innermost := &shieldConnector{k: k}
	dial, err := chain(innermost, k.config.Interceptors)
	if err != nil {
		return nil, err
	}
	inner, err := dial.Connect(ctx)
	if err != nil {
		return nil, err
	}
	if innermost.made == nil {
		_ = inner.Close()
		return nil, errors.New("gild: an interceptor's ConnectorConnect must connect with the connector it is given")
	}
	return newConn(k, inner, innermost.made), nil
}

// Driver returns the driver that the connector was made with.
func (k *Connector) Driver() driver.Driver { return k.driver }

// Close closes the connection that is kept, if any, and the real connector if it can be
// closed. database/sql calls it from DB.Close.
func (k *Connector) Close() error {
	closer, ok := k.real.(io.Closer)
	switch {
	case k.kept == nil && ok:
		return closer.Close()
	case k.kept == nil:
		return nil
	case ok:
		return errors.Join(k.kept.closeForGood(), closer.Close())
	}
	return k.kept.closeForGood()
}

// Stats returns how many statements of the expression language were found in the cache
// of compiled statements, and how many had to be compiled.
func (k *Connector) Stats() (hits, misses int64) {
	if c := k.compiler.Load(); c != nil {
		return c.Stats()
	}
	return 0, 0
}

// shieldConnector makes the innermost layer of one connection.
type shieldConnector struct {
	k    *Connector
	made *shield // cannot be reached through sqlmw's connections
}

func (s *shieldConnector) Connect(ctx context.Context) (driver.Conn, error) {
	if s.k.kept != nil {
		real, err := s.k.kept.take(ctx)
		if err != nil {
			return nil, err
		}
		s.made = newShield(real, s.k.config)
		s.made.close = s.k.kept.giveBack
		return s.made, nil
	}
	real, err := s.k.real.Connect(ctx)
	if err != nil {
		return nil, err
	}
	s.made = newShield(real, s.k.config)
	return s.made, nil
}

func (s *shieldConnector) Driver() driver.Driver { return s.k.real.Driver() }
