package wrap

import (
	"context"
	"database/sql/driver"

	"github.com/gildsql/gild/pooling"
)

// database/sql asks connections for SessionResetter and Validator, and keeps one whose
// transaction was ended by its context only if it has both. So a wrapped connection has
// each of the two exactly if the real one has it. Where a pool's setting needs a
// SessionResetter that the real connection lacks, it stands alone, and asks the real
// Validator itself. Where a setting needs both, see pooledConn.

type resettable struct{ *conn }

func (c resettable) ResetSession(ctx context.Context) error { return c.reset(ctx, c) }

// guarded is resettable in place of validatable.
type guarded struct{ *conn }

func (c guarded) ResetSession(ctx context.Context) error {
	if !c.valid(c) {
		return driver.ErrBadConn
	}
	return c.reset(ctx, c)
}

type validatable struct{ *conn }

func (c validatable) IsValid() bool { return c.valid(c) }

type resettableValidatable struct{ *conn }

func (c resettableValidatable) ResetSession(ctx context.Context) error { return c.reset(ctx, c) }
func (c resettableValidatable) IsValid() bool                          { return c.valid(c) }

func withPoolInterfaces(c *conn) driver.Conn {
	pool := c.connector.pool
	c.member = pool.NewMember(c, c.shield)
	outer := c.outermost(pool)
	end := c.shield.close
	c.shield.close = func(real driver.Conn) error {
		return c.member.Closed(outer, func() error { return end(real) })
	}
	return outer
}

func (c *conn) outermost(pool *pooling.Pool) driver.Conn {
	_, resets := c.shield.real.(driver.SessionResetter)
	_, validates := c.shield.real.(driver.Validator)
	switch {
	case pool.Tracked():
		return &pooledConn{conn: c, discards: !resets || !validates}
	case resets && validates:
		return resettableValidatable{c}
	case resets:
		return resettable{c}
	case pool.Checks():
		return guarded{c}
	case validates:
		return validatable{c}
	}
	return c
}

// reset is called when the connection, as database/sql sees it, is taken from the pool.
func (c *conn) reset(ctx context.Context, outer driver.Conn) error {
	if c.broken {
		return driver.ErrBadConn
	}
	return c.member.CheckOut(ctx, outer, c.resetReal)
}

func (c *conn) resetReal(ctx context.Context) error {
	if r, ok := c.shield.real.(driver.SessionResetter); ok {
		return r.ResetSession(ctx)
	}
	return nil
}

// valid is called when the connection is put back into the pool.
func (c *conn) valid(outer driver.Conn) bool {
	return !c.broken && c.member.CheckIn(outer, c.validReal)
}

func (c *conn) validReal() bool {
	v, ok := c.shield.real.(driver.Validator)
	return !ok || v.IsValid()
}

// lost is called with the errors of the driver: what has lost the connection concerns the
// pool.
func (c *conn) lost(err error) {
	if err != nil {
		c.member.Failed(c, c.connector.config.Dialect.ClassOf(err), err)
	}
}

// base returns the connection itself, whatever interfaces it is given.
func (c *conn) base() *conn { return c }

// Stale reports whether the connection was made before its pool was last invalidated.
func (c *conn) Stale() bool { return c.member.Stale() }
