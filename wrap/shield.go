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
	execer   driver.ExecerContext
	queryer  driver.QueryerContext
	preparer driver.ConnPrepareContext
	beginner driver.ConnBeginTx
	pinger   driver.Pinger
	checker  driver.NamedValueChecker
	prepared *preparedStatements
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
func newShield(real driver.Conn, config Config) *shield {
	s := &shield{real: real}
	s.execer, _ = real.(driver.ExecerContext)
	s.queryer, _ = real.(driver.QueryerContext)
	s.preparer, _ = real.(driver.ConnPrepareContext)
	s.beginner, _ = real.(driver.ConnBeginTx)
	s.pinger, _ = real.(driver.Pinger)
	s.checker, _ = real.(driver.NamedValueChecker)
	var classify func(error) dialect.ErrorClass
	if config.Dialect != nil {
		classify = config.Dialect.Classify
	}
	s.prepared = newPreparedStatements(s, config.PreparedStatements, classify)
	return s
}

// Close closes the prepared statements and the connection.
func (s *shield) Close() error {
	s.prepared.clear()
	return s.real.Close()
}

func (s *shield) Prepare(query string) (driver.Stmt, error) { return s.real.Prepare(query) }

func (s *shield) Begin() (driver.Tx, error) {
	return s.real.Begin() //nolint:staticcheck // driver.Conn asks for it
}

// ExecContext runs query; driver.ErrSkip, returned bare, makes database/sql prepare it.
func (s *shield) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if info := infoFrom(ctx); info != nil && info.prepare {
		return s.prepared.exec(ctx, query, args)
	}
	return s.exec(ctx, query, args)
}

func (s *shield) exec(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
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

// QueryContext runs query; driver.ErrSkip, returned bare, makes database/sql prepare it.
func (s *shield) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if info := infoFrom(ctx); info != nil && info.prepare {
		return s.prepared.query(ctx, query, args)
	}
	return s.query(ctx, query, args)
}

func (s *shield) query(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
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

// PrepareContext prepares query, by the plain Prepare if the driver has no other.
func (s *shield) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
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
