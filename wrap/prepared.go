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
	conn     *shield
	classify func(error) dialect.ErrorClass // may be nil
	cache    *lru.Cache[string, *preparedStatement]
}

type preparedStatement struct {
	stmt driver.Stmt
	busy bool // its rows are being read
	gone bool // dropped from the cache while busy: to be closed with its rows
}

func newPreparedStatements(conn *shield, size int, classify func(error) dialect.ErrorClass) *preparedStatements {
	if size == 0 {
		size = DefaultPreparedStatements
	}
	p := &preparedStatements{conn: conn, classify: classify}
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

func (p *preparedStatements) clear() { p.cache.Clear() }

// get returns the statement for query, prepared now if it is not yet. It returns nil
// when the statement is busy or cannot be kept: query is then to be run unprepared.
func (p *preparedStatements) get(ctx context.Context, query string) (*preparedStatement, error) {
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
	if !p.cache.Put(query, s) {
		s.busy, s.gone = true, true // closed when released
	}
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
		return p.conn.query(ctx, query, args)
	}
	s.busy = true
	rows, err := queryStmt(ctx, s.stmt, args)
	if err != nil {
		s.release()
		return nil, err
	}
	return &preparedRows{Rows: rows, statement: s}, nil
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
		return p.conn.exec(ctx, query, args)
	}
	s.busy = true
	defer s.release()
	return execStmt(ctx, s.stmt, args)
}

// stale reports whether err comes from a statement prepared before the schema changed,
// and drops that statement.
func (p *preparedStatements) stale(query string, err error) bool {
	if err == nil || p.classify == nil || p.classify(err) != dialect.ErrorStalePlan {
		return false
	}
	s, ok := p.cache.Remove(query)
	if ok {
		s.discard()
	}
	return ok
}

// preparedRows frees the statement for the next use when the rows are closed.
type preparedRows struct {
	driver.Rows
	statement *preparedStatement
}

func (r *preparedRows) Close() error {
	err := r.Rows.Close()
	if r.statement != nil {
		r.statement.release()
		r.statement = nil
	}
	return err
}

func queryStmt(ctx context.Context, stmt driver.Stmt, args []driver.NamedValue) (driver.Rows, error) {
	if q, ok := stmt.(driver.StmtQueryContext); ok {
		return q.QueryContext(ctx, args)
	}
	values, err := positional(ctx, args)
	if err != nil {
		return nil, err
	}
	return stmt.Query(values) //nolint:staticcheck // a driver from before contexts
}

func execStmt(ctx context.Context, stmt driver.Stmt, args []driver.NamedValue) (driver.Result, error) {
	if e, ok := stmt.(driver.StmtExecContext); ok {
		return e.ExecContext(ctx, args)
	}
	values, err := positional(ctx, args)
	if err != nil {
		return nil, err
	}
	return stmt.Exec(values) //nolint:staticcheck // a driver from before contexts
}
