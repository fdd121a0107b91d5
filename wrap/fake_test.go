package wrap_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/driver"
)

// fakeDB is a database that does what a test wants. It is safe for concurrent use.
type fakeDB struct {
	// conn gives a connection the optional interfaces it is to have; nil leaves it plain.
	conn func(*fakeConn) sqldriver.Conn
	// stmt does the same for statements.
	stmt func(*fakeStmt) sqldriver.Stmt
	// fail returns what an event ("exec SELECT 1") fails with; nil lets all succeed.
	fail func(event string) error
	// rows are the rows of every query, of one column.
	rows []sqldriver.Value

	mu     sync.Mutex // protects following field
	events []string
}

// note notes an event, and fails if it is to.
func (db *fakeDB) note(format string, args ...any) error {
	event := fmt.Sprintf(format, args...)
	if strings.Contains(event, "sqlite_version()") {
		return nil
	}
	db.mu.Lock()
	db.events = append(db.events, event)
	db.mu.Unlock()
	if db.fail != nil {
		return db.fail(event)
	}
	return nil
}

// take returns the events since the last call.
func (db *fakeDB) take() []string {
	db.mu.Lock()
	defer db.mu.Unlock()
	events := db.events
	db.events = nil
	return events
}

// count returns how many events there are that start with prefix.
func (db *fakeDB) count(prefix string) int {
	db.mu.Lock()
	defer db.mu.Unlock()
	n := 0
	for _, e := range db.events {
		if strings.HasPrefix(e, prefix) {
			n++
		}
	}
	return n
}

func (db *fakeDB) Connect(context.Context) (sqldriver.Conn, error) {
	if err := db.note("connect"); err != nil {
		return nil, err
	}
	c := &fakeConn{db: db}
	if db.conn == nil {
		return c, nil
	}
	return db.conn(c), nil
}

func (db *fakeDB) Driver() sqldriver.Driver            { return db }
func (db *fakeDB) Open(string) (sqldriver.Conn, error) { return nil, errors.New("not by name") }

// bare opens the database without gild.
func (db *fakeDB) bare(t testing.TB) *sql.DB { return opened(t, db) }

// wrapped opens the database through gild.
func (db *fakeDB) wrapped(t testing.TB, options ...driver.Option) *sql.DB {
	return opened(t, driver.NewConnector(db, append([]driver.Option{driver.WithDialect(sqlite.Dialect)}, options...)...))
}

// fakeConn is a connection without any optional interface.
type fakeConn struct{ db *fakeDB }

func (c *fakeConn) Prepare(query string) (sqldriver.Stmt, error) {
	if err := c.db.note("prepare %s", query); err != nil {
		return nil, err
	}
	s := &fakeStmt{c.db, query}
	if c.db.stmt == nil {
		return s, nil
	}
	return c.db.stmt(s), nil
}

func (c *fakeConn) Close() error { return c.db.note("close") }

func (c *fakeConn) Begin() (sqldriver.Tx, error) { return fakeTx{c.db}, c.db.note("begin") }

func (c *fakeConn) exec(query string, args any) (sqldriver.Result, error) {
	return sqldriver.RowsAffected(1), c.db.note("exec %s %v", query, args)
}

func (c *fakeConn) query(query string, args any) (sqldriver.Rows, error) {
	if err := c.db.note("query %s %v", query, args); err != nil {
		return nil, err
	}
	return newFakeRows(c.db, query), nil
}

type fakeTx struct{ db *fakeDB }

func (tx fakeTx) Commit() error   { return tx.db.note("commit") }
func (tx fakeTx) Rollback() error { return tx.db.note("rollback") }

// fakeStmt is a statement without any optional interface.
type fakeStmt struct {
	db    *fakeDB
	query string
}

func (s *fakeStmt) Close() error  { return s.db.note("close stmt %s", s.query) }
func (s *fakeStmt) NumInput() int { return strings.Count(s.query, "?") }

