package orm

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"sync/atomic"
	"unsafe"

	"github.com/gildsql/gild"
)

// Session is a unit of work over one transaction at a time: it knows the objects loaded
// and added through it, one for each row, and writes their changes when it flushes. The
// transaction begins with the first statement and ends with Commit or Rollback; the
// session can then be used again.
//
// A session and its objects are for one goroutine at a time. Whatever talks to the
// database while another call does so gets ErrSessionInUse; Add and Delete, which do
// not, are not checked.
//
// A session is a gild.DB too: statements run with it see its changes and are part of its
// transaction.
type Session struct {
	*source                     // that statements go to now
	main             source     // of types that have none of their own
	sources          []*source  // all of them, and
	routes           []*source  // by the index of the mapper: nil if main is the only one
	common           *listening // with other sessions of the registry
	listeners        []*listener
	hookTable        *hookTable // nil if listeners have no hooks of objects
	inEvent          bool       // a listener is called, which flushes nothing
	inRows           bool       // while rows are written
	missed           *members   // what was read last that is not loaded
	over             bool       // behind the end of a transaction
	registry         *Registry
	options          sessionOptions
	busy             atomic.Bool
	closed           bool
	failed           bool       // a flush has failed and must be rolled back
	slabs            []slabs    // by the index of the mapper
	newStates        []state    // memory of states
	committing, lone bool       // a commit flushes; its one statement needs no transaction around it
	writing          bool       // a flush is going on
	bound            gild.Bound // the statement that is being run
	boxes            boxes
	scratch

	seq        uint32
	generation uint32 // counts transactions: what was read in one before may have changed
	identities identityMap
	apart      map[unsafe.Pointer]*state // of objects whose types embed no Entity
	order      []*state                  // all states, as they came
	first      [4]*state                 // memory of order
	found      []*state                  // memory of what a query finds
	memory     *sessionMemory            // nil with few objects
	left       bool                      // some in order have left
	touched    []*members                // relationships changed since the last flush
	outermost  frame                     // of the transaction
	frame      *frame                    // of the transaction or the innermost savepoint
	loose      []*state                  // new objects that were taken out of relationships
	loadsOf    map[*relation]int         // how often each was loaded for one object,
	loadsSince uint32                    // in this generation
	incomplete []*state                  // of which a query has not read all tables
	mistakes   []error                   // of Add and Delete, for the next flush
}

// sessionOptions are set by SessionOption.
type sessionOptions struct {
	tx          sql.TxOptions
	noAutoflush bool
	lateBegin   bool
	only        []only
	maxLoads    int // of one relationship, one by one; 0 for any number
	attempts    int
	twoPhase    string
	sharded     bool // it is committed together with others
	binds       []boundType
	events      []Events
}

// SessionOption changes how a session works.
type SessionOption func(o *sessionOptions)

// NoAutoflush makes queries leave changes unwritten: only Flush and Commit write them.
func NoAutoflush() SessionOption { return func(o *sessionOptions) { o.noAutoflush = true } }

// ReadOnly makes a session that never writes: it keeps no snapshots, which saves memory and the
// search for changes, and has its transactions begun as read-only ones where the driver knows
// them. Changes of objects are not found; Add and Delete are errors of the next flush or query.
func ReadOnly() SessionOption { return func(o *sessionOptions) { o.tx.ReadOnly = true } }

// LateBegin has the session's transaction begin with what needs one: the first flush, lock or statement
// that is run with the session. What is read before is read without: each query by itself, one round trip
// in place of three. Between two of them, and before what follows is written, rows may be changed by others;
// version columns (the tag option version) notice that. Without a word a transaction begins with the first
// query.
func LateBegin() SessionOption { return func(o *sessionOptions) { o.lateBegin = true } }

// MaxLoads has the session load one relationship for at most n objects one by one, by Load: what comes then
// is a *NPlusOneError. So a program finds where it asks N+1 times what With(orm.SelectIn(...)) asks once. It
// is per transaction; below 1 there is no limit.
func MaxLoads(n int) SessionOption { return func(o *sessionOptions) { o.maxLoads = n } }

// Isolation has the session's transactions begun with that level.
func Isolation(level sql.IsolationLevel) SessionOption {
	return func(o *sessionOptions) { o.tx.Isolation = level }
}

// NewSession returns a session on db, a *sql.DB or *sql.Conn opened through gild. Given a
// *sql.Tx, it works within that: it sets a savepoint where it would begin a transaction, and
// leaves the commit to whom the transaction belongs. Mistakes in the mapping are the error of
// whatever is done with the session first.
func (r *Registry) NewSession(db gild.DB, options ...SessionOption) *Session {
	s := &Session{main: source{db: db}, registry: r, generation: 1}
	s.frame, s.order = &s.outermost, s.first[:0]
	for _, o := range options {
		o(&s.options)
	}
	s.spreadOnly()
	s.checkOnly()
	s.route()
	s.listenFirst()
	return s
}

// InTx runs fn with a session and commits, or rolls back when fn returns an error or
// panics. The error of fn stays what it is, joined by that of a failed rollback.
//
// As with gild.Tx, a transaction that collides with another one, by a serialization failure, a
// deadlock, or because SQLite is busy, is run again from its start, each time with a new session: fn may
// be called several times, and what it does outside of the database must allow for that. New objects are
// as they were before, and can be added again. Attempts says how often; on a *sql.Tx it is once.
func (r *Registry) InTx(ctx context.Context, db gild.DB, fn func(s *Session) error, options ...SessionOption) error {
	if _, begins := db.(beginner); !begins || isNil(db) {
		return r.inTx(ctx, r.NewSession(db, options...), fn)
	}
	s := r.NewSession(db, options...)
	return gild.Retry(ctx, db, &gild.TxOptions{MaxAttempts: s.options.attempts}, func(ctx context.Context) error {
		if s.closed {
			s = r.NewSession(db, options...)
		}
		return r.inTx(ctx, s, fn)
	})
}

