package wrap

import (
	"context"
	"database/sql/driver"
	"time"

	"github.com/gildsql/gild/internal/sqltext"
)

// Watcher is an interceptor that only watches. As the outermost one, the first of
// Config.Interceptors, it is asked directly: a call that it does not want to see the end of then
// costs nothing but the asking. Intercept makes an Interceptor of it for every other place. It is
// safe for concurrent use.
type Watcher interface {
	Interceptor
	// Watch is told of a call before it is made. The context that it returns goes to the driver;
	// a nil Watch means that nobody wants to know how the call ends. The Call is valid until
	// Watch returns.
	Watch(ctx context.Context, c *Call) (context.Context, Watch)
}

// Watch is told how a call has ended, once. It is used by one goroutine at a time.
type Watch interface {
	Done(o Outcome)
}

// The operations of a Call.
const (
	OpExec        = "exec"        // a text or statement that is run for its effect
	OpQuery       = "query"       // one whose rows are read; it ends when they are closed
	OpPrepare     = "prepare"     // by the program; what gild prepares is part of the call
	OpTransaction = "transaction" // from the begin to its end
	OpBegin       = "begin"       // within the transaction
	OpCommit      = "commit"
	OpRollback    = "rollback"
	OpConnect     = "connect" // a new connection is made
	OpWait        = "wait"    // for a connection of a pool with CheckoutTimeout; told afterwards
	OpSpan        = "span"    // what the program or a library says it does: see Span
	OpUse         = "use"     // of a connection by the program, if an Observer asks for it; told afterwards
	OpFinding     = "finding" // of a guard, told by Info.Found; it has no end
)

// Call is a call to the driver, or several that belong together.
type Call struct {
	Op   string
	SQL  string    // the final text, if there is any; of OpSpan the name, of OpFinding the guard's
	Args int       // how many arguments there are
	Info *Info     // what gild knows about the call, never nil
	Span *Span     // of OpSpan
	Past time.Time // when it began, of a call that is told afterwards; else zero
}

// Outcome is how a call has ended.
type Outcome struct {
	Op     string // of a transaction OpCommit or OpRollback, of others that of the call
	Rows   int64  // how many rows of a query were read; -1 for others
	Err    error  // the driver's; see WatchRows for that of a query
	Cached bool   // gild had the statement prepared
}

// done tells a watch, which may be nil, how a call without rows has ended.
func done(w Watch, op string, err error) {
	if w != nil {
		w.Done(Outcome{Op: op, Rows: -1, Err: err})
	}
}

// watch tells the watcher, if there is one, of a call.
func (c *conn) watch(ctx context.Context, op, query string, args int) (context.Context, Watch) {
	w := c.connector.watcher
	if w == nil {
		return ctx, nil
	}
	c.call = Call{Op: op, SQL: query, Args: args, Info: &c.info}
	return w.Watch(ctx, &c.call)
}

// watchOrder is watch for a statement of the expression language.
func (c *conn) watchOrder(ctx context.Context, op string, o order) (context.Context, Watch) {
	w := c.connector.watcher
	if w == nil {
		return ctx, nil
	}
	c.orderInfo = c.infoOf(o)
	c.call = Call{Op: op, SQL: o.query, Args: len(o.args), Info: &c.orderInfo}
	return w.Watch(ctx, &c.call)
}

// executed ends the watch of an exec.
func (c *conn) executed(w Watch, err error) {
	if w != nil {
		w.Done(Outcome{Op: OpExec, Rows: -1, Err: err, Cached: c.shield.hit})
	}
}

// queried ends the watch of a query, now if it has failed or else with its rows.
func (c *conn) queried(ctx context.Context, w Watch, rows driver.Rows, err error) driver.Rows {
	switch {
	case w == nil:
		return rows
	case err != nil || rows == nil:
		w.Done(Outcome{Op: OpQuery, Rows: -1, Err: err, Cached: c.shield.hit})
		return rows
	}
	r := &watchedRows{optionalRows: optionalRows{rows}, ctx: ctx, watch: w, cached: c.shield.hit}
	c.open.add(r)
	return withColumnScanner(r, rows)
}

