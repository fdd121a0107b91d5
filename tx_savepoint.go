package gild

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/gildsql/gild/internal/fault"
)

// runNested runs fn once under a savepoint.
func runNested(ctx context.Context, tx *sql.Tx, o TxOptions, fn txFunc) error {
	t := enroll(tx)
	defer t.withdraw()
	s, err := t.enterSavepoint(ctx, o)
	if err != nil {
		return err
	}
	defer s.leave()
	if _, err := tx.ExecContext(ctx, "SAVEPOINT "+s.name()); err != nil {
		return withCause(ctx, fault.Errorf("savepoint: %w", err))
	}

	returned := false
	defer func() {
		if !returned { // fn has panicked, or ended its goroutine
			_ = s.undo(nil)
		}
	}()
	err = fn(s.ctx, tx)
	returned = true

	if err == nil && ctx.Err() != nil {
		err = errors.New("gild: the context ended before the savepoint was released")
	}
	if err == nil {
		err = s.release()
	}
	if err != nil {
		return s.undo(withCause(ctx, err))
	}
	return nil
}

// name is the savepoint's: unique among those that are open, and the same on every run, for
// the sake of metrics and prepared statements. The text is standard SQL.
func (s *scope) name() string { return fmt.Sprintf("gild_%d", s.depth) }

// release keeps what was done, as part of what is around it.
func (s *scope) release() error {
	if _, err := s.t.tx.ExecContext(s.ctx, "RELEASE SAVEPOINT "+s.name()); err != nil {
		return fault.Errorf("release savepoint: %w", err)
	}
	s.t.mu.Lock()
	defer s.t.mu.Unlock()
	if s.under != nil {
		s.under.hooks = append(s.under.hooks, s.hooks...)
	}
	return nil
}

// undo undoes what was done because of err, and returns err with what else went wrong. If
// it cannot be undone, the transaction must not be committed.
func (s *scope) undo(err error) error {
	ctx, cancel := s.cleanup()
	defer cancel()
	for _, text := range []string{"ROLLBACK TO SAVEPOINT ", "RELEASE SAVEPOINT "} {
		_, failed := s.t.tx.ExecContext(ctx, text+s.name())
		switch {
		case failed == nil:
		case errors.Is(failed, sql.ErrTxDone): // all of it is undone, and the outermost call will notice
			return err
		default:
			failed = fmt.Errorf("gild: the savepoint cannot be rolled back, nor the transaction be committed"+
				" (a deadlock or DDL in MySQL, or a lost connection, ends it all): %w", failed)
			err = errors.Join(err, failed)
			s.t.lose(err)
			return err
		}
	}
	return err
}

// cleanup returns a context that does not end with the savepoint's own, but with the one
// around it.
func (s *scope) cleanup() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.ctx))
	if s.under == nil {
		return ctx, cancel
	}
	stop := context.AfterFunc(s.under.ctx, cancel)
	return ctx, func() { stop(); cancel() }
}