// Attempts is how often InTx runs a transaction at most, in place of 5 times. With 1 nothing is run again.
func Attempts(n int) SessionOption { return func(o *sessionOptions) { o.attempts = n } }

func (r *Registry) inTx(ctx context.Context, s *Session, fn func(s *Session) error) error {
	defer s.Close() // after a panic too
	if err := fn(s); err != nil {
		if rollbackErr := s.Rollback(); rollbackErr != nil {
			return errors.Join(err, rollbackErr)
		}
		return err
	}
	if err := s.Commit(ctx); err != nil {
		return errors.Join(err, s.Rollback())
	}
	return nil
}

// Contains reports whether an object is part of the session.
func (s *Session) Contains(obj any) bool {
	switch s.StatusOf(obj) {
	case Pending, Persistent:
		return true
	}
	return false
}

// Deleting reports whether Delete has marked an object of the session, whose row the next flush deletes. Events before
// a flush can tell by it what is to be deleted, and keep it with Add. What cascades lead to is found by the flush itself.
func (s *Session) Deleting(obj any) bool {
	m, p, err := s.pointerTo(obj)
	if err != nil {
		return false
	}
	st := s.stateAt(m, p)
	return st != nil && st.session == s && st.deleting
}

// StatusOf returns where an object is in its life, as far as this session knows. What is no
// pointer to a mapped struct, or belongs to another session, is Transient.
func (s *Session) StatusOf(obj any) Status {
	m, p, err := s.pointerTo(obj)
	if err != nil {
		return Transient
	}
	st := s.stateAt(m, p)
	if st != nil && st.session != nil && st.session != s {
		return Transient
	}
	return st.status()
}

// Flush writes all changes: new objects, changed fields, changed collections, deletions,
// in an order that foreign keys allow, inside the session's transaction. After an error
// nothing but Rollback and Close is possible.
func (s *Session) Flush(ctx context.Context) error {
	return s.exclusive(func() error {
		if s.inEvent {
			return errInEvent
		}
		return s.flush(ctx)
	})
}

// Commit flushes and commits. Objects stay in the session; what is loaded of them again
// replaces what they hold, unless they have been changed. After an error nothing but
// Rollback and Close is possible.
func (s *Session) Commit(ctx context.Context) error {
	return s.exclusive(func() error { return s.commit(ctx) })
}

// Rollback rolls the transaction back, with all savepoints in it, and gives objects what they
// had when it began: changes are undone, deleted objects are back, new ones have left the
// session and lost the keys that the database gave them.
func (s *Session) Rollback() error { return s.exclusive(s.rollback) }

// Close rolls back a transaction that has not been committed and ends the session. The
// objects leave it; collections that are not loaded stay so. It is safe to call twice,
// and after Commit.
func (s *Session) Close() error {
	if s.closed {
		return nil
	}
	return s.exclusive(func() error {
		var err error
		if s.inTransaction() || s.failed {
			err = s.rollback()
		}
		numbers := s.identities.numbers
		s.identities = identityMap{} // at once, which leaving would do one by one
		for _, st := range s.order {
			st.leave()
		}
		s.giveBack(numbers)
		s.order, s.touched, s.closed = nil, nil, true
		return err
	})
}

// ExecContext flushes and runs a query or statement in the session's transaction, which
// makes the session a gild.DB: gild.Exec(ctx, s, stmt).
func (s *Session) ExecContext(ctx context.Context, query string, args ...any) (result sql.Result, err error) {
	err = s.exclusive(func() error {
		tx, err := s.flushed(ctx)
		if err == nil {
			result, err = tx.ExecContext(ctx, query, args...)
		}
		return err
	})
	return result, err
}

// QueryContext flushes and runs a query or statement in the session's transaction. The
// rows must be closed before the session is used again.
func (s *Session) QueryContext(ctx context.Context, query string, args ...any) (rows *sql.Rows, err error) {
	err = s.exclusive(func() error {
		tx, err := s.flushed(ctx)
		if err == nil {
			rows, err = tx.QueryContext(ctx, query, args...)
		}
		return err
	})
	return rows, err
}

// flushed returns the transaction with all changes written, unless they are to wait.
func (s *Session) flushed(ctx context.Context) (transaction, error) {
	if err := s.autoflush(ctx); err != nil {
		return nil, err
	}
	s.use(nil)
	return s.begin(ctx)
}

// exclusive runs fn unless another goroutine is inside.
func (s *Session) exclusive(fn func() error) error {
	if !s.busy.CompareAndSwap(false, true) {
		return ErrSessionInUse
	}
	defer s.busy.Store(false)
	if s.closed {
		return ErrSessionClosed
	}
	return fn()
}

// states returns the objects of the session in the order in which they came.
func (s *Session) states() []*state {
	if s.left {
		kept := make([]*state, 0, len(s.order)) // another slice: who ranges over the old one is not disturbed
		for _, st := range s.order {
			if st.session == s && !st.deleted {
				kept = append(kept, st)
			}
		}
		s.order, s.left = kept, false
	}
	return s.order
}

// isNil reports whether v is nil or a nil pointer.
func isNil(v any) bool {
	rv := reflect.ValueOf(v)
	return !rv.IsValid() || rv.Kind() == reflect.Pointer && rv.IsNil()
}

var errNoDB = fmt.Errorf("gild: the session has no database: give NewSession one opened with gild.Open")
