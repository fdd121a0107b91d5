package pooling

import (
	"cmp"
	"database/sql"
	"log/slog"
	"time"
)

// Config says how the pool of a *sql.DB behaves. The zero Config leaves database/sql's own
// behaviour as it is, and costs nothing.
//
// Everything acts on the connections, so it works for sql.Open and sql.OpenDB too, with
// these exceptions: MaxOpen without CheckoutTimeout, and MaxIdle, are settings of the
// *sql.DB. gild.Open makes them; elsewhere they do nothing until the program calls Apply.
type Config struct {
	// PrePing checks a connection that has been idle before it is given out again, so
	// that one which the server has closed is replaced instead of failing a statement. It
	// costs a round trip at each check-out. A ping that fails invalidates the whole pool.
	PrePing bool
	// PingAfter is how long ago the last check must be for PrePing to check again; 0 means
	// each time.
	PingAfter time.Duration

	// Recycle closes connections of this age, 0 never. They are closed when they are given
	// out or back; where Apply is called, also while they are idle.
	Recycle time.Duration
	// RecycleJitter shortens Recycle by a random part of itself for each connection, so
	// that those made at the same time do not end at the same time.
	RecycleJitter time.Duration

	// InvalidateOnDisconnect invalidates the whole pool when a statement has lost its
	// connection: what ended one has often ended all. PrePing implies it. A connection that the
	// driver has given up when a context ended is not meant.
	InvalidateOnDisconnect bool

	// Reset brings a connection that is given back into its first state, such as Rollback;
	// nil leaves it as it is, as database/sql does. A connection whose Reset fails, or takes
	// longer than ResetTimeout, is closed. The caller who gives it back waits for that.
	Reset ResetFunc
	// ResetTimeout is 5 seconds if it is 0.
	ResetTimeout time.Duration

	// Single keeps one connection, which is closed with the *sql.DB and not before, and of
	// which there is never a second one. It is for databases that live and die with their
	// connection, in memory.
	Single bool
	// NoIdle keeps no connection: each is closed when it is given back.
	NoIdle bool
	// MaxOpen is the greatest number of open connections, 0 for no limit.
	MaxOpen int
	// MaxIdle is the greatest number of idle connections, 0 for database/sql's default.
	MaxIdle int
	// CheckoutTimeout is how long a caller waits for one of MaxOpen connections, even if its
	// context has no deadline; then it gets a *TimeoutError. Callers are served in the order
	// in which they came. 0 leaves MaxOpen to database/sql, where waiting has no end but the
	// context's, and no order.
	CheckoutTimeout time.Duration
	// Assert does not let callers wait: who asks for more than MaxOpen connections (1 if
	// that is 0) gets a *HeldError at once, with the stacks of those who have them.
	Assert bool

	// Track counts the connections in use and remembers who has them, with the stack: see
	// Pool.Holders. It costs a stack trace, some microseconds, at each check-out. Other
	// settings count without the stack.
	Track bool
	// LeakAfter reports who has had a connection for this long, once, to OnLeak. 0 is never.
	// It costs what Track does, and a timer.
	LeakAfter time.Duration
	// OnLeak takes LeakAfter's reports, on a goroutine of its own. The default logs a
	// warning to slog.
	OnLeak func(Holder)

	// Events are told what happens to connections, in this order.
	Events []Events
}

const defaultResetTimeout = 5 * time.Second

// Under returns c with what a database demands of its pool: the settings of connections and
// of limits that demands has win. What watches the pool (Track, LeakAfter, Events and so on)
// is not a database's to demand, and stays c's.
func (c Config) Under(demands Config) Config {
	c.PrePing = c.PrePing || demands.PrePing
	c.Single = c.Single || demands.Single
	c.NoIdle = c.NoIdle || demands.NoIdle
	c.PingAfter = cmp.Or(demands.PingAfter, c.PingAfter)
	c.Recycle = cmp.Or(demands.Recycle, c.Recycle)
	c.MaxOpen = cmp.Or(demands.MaxOpen, c.MaxOpen)
	c.MaxIdle = cmp.Or(demands.MaxIdle, c.MaxIdle)
	c.CheckoutTimeout = cmp.Or(demands.CheckoutTimeout, c.CheckoutTimeout)
	if demands.Reset != nil {
		c.Reset = demands.Reset
	}
	return c
}

// Apply sets what database/sql itself can do on db.
func (c Config) Apply(db *sql.DB) {
	if c.Recycle > 0 {
		db.SetConnMaxLifetime(c.Recycle)
	}
	if c.Single {
		c.MaxOpen, c.MaxIdle = 1, 1
	}
	if c.MaxOpen > 0 && !c.bounded() { // the Pool counts itself
		db.SetMaxOpenConns(c.MaxOpen)
	}
	switch {
	case c.NoIdle && !c.Single:
		db.SetMaxIdleConns(-1)
	case c.MaxIdle > 0:
		db.SetMaxIdleConns(c.MaxIdle)
	}
}

// bounded reports whether the Pool, and not database/sql, keeps to MaxOpen.
func (c *Config) bounded() bool {
	return c.Assert || c.CheckoutTimeout > 0 && c.limit() > 0
}

// checks reports whether connections are looked at when they are given out.
func (c *Config) checks() bool { return c.PrePing || c.Recycle > 0 }

// tracked reports whether connections are followed out of the pool and back.
func (c *Config) tracked() bool {
	return c.bounded() || c.Reset != nil || c.NoIdle && !c.Single || c.stacks() || c.hasEvents()
}

func (c *Config) stacks() bool { return c.Track || c.LeakAfter > 0 || c.Assert }

func (c *Config) hasEvents() bool {
	for _, e := range c.Events {
		if e.Checkout != nil || e.Checkin != nil {
			return true
		}
	}
	return false
}

func (c *Config) limit() int {
	if c.Single {
		return 1
	}
	if c.Assert {
		return max(c.MaxOpen, 1)
	}
	return c.MaxOpen
}

func (c *Config) reportLeak(h Holder) {
	if c.OnLeak != nil {
		c.OnLeak(h)
		return
	}
	slog.Warn("gild: a connection has not been given back", "since", h.Since, "stack", h.Stack)
}
