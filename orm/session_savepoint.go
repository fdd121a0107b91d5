package orm

import (
	"context"
	"errors"

	"github.com/gildsql/gild/internal/fault"
)

// Savepoint is a part of a session's transaction that can be rolled back by itself. It is
// used by one goroutine at a time, as its session is.
type Savepoint struct {
	s     *Session
	frame *frame
}

// Savepoint flushes and sets a savepoint. It is ended by Release or Rollback, those that were
// set later first; the session's Commit releases it, its Rollback undoes it.
func (s *Session) Savepoint(ctx context.Context) (*Savepoint, error) {
	var sp *Savepoint
	err := s.exclusive(func() error {
		if s.inEvent {
			return errInEvent
		}
		if err := s.flush(ctx); err != nil {
			return err
		}
		inner := s.frame.within()
		err := s.eachSource(func(int) error {
			tx, err := s.begin(ctx)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, "SAVEPOINT "+inner.name()); err != nil {
				return fault.Errorf("savepoint: %w", err)
			}
			return nil
		})
		if err != nil {
			return err
		}
		s.frame = inner
		sp = &Savepoint{s, inner}
		s.told(ctx, func(e *Events) func(context.Context, *Session) { return e.AfterSavepoint })
		return nil
	})
	return sp, err
}

// InSavepoint runs fn within a savepoint, which it releases, or rolls back when fn returns an
// error or panics. The error of fn stays what it is, joined by that of a failed rollback.
func (s *Session) InSavepoint(ctx context.Context, fn func() error) error {
	sp, err := s.Savepoint(ctx)
	if err != nil {
		return err
	}
	done := false
	defer func() {
		if !done {
			_ = sp.Rollback()
		}
	}()
	err = fn()
	if err == nil {
		err = sp.Release(ctx)
	}
	done = true
	if err != nil {
		return errors.Join(err, sp.Rollback())
	}
	return nil
}

// Release flushes and keeps what was done, as part of what is around the savepoint.
func (p *Savepoint) Release(ctx context.Context) error {
	return p.s.exclusive(func() error {
		if err := p.innermost(); err != nil {
			return err
		}
		if err := p.s.flush(ctx); err != nil {
			return err
		}
		err := p.s.eachSource(func(int) error {
			_, err := p.s.tx.ExecContext(ctx, "RELEASE SAVEPOINT "+p.frame.name())
			return err
		})
		if err != nil {
			p.s.failed = true
			return fault.Errorf("release savepoint: %w", err)
		}
		p.s.popFrame()
		p.s.told(ctx, func(e *Events) func(context.Context, *Session) { return e.AfterRelease })
		return nil
	})
}

// Rollback undoes what was done since the savepoint was set, and gives the objects that were
// changed since what they had then; others are left alone. It ends the savepoint. After a
// failed flush the session can be used again.
func (p *Savepoint) Rollback() error {
	return p.s.exclusive(func() error {
		if err := p.innermost(); err != nil {
			return err
		}
		s := p.s
		if err := s.eachSource(func(int) error { return undoSavepoint(s.tx, p.frame.name()) }); err != nil {
			s.failed = true
			return err
		}
		s.failed, s.mistakes = false, nil
		s.undo(p.frame)
		s.frame = p.frame.outer
		s.rolledBack(true)
		return nil
	})
}

// innermost checks that the savepoint is the one to be ended next.
func (p *Savepoint) innermost() error {
	if p.s.inEvent {
		return errInEvent
	}
	for f := p.s.frame; f != nil; f = f.outer {
		if f != p.frame {
			continue
		}
		if f != p.s.frame {
			return errors.New("gild: another savepoint has been set since: end that first")
		}
		if !p.s.inTransaction() {
			return errors.New("gild: the transaction of the savepoint has ended")
		}
		return nil
	}
	return errors.New("gild: the savepoint has ended")
}
