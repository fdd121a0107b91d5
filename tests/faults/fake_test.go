package faults

import (
	"context"
	"database/sql/driver"
	"fmt"
	"io"
	"strings"
	"sync"
)

// A faulty is a database of three rows, whose driver fails or panics where a test wants it to. It has all
// interfaces that drivers have. It is safe for concurrent use.
type faulty struct {
	mu     sync.Mutex // protects following fields
	fault  func(event string) error
	events []string
	open   int // connections
	stmts  int // statements that are not closed
}

// at notes a call of the driver, and does what the test wants.
func (f *faulty) at(event string) error {
	f.mu.Lock()
	f.events = append(f.events, event)
	fault := f.fault
	f.mu.Unlock()
	if fault != nil {
		return fault(event)
	}
	return nil
}

// set has calls do what the test wants from now on, and returns the calls since the last time.
func (f *faulty) set(fault func(event string) error) (events []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault, events, f.events = fault, f.events, nil
	return events
}

func (f *faulty) add(conns, stmts int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.open, f.stmts = f.open+conns, f.stmts+stmts
}

// left returns how many connections and statements are not closed.
func (f *faulty) left() (conns, stmts int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.open, f.stmts
}

func (f *faulty) Driver() driver.Driver { return faultyDriver{} }

func (f *faulty) Connect(context.Context) (driver.Conn, error) {
	if err := f.at("Connect"); err != nil {
		return nil, err
	}
	f.add(1, 0)
	return &faultyConn{f}, nil
}

// faultyDriver is only there because a connector must have one.
type faultyDriver struct{}

func (faultyDriver) Open(string) (driver.Conn, error) { return nil, fmt.Errorf("not by name") }

type faultyConn struct{ *faulty }

func (c *faultyConn) Close() error {
	c.add(-1, 0)
	return c.at("Conn.Close")
}

func (c *faultyConn) Begin() (driver.Tx, error) {
	return c.BeginTx(context.Background(), driver.TxOptions{})
}

func (c *faultyConn) BeginTx(context.Context, driver.TxOptions) (driver.Tx, error) {
	return &faultyTx{c.faulty}, c.at("BeginTx")
}

func (c *faultyConn) Ping(context.Context) error         { return c.at("Ping") }
func (c *faultyConn) ResetSession(context.Context) error { return c.at("ResetSession") }

// IsValid is false for an error: it has no other way to say so.
func (c *faultyConn) IsValid() bool { return c.at("IsValid") == nil }

func (c *faultyConn) CheckNamedValue(nv *driver.NamedValue) error {
	if err := c.at("Conn.CheckNamedValue"); err != nil {
		return err
	}
	return driver.ErrSkip
}

func (c *faultyConn) ExecContext(context.Context, string, []driver.NamedValue) (driver.Result, error) {
	return &faultyResult{c.faulty}, c.at("Conn.ExecContext")
}

func (c *faultyConn) QueryContext(_ context.Context, query string, _ []driver.NamedValue) (driver.Rows, error) {
	if strings.Contains(query, "sqlite_version") {
		return &faultyRows{faulty: c.faulty, values: []driver.Value{"3.45.0"}}, nil
	}
	if err := c.at("Conn.QueryContext"); err != nil {
		return nil, err
	}
	return newFaultyRows(c.faulty), nil
}

func (c *faultyConn) Prepare(query string) (driver.Stmt, error) {
	return c.PrepareContext(context.Background(), query)
}

func (c *faultyConn) PrepareContext(context.Context, string) (driver.Stmt, error) {
	if err := c.at("PrepareContext"); err != nil {
		return nil, err
	}
	c.add(0, 1)
	return &faultyStmt{c.faulty}, nil
}

type faultyStmt struct{ *faulty }

func (s *faultyStmt) Close() error {
	s.add(0, -1)
	return s.at("Stmt.Close")
}

// NumInput does not count the arguments.
func (s *faultyStmt) NumInput() int {
	_ = s.at("NumInput") // which can only panic
	return -1
}

func (s *faultyStmt) Exec([]driver.Value) (driver.Result, error) {
	return s.ExecContext(context.Background(), nil)
}
func (s *faultyStmt) Query([]driver.Value) (driver.Rows, error) {
	return s.QueryContext(context.Background(), nil)
}

func (s *faultyStmt) ExecContext(context.Context, []driver.NamedValue) (driver.Result, error) {
	return &faultyResult{s.faulty}, s.at("Stmt.ExecContext")
}

func (s *faultyStmt) QueryContext(context.Context, []driver.NamedValue) (driver.Rows, error) {
	if err := s.at("Stmt.QueryContext"); err != nil {
		return nil, err
	}
	return newFaultyRows(s.faulty), nil
}

type faultyTx struct{ *faulty }

func (t *faultyTx) Commit() error   { return t.at("Commit") }
func (t *faultyTx) Rollback() error { return t.at("Rollback") }

type faultyResult struct{ *faulty }

func (r *faultyResult) LastInsertId() (int64, error) { return 7, r.at("LastInsertId") }
func (r *faultyResult) RowsAffected() (int64, error) { return 3, r.at("RowsAffected") }

type faultyRows struct {
	*faulty
	values []driver.Value
	next   int
}

func newFaultyRows(f *faulty) *faultyRows {
	return &faultyRows{faulty: f, values: []driver.Value{int64(0), int64(1), int64(2)}}
}

func (r *faultyRows) Columns() []string {
	_ = r.at("Columns") // which can only panic
	return []string{"n"}
}

func (r *faultyRows) Close() error { return r.at("Rows.Close") }

// Next has two events: the first row and those that follow.
func (r *faultyRows) Next(dest []driver.Value) error {
	event := "Next, first"
	if r.next > 0 {
		event = "Next, later"
	}
	if err := r.at(event); err != nil {
		return err
	}
	if r.next == len(r.values) {
		return io.EOF
	}
	dest[0] = r.values[r.next]
	r.next++
	return nil
}
