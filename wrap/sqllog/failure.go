package sqllog

import (
	"context"
	"database/sql/driver"
	"errors"
	"log/slog"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/wrap"
)

// failure logs an error that is none of a statement.
func (l *Logger) failure(ctx context.Context, info *wrap.Info, message string, err error, attrs ...slog.Attr) {
	if level := l.levelOf(err); l.logger.Enabled(ctx, level) {
		l.logger.LogAttrs(ctx, level, message, l.errorAttrs(ctx, info, attrs, err)...)
	}
}

// levelOf returns the level of an error.
func (l *Logger) levelOf(err error) slog.Level {
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, driver.ErrBadConn):
		return l.levels.Interrupted
	}
	if e := l.explain(err); e != nil && e.Class == dialect.ErrorCanceled {
		return l.levels.Interrupted
	}
	return l.levels.Error
}

// errorAttrs describes an error without the values that it may quote.
func (l *Logger) errorAttrs(ctx context.Context, info *wrap.Info, attrs []slog.Attr, err error) []slog.Attr {
	why, known := info.Reason(ctx, err), l.explain(err)
	if known != nil && why.Code == "" && known.Code != "" {
		why.Code, why.Type = known.Code, known.Code
	}
	if known != nil && why.Class == "" && known.Class != dialect.ErrorOther {
		why.Class = known.Class.String()
	}
	attrs = append(attrs, slog.String("error.type", why.Type))
	if why.Code != "" {
		attrs = append(attrs, slog.String("db.response.status_code", why.Code))
	}
	if why.Class != "" {
		attrs = append(attrs, slog.String("gild.error.class", why.Class))
	}
	if known != nil {
		bare := *known // the statement has an attribute of its own, where it is redacted
		bare.Op, bare.SQL, bare.Args = "", "", nil
		attrs = append(attrs, slog.Any("error", &bare))
	}
	if l.messages {
		attrs = append(attrs, slog.String("exception.message", cut(err.Error(), l.maxText)))
	}
	return attrs
}
