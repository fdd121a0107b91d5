package gild

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"

	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/wrap"
)

// attempt runs fn once in a transaction of its own. It returns the hooks to be run now that
// the transaction is committed.
func attempt(ctx context.Context, db beginner, o TxOptions, fn txFunc) ([]hook, error) {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{Isolation: o.Isolation, ReadOnly: o.ReadOnly})
	if err != nil {
		return nil, withCause(ctx, fault.Errorf("begin: %w", err))
	}
	t := enroll(tx)
	defer t.withdraw()
	t.begun(o)
	s := t.enter(ctx, db)
	defer s.leave()

	returned := false
	defer func() {
		if !returned { // fn has panicked, or ended its goroutine
			_ = tx.Rollback()
		}
	}()
	err = fn(s.ctx, tx)
	returned = true

	switch {
	case err == nil && t.lost() != nil:
		err = t.lost()
	case err == nil && ctx.Err() != nil:
		err = errors.New("gild: the context ended before the commit")
	}
	if err != nil {
		return nil, rollback(ctx, tx, err)
	}
	return s.hooks, commit(ctx, tx)
}

// retried runs fn as attempt n, and tells telemetry of one that is not the first, however it ends.
func retried(ctx context.Context, db any, n int, fn func(ctx context.Context) error) error {
	on, ok := db.(DB)
	if n == 1 || !ok {
		return fn(ctx)
	}
	ctx, end := StartSpan(ctx, on, wrap.SpanRetry, slog.Int("gild.transaction.attempt", n))
	err := errNoReturn
	defer func() { end(err) }()
	err = fn(ctx)
	return err
}

// errNoReturn is what telemetry is told of a function that panics, or ends its goroutine.
var errNoReturn = errors.New("gild: the function has not returned")

// rollback rolls back because of err, and returns err with what else went wrong.
func rollback(ctx context.Context, tx *sql.Tx, err error) error {
	failed := tx.Rollback()
	err = withCause(ctx, err)
	switch {
	case failed == nil:
		return err
	case !errors.Is(failed, sql.ErrTxDone):
		return errors.Join(err, fault.Errorf("rollback: %w", failed))
	case ctx.Err() != nil: // database/sql rolls back when the context ends
		return err
	}
	return errors.Join(err, errEnded)
}

// commit commits. Whether an error leaves the outcome open depends on who gives it.
func commit(ctx context.Context, tx *sql.Tx) error {
	err := tx.Commit()
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil, neverSent(ctx, tx, err):
		return withCause(ctx, fault.Errorf("the context ended before the commit: %w", err))
	case errors.Is(err, sql.ErrTxDone):
		return errEnded
	case refused(err):
		return fault.Errorf("commit: %w", err)
	}
	return &AmbiguousCommitError{Err: withCause(ctx, err)}
}

// neverSent reports whether database/sql has found the context at its end and left the
// commit undone: then there is still something to roll back.
func neverSent(ctx context.Context, tx *sql.Tx, err error) bool {
	return ctx.Err() != nil && err == ctx.Err() && tx.Rollback() == nil
}

// withCause adds why ctx has ended, if it has, to an error that does not say so.
func withCause(ctx context.Context, err error) error {
	for _, reason := range []error{context.Cause(ctx), ctx.Err()} {
		if reason != nil && !errors.Is(err, reason) {
			err = fmt.Errorf("%w: %w", err, reason)
		}
	}
	return err
}
