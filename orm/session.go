package orm

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"
	"unsafe"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
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
	db       *sql.DB
	registry *Registry
	tx       *sql.Tx
	busy     atomic.Bool
	closed   bool
	failed   bool // a flush has failed and the transaction must be rolled back

	seq        int
	states     map[unsafe.Pointer]*state
	identities map[identity]*state
	order      []*state                // all states, as they came
	journal    map[*state]before       // of objects written in this transaction
	mistakes   []error                 // of Add and Delete, for the next flush
	dropped    map[unsafe.Pointer]bool // objects deleted before they were inserted
}

// Session returns a session on db, which must have been opened through gild. Mistakes
// in the mapping are the error of whatever is done with it first.
func (r *Registry) Session(db *sql.DB) *Session {
	return &Session{
		db: db, registry: r,
		states: map[unsafe.Pointer]*state{}, identities: map[identity]*state{}, journal: map[*state]before{}, dropped: map[unsafe.Pointer]bool{},
	}
}

// InTx runs fn with a session and commits, or rolls back when fn returns an error or
// panics. The error of fn stays what it is, joined by that of a failed rollback.
func (r *Registry) InTx(ctx context.Context, db *sql.DB, fn func(s *Session) error) error {
	s := r.Session(db)
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

// Add makes new objects, pointers to mapped structs, part of the session, together with
// the elements of their collections. The next flush inserts them. An object that is in
// the session already stays there, and is not deleted. A mistake, such as a type that is
// not mapped, is an error of the next flush.
func (s *Session) Add(objs ...any) {
	for _, obj := range objs {
		next := len(s.order)
		st, err := s.add(obj)
		if err != nil {
			s.mistakes = append(s.mistakes, err)
			continue
		}
		st.deleting, st.element = false, false
		delete(s.dropped, st.ptr)
		for ; next < len(s.order); next++ { // order grows by what is found
			s.addElements(s.order[next])
		}
	}
}

// addElements makes the elements of a new object's collections part of the session, so
// that rows are inserted in the order of Add. Mistakes are left to the flush.
func (s *Session) addElements(st *state) {
	for _, rel := range st.m.relations {
		for _, item := range rel.collectionAt(st.ptr).current() {
			_, _ = s.addElement(item)
		}
	}
}

// addElement is add for an element of a collection: it stays only as long as it is one.
// It returns nil for an element that the program has deleted before it was inserted.
func (s *Session) addElement(item any) (*state, error) {
	_, ptr, err := s.pointerTo(item)
	if err != nil || s.dropped[ptr] {
		return nil, err
	}
	if st := s.states[ptr]; st != nil {
		return st, nil
	}
	st, err := s.add(item)
	if err == nil {
		st.element = true
	}
	return st, err
}

// add returns the state of an object, which enters the session if it is not in it.
func (s *Session) add(obj any) (*state, error) {
	m, ptr, err := s.pointerTo(obj)
	if err != nil {
		return nil, err
	}
	if st := s.states[ptr]; st != nil {
		return st, nil
	}
	for _, rel := range m.relations {
		if other := rel.collectionAt(ptr).session(); other != nil && other != s {
			return nil, fmt.Errorf("gild: a %T belongs to another session", obj)
		}
	}
	return s.enter(m, obj, ptr, false), nil
}

// Delete marks objects of the session for deletion by the next flush. One that has never
// been flushed just leaves the session.
func (s *Session) Delete(objs ...any) {
	for _, obj := range objs {
		_, ptr, err := s.pointerTo(obj)
		if err != nil {
			s.mistakes = append(s.mistakes, err)
			continue
		}
		switch st := s.states[ptr]; {
		case st == nil:
			s.mistakes = append(s.mistakes, fmt.Errorf("gild: delete of a %T: %w", obj, ErrDetached))
		case st.stored:
			st.deleting = true
		default:
			s.dropped[ptr] = true
			st.leave()
		}
	}
}

// Contains reports whether an object is part of the session.
func (s *Session) Contains(obj any) bool {
	v := reflect.ValueOf(obj)
	return v.Kind() == reflect.Pointer && s.states[v.UnsafePointer()] != nil
}

// Flush writes all changes: new objects, changed fields, changed collections, deletions,
// in an order that foreign keys allow, inside the session's transaction. After an error
// nothing but Rollback and Close is possible.
func (s *Session) Flush(ctx context.Context) error {
	return s.exclusive(func() error { return s.flush(ctx) })
}

// Commit flushes and commits. Objects stay in the session; what is loaded of them again
// replaces what they hold, unless they have been changed. After an error nothing but
// Rollback and Close is possible.
func (s *Session) Commit(ctx context.Context) error {
	return s.exclusive(func() error {
		if err := s.flush(ctx); err != nil {
			return err
		}
		if s.tx == nil {
			return nil
		}
		if err := ctx.Err(); err != nil {
			s.failed = true
			return errors.Join(fmt.Errorf("gild: commit: %w", err), s.endTx())
		}
		if err := s.tx.Commit(); err != nil {
			s.tx, s.failed = nil, true
			return fmt.Errorf("gild: commit: %w", err)
		}
		s.tx = nil
		clear(s.journal)
		s.order = slices.DeleteFunc(s.order, func(st *state) bool { return st.session == nil })
		for _, st := range s.order {
			st.stale, st.numbered, st.keyed = true, false, nil
			for _, rel := range st.m.relations {
				rel.collectionAt(st.ptr).expire()
			}
		}
		return nil
	})
}

// Rollback rolls the transaction back and gives objects the values they had when it
// began: changes are undone, deleted objects are back, new ones have left the session
// and lost the keys that the database gave them. Collections are to be loaded again.
func (s *Session) Rollback() error { return s.exclusive(s.rollback) }

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

// flushed returns the transaction with all changes written.
func (s *Session) flushed(ctx context.Context) (*sql.Tx, error) {
	if err := s.flush(ctx); err != nil {
		return nil, err
	}
	return s.begin(ctx)
}

// Close rolls back a transaction that has not been committed and ends the session. The
// objects leave it; collections that are not loaded stay so. It is safe to call twice,
// and after Commit.
func (s *Session) Close() error {
	if s.closed {
		return nil
	}
	return s.exclusive(func() error {
		var err error
		if s.tx != nil || s.failed {
			err = s.rollback()
		}
		for _, st := range s.order {
			st.leave()
		}
		s.closed = true
		return err
	})
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

// begin returns the transaction, begun now if there is none. It outlives ctx, which is
// only that of one statement.
func (s *Session) begin(ctx context.Context) (*sql.Tx, error) {
	if s.failed {
		return nil, ErrNeedsRollback
	}
	if s.registry.err != nil {
		return nil, s.registry.err
	}
	if s.tx == nil {
		if s.db == nil {
			return nil, errors.New("gild: the session has no database: give Registry.Session one opened with gild.Open")
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		tx, err := s.db.BeginTx(context.WithoutCancel(ctx), nil)
		if err != nil {
			return nil, fmt.Errorf("gild: begin: %w", err)
		}
		s.tx = tx
	}
	return s.tx, nil
}

func (s *Session) rollback() error {
	err := s.endTx()
	s.failed, s.mistakes = false, nil
	s.undo()
	return err
}

// endTx rolls the database's transaction back.
func (s *Session) endTx() error {
	if s.tx == nil {
		return nil
	}
	err := s.tx.Rollback()
	s.tx = nil
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// undo brings the objects back to what they were when the transaction began.
func (s *Session) undo() {
	clear(s.identities)
	clear(s.dropped)
	for _, st := range s.order { // first those that leave: an object may have come twice
		if !s.before(st).stored {
			st.forgetKeys()
			st.leave()
		}
	}
	kept := s.order[:0]
	for _, st := range s.order {
		was := s.before(st)
		st.parents, st.orphan, st.deleting = nil, nil, false
		if !was.stored {
			continue
		}
		st.stored, st.identity, st.snapshot, st.stale = true, was.identity, was.snapshot, true
		st.session, s.states[st.ptr], s.identities[st.identity] = s, st, st
		st.restore(st.snapshot)
		for _, rel := range st.m.relations {
			items := rel.collectionAt(st.ptr)
			items.attach(st, rel) // it may have come back under another state since
			items.reset()
		}
		kept = append(kept, st)
	}
	clear(s.order[len(kept):])
	s.order = kept
	clear(s.journal)
}

// before returns what an object was when the transaction began.
func (s *Session) before(st *state) before {
	if was, written := s.journal[st]; written {
		return was
	}
	return before{st.stored, st.identity, st.snapshot}
}

// forgetKeys makes an object whose insertion is undone new again: without the key that
// the database gave it, and without those of owners.
func (st *state) forgetKeys() {
	if st.numbered {
		st.m.fields[st.m.auto].clear(st.ptr)
	}
	for _, i := range st.keyed {
		st.m.fields[i].clear(st.ptr)
	}
	st.stored, st.numbered, st.keyed = false, false, nil
}

// exec runs a statement in the session's transaction and returns the rows affected.
func (s *Session) exec(ctx context.Context, stmt expr.Statement) (int64, error) {
	tx, err := s.begin(ctx)
	if err != nil {
		return 0, err
	}
	result, err := gild.Exec(ctx, tx, stmt)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// into runs a statement in the session's transaction and hands its rows to sink.
func (s *Session) into(ctx context.Context, stmt expr.Statement, sink typemap.Sink) error {
	tx, err := s.begin(ctx)
	if err != nil {
		return err
	}
	return gild.Into(ctx, tx, stmt, sink)
}
