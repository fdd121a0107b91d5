package pooling_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/pooling"
)

// server is a database that does what no real one does on demand. Its connections find out
// whether two goroutines use one at once. It is safe for concurrent use.
type server struct {
	plain  bool                                            // connections without SessionResetter and Validator
	dial   func(ctx context.Context, n int) error          // nil lets all succeed; n counts from 1
	ping   func(ctx context.Context) error                 // nil lets all succeed
	exec   func(ctx context.Context, query string) error   // nil lets all succeed
	reset  func(c *fakeConn) error                         // nil lets all succeed
	row    func(c *fakeConn, query string) sqldriver.Value // nil: the connection's number
	misuse atomic.Int64

	mu     sync.Mutex // protects following fields
	dialed int
	open   int
	most   int // that were open at once
	pinged int
	log    []string
}

func (s *server) note(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = append(s.log, text)
}

func (s *server) take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	log := s.log
	s.log = nil
	return log
}

func (s *server) counts() (dialed, open, most int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dialed, s.open, s.most
}

func (s *server) Driver() sqldriver.Driver            { return s }
func (s *server) Open(string) (sqldriver.Conn, error) { return nil, errors.New("not by name") }

func (s *server) Connect(ctx context.Context) (sqldriver.Conn, error) {
	s.mu.Lock()
	s.dialed++
	s.open++
	s.most = max(s.most, s.open)
	n := s.dialed
	s.mu.Unlock()
	if s.dial != nil {
		if err := s.dial(ctx, n); err != nil {
			s.mu.Lock()
			s.open--
			s.mu.Unlock()
			return nil, err
		}
	}
	c := &fakeConn{server: s, id: n}
	if s.plain {
		return c, nil
	}
	return resettingConn{c}, nil
}

// connectors are those of the *sql.DBs that connect has opened.
var connectors sync.Map

// connect opens the server through gild, and closes it when the test has ended.
func (s *server) connect(t testing.TB, config pooling.Config) (*sql.DB, *pooling.Pool) {
	t.Helper()
	k := driver.NewConnector(s, driver.WithPool(config))
	db := sql.OpenDB(k)
	connectors.Store(db, k)
	t.Cleanup(func() { _ = db.Close() })
	config.Apply(db)
	return db, k.Pool()
}

// fakeConn is a connection; its queries return its number.
type fakeConn struct {
	server *server
	id     int
	used   atomic.Bool
	closed atomic.Bool
}

// use finds out whether somebody else uses the connection at the same time, or it is closed.
func (c *fakeConn) use() func() {
	if !c.used.CompareAndSwap(false, true) || c.closed.Load() {
		c.server.misuse.Add(1)
	}
	return func() { c.used.Store(false) }
}

func (c *fakeConn) Prepare(query string) (sqldriver.Stmt, error) {
	defer c.use()()
	return &fakeStmt{c, query}, nil
}

func (c *fakeConn) Close() error {
	defer c.use()()
	c.closed.Store(true)
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.server.open--
	return nil
}

func (c *fakeConn) Begin() (sqldriver.Tx, error) {
	defer c.use()()
	return fakeTx{c}, nil
}

func (c *fakeConn) Ping(ctx context.Context) error {
	defer c.use()()
	c.server.mu.Lock()
	c.server.pinged++
	c.server.mu.Unlock()
	if c.server.ping != nil {
		return c.server.ping(ctx)
	}
	return nil
}

func (c *fakeConn) ExecContext(ctx context.Context, query string, _ []sqldriver.NamedValue) (sqldriver.Result, error) {
	defer c.use()()
	c.server.note(query)
	if c.server.exec != nil {
		if err := c.server.exec(ctx, query); err != nil {
			return nil, err
		}
	}
	return sqldriver.RowsAffected(1), nil
}

func (c *fakeConn) QueryContext(_ context.Context, query string, _ []sqldriver.NamedValue) (sqldriver.Rows, error) {
	defer c.use()()
	return &fakeRows{c: c, query: query}, nil
}

type resettingConn struct{ *fakeConn }

func (c resettingConn) ResetSession(context.Context) error {
	defer c.use()()
	if c.server.reset != nil {
		return c.server.reset(c.fakeConn)
	}
	return nil
}

func (c resettingConn) IsValid() bool {
	defer c.use()()
	return true
}

type fakeTx struct{ c *fakeConn }

func (tx fakeTx) Commit() error   { defer tx.c.use()(); return nil }
func (tx fakeTx) Rollback() error { defer tx.c.use()(); return nil }

type fakeStmt struct {
	c     *fakeConn
	query string
}

func (s *fakeStmt) Close() error {
	defer s.c.use()()
	s.c.server.note("close " + s.query)
	return nil
}

func (s *fakeStmt) NumInput() int { return -1 }

func (s *fakeStmt) Exec([]sqldriver.Value) (sqldriver.Result, error) {
	defer s.c.use()()
	return sqldriver.RowsAffected(1), nil
}

func (s *fakeStmt) Query([]sqldriver.Value) (sqldriver.Rows, error) {
	defer s.c.use()()
	return &fakeRows{c: s.c, query: s.query}, nil
}

type fakeRows struct {
	c     *fakeConn
	query string
	done  bool
}

func (r *fakeRows) Columns() []string { return []string{"id"} }
func (r *fakeRows) Close() error      { return nil }

func (r *fakeRows) Next(dest []sqldriver.Value) error {
	defer r.c.use()()
	if r.done {
		return io.EOF
	}
	r.done = true
	dest[0] = int64(r.c.id)
	if r.c.server.row != nil {
		dest[0] = r.c.server.row(r.c, r.query)
	}
	return nil
}

// conns takes n connections at once.
func conns(t testing.TB, db *sql.DB, n int) []*sql.Conn {
	t.Helper()
	var taken []*sql.Conn
	for range n {
		c, err := db.Conn(context.Background())
		check(t, err)
		taken = append(taken, c)
	}
	return taken
}

func giveBack(t testing.TB, taken []*sql.Conn) {
	t.Helper()
	for _, c := range slices.Backward(taken) { // so that the first one is given out next
		check(t, c.Close())
	}
}

// idOf returns the number of the connection that the next query gets.
func idOf(t testing.TB, db *sql.DB) (id int) {
	t.Helper()
	check(t, db.QueryRow("select id").Scan(&id))
	return id
}
