package wrap

import (
	"context"
	"database/sql/driver"
)

// database/sql asks connections for SessionResetter and Validator, and what it does
// with a transaction whose context ends depends on whether they have both. So a wrapped
// connection has each of the two exactly if the real one has it; the guard of a pool
// that pings first needs SessionResetter in any case.

type resettable struct{ *conn }

func (c resettable) ResetSession(ctx context.Context) error { return c.reset(ctx) }

type validatable struct{ *conn }

func (c validatable) IsValid() bool { return c.valid() }

type resettableValidatable struct{ *conn }

func (c resettableValidatable) ResetSession(ctx context.Context) error { return c.reset(ctx) }
func (c resettableValidatable) IsValid() bool                          { return c.valid() }

func withPoolInterfaces(c *conn) driver.Conn {
	_, resets := c.shield.real.(driver.SessionResetter)
	_, validates := c.shield.real.(driver.Validator)
	resets = resets || c.guard != nil
	switch {
	case resets && validates:
		return resettableValidatable{c}
	case resets:
		return resettable{c}
	case validates:
		return validatable{c}
	}
	return c
}

// reset is called when the connection is taken from the pool.
func (c *conn) reset(ctx context.Context) error {
	if r, ok := c.shield.real.(driver.SessionResetter); ok {
		if err := r.ResetSession(ctx); err != nil {
			return err
		}
	}
	return c.guard.Check(ctx)
}

// valid is called when the connection is put back into the pool.
func (c *conn) valid() bool { return c.shield.real.(driver.Validator).IsValid() }
