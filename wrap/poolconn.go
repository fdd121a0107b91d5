package wrap

import (
	"context"
	"database/sql/driver"
)

// database/sql asks connections for SessionResetter and Validator, and keeps one whose
// transaction was ended by its context only if it has both. So a wrapped connection has
// each of the two exactly if the real one has it. Where the guard of a pool that pings
// first needs a SessionResetter that the real connection lacks, it stands alone, and asks
// the real Validator itself.

type resettable struct{ *conn }

func (c resettable) ResetSession(ctx context.Context) error { return c.reset(ctx) }

// guarded is resettable in place of validatable.
type guarded struct{ *conn }

func (c guarded) ResetSession(ctx context.Context) error {
	if !c.valid() {
		return driver.ErrBadConn
	}
	return c.reset(ctx)
}

type validatable struct{ *conn }

func (c validatable) IsValid() bool { return c.valid() }

type resettableValidatable struct{ *conn }

func (c resettableValidatable) ResetSession(ctx context.Context) error { return c.reset(ctx) }
func (c resettableValidatable) IsValid() bool                          { return c.valid() }

func withPoolInterfaces(c *conn) driver.Conn {
	_, resets := c.shield.real.(driver.SessionResetter)
	_, validates := c.shield.real.(driver.Validator)
	switch {
	case resets && validates:
		return resettableValidatable{c}
	case resets:
		return resettable{c}
	case c.guard != nil:
		return guarded{c}
	case validates:
		return validatable{c}
	}
	return c
}

// reset is called when the connection is taken from the pool.
func (c *conn) reset(ctx context.Context) error {
	if c.broken {
		return driver.ErrBadConn
	}
	if r, ok := c.shield.real.(driver.SessionResetter); ok {
		if err := r.ResetSession(ctx); err != nil {
			return err
		}
	}
	return c.guard.Check(ctx)
}

// valid is called when the connection is put back into the pool.
func (c *conn) valid() bool {
	v, ok := c.shield.real.(driver.Validator)
	return !c.broken && (!ok || v.IsValid())
}
