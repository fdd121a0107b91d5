package orm

import (
	"context"
	"reflect"
	"slices"

	"github.com/gildsql/gild"
)

// Events are functions that a session calls. Those that are nil are passed over. Events of objects of one
// type, or of all that have something in common, are made by BeforeInsert, Loaded, Changing and others.
//
// Those with a context may use the session: query, and run statements. Those around flushes and before
// commits may add and delete objects too, which the flush that follows writes. They cannot flush, commit or
// roll back themselves. Moved is called while the session is at work, and uses it for nothing.
type Events struct {
	// BeforeFlush is called when there is something to flush, before it is looked at: what it changes is
	// part of the flush. Its error stops the flush, of which nothing has been sent.
	BeforeFlush func(ctx context.Context, s *Session) error
	// AfterFlush is called when everything is sent. Its error is one of the flush. What it changes is
	// left to the next one; a commit flushes until nothing is left, or ends in ErrEndlessFlush.
	AfterFlush func(ctx context.Context, s *Session) error
	// BeforeCommit is called before a commit flushes. Its error stops the commit.
	BeforeCommit func(ctx context.Context, s *Session) error
	// AfterCommit is called when the transaction is committed. There is none to run statements in.
	AfterCommit func(ctx context.Context, s *Session)
	// AfterRollback is called when a transaction, or a part of it that a savepoint began, is rolled back
	// and objects have what they had. After a transaction there is none to run statements in.
	AfterRollback func(s *Session, savepoint bool)
	// AfterBegin is called with each transaction that the session begins, before anything else is run in
	// it: the place for SET LOCAL. Its error is that of what began the transaction, which is rolled back.
	AfterBegin func(ctx context.Context, s *Session, tx gild.DB) error
	// AfterSavepoint is called when a savepoint is set, AfterRelease when it is released, and no more than
	// a part of what is around it.
	AfterSavepoint, AfterRelease func(ctx context.Context, s *Session)
	// AfterBulk is called when Update or Delete has changed rows by conditions. Its error is that of Run.
	AfterBulk func(ctx context.Context, s *Session, change BulkChange) error
	// BeforeQuery is called before the session reads objects, rows or relationships by a statement of the
	// program's asking. Its error is that of the query. OnQuery makes one for a type, which can take part.
	BeforeQuery func(ctx context.Context, s *Session, q *QueryEvent) error
	// Moved is called when an object comes from one state into another: to Pending by Add, to Persistent
	// by a flush or a query, to Detached or Transient when it leaves, to Deleted by a flush, and back by
	// rollbacks.
	Moved func(s *Session, obj any, from, to Status)

	hooks []hook // of objects
	once  bool
	errs  []error
}

// BulkChange is what Update or Delete has done by conditions.
type BulkChange struct {
	Type      reflect.Type // the struct
	Operation string       // UPDATE or DELETE
	Rows      int64        // how many
}

// Once are events that are called once: with the first call of one of their functions they are removed.
func Once(e Events) Events { e.once = true; return e }

// fireCtx is fire for functions with a context and an error.
func (s *Session) fireCtx(ctx context.Context, of func(e *Events) func(context.Context, *Session) error) error {
	return s.fire(func(e *Events) func() error {
		if fn := of(e); fn != nil {
			return func() error { return fn(ctx, s) }
		}
		return nil
	})
}

func beforeFlush(e *Events) func(context.Context, *Session) error  { return e.BeforeFlush }
func afterFlush(e *Events) func(context.Context, *Session) error   { return e.AfterFlush }
func beforeCommit(e *Events) func(context.Context, *Session) error { return e.BeforeCommit }

// told is fire for functions without an error.
func (s *Session) told(ctx context.Context, of func(e *Events) func(context.Context, *Session)) {
	_ = s.fire(func(e *Events) func() error {
		if fn := of(e); fn != nil {
			return func() error { fn(ctx, s); return nil }
		}
		return nil
	})
}

// committed tells of a commit, rolledBack of a rollback.
func (s *Session) committed(ctx context.Context) {
	s.over = true
	defer func() { s.over = false }()
	s.told(ctx, func(e *Events) func(context.Context, *Session) { return e.AfterCommit })
}

func (s *Session) rolledBack(savepoint bool) {
	s.over = !savepoint
	defer func() { s.over = false }()
	_ = s.fire(func(e *Events) func() error {
		if e.AfterRollback == nil {
			return nil
		}
		return func() error { e.AfterRollback(s, savepoint); return nil }
	})
}

// begun tells of a transaction, also within an event that has it begin.
func (s *Session) begun(ctx context.Context) error {
	if len(s.listeners) == 0 {
		return nil
	}
	tx := s.tx
	return s.fireAlways(func(e *Events) func() error {
		if e.AfterBegin == nil {
			return nil
		}
		return func() error { return e.AfterBegin(ctx, s, tx) }
	})
}

// changedInBulk tells of an UPDATE or DELETE by conditions.
func (s *Session) changedInBulk(ctx context.Context, m *mapper, operation string, rows int64) error {
	return s.fire(func(e *Events) func() error {
		if e.AfterBulk == nil {
			return nil
		}
		return func() error { return e.AfterBulk(ctx, s, BulkChange{m.typ, operation, rows}) }
	})
}

// moved tells that an object has come from a state into the one that it is in.
func (s *Session) moved(st *state, from Status) {
	if len(s.listeners) == 0 {
		return
	}
	to := st.status()
	for _, l := range s.listeners {
		if l.events.Moved != nil && from != to && l.calls() {
			l.events.Moved(s, st.object(), from, to)
		}
	}
	if from == to || s.hookTable == nil {
		return
	}
	if h := s.hooksOf(st.m); h.has(hasMoved) {
		_ = h.call(hasMoved, &hookCall{s: s, obj: st.object(), from: from, to: to}) // which has no errors
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

// flushAll flushes until nothing is left, which takes more than one flush only if events change something.
func (s *Session) flushAll(ctx context.Context) error {
	for range maxFlushes {
		if err := s.flush(ctx); err != nil {
			return err
		}
		if len(s.listeners) == 0 && !s.registry.hooked || !s.hasChanges() {
			return nil
		}
	}
	return ErrEndlessFlush
}
