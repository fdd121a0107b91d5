package suite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/gildsql/gild/tests/suite/fakedriver"
)

// A Wrapper is what puts something around a driver, as Checklist tests it.
type Wrapper struct {
	// Driver wraps a driver. What it returns has an Unwrap() driver.Driver.
	Driver func(driver.Driver) driver.Driver
	// Connector wraps a connector.
	Connector func(driver.Connector) driver.Connector
	// Unwrap returns the driver's own connection for one that sql.Conn.Raw gives.
	Unwrap func(conn any) any
	// SameCalls says that the very same calls reach the driver. Without it only what the program gets is
	// compared, as for a wrapper that prepares statements of its own accord.
	SameCalls bool
	// Known are differences that the wrapper has and tells its users of. One that is not found is an error.
	Known []Difference
}

// A Difference between the bare and the wrapped driver.
type Difference struct {
	Tests  string // a regular expression for the names of subtests, from the item's on
	Reason string
}

// Checklist tests what is easily lost when a driver is wrapped. Each item is a subtest, such as
// "08_bare_ErrSkip"; README.md beside this package tells what each compares.
func Checklist(t *testing.T, w Wrapper) {
	known := newKnown(w.Known)
	for _, item := range checklist() {
		t.Run(item.name, func(t *testing.T) { item.run(&trial{T: t, w: w, known: known}) })
	}
	known.report(t)
}

type item struct {
	name string
	run  func(*trial)
}

func checklist() []item {
	all := driverItems()
	all = append(all, connItems()...)
	all = append(all, poolItems()...)
	all = append(all, argumentItems()...)
	all = append(all, stmtItems()...)
	all = append(all, rowsItems()...)
	return append(all, lastItems()...)
}

// trial is one item's test.
type trial struct {
	*testing.T
	w     Wrapper
	known *known
}

// side is the bare or the wrapped driver in a trial.
type side struct {
	*Transcript
	ctx  context.Context
	fake *fakedriver.DB
	db   *sql.DB
	w    *Wrapper // nil for the bare one
}

// requestCtx carries a value that must reach the driver.
func requestCtx() context.Context {
	return context.WithValue(context.Background(), fakedriver.ContextKey, "request")
}

// both runs a program on the bare and on the wrapped driver and compares. Each side has a database of its
// own, made by fake.
func (tr *trial) both(name string, fake func() *fakedriver.DB, program func(*side)) {
	tr.Helper()
	tr.Run(name, func(t *testing.T) {
		bare, wrapped := tr.side(t, fake(), false), tr.side(t, fake(), true)
		for _, s := range []*side{bare, wrapped} {
			program(s)
			s.calls()
			s.pool(s.db)
			s.Note("close", s.db.Close())
			s.calls()
		}
		tr.known.judge(t, difference(wrapped.Transcript, bare.Transcript, tr.w.SameCalls))
	})
}

func (tr *trial) side(t *testing.T, fake *fakedriver.DB, wrapped bool) *side {
	s := &side{Transcript: &Transcript{tb: t}, ctx: requestCtx(), fake: fake}
	k := fake.Connector()
	if wrapped {
		s.w = &tr.w
		k = tr.w.Connector(k)
	}
	s.db = sql.OpenDB(k)
	t.Cleanup(func() { _ = s.db.Close() })
	return s
}

// calls notes the calls that have reached the driver since the last time.
func (s *side) calls() {
	for _, call := range s.fake.Take() {
		s.add("  "+call, true)
	}
}

// strictCalls notes them as what every wrapper must leave alone.
func (s *side) strictCalls() {
	for _, call := range s.fake.Take() {
		s.add("  "+call, false)
	}
}

// driver returns the driver as sql.Register would get it.
func (s *side) driver() driver.Driver {
	if s.w != nil {
		return s.w.Driver(s.fake.Driver())
	}
	return s.fake.Driver()
}

// connect makes a connection without database/sql.
func (s *side) connect() driver.Conn {
	k := s.fake.Connector()
	if s.w != nil {
		k = s.w.Connector(k)
	}
	conn, err := k.Connect(s.ctx)
	s.Check(err)
	return conn
}

// real returns the driver's connection behind what sql.Conn.Raw gives.
func (s *side) real(conn any) any {
	if s.w != nil && s.w.Unwrap != nil {
		return s.w.Unwrap(conn)
	}
	return conn
}

var registered atomic.Int64

// register registers the driver under a name of its own.
func (s *side) register() (name string) {
	name = fmt.Sprintf("suite-%d", registered.Add(1))
	sql.Register(name, s.driver())
	return name
}

// everything uses each part of database/sql that depends on a driver's interfaces.
func everything(s *side) {
	for _, args := range [][]any{nil, {1}, {int8(1), "b"}, {sql.Named("n", 1)}, {struct{}{}}} {
		r, err := s.db.ExecContext(s.ctx, "e ? ?", args...)
		s.Result("exec", r, err)
		rows, err := s.db.QueryContext(s.ctx, "q ? ?", args...)
		s.Rows("query", rows, err)
		stmt, err := s.db.PrepareContext(s.ctx, "p ? ?")
		s.Note("prepare", err)
		if err != nil {
			continue
		}
		r, err = stmt.ExecContext(s.ctx, args...)
		s.Result("stmt exec", r, err)
		rows, err = stmt.QueryContext(s.ctx, args...)
		s.Rows("stmt query", rows, err)
		s.Note("stmt close", stmt.Close())
	}
	for _, opts := range []*sql.TxOptions{nil, {ReadOnly: true}, {Isolation: sql.LevelSerializable}} {
		tx, err := s.db.BeginTx(s.ctx, opts)
		s.Note("begin", err)
		if err == nil {
			_, err = tx.ExecContext(s.ctx, "e")
			s.Note("in tx", err)
			s.Note("commit", tx.Commit())
		}
	}
	s.Note("ping", s.db.PingContext(s.ctx))
	s.calls()
}
