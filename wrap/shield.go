package wrap

import (
	"context"
	"database/sql/driver"
	"errors"

	"github.com/gildsql/gild/dialect"
)

// session is a connection with all optional interfaces of database/sql/driver: the
// shield, or sqlmw's around it.
type session interface {
	driver.Conn
	driver.ConnPrepareContext
	driver.ConnBeginTx
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
}

// shield is a real connection with the interfaces that its driver leaves out filled in
// the way database/sql itself does without them. It keeps sqlmw, which knows only
// connections that have everything, from changing what a driver can do. Like every
// driver connection it is used by one goroutine at a time.
type shield struct {
	real     driver.Conn
	k        *Connector
	execer   driver.ExecerContext
	queryer  driver.QueryerContext
	preparer driver.ConnPrepareContext
	beginner driver.ConnBeginTx
	pinger   driver.Pinger
	checker  driver.NamedValueChecker

	// onlyPrepares tells that the driver runs nothing but prepared statements.
	onlyPrepares bool

	close    func(driver.Conn) error
	prepared *preparedStatements

	// expected is the order that is on its way through the interceptors. They may hand on
	// another context, so it does not travel there.
	expected order
	interception
	// made is the statement prepared last, which cannot be reached through sqlmw's.
	made    driver.Stmt
	traits  Traits
	dialect *dialect.Dialect // may be nil
	reading int              // rows of gild's own that are being read
	// generation is that of the schema when the driver forgot last: see Traits.Forget.
	generation int64
	hit        bool // the last statement was found prepared
	sent       bool // and, unless preparing it has failed, sent to be run
}

// Drivers from before contexts have these; the types in database/sql/driver are
// deprecated, their use is not.
type (
	legacyExecer interface {
		Exec(query string, args []driver.Value) (driver.Result, error)
	}
	legacyQueryer interface {
		Query(query string, args []driver.Value) (driver.Rows, error)
	}
)

// newShield looks up once what the connection can do.
func newShield(real driver.Conn, k *Connector) *shield {
	s := &shield{real: real, k: k, close: driver.Conn.Close, traits: k.config.Traits, dialect: k.config.Dialect}
	s.execer, _ = real.(driver.ExecerContext)
	s.queryer, _ = real.(driver.QueryerContext)
	s.preparer, _ = real.(driver.ConnPrepareContext)
	s.beginner, _ = real.(driver.ConnBeginTx)
	s.pinger, _ = real.(driver.Pinger)
	s.checker, _ = real.(driver.NamedValueChecker)
	_, execs := real.(legacyExecer)
	_, queries := real.(legacyQueryer)
	s.onlyPrepares = s.execer == nil && s.queryer == nil && !execs && !queries
	s.generation = k.texts.generation.Load()
	s.prepared = newPreparedStatements(s, k)
	return s
}

// Close closes the prepared statements and the connection.
func (s *shield) Close() error {
	s.prepared.close()
	return s.close(s.real)
}

// expect announces the order that comes through the interceptors, an empty one when it
// has come.
func (s *shield) expect(o order) { s.expected = o }

// errReading is what a driver says in this case that notices it.
var errReading = errors.New("gild: the rows of another statement are still being read on this connection: " +
	"read them to the end or close them first")

// free reports whether the connection can run something now.
func (s *shield) free() error {
	if s.traits.ExclusiveRows && s.reading > 0 {
		return errReading
	}
	return nil
}

func (s *shield) Prepare(query string) (driver.Stmt, error) { return s.real.Prepare(query) }

func (s *shield) Begin() (driver.Tx, error) {
	//lint:ignore SA1019 drivers from before contexts have no other
	return s.real.Begin()
}

// ExecContext runs query. For SQL text, driver.ErrSkip, returned bare, makes database/sql
// prepare it. A text that an interceptor has changed may be another each time, and is
// not worth preparing.
func (s *shield) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if o := &s.expected; o.compiled != nil {
		return s.execOrder(ctx, query, args, o.prepare && query == o.query)
	}
	return s.execText(ctx, query, args)
}

func (s *shield) exec(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if err := s.free(); err != nil {
		return nil, err
	}
	s.sent = true
	if s.execer != nil {
		return s.execer.ExecContext(ctx, query, args)
	}
	legacy, ok := s.real.(legacyExecer)
	if !ok {
		return nil, driver.ErrSkip
	}
	values, err := positional(ctx, args)
	if err != nil {
		return nil, err
	}
	return legacy.Exec(query, values)
}

// QueryContext is ExecContext for rows.
func (s *shield) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if o := &s.expected; o.compiled != nil {
		return s.queryOrder(ctx, query, args, o.prepare && query == o.query)
	}
	rows, err := s.queryText(ctx, query, args)
	return s.beneathChain(rows), err
}

func (s *shield) query(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if err := s.free(); err != nil {
		return nil, err
	}
	s.sent = true
	if s.queryer != nil {
		return s.queryer.QueryContext(ctx, query, args)
	}
	legacy, ok := s.real.(legacyQueryer)
	if !ok {
		return nil, driver.ErrSkip
	}
	values, err := positional(ctx, args)
	if err != nil {
		return nil, err
	}
	return legacy.Query(query, values)
}

