package gild

import (
	"context"
	"database/sql"

	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/wrap"
)

// Option changes how a database is opened. A nil Option changes nothing.
type Option = driver.Option

// Open opens the database behind a URL in the style of SQLAlchemy:
//
//	sqlite:///file.db              a file, relative to the working directory
//	sqlite:////var/lib/app.db      a file, absolute
//	sqlite://                      in memory
//	postgresql://user:password@host:5432/database?sslmode=disable
//
// The driver must be linked in by importing its package, such as
// github.com/gildsql/gild/driver/pq. As with sql.Open no connection is made yet, the
// result is safe for concurrent use and is to be closed once, if ever. Errors name what is
// wrong with the URL and never contain the password.
//
// A database in memory has one connection. While a transaction or rows are open they hold
// it, and a statement on the *sql.DB waits for them until its context ends: inside of a
// transaction, run statements on the *sql.Tx.
//
// SQLite's foreign keys are switched on, unless the URL says otherwise with _foreign_keys
// or _fk. This is Open's doing: sql.Open("sqlite3+gild", dsn) leaves go-sqlite3's default,
// which is off.
func Open(url string, options ...Option) (*sql.DB, error) { return driver.Open(url, options...) }

// Interceptor sees every call to the driver, with the final SQL and its arguments. It is
// the interface of github.com/ngrok/sqlmw: embed NullInterceptor, and write the methods of
// the calls that matter. What gild asks on its own it does not see: the server's version,
// before the first statement, and the pings of pooling.Config's PrePing.
type Interceptor = wrap.Interceptor

// NullInterceptor passes every call on. Embed it to intercept only some.
type NullInterceptor = wrap.NullInterceptor

// WithInterceptors puts interceptors around every call to the driver, the first one
// outermost. They see the final SQL and its arguments.
func WithInterceptors(interceptors ...Interceptor) Option {
	return driver.WithInterceptors(interceptors...)
}

// WithPool sets how the connection pool behaves.
func WithPool(p pooling.Config) Option { return driver.WithPool(p) }

// WithPreparedStatements sets how many prepared statements each connection keeps: 0 for
// the default of 128, negative for none. A pooler such as PgBouncer that hands each
// transaction another connection of the server, and does not follow prepared statements
// itself, needs none.
func WithPreparedStatements(n int) Option { return driver.WithPreparedStatements(n) }

// WithQuestionMarks makes ? a placeholder in the program's own text on every database, for
// text that is to run on several. An operator with a question mark is then written with
// two: ??, ??|. Named parameters (:name with sql.Named) need no option.
func WithQuestionMarks() Option { return driver.WithQuestionMarks() }

// WithLint makes a statement of the expression language an error whose tables nothing links, so
// that each row of one is paired with each of another: see Lint. It is meant for development and
// tests, and costs nothing for statements that have been run before.
func WithLint() Option { return driver.WithLint() }

// WithSchemas calls schemas by other names in this database: those of tables, sequences, types and views
// in statements of the expression language and in DDL. names has them by the names in the definitions;
// the empty one is the default schema, on either side. SQL text stays as it is.
//
//	gild.Open(url, gild.WithSchemas(map[string]string{"": "tenant_7", "shared": "shared_eu"}))
func WithSchemas(names map[string]string) Option { return driver.WithSchemas(names) }

// InSchemas returns a context with which schemas have other names, as WithSchemas has it for a whole
// database: for a request of one tenant, or a single statement. It takes the place of what WithSchemas
// says, and of what the context had before; nil leaves names as they are. Statements are compiled
// once for each of the translations that are in use.
func InSchemas(ctx context.Context, names map[string]string) context.Context {
	return wrap.TranslateSchemas(ctx, names)
}

// WithTypedErrors makes the errors of the program's own text an *Error, so that
// errors.Is(err, ErrUnique) holds; errors.As still finds the driver's own. Without it they
// are the driver's own, as for a program that knows nothing of gild: see Is.
func WithTypedErrors() Option { return driver.WithTypedErrors() }
