package pooling

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"time"
)

// disposeKey marks the context of Dispose, for which no connection is made.
type disposeKey struct{}

// disposeWait is how long Dispose waits for a connection that somebody else took first.
const disposeWait = time.Second

// Dispose closes the connections of db, whose pool p is: idle ones now, those in use when
// they are given back. The pool goes on with new ones. What db is set to stays as it is. The
// errors of closing are nobody's; the error is that of ctx.
func (p *Pool) Dispose(ctx context.Context, db *sql.DB) error {
	p.Invalidate()
	marked, cancel := context.WithTimeout(context.WithValue(ctx, disposeKey{}, true), disposeWait)
	defer cancel()
	// database/sql gives the connection used last first. New ones are held until all that
	// lie below them have come up.
	var held []*sql.Conn
	defer func() {
		for _, c := range held {
			_ = c.Close()
		}
	}()
	for db.Stats().Idle > 0 {
		conn, err := db.Conn(marked)
		switch {
		case errors.Is(err, errDisposing): // database/sql has closed two on the way, or there are no more
			continue
		case err != nil:
			return ctx.Err()
		}
		if !discard(conn) {
			held = append(held, conn)
		}
	}
	return ctx.Err()
}

// discard closes a connection that database/sql has handed out although it is stale.
func discard(conn *sql.Conn) bool {
	err := conn.Raw(func(c any) error {
		if s, ok := c.(interface{ Stale() bool }); ok && s.Stale() {
			return driver.ErrBadConn
		}
		return nil
	})
	return err != nil
}
