package otel

import (
	"context"
	"database/sql/driver"
)

// ConnExecContext traces an exec.
func (t *Tracing) ConnExecContext(ctx context.Context, conn driver.ExecerContext, query string, args []driver.NamedValue) (driver.Result, error) {
	c := begin(query, args)
	result, err := conn.ExecContext(ctx, query, args)
	t.end(ctx, c, err)
	return result, err
}

// ConnQueryContext traces a query until its rows are closed.
func (t *Tracing) ConnQueryContext(ctx context.Context, conn driver.QueryerContext, query string, args []driver.NamedValue) (context.Context, driver.Rows, error) {
	c := begin(query, args)
	rows, err := conn.QueryContext(ctx, query, args)
	return t.read(ctx, c, err), rows, err
}

// ConnPrepareContext traces a query or exec that ends here because it cannot be
// prepared. Otherwise it is traced when it is run.
func (t *Tracing) ConnPrepareContext(ctx context.Context, conn driver.ConnPrepareContext, query string) (context.Context, driver.Stmt, error) {
	c := begin(query, nil)
	stmt, err := conn.PrepareContext(ctx, query)
	if err != nil {
		t.end(ctx, c, err)
	}
	return ctx, stmt, err
}

// StmtExecContext traces an exec of a prepared statement.
func (t *Tracing) StmtExecContext(ctx context.Context, stmt driver.StmtExecContext, query string, args []driver.NamedValue) (driver.Result, error) {
	c := begin(query, args)
	result, err := stmt.ExecContext(ctx, args)
	t.end(ctx, c, err)
	return result, err
}

// StmtQueryContext traces a query of a prepared statement until its rows are closed.
func (t *Tracing) StmtQueryContext(ctx context.Context, stmt driver.StmtQueryContext, query string, args []driver.NamedValue) (context.Context, driver.Rows, error) {
	c := begin(query, args)
	rows, err := stmt.QueryContext(ctx, args)
	return t.read(ctx, c, err), rows, err
}

// RowsNext notes how the reading of rows ends.
func (t *Tracing) RowsNext(ctx context.Context, rows driver.Rows, dest []driver.Value) error {
	err := rows.Next(dest)
	if err == nil {
		return nil
	}
	if r := readingFrom(ctx); r != nil {
		r.stop(err)
	}
	return err
}

// RowsClose ends the span of a query.
func (t *Tracing) RowsClose(ctx context.Context, rows driver.Rows) error {
	err := rows.Close()
	if r := readingFrom(ctx); r != nil {
		t.end(ctx, r.call, r.outcome(ctx, err))
	}
	return err
}
