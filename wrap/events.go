package wrap

import (
	"context"
	"database/sql/driver"
	"time"

	"github.com/gildsql/gild/pooling"
)

// Events are functions that are called when something happens: to connections, statements,
// transactions and errors. Any may be nil, and costs nothing then.
//
// Several Events may be given. Functions that come before something, HandleError and those of
// connections are called in the order given, those that come after it in the reverse order,
// so that the first Events enclose the others. A function may be called by several goroutines
// at once, for different connections, and must not use the *sql.DB, which may be waiting for
// it. A panic is not caught: what a function was called for is undone first, rows are closed
// and transactions rolled back; database/sql may lose the connection's place in its pool.
type Events struct {
	// First, Connect, Checkout, Checkin, Invalidate and Close tell about connections: see
	// pooling.Events. The connection is a Conn.
	First, Connect, Checkout func(ctx context.Context, conn driver.Conn) error
	// Checkin is called when a connection is given back.
	Checkin func(conn driver.Conn)
	// Invalidate is called when a connection is found unusable.
	Invalidate func(conn driver.Conn, cause error)
	// Close is called before a connection is closed.
	Close func(conn driver.Conn)

	// BeforeExecute is called before a statement is run or prepared. It may change the SQL and
	// the Args of e, and refuse the statement with an error, which reaches the caller. The
	// context that it returns goes to the driver and to AfterExecute; nil stands for ctx.
	//
	// A statement of the expression language whose SQL it changes is not kept prepared. The SQL
	// of a statement that the program has prepared is changed when that is prepared; after that,
	// changes of it are passed over.
	BeforeExecute func(ctx context.Context, e *Execution) (context.Context, error)
	// AfterExecute is called when a statement has been run, well or with e.Err; for a query when
	// its rows are closed. It is not called if its own BeforeExecute has refused the statement;
	// if that of later Events has, it is.
	AfterExecute func(ctx context.Context, e *Execution)

	// BeforeBegin is called before a transaction begins. It may change Isolation and ReadOnly,
	// and refuse with an error. The context that it returns goes to the driver and to the other
	// functions of the transaction; nil stands for ctx.
	BeforeBegin func(ctx context.Context, t *Transaction) (context.Context, error)
	// AfterBegin is called when a transaction has begun, or has failed to with t.Err.
	AfterBegin func(ctx context.Context, t *Transaction)
	// BeforeCommit is called before a commit. An error rolls the transaction back, and
	// Commit returns it in a *CommitRefusedError. The context of this function and of those below is that of the beginning;
	// it may have ended, and a rollback may come from another goroutine because of that.
	BeforeCommit func(ctx context.Context, t *Transaction) error
	// AfterCommit is called after a commit, or one that has failed with t.Err.
	AfterCommit func(ctx context.Context, t *Transaction)
	// BeforeRollback is called before a rollback.
	BeforeRollback func(ctx context.Context, t *Transaction)
	// AfterRollback is called after a rollback, or one that has failed with t.Err.
	AfterRollback func(ctx context.Context, t *Transaction)

	// HandleError sees the errors of the driver, and those with which other functions have
	// refused something: see ErrorHandler. AfterExecute comes before it, with the error as it
	// was; except for rows that the program reads itself, which are closed later.
	HandleError ErrorHandler
}

// Execution is a statement that is run: a call of the driver. A statement that database/sql
// repeats because a connection was lost (driver.ErrBadConn) is several. It belongs to the
// functions of Events while they run and is not to be kept; all of them get the same one.
type Execution struct {
	// Op is "exec", "query" or "prepare". A statement of the expression language whose rows are
	// asked for is a query, however it was run.
	Op string
	// SQL is the final text.
	SQL string
	// Args are the values, as they travel to the driver. The slice may be changed in place.
	Args []driver.NamedValue
	// Prepared tells that the program has prepared the statement itself.
	Prepared bool
	// Info is what gild knows about the call. It is never nil.
	Info *Info

	// Err is the driver's error, or that of a BeforeExecute. For a query it may have come while
	// rows were read; rows that are left unread without the context having ended are no error.
	Err error
	// Duration is how long it took; for a query until its rows were closed.
	Duration time.Duration
	// Rows is how many rows an exec has affected, and how many of a query have been read; -1 if
	// the driver does not say.
	Rows int64
	// Cached tells that gild had the statement prepared.
	Cached bool
}

// Transaction is a transaction of a connection. All functions of Events get the same one for
// one transaction, and no two of them at once.
type Transaction struct {
	// Isolation and ReadOnly are what was asked for.
	Isolation driver.IsolationLevel
	ReadOnly  bool
	// Info is what gild knows about the connection. It is never nil.
	Info *Info
	// Begun is when the transaction was begun.
	Begun time.Time

	// Err and Duration are those of what was done last: begin, commit or rollback.
	Err      error
	Duration time.Duration
}

// AddEvents adds events to the configuration. Statements and transactions are watched by an
// interceptor, behind those that are there already, if there is a function that wants it.
func (c *Config) AddEvents(events ...Events) {
	var watched []Events
	for i := range events {
		e := &events[i]
		if e.ofConnections() {
			c.Pool.Events = append(c.Pool.Events, pooling.Events{
				First: e.First, Connect: e.Connect, Checkout: e.Checkout,
				Checkin: e.Checkin, Invalidate: e.Invalidate, Close: e.Close,
			})
		}
		if e.HandleError != nil {
			c.ErrorHandlers = append(c.ErrorHandlers, e.HandleError)
		}
		if e.ofStatements() || e.ofTransactions() {
			watched = append(watched, *e)
		}
	}
	if watched != nil {
		c.Interceptors = append(c.Interceptors, newEventInterceptor(watched))
	}
}

func (e *Events) ofConnections() bool {
	return e.First != nil || e.Connect != nil || e.Checkout != nil ||
		e.Checkin != nil || e.Invalidate != nil || e.Close != nil
}

func (e *Events) ofStatements() bool { return e.BeforeExecute != nil || e.AfterExecute != nil }

func (e *Events) ofTransactions() bool {
	return e.BeforeBegin != nil || e.AfterBegin != nil || e.BeforeCommit != nil ||
		e.AfterCommit != nil || e.BeforeRollback != nil || e.AfterRollback != nil
}
