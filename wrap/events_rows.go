package wrap

import (
	"context"
	"database/sql/driver"
	"io"
)

// WatchRows is for interceptors that want to know how the reading of rows ends. The rows that
// it returns call done once, after they have been closed, with how many rows were read and the
// error that ended the reading: the driver's, or that of ctx if it has ended before the last
// row was read. Rows that nobody closes never call it. Like all rows they are used by one
// goroutine at a time.
func WatchRows(ctx context.Context, rows driver.Rows, done func(n int64, err error)) driver.Rows {
	return &watchedRows{optionalRows: optionalRows{rows}, ctx: ctx, done: done}
}

type watchedRows struct {
	optionalRows
	ctx  context.Context // of the query
	done func(n int64, err error)

	n      int64
	err    error
	ended  bool // the last row has been read
	closed bool
}

// Unwrap returns the rows within, whose optional interfaces sqlmw looks at.
func (r *watchedRows) Unwrap() driver.Rows { return r.Rows }

func (r *watchedRows) Next(dest []driver.Value) error {
	err := r.Rows.Next(dest)
	if err == nil {
		r.n++
	}
	r.reached(err)
	return err
}

// NextResultSet goes on to the next result, whose rows are counted too.
func (r *watchedRows) NextResultSet() error {
	err := r.optionalRows.NextResultSet()
	r.reached(err)
	return err
}

func (r *watchedRows) reached(err error) {
	r.ended = err == io.EOF
	if err != nil && !r.ended {
		r.err = err
	}
}

func (r *watchedRows) Close() error {
	err := r.Rows.Close()
	if r.closed {
		return err
	}
	r.closed = true
	switch {
	case r.err != nil:
		r.done(r.n, r.err)
	case err == nil && !r.ended:
		r.done(r.n, r.ctx.Err())
	default:
		r.done(r.n, err)
	}
	return err
}
