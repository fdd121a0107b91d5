package wrap

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"reflect"
	"strings"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/internal/sqltext"
	"github.com/gildsql/gild/typemap"
)

// call is what travels over the statement channel.
type call struct {
	stmt    expr.Statement
	sink    typemap.Sink // nil: rows go to database/sql
	params  compile.Params
	placed  []any  // the values of a Bound
	comment string // what a wrapper outside of gild has put into the empty query text
	lend    bool   // its arguments are nobody's when it has succeeded
}

// statementOf returns the statement that args bring, nil for a query in SQL text.
func statementOf(args []driver.NamedValue) expr.Statement {
	if len(args) == 0 {
		return nil
	}
	stmt, _ := args[0].Value.(expr.Statement)
	return stmt
}

// newCall sorts out what comes with stmt, the first of args.
func (c *conn) newCall(stmt expr.Statement, query string, args []driver.NamedValue) (call, error) {
	if v := reflect.ValueOf(stmt); v.Kind() == reflect.Pointer && v.IsNil() {
		return call{}, errors.New("gild: the statement is nil")
	}
	if query == expr.ChannelText {
		query = ""
	}
	if query != "" && !sqltext.IsBlank(query, c.info.lexis) {
		return call{}, errors.New("gild: a statement brings its own SQL: the query text beside it must be empty")
	}
	made := call{stmt: stmt, params: compile.Params(args[1:])}
	if query != "" {
		made.comment = strings.TrimSpace(strings.Replace(query, expr.ChannelText, "", 1))
	}
	if b, ok := stmt.(*Bound); ok {
		if b.Statement == nil {
			return call{}, errors.New("gild: a Bound without statement")
		}
		made.stmt, made.placed = b.Statement, b.Values
	}
	if len(made.params) > 0 {
		if sink, ok := made.params[0].Value.(typemap.Sink); ok {
			made.sink, made.params = sink, made.params[1:]
		}
	}
	return made, nil
}

// order is a compiled statement with its values, ready to be run.
type order struct {
	stmt     expr.Statement
	compiled *compile.Compiled
	query    string
	args     []driver.NamedValue
	prepare  bool // over the connection's prepared statements
}

// execCall runs a statement for its effect, or for the rows that its sink takes.
func (c *conn) execCall(ctx context.Context, stmt expr.Statement, query string, args []driver.NamedValue) (driver.Result, error) {
	switch stmt := stmt.(type) {
	case *Inquiry:
		if stmt != nil {
			return driver.RowsAffected(0), c.answer(ctx, stmt)
		}
	case *Span:
		if stmt != nil {
			c.connector.Start(ctx, stmt)
			return driver.RowsAffected(0), nil
		}
	}
	call, err := c.newCall(stmt, query, args)
	if err != nil {
		return nil, err
	}
	call.lend = c.shield.traits.ReadsArgs && !c.chained
	var result driver.Result
	err = c.compiled(ctx, call, func(o order) (err error) {
		if call.sink == nil {
			// A prepared statement whose rows nobody reads stays open, and on SQLite locks its tables.
			o.prepare = o.prepare && o.compiled.Columns == nil
			result, err = c.execOrder(ctx, o)
			return c.explained(ctx, o, "exec", c.sentError(o, err))
		}
		rows, err := c.queryOrder(ctx, o)
		if err != nil {
			return c.explained(ctx, o, "query", c.sentError(o, err))
		}
		n, err := c.drain(ctx, rows, o.compiled.Columns, call.sink)
		result = driver.RowsAffected(n)
		return c.explained(ctx, o, "query", err)
	})
	if err != nil {
		return nil, err
	}
	return result, nil
}

