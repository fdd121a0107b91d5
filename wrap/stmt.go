package wrap

import (
	"context"
	"database/sql/driver"
)

// channelStmt is what the empty text prepares: the statement itself comes with the
// execution, and the connection's cache finds what has been prepared for it.
type channelStmt struct{ conn *conn }

// NumInput returns -1: database/sql is not to count the arguments.
func (s *channelStmt) NumInput() int { return -1 }

func (s *channelStmt) Close() error { return nil }

func (s *channelStmt) CheckNamedValue(nv *driver.NamedValue) error { return s.conn.CheckNamedValue(nv) }

func (s *channelStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	result, err := s.conn.ExecContext(ctx, "", args)
	if err == driver.ErrSkip { // which a Stmt may not return
		return s.conn.shield.execAny(ctx, "", args)
	}
	return result, err
}

func (s *channelStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := s.conn.QueryContext(ctx, "", args)
	if err == driver.ErrSkip {
		return s.conn.shield.queryAny(ctx, "", args...)
	}
	return rows, err
}

func (s *channelStmt) Exec(args []driver.Value) (driver.Result, error) {
	return s.ExecContext(context.Background(), named(args))
}

func (s *channelStmt) Query(args []driver.Value) (driver.Rows, error) {
	return s.QueryContext(context.Background(), named(args))
}

func named(values []driver.Value) []driver.NamedValue {
	args := make([]driver.NamedValue, len(values))
	for i, v := range values {
		args[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	return args
}

// statement is a prepared statement with all optional interfaces of
// database/sql/driver, as sqlmw makes them.
type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
	driver.NamedValueChecker
	ColumnConverter(i int) driver.ValueConverter
}

// chainedStmt is a prepared statement beneath interceptors. It tells them about the
// database, which a context that comes from the caller cannot.
type chainedStmt struct {
	statement
	conn *conn
}

func (s chainedStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return s.statement.ExecContext(s.conn.withInfo(ctx), args)
}

func (s chainedStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.statement.QueryContext(s.conn.withInfo(ctx), args)
}
