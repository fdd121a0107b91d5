package sqllog

import (
	"context"
	"database/sql/driver"
	"log/slog"
	"time"

	"github.com/gildsql/gild/wrap"
)

// statement is what is known of a statement that is run.
type statement struct {
	op     string
	query  string
	args   []driver.NamedValue
	shown  []string // the arguments' values as they are logged; nil if args stand for them
	info   *wrap.Info
	start  time.Time
	cached bool // found prepared
}

// begin notes a statement whose end may be logged.
func (l *Logger) begin(ctx context.Context, op, query string, args []driver.NamedValue) statement {
	return statement{op: op, query: query, args: args, info: wrap.InfoFrom(ctx), start: time.Now()}
}

// wants reports whether the end of a statement may be logged.
func (l *Logger) wants(ctx context.Context) bool {
	return l.logger.Enabled(ctx, l.levels.Error) ||
		l.logger.Enabled(ctx, l.levels.Interrupted) ||
		l.slow > 0 && l.logger.Enabled(ctx, l.levels.Slow) ||
		!l.slowOnly && l.logger.Enabled(ctx, l.levels.Statement)
}

// ConnExecContext logs an exec. What the driver skips is logged when database/sql has it
// prepared and runs it.
func (l *Logger) ConnExecContext(ctx context.Context, conn driver.ExecerContext, query string, args []driver.NamedValue) (driver.Result, error) {
	if !l.wants(ctx) {
		return conn.ExecContext(ctx, query, args)
	}
	s := l.begin(ctx, "exec", query, args)
	result, err := conn.ExecContext(ctx, query, args)
	if err != driver.ErrSkip {
		s.cached = s.info.Prepared()
		l.executed(ctx, &s, result, err)
	}
	return result, err
}

// ConnQueryContext logs a query when its rows are closed.
func (l *Logger) ConnQueryContext(ctx context.Context, conn driver.QueryerContext, query string, args []driver.NamedValue) (context.Context, driver.Rows, error) {
	if !l.wants(ctx) {
		return l.NullInterceptor.ConnQueryContext(ctx, conn, query, args)
	}
	s := l.begin(ctx, "query", query, args)
	rows, err := conn.QueryContext(ctx, query, args)
	if err == driver.ErrSkip {
		return ctx, nil, err
	}
	s.cached = s.info.Prepared()
	return ctx, l.read(ctx, s, rows, err), err
}

// ConnPrepareContext logs that a text cannot be prepared.
func (l *Logger) ConnPrepareContext(ctx context.Context, conn driver.ConnPrepareContext, query string) (context.Context, driver.Stmt, error) {
	s := l.begin(ctx, "prepare", query, nil)
	stmt, err := conn.PrepareContext(ctx, query)
	if err != nil {
		l.end(ctx, &s, -1, err)
	}
	return ctx, stmt, err
}

// StmtExecContext logs an exec of a statement that was prepared.
func (l *Logger) StmtExecContext(ctx context.Context, stmt driver.StmtExecContext, query string, args []driver.NamedValue) (driver.Result, error) {
	if !l.wants(ctx) {
		return stmt.ExecContext(ctx, args)
	}
	s := l.begin(ctx, "exec", query, args)
	result, err := stmt.ExecContext(ctx, args)
	l.executed(ctx, &s, result, err)
	return result, err
}

// StmtQueryContext logs a query of a statement that was prepared, when its rows are closed.
func (l *Logger) StmtQueryContext(ctx context.Context, stmt driver.StmtQueryContext, query string, args []driver.NamedValue) (context.Context, driver.Rows, error) {
	if !l.wants(ctx) {
		return l.NullInterceptor.StmtQueryContext(ctx, stmt, query, args)
	}
	s := l.begin(ctx, "query", query, args)
	rows, err := stmt.QueryContext(ctx, args)
	return ctx, l.read(ctx, s, rows, err), err
}

// executed ends an exec.
func (l *Logger) executed(ctx context.Context, s *statement, result driver.Result, err error) {
	level, wanted := l.level(ctx, s, err)
	if !wanted {
		return
	}
	n := int64(-1)
	if err == nil && result != nil {
		if affected, err := result.RowsAffected(); err == nil {
			n = affected
		}
	}
	l.log(ctx, level, s, n, err)
}

// read ends a query when its rows are closed. What its arguments are is written down now: the
// program may change a slice of bytes later.
func (l *Logger) read(ctx context.Context, s statement, rows driver.Rows, err error) driver.Rows {
	if err != nil || rows == nil {
		l.end(ctx, &s, -1, err)
		return rows
	}
	if l.args {
		s.shown = l.arguments(s.args)
	}
	return wrap.WatchRows(ctx, rows, func(n int64, err error) { l.end(ctx, &s, n, err) })
}

func (l *Logger) end(ctx context.Context, s *statement, n int64, err error) {
	if level, wanted := l.level(ctx, s, err); wanted {
		l.log(ctx, level, s, n, err)
	}
}

// level returns the level of a statement that has ended, and whether it is to be logged.
func (l *Logger) level(ctx context.Context, s *statement, err error) (slog.Level, bool) {
	level := l.levels.Statement
	switch {
	case err != nil:
		level = l.levelOf(err)
	case l.tookLong(s):
		level = l.levels.Slow
	case l.slowOnly:
		return 0, false
	}
	return level, l.logger.Enabled(ctx, level)
}

func (l *Logger) tookLong(s *statement) bool { return l.slow > 0 && time.Since(s.start) >= l.slow }

func (l *Logger) log(ctx context.Context, level slog.Level, s *statement, n int64, err error) {
	took := time.Since(s.start)
	attrs := append(statementAttrs(s.info, s.op, s.query), slog.String("db.query.text", l.text(s)))
	if len(s.args) > 0 {
		if s.shown == nil {
			s.shown = l.arguments(s.args)
		}
		attrs = append(attrs, slog.Any("args", s.shown))
	}
	if n >= 0 && s.op == "query" {
		attrs = append(attrs, slog.Int64("db.response.returned_rows", n))
	} else if n >= 0 {
		attrs = append(attrs, slog.Int64("rows_affected", n))
	}
	attrs = append(attrs, slog.Duration("duration", took), slog.Bool("cached", s.cached))
	message := "gild: " + s.op
	switch {
	case err != nil:
		message += " failed"
		attrs = l.errorAttrs(ctx, s.info, attrs, err)
	case level == l.levels.Slow && l.slow > 0 && took >= l.slow:
		message = "gild: slow " + s.op
		attrs = append(attrs, slog.Duration("threshold", l.slow))
	}
	l.logger.LogAttrs(ctx, level, message, attrs...)
}

// text returns the statement's text without the values in it, unless they are wanted.
func (l *Logger) text(s *statement) string {
	if l.raw {
		return cut(s.query, l.maxText)
	}
	return cut(s.info.Redacted(s.query), l.maxText)
}
