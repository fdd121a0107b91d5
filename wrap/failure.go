package wrap

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"

	"github.com/gildsql/gild/dialect"
)

// Failure is an error of the driver on its way to the program.
type Failure struct {
	// Err is what the program will get. A handler may replace it.
	Err error
	// Explained is the error as the dialect explains it, nil if it is none of the database's.
	Explained *dialect.Error
	// Disconnect tells that the connection is lost. A handler may set it for an error that
	// gild does not know as such: the connection is then not used again, nor, where the pool
	// is to invalidate them, are those that were made before.
	Disconnect bool
	// Op is what was done, as in dialect.Error; SQL is the final text, if there is any.
	Op, SQL string
}

// ErrorHandler sees the errors of the driver before the program does. driver.ErrBadConn,
// which database/sql answers by taking another connection, and io.EOF are none.
type ErrorHandler func(ctx context.Context, f *Failure)

// failed sees an error of the driver on its way out. To the program's own text the
// driver's error is returned as it is, unless the program wants it explained.
func (c *conn) failed(ctx context.Context, op, query string, args []driver.NamedValue, err error) error {
	if !c.connector.explains {
		c.passes(ctx, err)
		return err
	}
	return c.explain(ctx, op, query, args, err, c.connector.config.TypedErrors)
}

// passes sees an error that is not changed.
func (c *conn) passes(ctx context.Context, err error) {
	if err != nil && err != io.EOF && err != driver.ErrSkip {
		c.noteEnd(ctx)
		c.lost(err)
	}
}

// noteEnd tells the pool of a call that has failed when its context was over.
func (c *conn) noteEnd(ctx context.Context) {
	if ctx.Err() != nil {
		c.member.Interrupted()
	}
}

// explained is failed for statements of the expression language, whose errors are always
// explained.
func (c *conn) explained(ctx context.Context, o order, op string, err error) error {
	return c.explain(ctx, op, o.query, o.args, err, true)
}

// explain shows an error to the handlers, and returns what they have made of it: without
// them the explanation, if it is wanted.
func (c *conn) explain(ctx context.Context, op, query string, args []driver.NamedValue, err error, wanted bool) error {
	if err == nil || err == driver.ErrSkip || err == io.EOF {
		return err
	}
	c.noteEnd(ctx)
	if errors.Is(err, driver.ErrBadConn) {
		c.lost(err)
		return err
	}
	f := c.connector.failure(op, query, args, err, wanted)
	known := f.Disconnect
	c.connector.handle(ctx, f)
	switch {
	case f.Disconnect && !known:
		c.broken = true
		c.member.Failed(c, dialect.ErrorDisconnect, f.Err)
	case f.Disconnect:
		c.lost(f.Err)
	}
	return f.Err
}

// failed is explain for a connection that could not be made.
func (k *Connector) failed(ctx context.Context, err error) error {
	if !k.explains || errors.Is(err, driver.ErrBadConn) {
		return err
	}
	f := k.failure("connect", "", nil, err, k.config.TypedErrors)
	k.handle(ctx, f)
	return f.Err
}

// failure describes an error, which it becomes for the program if the explanation is wanted.
func (k *Connector) failure(op, query string, args []driver.NamedValue, err error, wanted bool) *Failure {
	f := &Failure{Err: err, Op: op, SQL: query}
	d := k.config.Dialect
	if d == nil || d.Describe == nil || dialect.AsError(err) != nil {
		return f
	}
	if e := d.Describe(err); e != nil {
		e.Op, e.SQL, e.Args = op, query, args
		f.Explained, f.Disconnect = e, e.Class == dialect.ErrorDisconnect
		if wanted {
			f.Err = e
		}
	}
	return f
}

func (k *Connector) handle(ctx context.Context, f *Failure) {
	for _, handler := range k.config.ErrorHandlers {
		handler(ctx, f)
	}
}

// explainedTx explains the errors of a transaction's end.
type explainedTx struct {
	driver.Tx
	ctx  context.Context // of BeginTx
	conn *conn
}

// Unwrap returns the transaction within.
func (t *explainedTx) Unwrap() driver.Tx { return t.Tx }

func (t *explainedTx) Commit() error {
	return t.conn.failed(t.ctx, "commit", "", nil, t.Tx.Commit())
}

func (t *explainedTx) Rollback() error {
	return t.conn.failed(t.ctx, "rollback", "", nil, t.Tx.Rollback())
}

// explainedRows explains the errors of reading rows.
type explainedRows struct {
	optionalRows
	ctx    context.Context
	conn   *conn
	query  string
	wanted bool // by the program: see explain
}

// Unwrap returns the rows within.
func (r *explainedRows) Unwrap() driver.Rows { return r.Rows }

func (r *explainedRows) Next(dest []driver.Value) error { return r.rowError(r.Rows.Next(dest)) }

// NextResultSet goes on to the next result.
func (r *explainedRows) NextResultSet() error {
	return r.rowError(r.optionalRows.NextResultSet())
}

func (r *explainedRows) Close() error { return r.rowError(r.Rows.Close()) }

func (r *explainedRows) rowError(err error) error {
	return r.conn.explain(r.ctx, "query", r.query, nil, err, r.wanted)
}

// explainRows explains the errors of rows, if the program wants that.
func (c *conn) explainRows(ctx context.Context, rows driver.Rows, query string) driver.Rows {
	if !c.connector.explains || rows == nil {
		return rows
	}
	return withColumnScanner(&explainedRows{optionalRows{rows}, ctx, c, query, c.connector.config.TypedErrors}, rows)
}
