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
	return &watchedRows{optionalRows: optionalRows{rows}, ctx: ctx, watch: rowsDone(done)}
}

// rowsDone is a function as a Watch.
type rowsDone func(n int64, err error)

func (f rowsDone) Done(o Outcome) { f(o.Rows, o.Err) }

type watchedRows struct {
	optionalRows
	ctx    context.Context // of the query
	watch  Watch
	cached bool // the statement was found prepared

	list       *openRows // that they are in, nil for none
	next, prev *watchedRows

	n      int64
	err    error
	ended  bool // the last row has been read
	closed bool
}

// Unwrap returns the rows within, whose optional interfaces sqlmw looks at.
func (r *watchedRows) Unwrap() driver.Rows { return r.Rows }

func (r *watchedRows) Next(dest []driver.Value) error { return r.rowError(r.Rows.Next(dest)) }

// rowError sees the error of going on to the next row, which may be nil.
func (r *watchedRows) rowError(err error) error {
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
	r.finish(err)
	return err
}

// finish tells the watch once, closed being the error of closing the rows.
func (r *watchedRows) finish(closed error) {
	if r.closed {
		return
	}
	r.closed = true
	r.list.remove(r)
	o := Outcome{Op: OpQuery, Rows: r.n, Err: closed, Cached: r.cached}
	switch {
	case r.err != nil:
		o.Err = r.err
	case closed == nil && !r.ended:
		o.Err = r.ctx.Err()
	}
	r.watch.Done(o)
}

// openRows are the watched rows of a connection that nobody has closed yet. Like the connection
// it is used by one goroutine at a time.
type openRows struct{ first *watchedRows }

func (l *openRows) add(r *watchedRows) {
	r.list, r.next = l, l.first
	if l.first != nil {
		l.first.prev = r
	}
	l.first = r
}

// remove is for a list that may be nil.
func (l *openRows) remove(r *watchedRows) {
	if l == nil {
		return
	}
	if r.prev != nil {
		r.prev.next = r.next
	} else {
		l.first = r.next
	}
	if r.next != nil {
		r.next.prev = r.prev
	}
	r.list, r.next, r.prev = nil, nil, nil
}

// end ends the watch of rows that will not be read any more, although nobody has closed them: the
// transaction or connection that they need ends.
func (l *openRows) end() {
	for l.first != nil {
		l.first.finish(nil)
	}
}
