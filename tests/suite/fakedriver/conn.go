package fakedriver

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"
)

// conn is a connection without any optional interface.
type conn struct {
	db *DB
	id int
}

func (c *conn) note(format string, args ...any) error {
	return c.db.note("%d: %s", c.id, fmt.Sprintf(format, args...))
}

// ID returns the number of the connection, counted from 1. It stands for what a driver's connection can do
// besides what database/sql asks for.
func (c *conn) ID() int { return c.id }

func (c *conn) Prepare(query string) (driver.Stmt, error) {
	return c.prepared(query, c.note("prepare %q", query))
}

func (c *conn) prepared(query string, err error) (driver.Stmt, error) {
	if err != nil {
		return nil, err
	}
	return stmts[c.db.Stmt](&stmt{c, query}), nil
}

func (c *conn) Close() error { return c.note("close") }

func (c *conn) Begin() (driver.Tx, error) { return c.begun(c.note("begin")) }

func (c *conn) begun(err error) (driver.Tx, error) {
	if err != nil {
		return nil, err
	}
	return &tx{c}, nil
}

func (c *conn) executed(err error) (driver.Result, error) {
	if err != nil {
		return nil, err
	}
	return &result{c}, nil
}

func (c *conn) queried(query string, err error) (driver.Rows, error) {
	if err != nil {
		return nil, err
	}
	return rowsTypes[c.db.Rows](&rows{conn: c, sets: c.db.results(query)}), nil
}

// The optional interfaces.
type (
	execer             struct{ x *conn }
	execerContext      struct{ x *conn }
	queryer            struct{ x *conn }
	queryerContext     struct{ x *conn }
	connBeginTx        struct{ x *conn }
	sessionResetter    struct{ x *conn }
	validator          struct{ x *conn }
	pinger             struct{ x *conn }
	connPrepareContext struct{ x *conn }
	connChecker        struct{ x *conn }
)

func (m execer) Exec(query string, args []driver.Value) (driver.Result, error) {
	return m.x.executed(m.x.note("Exec %q %s", query, values(args)))
}

func (m execerContext) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	return m.x.executed(m.x.note("ExecContext %q %s%s", query, named(args), describe(ctx)))
}

func (m queryer) Query(query string, args []driver.Value) (driver.Rows, error) {
	return m.x.queried(query, m.x.note("Query %q %s", query, values(args)))
}

func (m queryerContext) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	return m.x.queried(query, m.x.note("QueryContext %q %s%s", query, named(args), describe(ctx)))
}

func (m connBeginTx) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	return m.x.begun(m.x.note("BeginTx isolation=%d readonly=%t%s", opts.Isolation, opts.ReadOnly, describe(ctx)))
}

func (m sessionResetter) ResetSession(ctx context.Context) error {
	return m.x.note("ResetSession%s", describe(ctx))
}

func (m validator) IsValid() bool { return m.x.note("IsValid") == nil }

func (m pinger) Ping(ctx context.Context) error { return m.x.note("Ping%s", describe(ctx)) }

func (m connPrepareContext) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	return m.x.prepared(query, m.x.note("PrepareContext %q%s", query, describe(ctx)))
}

func (m connChecker) CheckNamedValue(nv *driver.NamedValue) error {
	if err := m.x.note("CheckNamedValue %s", argument(*nv)); err != nil || m.x.db.Check == nil {
		return err
	}
	return m.x.db.Check(nv)
}

// tx is a transaction.
type tx struct{ c *conn }

func (t *tx) Commit() error   { return t.c.note("commit") }
func (t *tx) Rollback() error { return t.c.note("rollback") }

// result is the outcome of an execution: one row with the identity 7.
type result struct{ c *conn }

func (r *result) LastInsertId() (int64, error) { return 7, r.c.note("LastInsertId") }
func (r *result) RowsAffected() (int64, error) { return 1, r.c.note("RowsAffected") }

// Extra stands for what a driver's results can do besides what database/sql asks for.
func (r *result) Extra() string { return "extra" }

func values(args []driver.Value) string {
	texts := make([]string, len(args))
	for i, v := range args {
		texts[i] = fmt.Sprintf("%T(%v)", v, v)
	}
	return "[" + strings.Join(texts, " ") + "]"
}

func named(args []driver.NamedValue) string {
	texts := make([]string, len(args))
	for i, a := range args {
		texts[i] = argument(a)
	}
	return "[" + strings.Join(texts, " ") + "]"
}

func argument(a driver.NamedValue) string {
	if a.Name != "" {
		return fmt.Sprintf("%d@%s=%T(%v)", a.Ordinal, a.Name, a.Value, a.Value)
	}
	return fmt.Sprintf("%d=%T(%v)", a.Ordinal, a.Value, a.Value)
}