// queryCall runs a statement for rows that are read one by one.
func (c *conn) queryCall(ctx context.Context, stmt expr.Statement, query string, args []driver.NamedValue) (driver.Rows, error) {
	call, err := c.newCall(stmt, query, args)
	if err != nil {
		return nil, err
	}
	var result driver.Rows
	err = c.compiled(ctx, call, func(o order) error {
		rows, err := c.queryOrder(ctx, o)
		if err != nil {
			return c.explained(ctx, o, "query", c.sentError(o, err))
		}
		rows, err = newRows(rows, o.compiled.Columns, call.sink)
		if err == nil {
			result = withColumnScanner(&explainedRows{optionalRows{rows}, ctx, c, o.query, true}, rows)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return result, nil
}

// compiled compiles the call's statement, binds its values and lets run do the rest.
func (c *conn) compiled(ctx context.Context, call call, run func(order) error) error {
	if c.broken { // a statement prepared before may still come this way
		return driver.ErrBadConn
	}
	cache, err := c.compiler(ctx)
	if err != nil {
		return err
	}
	return cache.Use(call.stmt, func(compiled *compile.Compiled, binds []*expr.Bind) error {
		if call.sink != nil && !compiled.ReturnsRows() {
			return errors.New("gild: the statement returns no rows: add Returning, or run it with Exec")
		}
		if compiled.Columns != nil && compiled.FillsParameters() {
			return errors.New("gild: what the statement gives back comes in parameters that the driver is to fill: run the text of gild.SQL with sql.Out in the last places, or leave Returning out")
		}
		query, args, err := compiled.BindPlaced(binds, call.params, call.placed, c.lent(call.lend))
		if err != nil {
			return err
		}
		o := order{stmt: call.stmt, compiled: compiled, query: query, args: args, prepare: preparable(compiled)}
		if call.comment != "" { // it may be another each time
			o.query, o.prepare = query+" "+call.comment, false
		}
		c.comment(ctx, &o)
		if err = run(o); err == nil && call.lend {
			c.giveBack(args)
		}
		return err
	})
}

// preparable reports whether a statement is worth preparing: DDL is run once, text may be
// anything, several statements included, and with a list each length has a text of its own.
func preparable(c *compile.Compiled) bool {
	switch c.Operation {
	case "SELECT", "INSERT", "UPDATE", "DELETE":
		return !c.Text && !c.Expands()
	}
	return false
}

// execOrder runs an order through the interceptors, if there are any.
func (c *conn) execOrder(ctx context.Context, o order) (driver.Result, error) {
	ctx, w := c.watchOrder(ctx, OpExec, o)
	result, err := c.sendExec(ctx, o)
	c.executed(w, err)
	return result, err
}

func (c *conn) sendExec(ctx context.Context, o order) (driver.Result, error) {
	if !c.chained {
		return c.shield.execOrder(ctx, o.query, o.args, o.prepare)
	}
	c.shield.expect(o)
	defer c.shield.expect(order{})
	result, err := c.session.ExecContext(c.withCompiled(ctx, o), o.query, o.args)
	if err == driver.ErrSkip { // from an interceptor; database/sql must not prepare the empty text
		return c.shield.execAny(ctx, o.query, o.args)
	}
	return result, err
}

// queryOrder is execOrder for rows.
func (c *conn) queryOrder(ctx context.Context, o order) (driver.Rows, error) {
	ctx, w := c.watchOrder(ctx, OpQuery, o)
	rows, err := c.sendQuery(ctx, o)
	rows = c.queried(ctx, w, rows, err)
	if err == nil && rows != nil {
		rows = inOrder(rows, o)
	}
	return rows, err
}

func (c *conn) sendQuery(ctx context.Context, o order) (driver.Rows, error) {
	if !c.chained {
		return c.shield.queryOrder(ctx, o.query, o.args, o.prepare)
	}
	c.shield.expect(o)
	defer c.shield.expect(order{})
	rows, err := c.session.QueryContext(c.withCompiled(ctx, o), o.query, o.args)
	if err == driver.ErrSkip {
		return c.shield.queryAny(ctx, o.query, o.args)
	}
	return rows, err
}

// drain reads all rows into sink, counts and closes them. Columns that are not known,
// those of SQL text, are taken from the rows.
func (c *conn) drain(ctx context.Context, rows driver.Rows, cols *typemap.Columns, sink typemap.Sink) (n int64, err error) {
	defer func() {
		if closeErr := rows.Close(); err == nil {
			err = c.readError(closeErr)
		}
	}()
	if cols == nil {
		cols = typemap.NewColumns(rows.Columns())
	}
	if err := sink.Begin(cols); err != nil {
		return 0, err
	}
	row := make([]driver.Value, len(cols.Names))
	done := ctx.Done()
	for {
		select {
		case <-done: // which drivers from before contexts do not know of
			return n, ctx.Err()
		default:
		}
		switch err := rows.Next(row); err {
		case nil:
			n++
			if err := sink.Row(row); err != nil {
				return n, err
			}
		case io.EOF:
			return n, nil
		default:
			return n, c.readError(err)
		}
	}
}

// readError returns the error of reading rows as it leaves ExecContext. There, unlike in
// sql.Rows, database/sql would take driver.ErrBadConn for a statement that was never
// run, and run it again.
func (c *conn) readError(err error) error {
	switch {
	case err == driver.ErrSkip: // which to database/sql means that nothing was run
		return fault.Errorf("reading rows: %w", err)
	case err == nil || !errors.Is(err, driver.ErrBadConn):
		return err
	}
	c.broken = true
	return lostError{err}
}

// sentError returns the error of running an order as it leaves: for a write that may have
// been done, database/sql is not to run it again.
func (c *conn) sentError(o order, err error) error {
	if err == nil || !c.shield.sent || !c.shield.traits.LateBadConn || o.compiled.Operation == "SELECT" {
		return err
	}
	return c.readError(err)
}

// lostError is an error that is not driver.ErrBadConn, although its cause is.
type lostError struct{ cause error }

func (e lostError) Error() string {
	return "gild: the connection was lost before all of the answer had come: " + e.cause.Error()
}

func (e lostError) Is(target error) bool {
	return target == dialect.ErrorDisconnect || target != driver.ErrBadConn && errors.Is(e.cause, target)
}

func (e lostError) As(target any) bool { return errors.As(e.cause, target) }
