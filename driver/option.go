package driver

import (
	"context"
	"maps"
	"slices"

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
// Wrap and NewConnector know no *sql.DB: with them MaxIdle, and MaxOpen without
// CheckoutTimeout, are to be set on the *sql.DB, as by p.Apply.
// Given twice, the last one's settings hold; the Events of all are kept.
func WithPool(p pooling.Config) Option {
	return func(c *wrap.Config) {
		events := c.Pool.Events // of options given before
		c.Pool = p
		c.Pool.Events = slices.Concat(events, p.Events)
	}
}

// WithCredentials has Open log in with a user and password that change, such as tokens of a
// cloud's IAM, in place of those of the URL. login is called for the first connection, ahead
// of their expiry, and when the server refuses them; by one goroutine at a time, and never
// more often than that. It is for Open only: elsewhere use pooling.Rotating.
func WithCredentials(login func(ctx context.Context) (pooling.Login, error)) Option {
	return func(c *wrap.Config) { c.Login = login }
}

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

// WithQuestionMarks makes ? a placeholder in the program's own text on databases that have
// others ($1 on PostgreSQL), for text that is written for several databases. An operator
// with a question mark is then written with two: ??, ??|. Without it the text is the
// database's alone.
func WithQuestionMarks() Option { return func(c *wrap.Config) { c.QuestionMarks = true } }

// WithTypedErrors makes the errors of the program's own text a *dialect.Error, around the
// driver's own, so that errors.Is(err, dialect.ErrorUnique) holds. Without it they are the
// driver's own, as for a program that knows nothing of gild; those of the expression
// language are always typed.
func WithTypedErrors() Option { return func(c *wrap.Config) { c.TypedErrors = true } }

// WithLint makes a statement of the expression language an error (a *compile.CartesianError)
// whose FROM is a cartesian product: nothing links its tables. It costs nothing for statements
// that have been run before.
func WithLint() Option { return func(c *wrap.Config) { c.Lint = true } }

// WithSchemas calls schemas by other names in this database: see Schemas of wrap.Config.
func WithSchemas(names map[string]string) Option {
	return func(c *wrap.Config) { c.Schemas = maps.Clone(names) }
}

// WithDSN lets a package that knows the real driver look at data source names: set changes
// the configuration for one that asks the driver for something else than usual.
func WithDSN(set func(dsn string, c *wrap.Config)) Option {
	return func(c *wrap.Config) { c.ForDSN = set }
}

// WithTraits says what the real driver is like: what gild may do with its connections
// more than the program asked for. The packages below this one know it of their drivers.
func WithTraits(t wrap.Traits) Option { return func(c *wrap.Config) { c.Traits = t } }

func configure(options []Option) wrap.Config {
	var c wrap.Config
	for _, o := range options {
		if o != nil {
			o(&c)
		}
	}
	return c
}
