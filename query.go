package gild

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"iter"
	"reflect"

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
// Strict where rows are stored in structs.
type Arg = any

// Strict makes a column of the result that no field of the struct takes an error.
// Without it, such columns are passed over, so that a program goes on when a table
// grows. Only All, One and Iter take it; for others it is an error.
func Strict() Arg { return strictArg{} }

type strictArg struct{}

// All returns all rows of a statement as values of T: a struct, or a pointer to one,
// whose fields take the columns of their names (gild:"name", else the field's name in
// snake case), or a single value for a statement of one column. Without rows it returns
// an empty slice. Rows go from the driver into the slice without passing sql.Rows.
//
// Errors are a *typemap.DecodeError for a value that does not fit, with its row and
// column; a *compile.Error for a statement that the database cannot have; one that says
// so for a nil statement, for parameters and values that do not match, and for a T that
// the columns do not fit; expr.ErrNotGild for a db not opened through gild; and the
// driver's own, as they are.
func All[T any](ctx context.Context, db DB, stmt expr.Statement, args ...Arg) ([]T, error) {
	var sink typemap.Slice[T]
	all, err := arguments(stmt, &sink, &sink.Strict, args)
	if err != nil {
		return nil, err
	}
	if err := read(ctx, db, all); err != nil {
		return nil, err
	}
	return sink.Rows(), nil
}

// One returns the only row of a statement. Without a row the error is sql.ErrNoRows,
// with more than one ErrTooManyRows; others are those of All.
func One[T any](ctx context.Context, db DB, stmt expr.Statement, args ...Arg) (T, error) {
	var sink single[T]
	var none T
	all, err := arguments(stmt, &sink, &sink.Strict, args)
	if err != nil {
		return none, err
	}
	if err := read(ctx, db, all); err != nil {
		return none, err
	}
	if sink.n == 0 {
		return none, sql.ErrNoRows
	}
	return sink.Current, nil
}

// single is a sink for one row. The second one stops the reading.
type single[T any] struct {
	typemap.Cursor[T]
	n int
}

func (s *single[T]) Begin(cols *typemap.Columns) error {
	s.n = 0
	return s.Cursor.Begin(cols)
}

func (s *single[T]) Row(row []driver.Value) error {
	if s.n++; s.n > 1 {
		return ErrTooManyRows
	}
	return s.Cursor.Row(row)
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
	all, err := arguments(stmt, &cursor, &cursor.Strict, args)
	if err != nil {
		return err
	}
	if isNil(db) {
		return errNilDB
	}
	rows, err := db.QueryContext(ctx, "", all...)
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

// Exec runs a statement for its effect; rows that it gives are not read. It takes no
// Strict. Errors are those of All, without DecodeError.
func Exec(ctx context.Context, db DB, stmt expr.Statement, args ...Arg) (sql.Result, error) {
	all, err := arguments(stmt, nil, nil, args)
	if err != nil {
		return nil, err
	}
	if isNil(db) {
		return nil, errNilDB
	}
	result, err := db.ExecContext(ctx, expr.ChannelText, all...)
	return result, ungilded(err)
}

// Into runs a statement and hands its rows to sink. It is what All is made of, for
// results of other shapes. It takes no Strict, which is the sink's own business. Errors
// are those of All, and the sink's own.
func Into(ctx context.Context, db DB, stmt expr.Statement, sink typemap.Sink, args ...Arg) error {
	all, err := arguments(stmt, sink, nil, args)
	if err != nil {
		return err
	}
	return read(ctx, db, all)
}

// read runs what arguments has put together, with a sink. It does so by ExecContext, since
// sql.Rows would cost a goroutine for each context that can end.
func read(ctx context.Context, db DB, all []any) error {
	if isNil(db) {
		return errNilDB
	}
	_, err := db.ExecContext(ctx, expr.ChannelText, all...)
	return ungilded(err)
}

// ungilded says what is the matter where pgx without gild does not: it counts arguments before it
// looks at them.
func ungilded(err error) error {
	if err != nil && err.Error() == "mismatched param and argument count" {
		return fmt.Errorf("%w (%w)", expr.ErrNotGild, err)
	}
	return err
}

// arguments puts together what travels over the statement channel. Strict does not: it
// sets strict, and is a mistake where that is nil.
func arguments(stmt expr.Statement, sink typemap.Sink, strict *bool, args []Arg) ([]any, error) {
	if isNil(stmt) {
		return nil, errNilStatement
	}
	all := append(make([]any, 0, 2+len(args)), stmt)
	if sink != nil {
		all = append(all, sink)
	}
	for _, a := range args {
		if _, ok := a.(batchSizeArg); ok {
			return nil, errBatchSize
		}
		if _, ok := a.(strictArg); !ok {
			all = append(all, a)
			continue
		}
		if strict == nil {
			return nil, errStrict
		}
		*strict = true
	}
	return all, nil
}

var errBatchSize = errors.New("gild: BatchSize is for AllBatches and ExecBatches only: other statements are sent as they are")

var errStrict = errors.New("gild: Strict is for All, One and Iter only: nothing else stores rows in structs")

var errNilStatement = errors.New("gild: the statement is nil")

var errNilDB = errors.New("gild: the database is nil: open one with gild.Open")

// isNil reports whether v is nil or a nil pointer, which database/sql would take for NULL.
func isNil(v any) bool {
	rv := reflect.ValueOf(v)
	return !rv.IsValid() || rv.Kind() == reflect.Pointer && rv.IsNil()
}
