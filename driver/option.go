package driver

import (
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/wrap"
)

// Option changes how connections are wrapped. A nil Option changes nothing.
type Option func(c *wrap.Config)

// WithDialect names the database behind the driver. Without it, statements of the
// expression language are an error.
func WithDialect(d *dialect.Dialect) Option { return func(c *wrap.Config) { c.Dialect = d } }

// WithInterceptors puts interceptors around every call, the first one outermost. They
// see the final SQL and its arguments, but neither the question for the server's version
// nor the checks of a pool that pings first. A statement whose text one of them changes is not
// kept prepared, as the text may be another each time.
func WithInterceptors(interceptors ...wrap.Interceptor) Option {
	return func(c *wrap.Config) { c.Interceptors = append(c.Interceptors, interceptors...) }
}

// WithPool sets how the connection pool behaves. Open does all that it says. Register,
// Wrap and NewConnector know no *sql.DB: with them only PrePing, PingAfter and Single act,
// and what Recycle, MaxOpen and MaxIdle stand for is set on the *sql.DB, as by p.Apply.
func WithPool(p pooling.Config) Option { return func(c *wrap.Config) { c.Pool = p } }

// WithCompiledStatements sets how many statement structures a database handle keeps
// compiled: 0 for the default of 500, negative for none.
func WithCompiledStatements(n int) Option {
	return func(c *wrap.Config) { c.CompiledStatements = n }
}

// WithPreparedStatements sets how many prepared statements a connection keeps: 0 for the
// default of 128, negative for none, as transaction poolers such as PgBouncer may need.
func WithPreparedStatements(n int) Option {
	return func(c *wrap.Config) { c.PreparedStatements = n }
}

// WithExclusiveRows is for drivers that mix statements up when another one is run while
// the rows of a prepared statement are being read, instead of saying that they cannot do
// it. gild prepares statements where a program did not ask for it, and then says it for
// them, while the rows of any statement of the expression language are being read.
func WithExclusiveRows() Option { return func(c *wrap.Config) { c.ExclusiveRows = true } }

func configure(options []Option) wrap.Config {
	var c wrap.Config
	for _, o := range options {
		if o != nil {
			o(&c)
		}
	}
	return c
}
