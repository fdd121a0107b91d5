package gildtest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
)

// player is a connector whose connections answer from a tape. It is safe for concurrent use.
type player struct {
	t      testing.TB
	file   string
	driver driver.Driver

	mu    sync.Mutex // protects following fields
	tape  tape
	next  int   // of tape.Calls
	wrong error // the first difference
}

func replaying(t testing.TB, file string, d driver.Driver) *player {
	p := &player{t: t, file: file, driver: d}
	text, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(text, &p.tape)
	}
	if err != nil {
		p.wrong = fmt.Errorf("gildtest: %w: run the test with %s=1 to record what the database says", err, recordVar)
		t.Error(p.wrong)
		return p
	}
	t.Cleanup(p.end)
	return p
}

// end fails the test for calls that are still to come.
func (p *player) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if left := p.tape.Calls[p.next:]; p.wrong == nil && len(left) > 0 {
		p.fail(len(p.tape.Calls), nil)
	}
}

// before is how many calls before it are shown with it that fit.
const before = 3

// fail says what differs: got, nil at the end, from the calls up to the last one.
func (p *player) fail(upTo int, got *entry) {
	first := max(p.next-before, 0)
	var want, run []string
	for i, e := range p.tape.Calls[first:min(upTo, len(p.tape.Calls))] {
		want = append(want, e.line())
		if first+i < p.next {
			run = append(run, e.line())
		}
	}
	if got != nil {
		run = append(run, got.line())
	}
	p.wrong = fmt.Errorf("gildtest: call %d is not what %s has (- recorded, + run; to record anew set %s=1):\n%s",
		p.next+1, p.file, recordVar, diff(want, run))
	p.t.Error(p.wrong)
}

// call returns the entry that was recorded for a call.
func (p *player) call(got entry) (*entry, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.wrong != nil {
		return nil, p.wrong
	}
	if p.next < len(p.tape.Calls) && p.tape.Calls[p.next].line() == got.line() {
		p.next++
		found := &p.tape.Calls[p.next-1]
		return found, found.Err.error()
	}
	p.fail(p.next+1, &got)
	return nil, p.wrong
}

// Connect makes a connection, for which nobody is asked.
func (p *player) Connect(context.Context) (driver.Conn, error) { return &playedConn{p}, nil }

// Driver returns the real driver.
func (p *player) Driver() driver.Driver { return p.driver }

// playedConn is a connection without a database. Like every driver connection it is used by one
// goroutine at a time.
type playedConn struct{ p *player }

func (c *playedConn) Close() error                       { return nil }
func (c *playedConn) ResetSession(context.Context) error { return nil }
func (c *playedConn) IsValid() bool                      { return true }
func (c *playedConn) Ping(context.Context) error         { return nil }

// Begin is BeginTx without context and options.
func (c *playedConn) Begin() (driver.Tx, error) {
	return c.BeginTx(context.Background(), driver.TxOptions{})
}

// BeginTx begins a transaction, if that was recorded.
func (c *playedConn) BeginTx(_ context.Context, opts driver.TxOptions) (driver.Tx, error) {
	if _, err := c.p.call(begin(opts)); err != nil {
		return nil, err
	}
	return playedTx{c.p}, nil
}

// ExecContext answers as it was recorded.
func (c *playedConn) ExecContext(_ context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	e, err := c.p.call(newEntry("exec", query, args))
	if err != nil {
		return nil, err
	}
	if e.Result == nil {
		return driver.ResultNoRows, nil
	}
	return e.Result, nil
}

// QueryContext answers as it was recorded.
func (c *playedConn) QueryContext(_ context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	e, err := c.p.call(newEntry("query", query, args))
	if err != nil {
		return nil, err
	}
	return e.rows(), nil
}

// Prepare prepares a text, unless it is recorded that this fails.
func (c *playedConn) Prepare(query string) (driver.Stmt, error) {
	if inputs, ok := c.p.tape.Prepared[query]; ok {
		return &playedStmt{c, query, inputs}, nil
	}
	if c.p.failsNext(query) {
		_, err := c.p.call(newEntry("prepare", query, nil))
		return nil, err
	}
	return &playedStmt{c, query, -1}, nil // what differs the execution will tell
}

func (p *player) failsNext(query string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.next < len(p.tape.Calls) && p.tape.Calls[p.next].Op == "prepare" && p.tape.Calls[p.next].SQL == query
}

// CheckNamedValue treats an argument as the driver did, or else as database/sql does; what that
// refuses the driver has taken as it is.
func (c *playedConn) CheckNamedValue(nv *driver.NamedValue) error {
	kind, in := typeOf(nv.Value), value{nv.Value}.text()
	for _, known := range c.p.tape.Checks {
		switch {
		case known.Type != kind || known.In != in:
		case known.Err != nil:
			return known.Err.error()
		case known.Out == nil: // NULL in JSON
			nv.Value = nil
			return nil
		default:
			nv.Value = known.Out.v
			return nil
		}
	}
	if v, err := driver.DefaultParameterConverter.ConvertValue(nv.Value); err == nil {
		nv.Value = v
		return nil
	}
	return errors.New("gildtest: an argument of type " + kind + " was not recorded")
}

// playedTx is a transaction without a database.
type playedTx struct{ p *player }

func (tx playedTx) Commit() error {
	_, err := tx.p.call(entry{Op: "commit"})
	return err
}

func (tx playedTx) Rollback() error {
	_, err := tx.p.call(entry{Op: "rollback"})
	return err
}

// playedStmt is a prepared statement without a database.
type playedStmt struct {
	*playedConn
	query  string
	inputs int
}

func (s *playedStmt) NumInput() int { return s.inputs }

// Exec and Query are for a driver from before contexts; nobody calls them.
func (s *playedStmt) Exec([]driver.Value) (driver.Result, error) { return nil, driver.ErrSkip }
func (s *playedStmt) Query([]driver.Value) (driver.Rows, error)  { return nil, driver.ErrSkip }

// ExecContext answers as it was recorded.
func (s *playedStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return s.playedConn.ExecContext(ctx, s.query, args)
}

// QueryContext answers as it was recorded.
func (s *playedStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.playedConn.QueryContext(ctx, s.query, args)
}

func isolation(l driver.IsolationLevel) string {
	if l == 0 {
		return ""
	}
	return strings.ToLower(sql.IsolationLevel(l).String())
}
