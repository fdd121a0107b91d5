package gildtest

import (
	"context"
	"database/sql/driver"
)

// recordedConn is a connection of the real driver. Like every driver connection it is used by one
// goroutine at a time.
type recordedConn struct {
	driver.Conn
	r *recorder
}

// ResetSession and IsValid ask the real connection.
func (c *recordedConn) ResetSession(ctx context.Context) error {
	if s, ok := c.Conn.(driver.SessionResetter); ok {
		return s.ResetSession(ctx)
	}
	return nil
}

func (c *recordedConn) IsValid() bool {
	v, ok := c.Conn.(driver.Validator)
	return !ok || v.IsValid()
}

// BeginTx begins a transaction.
func (c *recordedConn) BeginTx(ctx context.Context, opts driver.TxOptions) (tx driver.Tx, err error) {
	if b, ok := c.Conn.(driver.ConnBeginTx); ok {
		tx, err = b.BeginTx(ctx, opts)
	} else {
		//lint:ignore SA1019 drivers from before contexts have no other
		tx, err = c.Conn.Begin()
	}
	c.r.note(begin(opts), err)
	if err != nil {
		return nil, err
	}
	return &recordedTx{tx, c.r}, nil
}

// begin is the call with what is asked for as its text.
func begin(opts driver.TxOptions) entry {
	e := entry{Op: "begin", SQL: isolation(opts.Isolation)}
	if opts.ReadOnly {
		e.SQL += " read only"
	}
	return e
}

// ExecContext runs a text.
func (c *recordedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	e, ok := c.Conn.(driver.ExecerContext)
	if !ok {
		return nil, driver.ErrSkip
	}
	return c.r.exec(query, args, func() (driver.Result, error) { return e.ExecContext(ctx, query, args) })
}

// QueryContext runs a text and reads its rows to the end.
func (c *recordedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	q, ok := c.Conn.(driver.QueryerContext)
	if !ok {
		return nil, driver.ErrSkip
	}
	return c.r.query(query, args, func() (driver.Rows, error) { return q.QueryContext(ctx, query, args) })
}

// Prepare prepares a text.
func (c *recordedConn) Prepare(query string) (driver.Stmt, error) {
	return c.PrepareContext(context.Background(), query)
}

// PrepareContext prepares a text. Only a failure is a call of its own.
func (c *recordedConn) PrepareContext(ctx context.Context, query string) (stmt driver.Stmt, err error) {
	if p, ok := c.Conn.(driver.ConnPrepareContext); ok {
		stmt, err = p.PrepareContext(ctx, query)
	} else {
		stmt, err = c.Conn.Prepare(query)
	}
	if err != nil {
		c.r.note(newEntry("prepare", query, nil), err)
		return nil, err
	}
	c.r.mu.Lock()
	defer c.r.mu.Unlock()
	c.r.tape.Prepared[query] = stmt.NumInput()
	return &recordedStmt{stmt, c, query}, nil
}

// CheckNamedValue asks the real connection.
func (c *recordedConn) CheckNamedValue(nv *driver.NamedValue) error {
	return c.check(c.Conn, nv)
}

func (c *recordedConn) check(by any, nv *driver.NamedValue) error {
	checker, ok := by.(driver.NamedValueChecker)
	if !ok {
		return driver.ErrSkip
	}
	before := nv.Value
	err := checker.CheckNamedValue(nv)
	c.r.checked(before, nv, err)
	return err
}

// recordedTx is a transaction.
type recordedTx struct {
	driver.Tx
	r *recorder
}

func (tx *recordedTx) Commit() error {
	err := tx.Tx.Commit()
	tx.r.note(entry{Op: "commit"}, err)
	return err
}

func (tx *recordedTx) Rollback() error {
	err := tx.Tx.Rollback()
	tx.r.note(entry{Op: "rollback"}, err)
	return err
}

// recordedStmt is a prepared statement.
type recordedStmt struct {
	driver.Stmt
	c     *recordedConn
	query string
}

// ExecContext runs the statement.
func (s *recordedStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return s.c.r.exec(s.query, args, func() (driver.Result, error) { return execStmt(ctx, s.Stmt, args) })
}

// QueryContext runs the statement and reads its rows to the end.
func (s *recordedStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.c.r.query(s.query, args, func() (driver.Rows, error) { return queryStmt(ctx, s.Stmt, args) })
}

// CheckNamedValue asks the real statement, or else its connection.
func (s *recordedStmt) CheckNamedValue(nv *driver.NamedValue) error {
	if _, ok := s.Stmt.(driver.NamedValueChecker); ok {
		return s.c.check(s.Stmt, nv)
	}
	if converter, ok := s.Stmt.(interface {
		ColumnConverter(i int) driver.ValueConverter
	}); ok {
		before := nv.Value
		v, err := converter.ColumnConverter(nv.Ordinal - 1).ConvertValue(nv.Value)
		if err == nil {
			nv.Value = v
		}
		s.c.r.checked(before, nv, err)
		return err
	}
	return s.c.CheckNamedValue(nv)
}
