package wrap

import (
	"context"
	"database/sql/driver"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/internal/lru"
)

// preparedStatements keeps the prepared statements of one connection by their text. It
// needs no lock: database/sql gives a connection to one goroutine at a time.
type preparedStatements struct {
	conn    *shield
	dialect *dialect.Dialect // may be nil
	cache   *lru.Cache[string, *preparedStatement]
}

type preparedStatement struct {
	stmt driver.Stmt
	busy bool // its rows are being read
	gone bool // dropped from the cache while busy: to be closed with its rows
}

// newPreparedStatements returns nil for a connection that is to keep none.
func newPreparedStatements(conn *shield, config Config) *preparedStatements {
	size := config.PreparedStatements
	if size < 0 {
		return nil
	}
	if size == 0 {
		size = DefaultPreparedStatements
	}
	p := &preparedStatements{conn: conn, dialect: config.Dialect}
	p.cache = lru.New(size, func(_ string, s *preparedStatement) { s.discard() })
	return p
}

// discard closes the statement, now or when its rows are closed. What the driver says
// about closing concerns nobody: the statement is not used again.
func (s *preparedStatement) discard() {
	s.gone = true
	if !s.busy {
		_ = s.stmt.Close()
	}
}

func (s *preparedStatement) release() {
	s.busy = false
	if s.gone {
		_ = s.stmt.Close()
	}
}

// clear closes all statements. A nil receiver has none.
func (p *preparedStatements) clear() {
	if p != nil {
		p.cache.Clear()
	}
}

// get returns the statement for query, prepared now if it is not yet. It returns nil
// when the statement is busy: query is then to be run unprepared.
func (p *preparedStatements) get(ctx context.Context, query string) (*preparedStatement, error) {
	if err := p.conn.free(); err != nil {
		return nil, err
	}
	if s, ok := p.cache.Get(query); ok {
		if s.busy {
			return nil, nil
		}
		return s, nil
	}
	stmt, err := p.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s := &preparedStatement{stmt: stmt}
	p.cache.Put(query, s)
	return s, nil
}

// query runs query over a prepared statement. A statement that no longer fits the
// schema is prepared anew once; inside a transaction that the failure has ended, the
// first error stands.
func (p *preparedStatements) query(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := p.tryQuery(ctx, query, args)
	if !p.stale(query, err) {
		return rows, err
	}
	if again, retryErr := p.tryQuery(ctx, query, args); retryErr == nil {
		return again, nil
	}
	return nil, err
}

func (p *preparedStatements) tryQuery(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := p.get(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return p.conn.queryAny(ctx, query, args)
	}
	return p.conn.queryPrepared(ctx, s, args)
}

// queryPrepared runs s and keeps it until its rows are closed.
func (s *shield) queryPrepared(ctx context.Context, p *preparedStatement, args []driver.NamedValue) (driver.Rows, error) {
	p.busy = true
	rows, err := queryStmt(ctx, p.stmt, args)
	if err != nil {
		p.release()
		return nil, err
	}
	return s.countedRows(rows, p), nil
}

// countedRows counts rows that are being read; p is nil if they come unprepared.
func (s *shield) countedRows(rows driver.Rows, p *preparedStatement) driver.Rows {
	s.reading++
	return &countedRows{optionalRows: optionalRows{rows}, conn: s, statement: p}
}

// exec is query for statements without rows.
func (p *preparedStatements) exec(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	result, err := p.tryExec(ctx, query, args)
	if !p.stale(query, err) {
		return result, err
	}
	if again, retryErr := p.tryExec(ctx, query, args); retryErr == nil {
		return again, nil
	}
	return nil, err
}

func (p *preparedStatements) tryExec(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := p.get(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return p.conn.execAny(ctx, query, args)
	}
	s.busy = true
	defer s.release()
	return execStmt(ctx, s.stmt, args)
}

// stale reports whether err comes from a statement prepared before the schema changed,
// and drops that statement.
func (p *preparedStatements) stale(query string, err error) bool {
	if p.dialect.ClassOf(err) != dialect.ErrorStalePlan {
		return false
	}
	s, ok := p.cache.Remove(query)
	if ok {
		s.discard()
	}
	return ok
}

// countedRows frees the connection and the statement for the next use when the rows are
// closed.
type countedRows struct {
	optionalRows
	conn      *shield
	statement *preparedStatement // nil if they come unprepared
	closed    bool
}

// Unwrap returns the real driver's rows, whose optional interfaces sqlmw looks at.
func (r *countedRows) Unwrap() driver.Rows { return r.Rows }

func (r *countedRows) Close() error {
	err := r.Rows.Close()
	if r.closed {
		return err
	}
	r.closed = true
	r.conn.reading--
	if r.statement != nil {
		r.statement.release()
	}
	return err
}