func (s *fakeStmt) Exec(args []sqldriver.Value) (sqldriver.Result, error) {
	return sqldriver.RowsAffected(1), s.db.note("stmt exec %s %v", s.query, args)
}

func (s *fakeStmt) Query(args []sqldriver.Value) (sqldriver.Rows, error) {
	if err := s.db.note("stmt query %s %v", s.query, args); err != nil {
		return nil, err
	}
	return newFakeRows(s.db, s.query), nil
}

type fakeRows struct {
	db   *fakeDB
	rows []sqldriver.Value
	n    int
}

func newFakeRows(db *fakeDB, query string) *fakeRows {
	if strings.Contains(query, "sqlite_version()") {
		return &fakeRows{db: db, rows: []sqldriver.Value{"3.45.0"}}
	}
	return &fakeRows{db: db, rows: db.rows}
}

func (r *fakeRows) Columns() []string { return []string{"name"} }
func (r *fakeRows) Close() error      { return r.db.note("close rows") }

func (r *fakeRows) Next(dest []sqldriver.Value) error {
	if r.n++; r.n > len(r.rows) {
		return io.EOF
	}
	if err := r.db.note("row %d", r.n); err != nil {
		return err
	}
	dest[0] = r.rows[r.n-1]
	return nil
}

// The optional interfaces, to be embedded beside a *fakeConn.
type (
	resets    struct{ db *fakeDB }
	validates struct{ db *fakeDB }
	executes  struct{ c *fakeConn }
	queries   struct{ c *fakeConn }
	execs     struct{ c *fakeConn } // from before contexts
	querys    struct{ c *fakeConn } // from before contexts
	checks    struct{ db *fakeDB }
	pings     struct{ db *fakeDB }
)

func (r resets) ResetSession(context.Context) error { return r.db.note("reset") }

func (v validates) IsValid() bool { return v.db.note("valid") == nil }

func (e executes) ExecContext(_ context.Context, query string, args []sqldriver.NamedValue) (sqldriver.Result, error) {
	return e.c.exec(query, valuesOf(args))
}

func (q queries) QueryContext(_ context.Context, query string, args []sqldriver.NamedValue) (sqldriver.Rows, error) {
	return q.c.query(query, valuesOf(args))
}

func (e execs) Exec(query string, args []sqldriver.Value) (sqldriver.Result, error) {
	return e.c.exec(query, args)
}

func (q querys) Query(query string, args []sqldriver.Value) (sqldriver.Rows, error) {
	return q.c.query(query, args)
}

func (c checks) CheckNamedValue(nv *sqldriver.NamedValue) error {
	if err := c.db.note("check %v", nv.Value); err != nil {
		return err
	}
	nv.Value = fmt.Sprint("checked ", nv.Value)
	return nil
}

func (p pings) Ping(context.Context) error { return p.db.note("ping") }

func valuesOf(args []sqldriver.NamedValue) []sqldriver.Value {
	values := make([]sqldriver.Value, len(args))
	for i, a := range args {
		values[i] = a.Value
	}
	return values
}

// modern is a connection with the interfaces that most drivers have.
func modern(c *fakeConn) sqldriver.Conn {
	return struct {
		*fakeConn
		executes
		queries
		pings
	}{c, executes{c}, queries{c}, pings{c.db}}
}

// converts makes a statement convert the values of its first column.
type converts struct{ *fakeStmt }

func (c converts) ColumnConverter(i int) sqldriver.ValueConverter {
	if i > 0 {
		return sqldriver.DefaultParameterConverter
	}
	return sqldriver.NotNull{Converter: sqldriver.String}
}

// anyInput makes a statement take any number of arguments.
type anyInput struct{ *fakeStmt }

func (anyInput) NumInput() int { return -1 }

// checkedStmt is a statement that checks its arguments itself.
type checkedStmt struct {
	*fakeStmt
	checks
}

func wantEvents(t testing.TB, db *fakeDB, want ...string) {
	t.Helper()
	if got := db.take(); !slices.Equal(got, want) {
		t.Errorf("got events\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}