// execOrder runs the text of a compiled statement, prepared if that pays.
func (s *shield) execOrder(ctx context.Context, query string, args []driver.NamedValue, prepare bool) (driver.Result, error) {
	s.hit, s.sent = false, false
	if prepare && s.prepared != nil {
		return s.prepared.exec(ctx, query, args)
	}
	s.refresh(ctx, query)
	result, err := s.execAny(ctx, query, args)
	if s.isStale(err) { // of a statement that the driver keeps itself, and has dropped now
		if again, retryErr := s.execAny(ctx, query, args); retryErr == nil {
			result, err = again, nil
		}
	}
	s.prepared.passed(query)
	s.noteChange(query)
	return result, err
}

// isStale reports whether err comes from a statement prepared before the schema changed.
func (s *shield) isStale(err error) bool {
	return err != nil && !errors.Is(err, driver.ErrBadConn) && s.dialect.ClassOf(err) == dialect.ErrorStalePlan
}

// queryOrder is execOrder for rows.
func (s *shield) queryOrder(ctx context.Context, query string, args []driver.NamedValue, prepare bool) (driver.Rows, error) {
	s.hit, s.sent = false, false
	if prepare && s.prepared != nil {
		return s.prepared.query(ctx, query, args)
	}
	s.refresh(ctx, query)
	rows, err := s.queryAny(ctx, query, args)
	if s.isStale(err) {
		if again, retryErr := s.queryAny(ctx, query, args); retryErr == nil {
			rows, err = again, nil
		}
	}
	if err == nil && s.traits.ExclusiveRows { // drivers send arguments by preparing, too
		rows = s.countedRows(rows, nil)
	}
	return rows, err
}

// execAny runs query on a driver that may only know prepared statements. It never
// returns driver.ErrSkip of the driver.
func (s *shield) execAny(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	result, err := s.exec(ctx, query, args)
	if err != driver.ErrSkip {
		return result, err
	}
	stmt, err := s.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer stmt.Close()
	return execStmt(ctx, stmt, args)
}

// queryAny is execAny for rows.
func (s *shield) queryAny(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := s.query(ctx, query, args)
	if err != driver.ErrSkip {
		return rows, err
	}
	stmt, err := s.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	once := &preparedStatement{stmt: stmt, gone: true} // closed with its rows
	return s.queryPrepared(ctx, once, args)
}

// PrepareContext prepares query, by the plain Prepare if the driver has no other.
func (s *shield) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if err := s.free(); err != nil {
		return nil, err
	}
	stmt, err := s.prepareReal(ctx, query)
	if s.prepared.makeRoom(err) {
		if again, retryErr := s.prepareReal(ctx, query); retryErr == nil {
			stmt, err = again, nil
		}
	}
	s.made = stmt
	if err != nil {
		return nil, err
	}
	return s.stmtBeneathChain(stmt), nil
}

func (s *shield) prepareReal(ctx context.Context, query string) (driver.Stmt, error) {
	if s.preparer != nil {
		return s.preparer.PrepareContext(ctx, query)
	}
	stmt, err := s.real.Prepare(query)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		_ = stmt.Close()
		return nil, ctx.Err()
	}
	return stmt, nil
}

// BeginTx begins a transaction. As in database/sql, a driver without BeginTx refuses
// options that it could not honour.
func (s *shield) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	if err := s.free(); err != nil {
		return nil, err
	}
	tx, err := s.beginReal(ctx, opts)
	if err == nil && s.prepared != nil && s.traits.StalePlans {
		s.prepared.inTx = true
		return &watchedTx{tx, s.prepared}, nil
	}
	return tx, err
}

func (s *shield) beginReal(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	if s.beginner != nil {
		return s.beginner.BeginTx(ctx, opts)
	}
	switch {
	case opts.Isolation != 0:
		return nil, errors.New("sql: driver does not support non-default isolation level")
	case opts.ReadOnly:
		return nil, errors.New("sql: driver does not support read-only transactions")
	}
	tx, err := s.Begin()
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		_ = tx.Rollback()
		return nil, ctx.Err()
	}
	return tx, nil
}

// Ping checks the connection, as far as the driver can.
func (s *shield) Ping(ctx context.Context) error {
	if s.pinger == nil {
		return nil
	}
	if err := s.free(); err != nil {
		return err
	}
	return s.pinger.Ping(ctx)
}

// CheckNamedValue asks the driver; driver.ErrSkip, returned bare, leaves the value to
// database/sql.
func (s *shield) CheckNamedValue(nv *driver.NamedValue) error {
	if s.checker == nil {
		return driver.ErrSkip
	}
	return s.checker.CheckNamedValue(nv)
}

// positional returns the arguments for a driver that knows neither names nor contexts.
func positional(ctx context.Context, args []driver.NamedValue) ([]driver.Value, error) {
	values := make([]driver.Value, len(args))
	for i, a := range args {
		if a.Name != "" {
			return nil, errors.New("sql: driver does not support the use of Named Parameters")
		}
		values[i] = a.Value
	}
	return values, ctx.Err()
}
