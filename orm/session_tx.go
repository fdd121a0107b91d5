package orm

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/typemap"
)

// beginner is a database that a transaction can be begun on.
type beginner interface {
	BeginTx(ctx context.Context, opts *sql.TxOptions) (*sql.Tx, error)
}

// unusable returns why there can be no transaction on the database, nil if there can.
func (s *source) unusable() error {
	switch s.db.(type) {
	case *Session:
		return errors.New("gild: a session is made on a database, not on another session: use that one, with InSavepoint for what may be undone alone")
	case *sql.Tx, beginner:
		if !isNil(s.db) {
			return nil
		}
	case nil:
	default:
		return fmt.Errorf("gild: a session works on a *sql.DB, *sql.Conn or *sql.Tx, not on a %T", s.db)
	}
	return errNoDB
}

// begin returns the transaction, begun now if there is none. It outlives ctx, which is
// only that of one statement.
func (s *Session) begin(ctx context.Context) (transaction, error) {
	switch {
	case s.failed:
		return nil, ErrNeedsRollback
	case s.registry.err != nil:
		return nil, s.registry.err
	case s.tx != nil:
		return s.tx, nil
	case s.over:
		return nil, errAfter
	}
	if err := s.unusable(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	switch db := s.db.(type) {
	case *sql.Tx:
		if _, err := db.ExecContext(ctx, "SAVEPOINT "+s.frame.name()); err != nil {
			return nil, fault.Errorf("savepoint: %w", err)
		}
		s.tx, s.joined = db, true
	case beginner:
		tx, err := s.beginTx(ctx, db)
		if err != nil {
			return nil, err
		}
		s.tx = tx
	}
	if err := s.begun(ctx); err != nil {
		return nil, errors.Join(err, s.endOne())
	}
	return s.tx, nil
}

func (s *Session) commit(ctx context.Context) error {
	if err := s.flushToCommit(ctx); err != nil {
		return err
	}
	if err := s.commitAll(ctx); err != nil {
		return err
	}
	s.settleCommit(ctx)
	return nil
}

// flushToCommit does what comes before a commit.
func (s *Session) flushToCommit(ctx context.Context) error {
	if s.inEvent {
		return errInEvent
	}
	if err := s.fireCtx(ctx, beforeCommit); err != nil {
		return err
	}
	s.committing = true
	err := s.flushAll(ctx)
	if s.committing = false; err != nil {
		return err
	}
	for s.frame.outer != nil {
		s.popFrame()
	}
	return nil
}

// settleCommit does what comes behind a commit.
func (s *Session) settleCommit(ctx context.Context) {
	for _, j := range s.frame.states {
		st := j.st
		if st.numbered, st.keyed = false, nil; st.deleted {
			st.session, st.stored, st.deleted = nil, false, false
			s.moved(st, Deleted)
		}
	}
	s.forget(s.frame)
	s.generation++
	s.committed(ctx)
}

// inTransaction reports whether a transaction is open in one of the databases.
func (s *Session) inTransaction() bool {
	return s.main.tx != nil || slices.ContainsFunc(s.sources, func(at *source) bool { return at.tx != nil })
}

func (s *Session) commitTx(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		s.failed = true
		return errors.Join(fault.Errorf("commit: %w", err), s.endTx())
	}
	if s.joined {
		if _, err := s.tx.ExecContext(ctx, "RELEASE SAVEPOINT "+s.frame.name()); err != nil {
			s.failed = true
			return fault.Errorf("release savepoint: %w", err)
		}
		s.tx = nil
		return nil
	}
	err := s.tx.Commit()
	s.tx = nil
	if err != nil {
		s.failed = true
		return fault.Errorf("commit: %w", err)
	}
	return nil
}

func (s *Session) rollback() error {
	if s.inEvent {
		return errInEvent
	}
	err := s.endTx()
	s.failed, s.mistakes = false, nil
	for s.frame.outer != nil {
		s.popFrame()
	}
	s.undo(s.frame)
	s.generation++
	s.rolledBack(false)
	return err
}

// endOne rolls the transaction of one database back.
func (s *Session) endOne() error {
	if s.tx == nil {
		return nil
	}
	tx := s.tx
	s.tx = nil
	var err error
	if s.joined {
		err = undoSavepoint(tx, "orm_0")
	} else {
		err = tx.Rollback()
	}
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// undoSavepoint rolls back to a savepoint and ends it, whatever context there was.
func undoSavepoint(tx transaction, name string) error {
	for _, text := range []string{"ROLLBACK TO SAVEPOINT ", "RELEASE SAVEPOINT "} {
		if _, err := tx.ExecContext(context.Background(), text+name); err != nil {
			return fault.Errorf("rollback to savepoint: %w", err)
		}
	}
	return nil
}

// exec runs a statement in the session's transaction.
func (s *Session) exec(ctx context.Context, stmt expr.Statement, args ...any) (sql.Result, error) {
	db, err := s.runner(ctx)
	if err != nil {
		return nil, err
	}
	return gild.Exec(ctx, db, stmt, args...)
}

// into runs a statement in the session's transaction and hands its rows to sink.
func (s *Session) into(ctx context.Context, stmt expr.Statement, sink typemap.Sink) error {
	db, err := s.runner(ctx)
	if err != nil {
		return err
	}
	return s.wholly(ctx, gild.Into(ctx, db, stmt, sink))
}
