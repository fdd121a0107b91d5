package sqllog

import (
	"context"
	"database/sql/driver"
	"log/slog"
	"time"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/wrap"
)

// Logger is an interceptor that logs. It comes from New and is safe for concurrent use, by
// several databases too. Levels that the slog.Logger does not want cost next to nothing.
type Logger struct {
	wrap.NullInterceptor
	logger *slog.Logger
	settings
}

var _ wrap.Interceptor = (*Logger)(nil)

// New returns an interceptor that logs to logger, which is slog.Default() if it is nil. Each
// record is logged with the context of its call.
func New(logger *slog.Logger, options ...Option) *Logger {
	if logger == nil {
		logger = slog.Default()
	}
	l := &Logger{logger: logger}
	l.levels, l.explain = DefaultLevels(), dialect.AsError
	WithLimits(0, 0, 0)(&l.settings)
	for _, o := range options {
		if o != nil {
			o(&l.settings)
		}
	}
	return l
}

// Events returns the functions for what an interceptor does not see: that a connection is
// given up or closed.
func (l *Logger) Events() wrap.Events {
	return wrap.Events{Invalidate: l.invalidate, Close: l.closed}
}

// ConnectorConnect logs that a connection is made.
func (l *Logger) ConnectorConnect(ctx context.Context, k driver.Connector) (driver.Conn, error) {
	start := time.Now()
	conn, err := k.Connect(ctx)
	info := wrap.InfoFrom(ctx)
	if err == nil && !l.logger.Enabled(ctx, l.levels.Connection) {
		return conn, nil
	}
	attrs := append(placeAttrs(info), slog.String("db.operation.name", "CONNECT"), slog.Duration("duration", time.Since(start)))
	if err != nil {
		l.failure(ctx, info, "gild: connect failed", err, attrs...)
	} else {
		l.logger.LogAttrs(ctx, l.levels.Connection, "gild: connect", attrs...)
	}
	return conn, err
}

// ConnPing logs that a connection does not answer.
func (l *Logger) ConnPing(ctx context.Context, conn driver.Pinger) error {
	err := conn.Ping(ctx)
	if err != nil {
		info := wrap.InfoFrom(ctx)
		l.failure(ctx, info, "gild: ping failed", err, placeAttrs(info)...)
	}
	return err
}

func (l *Logger) closed(conn driver.Conn) {
	ctx := context.Background()
	if l.logger.Enabled(ctx, l.levels.Connection) {
		l.logger.LogAttrs(ctx, l.levels.Connection, "gild: close", placeAttrs(infoOf(conn))...)
	}
}

func (l *Logger) invalidate(conn driver.Conn, cause error) {
	ctx := context.Background()
	if cause != nil {
		l.failure(ctx, infoOf(conn), "gild: connection given up", cause, placeAttrs(infoOf(conn))...)
	} else if l.logger.Enabled(ctx, l.levels.Connection) {
		l.logger.LogAttrs(ctx, l.levels.Connection, "gild: connection given up", placeAttrs(infoOf(conn))...)
	}
}

func infoOf(conn driver.Conn) *wrap.Info {
	if c, ok := conn.(wrap.Conn); ok {
		return c.Info()
	}
	return &wrap.Info{}
}
