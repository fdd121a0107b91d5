package gild

import (
	"log/slog"

	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/wrap"
	"github.com/gildsql/gild/wrap/sqllog"
)

// WithLogger logs what is sent to the database to logger, which is slog.Default() if it is nil:
// statements, transactions and connections at slog.LevelDebug, errors at slog.LevelError.
// Arguments are logged by their types only, text that the program has written without the
// strings and numbers in it, and errors without the driver's message: package sqllog has
// options for that, and for levels and slow statements:
//
//	gild.WithLogger(logger, sqllog.WithSlow(time.Second), sqllog.WithArgs(true))
//
// It logs what interceptors and events given before it have made of a statement.
func WithLogger(logger *slog.Logger, options ...sqllog.Option) Option {
	l := sqllog.New(logger, append([]sqllog.Option{sqllog.WithExplain(ErrorOf)}, options...)...)
	return func(c *wrap.Config) {
		driver.WithInterceptors(l)(c)
		driver.WithEvents(l.Events())(c)
	}
}
