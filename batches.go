package gild

import (
	"context"
	"errors"
	"fmt"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/wrap"
)

// Batches splits an INSERT of many rows into statements that the database takes: none has more
// parameters than it allows, nor more rows than its VALUES may have. Rows stay in order. Run them
// in one transaction (see Tx) where all rows or none are to be inserted. A single row that is too
// much, and a statement that cannot be compiled, are errors. Rows that have to come back in their
// order (InOrder) where nothing tells them apart have a statement each.
//
//	batches, err := gild.Batches(expr.Insert(Users).Rows(rows...), postgres.Dialect)
//	for _, b := range batches {
//		_, err = gild.Exec(ctx, tx, b)
//	}
//
// AllBatches and ExecBatches do so for the database that they run on.
func Batches(stmt *expr.InsertStmt, d *dialect.Dialect) ([]*expr.InsertStmt, error) {
	if err := usable(d); err != nil {
		return nil, err
	}
	if stmt == nil {
		return nil, errors.New("gild: Batches of a nil INSERT")
	}
	return d.Split(stmt, 0)
}

// defaultBatch is how many rows a batch of AllBatches and ExecBatches has if nothing else is said:
// more make the text longer, and nothing faster.
const defaultBatch = 1000

// BatchSize sets how many rows a batch of AllBatches and ExecBatches has, instead of 1000. It has
// fewer where the database does not take as many. For others it is an error.
func BatchSize(rows int) Arg { return batchSizeArg{rows} }

type batchSizeArg struct{ rows int }

// BatchError says that one of several batches failed. Without a transaction around them, the rows
// in front of it are written.
type BatchError struct {
	Written int // rows in the batches that were written before
	Rows    int // rows in the batch that failed
	Err     error
}

// Error tells the rows, counted from 1.
func (e *BatchError) Error() string {
	return fmt.Sprintf("gild: rows %d to %d (those before are written, unless the transaction is rolled back): %v", e.Written+1, e.Written+e.Rows, fault.Text(e.Err))
}

// Unwrap returns the batch's own error.
func (e *BatchError) Unwrap() error { return e.Err }

// AllBatches is All for an INSERT with Returning of more rows than one statement takes, or than one
// should have: it is split into batches (see BatchSize), which are sent one by one, and all rows
// that come back are in one slice. With InOrder they are in the order of the rows that were given.
// An upsert is split the same way; a key that stands in two batches is first inserted, then changed.
//
// The batches are no unit. Run them in Tx where all rows or none are to be written; it also keeps
// them from being committed one by one, which takes time:
//
//	err := gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) (err error) {
//		ids, err = gild.AllBatches[int64](ctx, tx, expr.Insert(Users).Rows(rows...).Returning(Users.ID).InOrder())
//		return err
//	})
//
// If a batch fails, the error is a *BatchError, and the slice has what came back before it. Other
// errors, such as a *compile.Error, come before anything is sent.
func AllBatches[T any](ctx context.Context, db DB, stmt *expr.InsertStmt, args ...Arg) ([]T, error) {
	all := []T{}
	err := eachBatch(ctx, db, stmt, args, func(batch *expr.InsertStmt, args []Arg) error {
		rows, err := All[T](ctx, db, batch, args...)
		all = append(all, rows...)
		return err
	})
	return all, err
}

// ExecBatches is AllBatches for an INSERT that gives no rows back, as Exec is All. It returns how
// many rows the database counts as written: MySQL and MariaDB count one that an upsert changes twice.
func ExecBatches(ctx context.Context, db DB, stmt *expr.InsertStmt, args ...Arg) (written int64, err error) {
	err = eachBatch(ctx, db, stmt, args, func(batch *expr.InsertStmt, args []Arg) error {
		result, err := Exec(ctx, db, batch, args...)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		written += n
		return err
	})
	return written, err
}

// eachBatch has run run the batches of stmt, with the arguments that are theirs.
func eachBatch(ctx context.Context, db DB, stmt *expr.InsertStmt, args []Arg, run func(*expr.InsertStmt, []Arg) error) error {
	if stmt == nil {
		return errNilStatement
	}
	size := defaultBatch
	var rest []Arg
	for _, a := range args {
		if s, ok := a.(batchSizeArg); ok {
			size = s.rows
			continue
		}
		rest = append(rest, a)
	}
	if size < 1 {
		return fmt.Errorf("gild: BatchSize(%d): a batch has one row at least", size)
	}
	var q wrap.Inquiry
	if _, err := Exec(ctx, db, &q); err != nil {
		return err
	}
	batches, err := q.Split(stmt, size)
	if err != nil {
		return err
	}
	written := 0
	for _, b := range batches {
		rows := 1
		if c := b.Clauses(); len(c.Columns) > 0 {
			rows = len(c.Values) / len(c.Columns)
		}
		if err := run(b, rest); err != nil {
			return &BatchError{Written: written, Rows: rows, Err: err}
		}
		written += rows
	}
	return nil
}
