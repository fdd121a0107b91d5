package pooling

import (
	"context"
	"database/sql/driver"
	"time"
)

// Pinger is what a Guard checks.
type Pinger interface {
	Ping(ctx context.Context) error
}

// Guard checks one connection when it is taken from the pool. A nil Guard checks
// nothing. It is used by one goroutine at a time, as the connection is.
type Guard struct {
	conn  Pinger
	after time.Duration
	seen  time.Time // when the connection was last seen working
}

// NewGuard returns the guard of a connection that has just been made, nil if the
// configuration asks for no check.
func NewGuard(conn Pinger, c Config) *Guard {
	if !c.PrePing {
		return nil
	}
	return &Guard{conn: conn, after: c.PingAfter, seen: time.Now()}
}

// Check is to be called when the connection is taken from the pool. It returns
// driver.ErrBadConn for a connection that no longer answers, which makes database/sql
// take another; when ctx is done the connection is not to blame, and ctx's error is
// returned.
func (g *Guard) Check(ctx context.Context) error {
	if g == nil {
		return nil
	}
	if g.after > 0 && time.Since(g.seen) < g.after {
		return nil
	}
	if err := g.conn.Ping(ctx); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return driver.ErrBadConn
	}
	g.seen = time.Now()
	return nil
}