// execSkipped runs a text that the driver has skipped, so that it is one call to the watcher
// and not one that is never made and one of a prepared statement.
func (c *conn) execSkipped(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	return c.skippedText(ctx, text, args).execSkipped(c.session)
}

// querySkipped is execSkipped for rows.
func (c *conn) querySkipped(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	return c.skippedText(ctx, text, args).querySkipped(c.session)
}

func (c *conn) skippedText(ctx context.Context, text string, args []driver.NamedValue) *execution {
	return &execution{Execution: Execution{SQL: text, Args: args, Info: &c.info}, ctx: ctx}
}

// begin begins a transaction and watches it to its end.
func (c *conn) begin(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	whole, w := c.watch(ctx, OpTransaction, "", 0)
	if w == nil {
		return c.session.BeginTx(c.withInfo(ctx), opts)
	}
	within, beginning := c.watch(whole, OpBegin, "", 0)
	tx, err := c.session.BeginTx(c.withInfo(within), opts)
	done(beginning, OpBegin, err)
	if err != nil {
		done(w, OpTransaction, err)
		return nil, err
	}
	return &observedTx{tx, c, whole, w}, nil
}

// observedTx is a transaction whose end a watcher wants to see.
type observedTx struct {
	driver.Tx
	conn  *conn
	ctx   context.Context // of the whole
	watch Watch           // of the whole
}

// Unwrap returns the transaction within.
func (t *observedTx) Unwrap() driver.Tx { return t.Tx }

func (t *observedTx) Commit() error { return t.end(OpCommit, t.Tx.Commit) }

func (t *observedTx) Rollback() error { return t.end(OpRollback, t.Tx.Rollback) }

func (t *observedTx) end(op string, end func() error) error {
	t.conn.open.end()
	_, w := t.conn.watch(t.ctx, op, "", 0)
	err := end()
	done(w, op, err)
	done(t.watch, op, err)
	return err
}

// watchConnect watches the making of a connection.
func (k *Connector) watchConnect(ctx context.Context, connect func(context.Context) (driver.Conn, error)) (driver.Conn, error) {
	if k.watcher == nil {
		return connect(ctx)
	}
	ctx, w := k.watcher.Watch(ctx, &Call{Op: OpConnect, Info: &k.info})
	conn, err := connect(ctx)
	done(w, OpConnect, err)
	return conn, err
}

// Description says what a text does, in the terms of OpenTelemetry's conventions for databases.
// It never holds values of the text. Any part may be empty.
type Description struct {
	Operation  string // db.operation.name
	Collection string // db.collection.name
	Query      string // db.query.summary: "SELECT users orders", with at most 255 bytes
	Procedure  string // db.stored_procedure.name
	Statements int    // how many statements the text has
}

// Describe is Summary and more. It reads the whole text: keep what it returns.
func (i *Info) Describe(query string) Description {
	d := sqltext.Describe(query, i.lexis)
	made := Description{
		Operation: d.Operation, Collection: d.Collection, Query: d.Query, Procedure: d.Procedure, Statements: d.Statements,
	}
	if i.compiled && d.Statements < 2 {
		made.Operation, made.Collection = i.operation, i.collection
	}
	return made
}

// takeWatcher takes the watcher that is asked directly off the interceptors.
func takeWatcher(config Config) (Watcher, Config) {
	if len(config.Interceptors) == 0 {
		return nil, config
	}
	w, ok := config.Interceptors[0].(Watcher)
	if ok {
		config.Interceptors = config.Interceptors[1:]
	}
	return w, config
}

func firstWatcher(w Watcher, interceptors []Interceptor) Watcher {
	for _, i := range interceptors {
		if w != nil {
			break
		}
		w, _ = i.(Watcher)
	}
	return w
}
