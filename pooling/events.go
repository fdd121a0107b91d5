package pooling

import (
	"context"
	"database/sql/driver"
)

// Events are functions that are told what happens to connections; any may be nil. The
// connection is gild's, a wrap.Conn, and belongs to the function until it returns; Exec and
// QueryRow run SQL on it. A function may be called by several goroutines at once, with
// different connections, and must not use the *sql.DB, which may be waiting for it.
//
// Checkout and Checkin make gild follow connections out of the pool and back, which costs
// a lock each time; the others cost nothing until they are called.
type Events struct {
	// First is called with the first connection, before Connect. Other connections wait
	// until it has returned. After an error, which refuses the connection, the next one is
	// the first.
	First func(ctx context.Context, conn driver.Conn) error
	// Connect is called with each new connection: the place for its settings (SET, PRAGMA).
	// An error refuses the connection and reaches the caller.
	Connect func(ctx context.Context, conn driver.Conn) error
	// Checkout is called when a connection is given out. An error closes the connection. For
	// one that was idle, another is taken; with a new one the error reaches the caller.
	Checkout func(ctx context.Context, conn driver.Conn) error
	// Checkin is called when a connection is given back, unless it is to be closed.
	Checkin func(conn driver.Conn)
	// Invalidate is called when a connection is found unusable: lost, too old, or made
	// before an invalidation. The cause may be nil. It is closed soon after.
	Invalidate func(conn driver.Conn, cause error)
	// Close is called before a connection is closed.
	Close func(conn driver.Conn)
}

// connected runs First and Connect.
func (p *Pool) connected(ctx context.Context, conn driver.Conn) error {
	if err := p.first.do(ctx, func() error { return p.runFirst(ctx, conn) }); err != nil {
		return err
	}
	for _, e := range p.config.Events {
		if e.Connect == nil {
			continue
		}
		if err := e.Connect(ctx, conn); err != nil {
			return err
		}
	}
	return nil
}

func (p *Pool) runFirst(ctx context.Context, conn driver.Conn) error {
	for _, e := range p.config.Events {
		if e.First == nil {
			continue
		}
		if err := e.First(ctx, conn); err != nil {
			return err
		}
	}
	return nil
}

func (p *Pool) checkedOut(ctx context.Context, conn driver.Conn) error {
	for _, e := range p.config.Events {
		if e.Checkout == nil {
			continue
		}
		if err := e.Checkout(ctx, conn); err != nil {
			return err
		}
	}
	return nil
}

func (p *Pool) checkedIn(conn driver.Conn) {
	for _, e := range p.config.Events {
		if e.Checkin != nil {
			e.Checkin(conn)
		}
	}
}

func (p *Pool) invalidated(conn driver.Conn, cause error) {
	for _, e := range p.config.Events {
		if e.Invalidate != nil {
			e.Invalidate(conn, cause)
		}
	}
}

func (p *Pool) closing(conn driver.Conn) {
	for _, e := range p.config.Events {
		if e.Close != nil {
			e.Close(conn)
		}
	}
}

// once runs a function until it succeeds once; others wait for it meanwhile, as long as
// their contexts last. It is safe for concurrent use.
type once struct {
	turn chan struct{} // holds a token while nobody runs the function
	done chan struct{} // closed when it has succeeded
}

func newOnce() once {
	o := once{turn: make(chan struct{}, 1), done: make(chan struct{})}
	o.turn <- struct{}{}
	return o
}

func (o once) do(ctx context.Context, f func() error) error {
	select {
	case <-o.done:
		return nil
	default:
	}
	select {
	case <-o.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-o.turn:
	}
	ended := false
	defer func() {
		if !ended { // failed, or panicked
			o.turn <- struct{}{}
		}
	}()
	if err := f(); err != nil {
		return err
	}
	ended = true
	close(o.done)
	return nil
}
