package gildtest

import (
	"context"
	"database/sql/driver"
	"errors"
)

// sharing is one of the connections that share a real one. Like every driver connection it is
// used by one goroutine at a time.
type sharing struct{ s *shared }

// Close leaves the real connection as it is.
func (c *sharing) Close() error { return nil }

// Begin begins a savepoint.
func (c *sharing) Begin() (driver.Tx, error) { return c.s.begin() }

// BeginTx begins a savepoint: isolation is that of the transaction around it.
func (c *sharing) BeginTx(context.Context, driver.TxOptions) (driver.Tx, error) { return c.s.begin() }

// ExecContext runs a text.
func (c *sharing) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (result driver.Result, err error) {
	err = c.s.run(ctx, func() error {
		e, ok := c.s.conn.(driver.ExecerContext)
		if !ok {
			return driver.ErrSkip
		}
		result, err = e.ExecContext(ctx, query, args)
		return err
	})
	return result, err
}

// QueryContext runs a text and reads its rows to the end.
func (c *sharing) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (rows driver.Rows, err error) {
	err = c.s.run(ctx, func() error {
		q, ok := c.s.conn.(driver.QueryerContext)
		if !ok {
			return driver.ErrSkip
		}
		real, err := q.QueryContext(ctx, query, args)
		if err != nil {
			return err
		}
		rows, err = readAll(real)
		return err
	})
	return rows, err
}

// Prepare prepares a text.
func (c *sharing) Prepare(query string) (driver.Stmt, error) {
	return c.PrepareContext(context.Background(), query)
}

// PrepareContext prepares a text.
func (c *sharing) PrepareContext(ctx context.Context, query string) (stmt driver.Stmt, err error) {
	err = c.s.run(ctx, func() error {
		var real driver.Stmt
		if p, ok := c.s.conn.(driver.ConnPrepareContext); ok {
			real, err = p.PrepareContext(ctx, query)
		} else {
			real, err = c.s.conn.Prepare(query)
		}
		stmt = &sharedStmt{Stmt: real, s: c.s}
		return err
	})
	if err != nil {
		return nil, err
	}
	return stmt, nil
}

// CheckNamedValue asks the real connection.
func (c *sharing) CheckNamedValue(nv *driver.NamedValue) error {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if checker, ok := c.s.conn.(driver.NamedValueChecker); ok {
		return checker.CheckNamedValue(nv)
	}
	return driver.ErrSkip
}

// sharedStmt is a statement of the real connection.
type sharedStmt struct {
	driver.Stmt
	s *shared
}

func (p *sharedStmt) Close() error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.Stmt.Close()
}

func (p *sharedStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (result driver.Result, err error) {
	err = p.s.run(ctx, func() error {
		result, err = execStmt(ctx, p.Stmt, args)
		return err
	})
	return result, err
}

func (p *sharedStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (rows driver.Rows, err error) {
	err = p.s.run(ctx, func() error {
		real, err := queryStmt(ctx, p.Stmt, args)
		if err != nil {
			return err
		}
		rows, err = readAll(real)
		return err
	})
	return rows, err
}

// CheckNamedValue asks the real statement.
func (p *sharedStmt) CheckNamedValue(nv *driver.NamedValue) error {
	if checker, ok := p.Stmt.(driver.NamedValueChecker); ok {
		return checker.CheckNamedValue(nv)
	}
	return (&sharing{p.s}).CheckNamedValue(nv)
}

var errNamed = errors.New("gildtest: the driver does not take named arguments")

func positional(args []driver.NamedValue) ([]driver.Value, error) {
	values := make([]driver.Value, len(args))
	for i, a := range args {
		if a.Name != "" {
			return nil, errNamed
		}
		values[i] = a.Value
	}
	return values, nil
}

func execStmt(ctx context.Context, stmt driver.Stmt, args []driver.NamedValue) (driver.Result, error) {
	if e, ok := stmt.(driver.StmtExecContext); ok {
		return e.ExecContext(ctx, args)
	}
	values, err := positional(args)
	if err != nil {
		return nil, err
	}
	//lint:ignore SA1019 drivers from before contexts have no other
	return stmt.Exec(values)
}

func queryStmt(ctx context.Context, stmt driver.Stmt, args []driver.NamedValue) (driver.Rows, error) {
	if q, ok := stmt.(driver.StmtQueryContext); ok {
		return q.QueryContext(ctx, args)
	}
	values, err := positional(args)
	if err != nil {
		return nil, err
	}
	//lint:ignore SA1019 drivers from before contexts have no other
	return stmt.Query(values)
}
