package orm

import (
	"context"
	"errors"
	"slices"
)

// Events are functions that a session calls. Those that are nil are passed over.
//
// Those with a context may use the session: add and delete objects, query, and run statements. What they
// change is written by the flush that follows; they cannot flush, commit or roll back themselves. Moved
// is called while the session is at work, and uses it for nothing.
type Events struct {
	// BeforeFlush is called when there is something to flush, before it is looked at: what it changes is
	// part of the flush. Its error stops the flush, of which nothing has been sent.
	BeforeFlush func(ctx context.Context, s *Session) error
	// AfterFlush is called when everything is sent. Its error is one of the flush. What it changes is
	// left to the next one; a commit flushes until nothing is left.
	AfterFlush func(ctx context.Context, s *Session) error
	// BeforeCommit is called before a commit flushes. Its error stops the commit.
	BeforeCommit func(ctx context.Context, s *Session) error
	// AfterCommit is called when the transaction is committed.
	AfterCommit func(ctx context.Context, s *Session)
	// AfterRollback is called when a transaction, or a part of it that a savepoint began, is rolled back
	// and objects have what they had.
	AfterRollback func(s *Session, savepoint bool)
	// Moved is called when an object comes from one state into another: to Pending by Add, to Persistent
	// by a flush or a query, to Detached or Transient when it leaves, to Deleted by a flush, and back by
	// rollbacks.
	Moved func(s *Session, obj any, from, to Status)
}

// Moves are the events of objects of type T alone.
func Moves[T any](fn func(s *Session, obj *T, from, to Status)) Events {
	return Events{Moved: func(s *Session, obj any, from, to Status) {
		if o, ok := partOf[T](obj); ok {
			fn(s, o, from, to)
		}
	}}
}

// listener is a set of events that can be removed.
type listener struct{ events Events }

// Listen has the session call the functions of e from now on, after those that are there already, until
// remove is called.
func (s *Session) Listen(e Events) (remove func()) {
	l := &listener{e}
	s.listeners = append(slices.Clip(s.listeners), l)
	return func() {
		s.listeners = slices.DeleteFunc(slices.Clone(s.listeners), func(other *listener) bool { return other == l })
	}
}

// WithEvents is Listen from the beginning, for options that all sessions of a program have.
func WithEvents(e Events) SessionOption {
	return func(o *sessionOptions) { o.events = append(o.events, e) }
}

var errInEvent = errors.New("gild: an event of the session cannot flush, commit or roll back: what it changes is flushed later")

// fire calls one kind of function, which may use the session.
func (s *Session) fire(call func(e *Events) error) error {
	if s.inEvent || len(s.listeners) == 0 {
		return nil
	}
	s.inEvent = true
	s.busy.Store(false)
	defer func() { s.inEvent = false; s.busy.Store(true) }()
	for _, l := range s.listeners {
		if err := call(&l.events); err != nil {
			return err
		}
	}
	return nil
}

// fireCtx is fire for functions with a context and an error.
func (s *Session) fireCtx(ctx context.Context, of func(e *Events) func(context.Context, *Session) error) error {
	return s.fire(func(e *Events) error {
		if fn := of(e); fn != nil {
			return fn(ctx, s)
		}
		return nil
	})
}

func beforeFlush(e *Events) func(context.Context, *Session) error  { return e.BeforeFlush }
func afterFlush(e *Events) func(context.Context, *Session) error   { return e.AfterFlush }
func beforeCommit(e *Events) func(context.Context, *Session) error { return e.BeforeCommit }

// rolledBack tells of a rollback.
func (s *Session) rolledBack(savepoint bool) {
	_ = s.fire(func(e *Events) error {
		if e.AfterRollback != nil {
			e.AfterRollback(s, savepoint)
		}
		return nil
	})
}

// moved tells that an object has come from a state into the one that it is in.
func (s *Session) moved(st *state, from Status) {
	if len(s.listeners) == 0 {
		return
	}
	to := st.status()
	for _, l := range s.listeners {
		if l.events.Moved != nil && from != to {
			l.events.Moved(s, st.obj, from, to)
		}
	}
}

// hasChanges reports whether a flush would have something to do.
func (s *Session) hasChanges() bool {
	for _, c := range s.touched {
		if c.tracks() && c.changes != nil && !c.rel.viewonly {
			return true
		}
	}
	return slices.ContainsFunc(s.states(), func(st *state) bool { return !st.stored || st.deleting || st.isDirty() })
}

// maxFlushes is how often a commit flushes what its own events change.
const maxFlushes = 100

var errEndlessFlush = errors.New("gild: commit: AfterFlush changes something each time: after 100 flushes there is still something to flush")

// flushAll flushes until nothing is left, which takes more than one flush only if events change something.
func (s *Session) flushAll(ctx context.Context) error {
	for range maxFlushes {
		if err := s.flush(ctx); err != nil {
			return err
		}
		if len(s.listeners) == 0 || !s.hasChanges() {
			return nil
		}
	}
	return errEndlessFlush
}
