package sqllog

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"

	"github.com/gildsql/gild/dialect"
)

// failure logs an error that is none of a statement.
func (l *Logger) failure(ctx context.Context, message string, err error, attrs ...slog.Attr) {
	if level := l.levelOf(err); l.logger.Enabled(ctx, level) {
		l.logger.LogAttrs(ctx, level, message, l.errorAttrs(attrs, err)...)
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
func (l *Logger) errorAttrs(attrs []slog.Attr, err error) []slog.Attr {
	if e := l.explain(err); e != nil {
		attrs = append(attrs, slog.String("error.type", e.Class.String()))
		if e.Code != "" {
			attrs = append(attrs, slog.String("db.response.status_code", e.Code))
		}
		bare := *e // the statement has an attribute of its own, where it is redacted
		bare.Op, bare.SQL, bare.Args = "", "", nil
		attrs = append(attrs, slog.Any("error", &bare))
	} else {
		attrs = append(attrs, slog.String("error.type", typeOf(err)))
		if state := sqlState(err); state != "" {
			attrs = append(attrs, slog.String("db.response.status_code", state))
		}
	}
	if l.messages {
		attrs = append(attrs, slog.String("exception.message", cut(err.Error(), l.maxText)))
	}
	return attrs
}

// typeOf names an error that is not a database's.
func typeOf(err error) string {
	switch {
	case errors.Is(err, context.Canceled):
		return "context.Canceled"
	case errors.Is(err, context.DeadlineExceeded):
		return "context.DeadlineExceeded"
	case errors.Is(err, driver.ErrBadConn):
		return "driver.ErrBadConn"
	}
	return fmt.Sprintf("%T", err)
}

// sqlState reads the SQLSTATE, which many drivers give by the same method.
func sqlState(err error) string {
	if e, ok := errors.AsType[interface {
		error
		SQLState() string
	}](err); ok {
		return e.SQLState()
	}
	return ""
}
