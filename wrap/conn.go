package wrap

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/internal/lru"
	"github.com/gildsql/gild/internal/params"
	"github.com/gildsql/gild/internal/sqltext"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/typemap"
)

// Conn is what the connections of a Connector can do besides what database/sql asks of
// them; sql.Conn.Raw hands them out. Like every driver connection, a Conn is used by one
// goroutine at a time.
type Conn interface {
	driver.Conn
	// Unwrap returns the real driver's connection.
	Unwrap() driver.Conn
	// Dialect returns the database's dialect, nil if it is not known.
	Dialect() *dialect.Dialect
	// Info returns what is known of all calls. It is not to be changed.
	Info() *Info
	// Stats returns how many statements of the expression language were found compiled
	// and how many had to be compiled, by all connections of the Connector.
	Stats() (hits, misses int64)
}

// conn is the connection that database/sql sees. It is used by one goroutine at a time.
type conn struct {
	connector *Connector
	shield    *shield // the innermost layer
	session   session // the chain of interceptors, or the shield
	chained   bool    // there are interceptors
	info      Info
	member    *pooling.Member

	// claimed tells that the call whose arguments are being checked brings a statement.
	// The argument at ordinal 1 sets it, and no call has a later argument without a first.
	claimed bool
	// lists tells that checkArg has let a slice pass: what becomes of it depends on the text.
	lists     bool
	templates *lru.Cache[string, *params.Template]

	call      Call                // that the watcher is being told of
	orderInfo Info                // of a call with a statement of the expression language
	args      []driver.NamedValue // memory, see lent
	open      openRows            // that are watched

	// broken tells that the driver gave the connection up while a sink took its rows.
	broken bool

	held   driver.Tx // see Hold
	within bool      // see Within
}

// newConn wraps inner, which is the shield or interceptors around it.
func newConn(k *Connector, inner driver.Conn, s *shield) driver.Conn {
	c := &conn{connector: k, session: inner.(session), shield: s, info: k.info}
	c.chained = inner != driver.Conn(s)
	c.info.shield, s.chained = s, c.chained
	return withPoolInterfaces(c)
}

// Unwrap returns the real driver's connection.
func (c *conn) Unwrap() driver.Conn { return c.shield.real }

// Dialect returns the database's dialect, nil if it is not known.
func (c *conn) Dialect() *dialect.Dialect { return c.connector.config.Dialect }

// Info returns what is known of all calls of the connector.
func (c *conn) Info() *Info { return c.connector.Info() }

// Stats returns the compiled cache's hits and misses.
func (c *conn) Stats() (hits, misses int64) { return c.connector.Stats() }

// CheckNamedValue lets a statement and all that comes with it pass to QueryContext and
// ExecContext untouched; other values are the driver's business. Arguments of prepared
// statements do not come here (see stmt.CheckNamedValue), so with a driver that can only
// prepare, values are checked once they get there.
func (c *conn) CheckNamedValue(nv *driver.NamedValue) error {
	_, isStatement := nv.Value.(expr.Statement)
	if nv.Ordinal == 1 {
		c.claimed, c.lists = isStatement, false
	}
	switch {
	case c.claimed:
		return nil
	case isStatement:
		return errors.New("gild: a statement must be the first argument, with an empty query text")
	}
	if _, isSink := nv.Value.(typemap.Sink); isSink {
		return errors.New("gild: a sink must be the second argument, after a statement")
	}
	if c.shield.onlyPrepares {
		return nil
	}
	if c.connector.style != nil && params.IsList(nv.Value) {
		c.lists = true
		return nil
	}
	return c.checkArg(nv, c.shield.CheckNamedValue)
}

// ExecContext runs a statement or query. With a sink, the rows of the statement go into
// it and their number is the rows affected.
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if c.broken {
		return nil, driver.ErrBadConn
	}
	if stmt := statementOf(args); stmt != nil {
		return c.execCall(ctx, stmt, query, args)
	}
	return c.execText(ctx, query, args)
}

// QueryContext runs a statement or query.
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if c.broken {
		return nil, driver.ErrBadConn
	}
	if stmt := statementOf(args); stmt != nil {
		return c.queryCall(ctx, stmt, query, args)
	}
	return c.queryText(ctx, query, args)
}

