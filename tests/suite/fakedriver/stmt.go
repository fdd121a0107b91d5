package fakedriver

import (
	"context"
	"database/sql/driver"
	"strings"
)

// stmt is a statement without any optional interface.
type stmt struct {
	c     *conn
	query string
}

func (s *stmt) Close() error { return s.c.note("close stmt %q", s.query) }

func (s *stmt) NumInput() int {
	if s.c.db.NumInput != nil {
		return s.c.db.NumInput(s.query)
	}
	return strings.Count(s.query, "?")
}

func (s *stmt) Exec(args []driver.Value) (driver.Result, error) {
	return s.c.executed(s.c.note("stmt Exec %q %s", s.query, values(args)))
}

func (s *stmt) Query(args []driver.Value) (driver.Rows, error) {
	return s.c.queried(s.query, s.c.note("stmt Query %q %s", s.query, values(args)))
}

// The optional interfaces.
type (
	stmtExecContext  struct{ x *stmt }
	stmtQueryContext struct{ x *stmt }
	stmtChecker      struct{ x *stmt }
	columnConverter  struct{ x *stmt }
)

func (m stmtExecContext) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return m.x.c.executed(m.x.c.note("stmt ExecContext %q %s%s", m.x.query, named(args), describe(ctx)))
}

func (m stmtQueryContext) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return m.x.c.queried(m.x.query, m.x.c.note("stmt QueryContext %q %s%s", m.x.query, named(args), describe(ctx)))
}

func (m stmtChecker) CheckNamedValue(nv *driver.NamedValue) error {
	if err := m.x.c.note("stmt CheckNamedValue %s", argument(*nv)); err != nil || m.x.c.db.StmtCheck == nil {
		return err
	}
	return m.x.c.db.StmtCheck(nv)
}

func (m columnConverter) ColumnConverter(i int) driver.ValueConverter {
	_ = m.x.c.note("stmt ColumnConverter %d", i)
	if m.x.c.db.Convert == nil {
		return driver.DefaultParameterConverter
	}
	return m.x.c.db.Convert(i)
}
