package wrap

import (
	"context"
	"database/sql/driver"
	"slices"
	"time"

	"github.com/gildsql/gild/internal/fault"
)

// eventInterceptor calls the functions of Events for statements and transactions. It is safe
// for concurrent use.
type eventInterceptor struct {
	NullInterceptor
	events       []Events
	statements   bool // there are functions for them
	transactions bool
}

func newEventInterceptor(events []Events) *eventInterceptor {
	return &eventInterceptor{
		events:       events,
		statements:   slices.ContainsFunc(events, func(e Events) bool { return e.ofStatements() }),
		transactions: slices.ContainsFunc(events, func(e Events) bool { return e.ofTransactions() }),
	}
}

// ConnExecContext runs a text.
func (i *eventInterceptor) ConnExecContext(ctx context.Context, conn driver.ExecerContext, query string, args []driver.NamedValue) (driver.Result, error) {
	if !i.statements {
		return conn.ExecContext(ctx, query, args)
	}
	r := i.newExecution(ctx, "exec", query, args)
	if err := r.before(); err != nil {
		return nil, err
	}
	result, err := conn.ExecContext(r.ctx, r.SQL, r.Args)
	r.Cached = r.Info.Prepared()
	if err == driver.ErrSkip {
		result, err = r.execSkipped(conn)
	}
	r.executed(result, err)
	return result, err
}

// ConnQueryContext is ConnExecContext for rows.
func (i *eventInterceptor) ConnQueryContext(ctx context.Context, conn driver.QueryerContext, query string, args []driver.NamedValue) (context.Context, driver.Rows, error) {
	if !i.statements {
		return i.NullInterceptor.ConnQueryContext(ctx, conn, query, args)
	}
	r := i.newExecution(ctx, "query", query, args)
	if err := r.before(); err != nil {
		return ctx, nil, err
	}
	rows, err := conn.QueryContext(r.ctx, r.SQL, r.Args)
	r.Cached = r.Info.Prepared()
	if err == driver.ErrSkip {
		rows, err = r.querySkipped(conn)
	}
	rows, err = r.queried(rows, err)
	return r.ctx, rows, err
}

// ConnPrepareContext prepares a text for the program.
func (i *eventInterceptor) ConnPrepareContext(ctx context.Context, conn driver.ConnPrepareContext, query string) (context.Context, driver.Stmt, error) {
	if !i.statements {
		return i.NullInterceptor.ConnPrepareContext(ctx, conn, query)
	}
	r := i.newExecution(ctx, "prepare", query, nil)
	if err := r.before(); err != nil {
		return ctx, nil, err
	}
	text := r.SQL
	made, err := conn.PrepareContext(r.ctx, text)
	orElse(func() { r.after(err) }, func() { closeStmt(made, err) })
	if err != nil {
		return ctx, nil, err
	}
	return ctx, &eventStmt{Stmt: made, interceptor: i, query: text}, nil
}

// eventStmt is a statement that the program has prepared.
type eventStmt struct {
	driver.Stmt
	interceptor *eventInterceptor
	query       string // as it was prepared
}

// ExecContext runs the statement.
func (s *eventStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	r := s.newExecution(ctx, "exec", args)
	if err := r.before(); err != nil {
		return nil, err
	}
	r.SQL = s.query
	result, err := execStmt(r.ctx, s.Stmt, r.Args)
	r.executed(result, err)
	return result, err
}

// QueryContext is ExecContext for rows.
func (s *eventStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	r := s.newExecution(ctx, "query", args)
	if err := r.before(); err != nil {
		return nil, err
	}
	r.SQL = s.query
	return r.queried(queryStmt(r.ctx, s.Stmt, r.Args))
}

// CheckNamedValue asks the statement within. Those outside of gild are not asked here: see
// stmt.CheckNamedValue.
func (s *eventStmt) CheckNamedValue(nv *driver.NamedValue) error {
	if checker, ok := s.Stmt.(driver.NamedValueChecker); ok {
		return checker.CheckNamedValue(nv)
	}
	return driver.ErrSkip
}

func (s *eventStmt) newExecution(ctx context.Context, op string, args []driver.NamedValue) *execution {
	r := s.interceptor.newExecution(ctx, op, s.query, args)
	r.Prepared = true
	return r
}

// execution is an Execution under way. Like the connection it is used by one goroutine at a
// time.
type execution struct {
	Execution
	ctx    context.Context // what the functions have made of the caller's
	events []Events
	begun  int // how many of them have let it pass
	start  time.Time
}

// newExecution copies the arguments: a function may change them, and the error that the
// program gets tells those that it has given.
func (i *eventInterceptor) newExecution(ctx context.Context, op, query string, args []driver.NamedValue) *execution {
	e := Execution{Op: op, SQL: query, Args: slices.Clone(args), Info: InfoFrom(ctx), Rows: -1}
	return &execution{Execution: e, ctx: ctx, events: i.events, start: time.Now()}
}

// before calls the functions for before. After an error it has told those for after.
func (r *execution) before() error {
	for i := range r.events {
		if f := r.events[i].BeforeExecute; f != nil {
			ctx, err := f(r.ctx, &r.Execution)
			if err != nil {
				err = refusal("BeforeExecute", err)
				r.after(err)
				return err
			}
			if ctx != nil {
				r.ctx = ctx
			}
		}
		r.begun++
	}
	r.start = time.Now() // without the time that the functions took
	return nil
}

// refusal returns the error with which a function has refused something. driver.ErrSkip would
// mean the contrary: do it another way.
func refusal(function string, err error) error {
	if err == driver.ErrSkip {
		return fault.Errorf("refused by %s: %w", function, err)
	}
	return err
}

func (r *execution) after(err error) {
	r.Err, r.Duration = err, time.Since(r.start)
	for i := r.begun - 1; i >= 0; i-- {
		if f := r.events[i].AfterExecute; f != nil {
			f(r.ctx, &r.Execution)
		}
	}
}

func (r *execution) executed(result driver.Result, err error) {
	if err == nil && result != nil {
		if n, err := result.RowsAffected(); err == nil {
			r.Rows = n
		}
	}
	r.after(err)
}

func (r *execution) queried(rows driver.Rows, err error) (driver.Rows, error) {
	if err != nil || rows == nil {
		r.after(err)
		return rows, err
	}
	return WatchRows(r.ctx, rows, func(n int64, err error) {
		r.Rows = n
		r.after(err)
	}), nil
}

// orElse calls f, and undo if f panics.
func orElse(f, undo func()) {
	returned := false
	defer func() {
		if !returned {
			undo()
		}
	}()
	f()
	returned = true
}

func closeStmt(stmt driver.Stmt, err error) {
	if err == nil && stmt != nil {
		_ = stmt.Close()
	}
}