// PrepareContext prepares query. A text without SQL prepares whatever statement will
// come with the execution.
func (c *conn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if c.broken {
		return nil, driver.ErrBadConn
	}
	if c.connector.config.Dialect != nil && sqltext.IsBlank(query, c.info.lexis) {
		return &channelStmt{conn: c, query: query}, nil
	}
	return c.prepare(ctx, query)
}

// Prepare is PrepareContext without a context.
func (c *conn) Prepare(query string) (driver.Stmt, error) {
	return c.PrepareContext(context.Background(), query)
}

// BeginTx begins a transaction.
func (c *conn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	if c.broken {
		return nil, driver.ErrBadConn
	}
	if c.within {
		c.within = false
		return withinTx{}, nil
	}
	tx, err := c.begin(ctx, opts)
	switch {
	case err != nil:
		return nil, c.failed(ctx, "begin", "", nil, err)
	case c.connector.explains:
		return &explainedTx{tx, ctx, c}, nil
	}
	return tx, nil
}

// Hold has Close roll tx back, which was begun within sql.Conn.Raw: database/sql, which knows nothing of it, closes a
// connection that is lost, and who watches transactions is to see the end of each. With nil there is none any more.
func (c *conn) Hold(tx driver.Tx) { c.held = tx }

// Within has the next BeginTx begin and end nothing: so there can be a *sql.Tx, which looks after rows, within a
// transaction that Hold was told of and that its owner ends.
func (c *conn) Within() { c.within = true }

// withinTx is a transaction that another one is around.
type withinTx struct{}

func (withinTx) Commit() error   { return nil }
func (withinTx) Rollback() error { return nil }

// Begin is BeginTx without context and options.
func (c *conn) Begin() (driver.Tx, error) {
	return c.BeginTx(context.Background(), driver.TxOptions{})
}

// Ping checks the connection.
func (c *conn) Ping(ctx context.Context) error {
	if c.broken {
		return driver.ErrBadConn
	}
	return c.failed(ctx, "ping", "", nil, c.session.Ping(c.withInfo(ctx)))
}

// Close closes the connection, also if a function of the program panics at the end of what was open.
func (c *conn) Close() (err error) {
	defer func() { err = c.session.Close() }()
	c.open.end()
	if tx := c.held; tx != nil {
		c.held = nil
		_ = tx.Rollback()
	}
	return nil
}

// compiler returns the connector's cache of statements that are compiled as the context wants them.
func (c *conn) compiler(ctx context.Context) (*compile.Cache, error) {
	known, err := c.identity(ctx)
	if err != nil {
		return nil, err
	}
	return known.cacheFor(ctx), nil
}

// identity returns what is known of the database. The first call asks the server for its
// version.
func (c *conn) identity(ctx context.Context) (*identity, error) {
	k := c.connector
	if known := k.known.Load(); known != nil {
		return known, nil
	}
	d := k.config.Dialect
	if d == nil {
		return nil, errors.New("gild: the connection has no dialect: register its driver with driver.WithDialect")
	}
	if _, err := rulesOf(d, zeroVersion); err != nil {
		return nil, err
	}
	version, err := c.version(ctx, d)
	if err != nil {
		return nil, err
	}
	rules, err := rulesOf(d, version)
	if err != nil {
		return nil, err
	}
	if k.config.Lint {
		rules = rules.Clone()
		rules.Lint = true
	}
	all := newSchemas(k.config.Schemas)
	if all.key != "" {
		rules = rules.Translate(all.names)
	}
	k.known.CompareAndSwap(nil, &identity{
		cache: compile.NewCache(rules, k.config.CompiledStatements), version: version, schemas: all.key,
	})
	return k.known.Load(), nil
}

// version asks the server, beneath the interceptors.
func (c *conn) version(ctx context.Context, d *dialect.Dialect) (dialect.Version, error) {
	if d.VersionQuery == "" {
		return zeroVersion, nil
	}
	var answer typemap.Slice[string]
	rows, err := c.shield.queryAny(ctx, d.VersionQuery, nil)
	if err == nil {
		_, err = c.drain(ctx, rows, typemap.NewColumns([]string{"version"}), &answer)
	}
	if err == nil && answer.Len() != 1 {
		err = fmt.Errorf("%d rows instead of one", answer.Len())
	}
	if err != nil {
		return zeroVersion, fault.Errorf("%s: asking for the server's version: %w", d.Name, err)
	}
	return dialect.ParseVersion(answer.Rows()[0])
}
