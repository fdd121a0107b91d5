package pooling

import (
	"cmp"
	"database/sql"
	"time"
)

// Config says how the pool of a *sql.DB behaves. The zero Config leaves database/sql's
// own behaviour as it is.
//
// PrePing, PingAfter and Single act on the connections. Recycle, MaxOpen and MaxIdle are
// settings of the *sql.DB: gild.Open makes them, but where the program opens it itself
// (sql.Open with a registered name, sql.OpenDB) they do nothing until it calls Apply, or
// sets them there.
type Config struct {
	// PrePing checks a connection that has been idle before it is given out again, so
	// that one which the server has closed is replaced instead of failing a statement.
	PrePing bool
	// PingAfter is how long ago the last check must be for PrePing to check again; 0 means
	// each time.
	PingAfter time.Duration
	// Recycle closes connections of this age, 0 never.
	Recycle time.Duration
	// Single keeps one connection, which is closed with the *sql.DB and not before, and of
	// which there is never a second one. It is for databases that live and die with their
	// connection, in memory.
	Single bool
	// MaxOpen is the greatest number of open connections, 0 for no limit.
	MaxOpen int
	// MaxIdle is the greatest number of idle connections, 0 for database/sql's default.
	MaxIdle int
}

// Under returns c where the database leaves the choice: what demands sets wins.
func (c Config) Under(demands Config) Config {
	c.PrePing = c.PrePing || demands.PrePing
	c.Single = c.Single || demands.Single
	c.PingAfter = cmp.Or(demands.PingAfter, c.PingAfter)
	c.Recycle = cmp.Or(demands.Recycle, c.Recycle)
	c.MaxOpen = cmp.Or(demands.MaxOpen, c.MaxOpen)
	c.MaxIdle = cmp.Or(demands.MaxIdle, c.MaxIdle)
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
	if c.MaxOpen > 0 {
		db.SetMaxOpenConns(c.MaxOpen)
	}
	if c.MaxIdle > 0 {
		db.SetMaxIdleConns(c.MaxIdle)
	}
}
