package gild

import (
	"database/sql"

	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/wrap"
)

// Option changes how a database is opened.
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
// result is safe for concurrent use and is to be closed once, if ever. A database in
// memory has one connection: a statement waits until the rows of the one before are
// closed. Errors name what is wrong with the URL and never contain the password.
func Open(url string, options ...Option) (*sql.DB, error) { return driver.Open(url, options...) }

// Interceptor sees every call to the driver, with the final SQL and its arguments. It is
// the interface of github.com/ngrok/sqlmw, whose NullInterceptor is a good start:
// embed it, and write the methods of the calls that matter.
type Interceptor = wrap.Interceptor

// WithInterceptors puts interceptors around every call to the driver, the first one
// outermost. They see the final SQL and its arguments.
func WithInterceptors(interceptors ...Interceptor) Option {
	return driver.WithInterceptors(interceptors...)
}

// WithPool sets how the connection pool behaves.
func WithPool(p pooling.Config) Option { return driver.WithPool(p) }
