package wrap

import (
	"context"
	"database/sql/driver"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/internal/lru"
	"github.com/gildsql/gild/internal/sqltext"
)

// preparedStatements keeps the prepared statements of one connection by their text: those
// of the expression language, and of the program's own texts those that textcache.go lets
// in. It needs no lock: database/sql gives a connection to one goroutine at a time.
type preparedStatements struct {
	conn   *shield
	shared *textMemory
	lexis  sqltext.Flavor
	cache  *lru.Cache[string, *preparedStatement]

	session  int  // counts the changes of what names and literals mean on this connection
	inTx     bool // a transaction is open, as far as is known
	changed  bool // and it has changed the schema
	switched bool // and it has changed the session
	use      usage
	counts   *preparedCounts
}

type preparedStatement struct {
	stmt       driver.Stmt
	checker    driver.NamedValueChecker // nil if it checks nothing
	converter  columnConverter          // nil if it converts nothing
	nature     sqltext.Nature           // of the program's own text; that of others is not known
	inputs     int                      // how many arguments it takes, -1 if not known
	generation int64                    // of the schema when it was prepared
	session    int                      // of the connection, likewise
	busy       bool                     // its rows are being read
	gone       bool                     // dropped from the cache while busy: to be closed with its rows
}

// newPreparedStatements returns nil for a connection that is to keep none.
func newPreparedStatements(conn *shield, k *Connector) *preparedStatements {
	size := k.config.PreparedStatements
	if size < 0 {
		return nil
	}
	if size == 0 {
		size = DefaultPreparedStatements
	}
	p := &preparedStatements{conn: conn, shared: k.texts, lexis: k.info.lexis}
	p.counts = k.prepared.add()
	p.cache = lru.New(size, func(_ string, s *preparedStatement) {
		p.counts.evicted.Add(1)
		s.discard()
	})
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

// close closes all statements of a connection that is about to be closed. A nil receiver
// has none.
func (p *preparedStatements) close() {
	if p == nil {
		return
	}
	p.conn.k.prepared.remove(p.counts)
	if !p.conn.traits.EndWithConn {
		p.cache.Clear()
	}
}

// statement returns the statement for a text, prepared now if it is not yet. It returns
// nil when the statement is busy: the text is then to be run unprepared.
func (p *preparedStatements) statement(ctx context.Context, query string) (*preparedStatement, error) {
	if err := p.conn.free(); err != nil {
		return nil, err
	}
	s, ok := p.kept(query)
	switch {
	case !ok:
		return p.prepare(ctx, query, sqltext.Nature{})
	case s.busy:
		return nil, nil
	}
	p.hit()
	return s, nil
}

// hit notes that a statement was found.
func (p *preparedStatements) hit() {
	p.conn.hit = true
	p.counts.hits.Add(1)
}

// kept returns the statement that is kept for a text, unless it may mean something else
// since. One from before stays until another takes its place: to close it now, while the driver has rows
// open that gild does not count, could cost the connection.
func (p *preparedStatements) kept(query string) (*preparedStatement, bool) {
	s, ok := p.cache.Get(query)
	if ok && (s.generation != p.shared.generation.Load() || s.session != p.session) {
		return nil, false
	}
	return s, ok
}

func (p *preparedStatements) drop(query string) (dropped bool) {
	s, ok := p.cache.Remove(query)
	if ok {
		p.counts.evicted.Add(1)
		s.discard()
	}
	return ok
}

func (p *preparedStatements) prepare(ctx context.Context, query string, nature sqltext.Nature) (*preparedStatement, error) {
	generation := p.shared.generation.Load()
	stmt, err := p.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s := &preparedStatement{stmt: stmt, nature: nature, inputs: stmt.NumInput(), generation: generation, session: p.session}
	s.checker, _ = stmt.(driver.NamedValueChecker)
	s.converter, _ = stmt.(columnConverter)
	p.counts.misses.Add(1)
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
	s, err := p.statement(ctx, query)
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
	p.busy, s.sent = true, true
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
	return withColumnScanner(&countedRows{optionalRows: optionalRows{rows}, conn: s, statement: p}, rows)
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
	s, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return p.conn.execAny(ctx, query, args)
	}
	return p.conn.execOrdered(ctx, s, args)
}

func (s *shield) execPrepared(ctx context.Context, p *preparedStatement, args []driver.NamedValue) (driver.Result, error) {
	p.busy, s.sent = true, true
	defer p.release()
	return execStmt(ctx, p.stmt, args)
}

// stale reports whether err comes from a statement prepared before the schema changed,
// and drops that statement. No connection uses what it prepared before.
func (p *preparedStatements) stale(query string, err error) bool {
	if !p.conn.isStale(err) {
		return false
	}
	p.shared.generation.Add(1)
	return p.drop(query)
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

// makeRoom drops what is kept if err says that the server has no room for another prepared
// statement: its limit is for all connections together, those of bare drivers too. It reports
// whether there is room now. A nil receiver keeps nothing.
func (p *preparedStatements) makeRoom(err error) bool {
	if err == nil || p == nil || p.cache.Len() == 0 || p.conn.dialect.ClassOf(err) != dialect.ErrorResources {
		return false
	}
	p.cache.Clear()
	return true
}
