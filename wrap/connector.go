package wrap

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"sync/atomic"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/internal/params"
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
	// Pool is what connections keep to. What concerns the *sql.DB is the opener's part:
	// MaxOpen without CheckoutTimeout, and MaxIdle.
	Pool pooling.Config
	// CompiledStatements is the size of the cache of compiled statements: 0 for
	// compile.DefaultCacheSize, negative for none.
	CompiledStatements int
	// PreparedStatements is how many prepared statements a connection keeps: 0 for
	// DefaultPreparedStatements, negative for none.
	PreparedStatements int
	// QuestionMarks makes ? a placeholder in the program's own text on databases that have
	// others, and ?? stand for an operator that is a question mark.
	QuestionMarks bool
	// TypedErrors makes the errors of the program's own text a *dialect.Error, as those of the
	// expression language are. Without it they are the driver's own, as they were before gild.
	TypedErrors bool
	// Lint makes a statement of the expression language an error whose FROM is a cartesian
	// product: see compile.Lint.
	Lint bool
	// Schemas are what the schemas of tables and the like are called in this database, by the names
	// that they have in their definitions; empty names are the default schema. See TranslateSchemas.
	Schemas map[string]string
	// ErrorHandlers see the driver's errors before the program does, in this order.
	ErrorHandlers []ErrorHandler
	// Traits are what the real driver is like.
	Traits Traits
	// ForDSN changes the configuration for a data source name that asks the driver for
	// something else than usual. It may be nil, and is called by whoever has such a name.
	ForDSN func(dsn string, c *Config)
	// Login is WithCredentials of package driver: the opener's part.
	Login func(ctx context.Context) (pooling.Login, error)
	// Comment returns what is put behind each text, as a complete comment or empty: what is the
	// same for many executions, and what is another each time. A statement with the latter is not
	// kept prepared, and one that the program prepares goes without. See package sqlcomment.
	Comment func(ctx context.Context) (fixed, momentary string)
	// Real is put around the real driver's connector, beneath all that gild does. It may be nil.
	Real func(real driver.Connector, d *dialect.Dialect) driver.Connector
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
	info   Info // what holds for all calls
	texts  *textMemory
	style  *params.Style // nil if nothing is known of the database
	kept   *keeper       // nil unless there is to be one real connection only
	pool   *pooling.Pool
	// explains tells that errors of the program's own text do not leave as they come.
	explains bool
	watcher  Watcher // the outermost interceptor, if it is one
	spans    Watcher // the first of all interceptors that is one
	prepared preparedTotals
	observed observed

	known atomic.Pointer[identity] // nil until the server's version is known
}

// For returns the configuration for a data source name.
func (c Config) For(dsn string) Config {
	if c.ForDSN != nil {
		c.ForDSN(dsn, &c)
	}
	return c
}

// NewConnector wraps the connections of a real driver's connector. drv is what
// Connector.Driver returns, nil for the real driver.
func NewConnector(real driver.Connector, drv driver.Driver, config Config) *Connector {
	if drv == nil {
		drv = real.Driver()
	}
	if config.Real != nil {
		real = config.Real(real, config.Dialect)
	}
	all := config.Interceptors
	watcher, config := takeWatcher(config)
	k := &Connector{
		real: real, driver: drv, config: config, info: newInfo(config), texts: newTextMemory(), style: newStyle(config),
		pool: pooling.New(config.Pool), watcher: watcher, spans: firstWatcher(watcher, config.Interceptors),
	}
	k.info.watcher = k.spans
	k.explains = config.TypedErrors || len(config.ErrorHandlers) > 0
	k.observed.by = observers(all)
	k.tellPool()
	if config.Pool.Single {
		k.kept = newKeeper(real)
	}
	return k
}

// Connect makes a connection. Under a pool's CheckoutTimeout or Assert it may return one
// that another caller has left.
func (k *Connector) Connect(ctx context.Context) (driver.Conn, error) {
	if k.pool.Bounded() {
		return k.connectBounded(ctx)
	}
	return k.connectNew(ctx)
}

// dial makes a real connection and wraps it.
func (k *Connector) dial(ctx context.Context) (driver.Conn, error) {
	innermost := &shieldConnector{k: k}
	dial, err := chain(innermost, k.config.Interceptors)
	if err != nil {
		return nil, err
	}
	inner, err := k.watchConnect(k.withInfo(ctx), dial.Connect)
	if err != nil {
		return nil, k.failed(ctx, err)
	}
	if innermost.made == nil {
		_ = inner.Close()
		return nil, errors.New("gild: an interceptor's ConnectorConnect must connect with the connector it is given")
	}
	return newConn(k, inner, innermost.made), nil
}

// Pool returns what is known of the connections.
func (k *Connector) Pool() *pooling.Pool { return k.pool }

// Driver returns the driver that the connector was made with.
func (k *Connector) Driver() driver.Driver { return k.driver }

// Close closes the connection that is kept, if any, and the real connector if it can be
// closed. database/sql calls it from DB.Close.
func (k *Connector) Close() error {
	k.observed.end()
	k.pool.Close()
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
	if known := k.known.Load(); known != nil {
		return known.cache.Stats()
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
		s.made = newShield(real, s.k)
		s.made.close = s.k.kept.giveBack
		return s.made, nil
	}
	real, err := s.k.real.Connect(ctx)
	if err != nil {
		return nil, err
	}
	s.made = newShield(real, s.k)
	return s.made, nil
}

func (s *shieldConnector) Driver() driver.Driver { return s.k.real.Driver() }
