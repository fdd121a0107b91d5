package wrap

import (
	"context"
	"database/sql/driver"
	"errors"
)

// connectNew makes a connection that the pool has room for.
func (k *Connector) connectNew(ctx context.Context) (driver.Conn, error) {
	dial, err := k.pool.Dial(ctx)
	if err != nil {
		return nil, err
	}
	made, err := k.dial(ctx)
	if err != nil {
		dial.Failed()
		return nil, err
	}
	c := made.(interface{ base() *conn }).base()
	refused := true // until the program's functions have returned
	defer func() {
		if refused {
			_ = c.Close()
		}
	}()
	if err := dial.Made(ctx, c.member, made); err != nil {
		return nil, err
	}
	refused = false
	return made, nil
}

// connectBounded waits for room, or for a connection that another caller gives back.
func (k *Connector) connectBounded(ctx context.Context) (driver.Conn, error) {
	m, err := k.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	connected := false
	defer func() {
		if !connected {
			k.pool.GiveUp()
		}
	}()
	if m != nil {
		c, err := m.Owner().(*conn).takeOver(ctx, m.Lease())
		if err == nil || ctx.Err() != nil {
			connected = err == nil
			return c, err
		}
	}
	made, err := k.connectNew(ctx)
	if err != nil {
		return nil, err
	}
	connected = true
	return made, nil
}

// takeOver begins a new lease of a connection that another caller has left. The error is
// driver.ErrBadConn if the connection was not fit for it, or that of ctx; the connection is
// closed then.
func (c *conn) takeOver(ctx context.Context, lease int) (driver.Conn, error) {
	_, resets := c.shield.real.(driver.SessionResetter)
	_, validates := c.shield.real.(driver.Validator)
	taken := &pooledConn{conn: c, lease: lease, discards: !resets || !validates}
	fit := false
	defer func() {
		if !fit {
			_ = c.Close()
		}
	}()
	if err := c.reset(ctx, taken); err != nil && (errors.Is(err, driver.ErrBadConn) || ctx.Err() != nil) {
		return nil, err
	}
	fit = true
	return taken, nil
}
