package wrap

import (
	"context"
	"database/sql/driver"
)

// pooledConn is a connection that its pool follows on the way out and back. It has both
// SessionResetter and Validator, whatever the real one has. One pooledConn is one lease of
// the connection: see pooling.Pool.Acquire. Its lease is not changed once made; it is used
// by one goroutine at a time as long as the lease lasts. After that, what database/sql still
// does with it (taking it from its pool, closing it and its statements) does nothing, and
// may come from any goroutine.
type pooledConn struct {
	*conn
	lease int
	// discards tells that the real connection lacks one of the two interfaces, so that
	// database/sql would discard it after a transaction that was ended by its context.
	discards bool
}

// ResetSession is called when the connection is taken from the pool.
func (c *pooledConn) ResetSession(ctx context.Context) error {
	if !c.member.Resume(c.lease) {
		return driver.ErrBadConn
	}
	returned := false
	defer c.endUnless(&returned)
	err := c.reset(ctx, c)
	returned = true
	return err
}

// IsValid is called when the connection is given back.
func (c *pooledConn) IsValid() bool {
	if meant, fit := c.member.Return(c.lease); !meant {
		return fit
	}
	returned := false
	defer c.endUnless(&returned)
	valid := c.valid(c)
	returned = true
	return valid
}

// Close closes the connection, or hands it over to a caller that waits for it.
func (c *pooledConn) Close() error { return c.member.End(c.lease, c.conn.Close) }

// endUnless closes the connection when a function of the program has panicked: database/sql
// never would, and the connection's slot would be lost.
func (c *pooledConn) endUnless(returned *bool) {
	if !*returned {
		_ = c.Close()
	}
}

// BeginTx begins a transaction.
func (c *pooledConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	if err := c.member.Used(ctx, c); err != nil {
		return nil, err
	}
	tx, err := c.conn.BeginTx(ctx, opts)
	if err != nil || !c.discards {
		return tx, err
	}
	return &discardingTx{tx, ctx, c.conn}, nil
}

// Ping checks the connection.
func (c *pooledConn) Ping(ctx context.Context) error {
	if err := c.member.Used(ctx, c); err != nil {
		return err
	}
	return c.conn.Ping(ctx)
}

// Begin is BeginTx without context and options.
func (c *pooledConn) Begin() (driver.Tx, error) {
	return c.BeginTx(context.Background(), driver.TxOptions{})
}

// discardingTx has its connection discarded if its context has ended it.
type discardingTx struct {
	driver.Tx
	ctx  context.Context
	conn *conn
}

// Unwrap returns the transaction within.
func (tx *discardingTx) Unwrap() driver.Tx { return tx.Tx }

func (tx *discardingTx) Rollback() error {
	if tx.ctx.Err() != nil {
		tx.conn.member.TxEnded()
	}
	return tx.Tx.Rollback()
}

// ExecContext runs a statement or query.
func (c *pooledConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if err := c.member.Used(ctx, c); err != nil {
		return nil, err
	}
	return c.conn.ExecContext(ctx, query, args)
}

// QueryContext runs a statement or query.
func (c *pooledConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if err := c.member.Used(ctx, c); err != nil {
		return nil, err
	}
	return c.conn.QueryContext(ctx, query, args)
}

// Prepare is PrepareContext without a context.
func (c *pooledConn) Prepare(query string) (driver.Stmt, error) {
	return c.PrepareContext(context.Background(), query)
}

// PrepareContext prepares query. What it returns belongs to this lease.
func (c *pooledConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if err := c.member.Used(ctx, c); err != nil {
		return nil, err
	}
	made, err := c.conn.PrepareContext(ctx, query)
	if err != nil || !c.connector.pool.Bounded() {
		return made, err
	}
	switch s := made.(type) {
	case *stmt:
		return leasedStmt{s, c}, nil
	case convertingStmt:
		return leasedConvertingStmt{s, c}, nil
	}
	return made, nil
}

// leasedStmt is a statement that database/sql may close while its connection is idle, and
// so after the connection has passed to another caller.
type leasedStmt struct {
	*stmt
	c *pooledConn
}

func (s leasedStmt) Close() error { return s.c.member.Use(s.c.lease, s.stmt.Close) }

// leasedConvertingStmt is leasedStmt for a statement that converts its arguments.
type leasedConvertingStmt struct {
	convertingStmt
	c *pooledConn
}

func (s leasedConvertingStmt) Close() error {
	return s.c.member.Use(s.c.lease, s.convertingStmt.Close)
}
