package wrap

import (
	"database/sql/driver"
	"fmt"
)

// A driver that returns driver.ErrSkip wants the text prepared. database/sql would do so with
// the text that it knows, and the functions of Events would see the statement twice. So it is
// done here, in the same way.

// execSkipped runs a text that the driver has skipped.
func (r *execution) execSkipped(conn driver.ExecerContext) (driver.Result, error) {
	stmt, err := r.prepareSkipped(conn)
	if err != nil {
		return nil, err
	}
	defer stmt.Close()
	return execStmt(r.ctx, stmt, r.Args)
}

// querySkipped is execSkipped for rows, with which the statement is closed.
func (r *execution) querySkipped(conn driver.QueryerContext) (driver.Rows, error) {
	stmt, err := r.prepareSkipped(conn)
	if err != nil {
		return nil, err
	}
	rows, err := queryStmt(r.ctx, stmt, r.Args)
	if err != nil || rows == nil {
		_ = stmt.Close()
		return nil, err
	}
	return WatchRows(r.ctx, rows, func(int64, error) { _ = stmt.Close() }), nil
}

// prepareSkipped prepares the text, through the interceptors within, and checks the arguments.
func (r *execution) prepareSkipped(conn any) (driver.Stmt, error) {
	preparer, ok := conn.(driver.ConnPrepareContext)
	if !ok { // sqlmw's are
		return nil, fmt.Errorf("gild: %T cannot prepare a statement", conn)
	}
	stmt, err := preparer.PrepareContext(r.ctx, r.SQL)
	if err != nil {
		return nil, err
	}
	if err := r.checkFor(stmt); err != nil {
		_ = stmt.Close()
		return nil, err
	}
	return stmt, nil
}

// checkFor checks the arguments as database/sql does for a statement that it has prepared.
func (r *execution) checkFor(stmt driver.Stmt) error {
	if n := stmt.NumInput(); n >= 0 && n != len(r.Args) {
		return fmt.Errorf("sql: expected %d arguments, got %d", n, len(r.Args))
	}
	for i := range r.Args {
		arg := &r.Args[i]
		if err := checkArgFor(stmt, r.Info.shield, i, arg); err != nil {
			return fmt.Errorf("sql: converting %s type: %w", describeSkipped(*arg), err)
		}
	}
	return nil
}

func checkArgFor(stmt driver.Stmt, conn *shield, i int, arg *driver.NamedValue) error {
	err := driver.ErrSkip
	if checker, ok := stmt.(driver.NamedValueChecker); ok {
		err = checker.CheckNamedValue(arg)
	} else if conn != nil && conn.onlyPrepares { // others have checked it already
		err = conn.CheckNamedValue(arg)
	}
	if err != driver.ErrSkip {
		return err
	}
	if converter, ok := stmt.(columnConverter); ok {
		arg.Value, err = converter.ColumnConverter(i).ConvertValue(arg.Value)
		return err
	}
	if driver.IsValue(arg.Value) {
		return nil
	}
	arg.Value, err = driver.DefaultParameterConverter.ConvertValue(arg.Value)
	return err
}

func describeSkipped(arg driver.NamedValue) string {
	if arg.Name != "" {
		return fmt.Sprintf("argument %q", arg.Name)
	}
	return fmt.Sprintf("argument $%d", arg.Ordinal)
}

var _ Interceptor = (*eventInterceptor)(nil)

var _ interface {
	driver.StmtExecContext
	driver.StmtQueryContext
} = (*eventStmt)(nil)
