package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"sync"
)

var driverPeers = []Implementation{
	{Name: "driver-held", About: "the bare driver's own calls on a connection that is kept, statements prepared on it, one struct's fields decoded by hand: the least that a program can cost over this driver, which no toolkit reaches", Open: openHeld, On: fastOnDriver},
}

// fastOnDriver says whether the program knows how the driver is fastest.
func fastOnDriver(db Database) bool { return db.Driver == "sqlite3" || db.Driver == "postgres" }

// A heldProgram keeps its connections, the last used one first.
type heldProgram struct {
	db    *sql.DB
	d     Database
	turns chan struct{} // as many as there may be connections
	mu    sync.Mutex
	free  []*heldConn
}

// A heldConn is a connection of the driver, of which database/sql knows nothing meanwhile.
type heldConn struct {
	conn   *sql.Conn
	dc     driver.Conn
	stmts  map[string]driver.Stmt
	chunks map[chunkKey]string
	args   []driver.NamedValue
	row    [8]driver.Value
}

func openHeld(ctx context.Context, d Database) (*Program, error) {
	db, err := d.open(d.Driver)
	if err != nil {
		return nil, err
	}
	p := &heldProgram{db: db, d: d, turns: make(chan struct{}, poolSize)}
	return &Program{
		Point: p.point, List: p.list, Insert: p.insert, Update: p.update, Bulk: p.bulk, Unit: p.unit, Eager: p.eager, Close: p.close,
	}, nil
}

func (p *heldProgram) close() error {
	var errs []error
	for _, c := range p.free {
		for _, stmt := range c.stmts {
			errs = append(errs, stmt.Close())
		}
		errs = append(errs, c.conn.Close())
	}
	return errors.Join(append(errs, p.db.Close())...)
}

// on calls use with a connection.
func (p *heldProgram) on(ctx context.Context, use func(*heldConn) error) error {
	p.turns <- struct{}{}
	defer func() { <-p.turns }()
	c, err := p.take(ctx)
	if err != nil {
		return err
	}
	err = use(c)
	p.mu.Lock()
	p.free = append(p.free, c)
	p.mu.Unlock()
	return err
}

func (p *heldProgram) take(ctx context.Context) (*heldConn, error) {
	if c := p.last(); c != nil {
		return c, nil
	}
	conn, err := p.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	c := &heldConn{conn: conn, stmts: map[string]driver.Stmt{}, chunks: map[chunkKey]string{}}
	return c, conn.Raw(func(dc any) error {
		c.dc = dc.(driver.Conn)
		return nil
	})
}

func (p *heldProgram) last() *heldConn {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.free)
	if n == 0 {
		return nil
	}
	c := p.free[n-1]
	p.free = p.free[:n-1]
	return c
}

// add adds arguments to those of the next statement.
func (c *heldConn) add(values ...driver.Value) {
	for _, v := range values {
		c.args = append(c.args, driver.NamedValue{Ordinal: len(c.args) + 1, Value: v})
	}
}

func (c *heldConn) stmt(ctx context.Context, query string) (driver.Stmt, error) {
	if stmt := c.stmts[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := c.dc.(driver.ConnPrepareContext).PrepareContext(ctx, query)
	if err == nil {
		c.stmts[query] = stmt
	}
	return stmt, err
}

// query calls each for every row of a query.
func (c *heldConn) query(ctx context.Context, query string, columns int, each func(row []driver.Value) error) error {
	defer func() { c.args = c.args[:0] }()
	stmt, err := c.stmt(ctx, query)
	if err != nil {
		return err
	}
	rows, err := stmt.(driver.StmtQueryContext).QueryContext(ctx, c.args)
	if err != nil {
		return err
	}
	defer rows.Close()
	for row := c.row[:columns]; ; {
		switch err := rows.Next(row); {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		if err := each(row); err != nil {
			return err
		}
	}
}

func (c *heldConn) exec(ctx context.Context, query string) (driver.Result, error) {
	defer func() { c.args = c.args[:0] }()
	stmt, err := c.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.(driver.StmtExecContext).ExecContext(ctx, c.args)
}

// inTx calls do in a transaction.
func (c *heldConn) inTx(ctx context.Context, do func() error) error {
	tx, err := c.dc.(driver.ConnBeginTx).BeginTx(ctx, driver.TxOptions{})
	if err != nil {
		return err
	}
	if err := do(); err != nil {
		_ = tx.Rollback()
		return err
	}
	return tx.Commit()
}
