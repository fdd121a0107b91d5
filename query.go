package gild

import (
	"context"
	"database/sql"
	"errors"
	"iter"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// DB is what statements run on: a *sql.DB, *sql.Tx or *sql.Conn opened through gild.
type DB interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// ErrTooManyRows is returned by One when there is more than one row.
var ErrTooManyRows = errors.New("gild: more than one row where one was asked for")

// Arg goes with the execution of a statement: sql.Named values for its parameters, and
// Strict.
type Arg = any

// Strict makes a column of the result that no field of the struct takes an error.
// Without it, such columns are passed over, so that a program goes on when a table
// grows.
func Strict() Arg { return strict{} }

type strict struct{}

// All returns all rows of a statement as values of T: a struct, or a pointer to one,
// whose fields take the columns of their names (gild:"name", else the field's name in
// snake case), or a single value for a statement of one column. Without rows it returns
// an empty slice. Rows go from the driver into the slice without passing sql.Rows.
func All[T any](ctx context.Context, db DB, stmt expr.Statement, args ...Arg) ([]T, error) {
	var sink typemap.Slice[T]
	args, sink.Strict = split(args)
	if err := Into(ctx, db, stmt, &sink, args...); err != nil {
		return nil, err
	}
	return sink.Rows(), nil
}

// One returns the only row of a statement. Without a row the error is sql.ErrNoRows,
// with more than one ErrTooManyRows.
func One[T any](ctx context.Context, db DB, stmt expr.Statement, args ...Arg) (T, error) {
	sink := typemap.Slice[T]{Max: 1}
	args, sink.Strict = split(args)
	var none T
	if err := Into(ctx, db, stmt, &sink, args...); err != nil {
		return none, err
	}
	switch sink.Len() {
	case 0:
		return none, sql.ErrNoRows
	case 1:
		return sink.Rows()[0], nil
	}
	return none, ErrTooManyRows
}

// Iter runs a statement and yields its rows one by one, as they come. The rows are
// closed when the loop ends, however it ends; an error is yielded once, as the last
// pair. The sequence can be ranged over again, which runs the statement again.
func Iter[T any](ctx context.Context, db DB, stmt expr.Statement, args ...Arg) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		if err := stream(ctx, db, stmt, args, yield); err != nil {
			var none T
			yield(none, err)
		}
	}
}

// stream yields the rows; it returns an error only if the loop still wants one.
func stream[T any](ctx context.Context, db DB, stmt expr.Statement, args []Arg, yield func(T, error) bool) (err error) {
	var cursor typemap.Cursor[T]
	args, cursor.Strict = split(args)
	rows, err := db.QueryContext(ctx, "", append([]any{stmt, &cursor}, args...)...)
	if err != nil {
		return err
	}
	stopped := false
	defer func() {
		if closeErr := rows.Close(); err == nil && !stopped {
			err = closeErr
		}
	}()
	for rows.Next() {
		if !yield(cursor.Current, nil) {
			stopped = true
			return nil
		}
	}
	return rows.Err()
}

// Exec runs a statement for its effect.
func Exec(ctx context.Context, db DB, stmt expr.Statement, args ...Arg) (sql.Result, error) {
	args, _ = split(args)
	return db.ExecContext(ctx, "", append([]any{stmt}, args...)...)
}

// Into runs a statement and hands its rows to sink. It is what All is made of, for
// results of other shapes.
func Into(ctx context.Context, db DB, stmt expr.Statement, sink typemap.Sink, args ...Arg) error {
	// By ExecContext, since sql.Rows would cost a goroutine for each context that can end.
	_, err := db.ExecContext(ctx, "", append([]any{stmt, sink}, args...)...)
	return err
}

// split takes Strict out of the arguments.
func split(args []Arg) ([]Arg, bool) {
	for i, a := range args {
		if _, ok := a.(strict); ok {
			rest := append(append([]Arg{}, args[:i]...), args[i+1:]...)
			rest, _ = split(rest)
			return rest, true
		}
	}
	return args, false
}
