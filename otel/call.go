package otel

import (
	"context"
	"database/sql/driver"
	"io"
	"time"
)

// call is a query or exec under way.
type call struct {
	query   string
	hasArgs bool
	start   time.Time
}

func begin(query string, args []driver.NamedValue) call {
	return call{query: query, hasArgs: len(args) > 0, start: time.Now()}
}

// reading is a query whose rows are being read. Like the rows it is used by one
// goroutine at a time.
type reading struct {
	call
	done bool  // the last row has been read
	err  error // why there are no more rows
}

type readingKey struct{}

// read lets the call go on while its rows are read with the context it returns, or ends
// it if it has failed.
func (t *Tracing) read(ctx context.Context, c call, err error) context.Context {
	if err != nil {
		t.end(ctx, c, err)
		return ctx
	}
	return context.WithValue(ctx, readingKey{}, &reading{call: c})
}

// readingFrom returns nil outside of what read has returned.
func readingFrom(ctx context.Context) *reading {
	r, _ := ctx.Value(readingKey{}).(*reading)
	return r
}

// stop takes the error that stands for the end of the rows.
func (r *reading) stop(err error) {
	if err == io.EOF {
		r.done = true
	} else {
		r.err = err
	}
}

// outcome returns the error of the whole query, closed being that of closing the rows.
// Rows that are closed early are no error, unless it is because their context has ended.
func (r *reading) outcome(ctx context.Context, closed error) error {
	switch {
	case r.err != nil:
		return r.err
	case closed == nil && !r.done:
		return ctx.Err()
	}
	return closed
}
