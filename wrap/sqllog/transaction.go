package sqllog

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"log/slog"
	"strings"
	"time"

	"github.com/gildsql/gild/wrap"
)

// ConnBeginTx logs the beginning of a transaction, and has its end logged.
func (l *Logger) ConnBeginTx(ctx context.Context, conn driver.ConnBeginTx, opts driver.TxOptions) (context.Context, driver.Tx, error) {
	start := time.Now()
	tx, err := conn.BeginTx(ctx, opts)
	t := &loggedTx{Tx: tx, logger: l, ctx: ctx, begun: start, info: wrap.InfoFrom(ctx)}
	t.log("begin", start, err, func() []slog.Attr {
		return []slog.Attr{
			slog.String("isolation", sql.IsolationLevel(opts.Isolation).String()),
			slog.Bool("read_only", opts.ReadOnly),
		}
	})
	if err != nil {
		return ctx, nil, err
	}
	return ctx, t, nil
}

// loggedTx is a transaction whose end is logged.
type loggedTx struct {
	driver.Tx
	logger *Logger
	ctx    context.Context // of the beginning
	begun  time.Time
	info   *wrap.Info
}

// Unwrap returns the transaction within.
func (t *loggedTx) Unwrap() driver.Tx { return t.Tx }

func (t *loggedTx) Commit() error { return t.end("commit", t.Tx.Commit) }

func (t *loggedTx) Rollback() error { return t.end("rollback", t.Tx.Rollback) }

func (t *loggedTx) end(op string, end func() error) error {
	start := time.Now()
	err := end()
	t.log(op, start, err, func() []slog.Attr {
		return []slog.Attr{slog.Duration("transaction", time.Since(t.begun))}
	})
	return err
}

func (t *loggedTx) log(op string, start time.Time, err error, more func() []slog.Attr) {
	l, level, message := t.logger, t.logger.levels.Transaction, "gild: "+op
	if err != nil {
		level, message = l.levelOf(err), message+" failed"
	}
	if !l.logger.Enabled(t.ctx, level) {
		return
	}
	attrs := append(append(placeAttrs(t.info), slog.String("db.operation.name", strings.ToUpper(op)), slog.Duration("duration", time.Since(start))), more()...)
	if err != nil {
		attrs = l.errorAttrs(t.ctx, t.info, attrs, err)
	}
	l.logger.LogAttrs(t.ctx, level, message, attrs...)
}
