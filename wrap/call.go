package wrap

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"strings"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// call is what travels over the statement channel.
type call struct {
	stmt    expr.Statement
	sink    typemap.Sink // nil: rows go to database/sql
	params  compile.Params
	comment string // what a wrapper outside of gild has put into the empty query text
}

// parseCall recognises a call by the type of its first argument.
func parseCall(query string, args []driver.NamedValue) (call, bool, error) {
	if len(args) == 0 {
		return call{}, false, nil
	}
	stmt, ok := args[0].Value.(expr.Statement)
	if !ok {
		return call{}, false, nil
	}
	comment := strings.TrimSpace(query)
	if comment != "" && !(strings.HasPrefix(comment, "/*") && strings.HasSuffix(comment, "*/")) {
		return call{}, true, errors.New("gild: a statement brings its own SQL: the query text beside it must be empty")
	}
	c := call{stmt: stmt, params: compile.Params(args[1:]), comment: comment}
	if len(c.params) > 0 {
		if sink, ok := c.params[0].Value.(typemap.Sink); ok {
			c.sink, c.params = sink, c.params[1:]
		}
	}
	return c, true, nil
}

// execCall runs a call for its effect, or for the rows that its sink takes.
func (c *conn) execCall(ctx context.Context, call call) (result driver.Result, err error) {
	err = c.run(ctx, call, func(ctx context.Context, compiled *compile.Compiled, query string, args []driver.NamedValue) error {
		if call.sink == nil {
			result, err = c.execBound(ctx, compiled, query, args)
			return err
		}
		rows, err := c.queryBound(ctx, compiled, query, args)
		if err != nil {
			return err
		}
		counted := &counter{Sink: call.sink}
		if err := drain(rows, compiled.Columns, counted); err != nil {
			return err
		}
		result = driver.RowsAffected(counted.n)
		return nil
	})
	return result, err
}

// queryCall runs a call for rows that are read one by one.
func (c *conn) queryCall(ctx context.Context, call call) (result driver.Rows, err error) {
	err = c.run(ctx, call, func(ctx context.Context, compiled *compile.Compiled, query string, args []driver.NamedValue) error {
		rows, err := c.queryBound(ctx, compiled, query, args)
		if err != nil {
			return err
		}
		result, err = newRows(rows, compiled.Columns, call.sink)
		return err
	})
	return result, err
}

// run compiles the call's statement and binds its values.
func (c *conn) run(ctx context.Context, call call,
	execute func(ctx context.Context, compiled *compile.Compiled, query string, args []driver.NamedValue) error,
) error {
	cache, err := c.compiler(ctx)
	if err != nil {
		return err
	}
	return cache.Use(call.stmt, func(compiled *compile.Compiled, binds []*expr.Bind) error {
		if call.sink != nil && !compiled.ReturnsRows() {
			return errors.New("gild: the statement returns no rows: add Returning, or run it with Exec")
		}
		query, args, err := compiled.Bind(binds, call.params)
		if err != nil {
			return err
		}
		if call.comment != "" {
			query += " " + call.comment
		}
		return execute(ctx, compiled, query, args)
	})
}

// execBound runs the final text through the interceptors, over a prepared statement
// where that pays.
func (c *conn) execBound(ctx context.Context, compiled *compile.Compiled, query string, args []driver.NamedValue) (driver.Result, error) {
	if c.chained {
		result, err := c.session.ExecContext(context.WithValue(ctx, infoKey{}, c.info.forCompiled(compiled)), query, args)
		if err == driver.ErrSkip {
			return c.shield.execAny(ctx, query, args)
		}
		return result, err
	}
	if preparable(compiled) {
		return c.shield.prepared.exec(ctx, query, args)
	}
	return c.shield.execAny(ctx, query, args)
}

// queryBound is execBound for statements with rows.
func (c *conn) queryBound(ctx context.Context, compiled *compile.Compiled, query string, args []driver.NamedValue) (driver.Rows, error) {
	if c.chained {
		rows, err := c.session.QueryContext(context.WithValue(ctx, infoKey{}, c.info.forCompiled(compiled)), query, args)
		if err == driver.ErrSkip {
			return c.shield.queryAny(ctx, query, args...)
		}
		return rows, err
	}
	if preparable(compiled) {
		return c.shield.prepared.query(ctx, query, args)
	}
	return c.shield.queryAny(ctx, query, args...)
}

// execAny runs query on a driver that may only know prepared statements.
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
func (s *shield) queryAny(ctx context.Context, query string, args ...driver.NamedValue) (driver.Rows, error) {
	rows, err := s.query(ctx, query, args)
	if err != driver.ErrSkip {
		return rows, err
	}
	stmt, err := s.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	statement := &preparedStatement{stmt: stmt, busy: true, gone: true}
	rows, err = queryStmt(ctx, stmt, args)
	if err != nil {
		statement.release()
		return nil, err
	}
	return &preparedRows{Rows: rows, statement: statement}, nil
}

// counter counts the rows that go into a sink.
type counter struct {
	typemap.Sink
	n int64
}

func (c *counter) Row(row []driver.Value) error {
	c.n++
	return c.Sink.Row(row)
}

// drain reads all rows into sink and closes them. Columns that are not known, those of
// SQL text, are taken from the rows.
func drain(rows driver.Rows, cols *typemap.Columns, sink typemap.Sink) (err error) {
	defer func() {
		if closeErr := rows.Close(); err == nil {
			err = closeErr
		}
	}()
	if cols == nil {
		cols = typemap.NewColumns(rows.Columns())
	}
	if err := sink.Begin(cols); err != nil {
		return err
	}
	row := make([]driver.Value, len(cols.Names))
	for {
		switch err := rows.Next(row); err {
		case nil:
			if err := sink.Row(row); err != nil {
				return err
			}
		case io.EOF:
			return nil
		default:
			return err
		}
	}
}
