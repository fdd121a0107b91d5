package wrap

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/params"
	"github.com/gildsql/gild/internal/sqltext"
)

// stmt is a prepared statement that database/sql sees. Like every driver statement it is
// used by one goroutine at a time.
type stmt struct {
	driver.Stmt // the real one, or interceptors around it
	conn        *conn
	real        driver.Stmt
	query       string
	order       []string // the names of the arguments that its placeholders take, nil for none
}

// convertingStmt is a stmt whose driver converts the arguments column by column.
type convertingStmt struct{ *stmt }

// columnConverter is driver.ColumnConverter, which is deprecated; its use is not.
type columnConverter interface {
	ColumnConverter(i int) driver.ValueConverter
}

// prepare prepares query for database/sql.
func (c *conn) prepare(ctx context.Context, query string) (driver.Stmt, error) {
	c.shield.made = nil
	text, order := c.preparable(query)
	if comment := c.connector.config.Comment; comment != nil {
		fixed, _ := comment(ctx) // a moment's would be in all executions
		text = sqltext.Append(text, fixed, c.info.lexis)
	}
	within, w := c.watch(ctx, OpPrepare, text, 0)
	inner, err := c.session.PrepareContext(c.withInfo(within), text)
	done(w, OpPrepare, err)
	if err != nil {
		return nil, c.failed(ctx, "prepare", text, nil, err)
	}
	s := &stmt{Stmt: inner, conn: c, real: c.shield.made, query: text, order: order}
	if s.real == nil { // an interceptor has made one of its own
		s.real = inner
	}
	if _, ok := s.real.(columnConverter); ok {
		return convertingStmt{s}, nil
	}
	return s, nil
}

// Unwrap returns the real driver's statement.
func (s *stmt) Unwrap() driver.Stmt { return s.real }

// CheckNamedValue asks whom database/sql would ask: the real statement, else the real
// connection.
func (s *stmt) CheckNamedValue(nv *driver.NamedValue) error {
	if _, ok := nv.Value.(expr.Statement); ok {
		return errors.New("gild: a statement brings its own SQL: prepare the empty text to run it")
	}
	return s.conn.checkArg(nv, s.checkReal)
}

func (s *stmt) checkReal(nv *driver.NamedValue) error {
	if checker, ok := s.real.(driver.NamedValueChecker); ok {
		return checker.CheckNamedValue(nv)
	}
	return s.conn.shield.CheckNamedValue(nv)
}

// NumInput returns -1 where names decide what goes where.
func (s *stmt) NumInput() int {
	if s.order != nil {
		return -1
	}
	return s.Stmt.NumInput()
}

// arguments puts named arguments into the order of the placeholders.
func (s *stmt) arguments(args []driver.NamedValue) ([]driver.NamedValue, error) {
	if s.order == nil {
		return args, nil
	}
	return params.InOrder(s.order, args)
}

func (s *stmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	if err := s.conn.shield.free(); err != nil {
		return nil, err
	}
	s.conn.shield.hit = false
	args, err := s.arguments(args)
	if err != nil {
		return nil, err
	}
	within, w := s.conn.watch(ctx, OpExec, s.query, len(args))
	result, err := execStmt(s.conn.withInfo(within), s.Stmt, args)
	s.conn.executed(w, err)
	s.conn.shield.prepared.passed(s.query)
	if err != nil {
		return nil, s.conn.failed(ctx, "exec", s.query, args, err)
	}
	return result, nil
}

func (s *stmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	if err := s.conn.shield.free(); err != nil {
		return nil, err
	}
	s.conn.shield.hit = false
	args, err := s.arguments(args)
	if err != nil {
		return nil, err
	}
	within, w := s.conn.watch(ctx, OpQuery, s.query, len(args))
	rows, err := queryStmt(s.conn.withInfo(within), s.Stmt, args)
	s.conn.shield.prepared.passed(s.query)
	if err != nil {
		s.conn.queried(ctx, w, nil, err)
		return nil, s.conn.failed(ctx, "query", s.query, args, err)
	}
	return s.conn.explainRows(ctx, s.conn.queried(within, w, s.conn.shield.aboveChain(rows), nil), s.query), nil
}

// CheckNamedValue leaves to ColumnConverter what nobody else checks.
func (s convertingStmt) CheckNamedValue(nv *driver.NamedValue) error {
	if _, ok := nv.Value.(expr.Statement); ok {
		return s.stmt.CheckNamedValue(nv)
	}
	return s.checkReal(nv)
}

func (s convertingStmt) ColumnConverter(i int) driver.ValueConverter {
	return s.real.(columnConverter).ColumnConverter(i)
}

// channelStmt is what a text without SQL prepares: the statement itself comes with the
// execution, and the connection's cache finds what has been prepared for it.
type channelStmt struct {
	conn  *conn
	query string
}

// NumInput returns -1: database/sql is not to count the arguments.
func (s *channelStmt) NumInput() int { return -1 }

func (s *channelStmt) Close() error { return nil }

func (s *channelStmt) CheckNamedValue(nv *driver.NamedValue) error { return s.conn.CheckNamedValue(nv) }

func (s *channelStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	if stmt := statementOf(args); stmt != nil {
		return s.conn.execCall(ctx, stmt, s.query, args)
	}
	if len(args) > 0 {
		return nil, errBlankArgs(args)
	}
	result, err := s.conn.session.ExecContext(s.conn.withInfo(ctx), s.query, nil)
	if err == driver.ErrSkip { // which a statement may not return
		return s.conn.shield.execAny(ctx, s.query, nil)
	}
	return result, err
}

func (s *channelStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	if stmt := statementOf(args); stmt != nil {
		return s.conn.queryCall(ctx, stmt, s.query, args)
	}
	if len(args) > 0 {
		return nil, errBlankArgs(args)
	}
	rows, err := s.conn.session.QueryContext(s.conn.withInfo(ctx), s.query, nil)
	if err == driver.ErrSkip {
		return s.conn.shield.queryAny(ctx, s.query, nil)
	}
	return rows, err
}

// errBlankArgs is what database/sql says of arguments for a text without SQL.
func errBlankArgs(args []driver.NamedValue) error {
	return fmt.Errorf("sql: expected 0 arguments, got %d", len(args))
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

// queryStmt runs a statement, of a driver from before contexts if need be.
func queryStmt(ctx context.Context, stmt driver.Stmt, args []driver.NamedValue) (driver.Rows, error) {
	if q, ok := stmt.(driver.StmtQueryContext); ok {
		return q.QueryContext(ctx, args)
	}
	values, err := positional(ctx, args)
	if err != nil {
		return nil, err
	}
	//lint:ignore SA1019 drivers from before contexts have no other
	return stmt.Query(values)
}

// execStmt is queryStmt for statements without rows.
func execStmt(ctx context.Context, stmt driver.Stmt, args []driver.NamedValue) (driver.Result, error) {
	if e, ok := stmt.(driver.StmtExecContext); ok {
		return e.ExecContext(ctx, args)
	}
	values, err := positional(ctx, args)
	if err != nil {
		return nil, err
	}
	//lint:ignore SA1019 drivers from before contexts have no other
	return stmt.Exec(values)
}
