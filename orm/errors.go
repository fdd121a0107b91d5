package orm

import (
	"errors"
	"fmt"
	"strings"
)

// Errors of sessions and relationships, for errors.Is.
var (
	// ErrNotLoaded says that a relationship, or a deferred column, was read before it was loaded.
	ErrNotLoaded = errors.New("gild: the field is not loaded: load it with Load or with a loading option of the query")
	// ErrDetached says that an object belongs to no session.
	ErrDetached = errors.New("gild: the object belongs to no session: add it to one first")
	// ErrNeedsRollback says that a flush has failed and the transaction must be rolled back.
	ErrNeedsRollback = errors.New("gild: a flush has failed: roll the session, or its savepoint, back before using it again")
	// ErrSessionInUse says that two goroutines use one session at the same time.
	ErrSessionInUse = errors.New("gild: the session is in use by another goroutine: give each its own")
	// ErrSessionClosed says that the session has been closed.
	ErrSessionClosed = errors.New("gild: the session is closed")
	// ErrReadOnly says that a session which only reads was to write.
	ErrReadOnly = errors.New("gild: the session only reads: make one without orm.ReadOnly to write")
	// ErrWriting says that an event of a row, such as BeforeInsert, has changed what the flush is about.
	ErrWriting = errors.New("gild: the rows of a flush are being written: what their events add, delete or relate comes too late: do that in BeforeFlush, or run statements")
	// ErrEndlessFlush says that a commit has flushed 100 times, and its events still change something.
	ErrEndlessFlush = errors.New("gild: commit: events change something each time: after 100 flushes there is still something to flush")
	// ErrGone says that the row of an object is not there any more.
	ErrGone = errors.New("gild: the row of the object is gone")
)

var errNilObject = errors.New("gild: nil is no object of a mapped type")

// NPlusOneError says that a session with MaxLoads has loaded a relationship for too many objects, one by one.
type NPlusOneError struct {
	Relationship string // such as "shop.Customer.Orders"
	Max          int
}

// Error describes the failure in one line.
func (e *NPlusOneError) Error() string {
	return fmt.Sprintf("gild: %s is loaded one by one for more than %d objects: load it for all of them at once, by With(orm.SelectIn(...)) of the query",
		e.Relationship, e.Max)
}

// StaleError says that a row which a flush was to change or delete is not there: it was
// changed, deleted, or given another key, outside of the session. Or the program has given
// the object a version that the row does not have, such as one that came back with a form.
type StaleError struct {
	Operation string // INSERT, UPDATE or DELETE
	Type      string // the Go type, or the table between two types
	Key       []any  // of the row
	Expected  int64  // rows
	Matched   int64  // rows found instead
	Given     any    // the version that the program has given the object, if it is another one than
	Version   any    // the row had when it was read; else both are nil
}

// Error describes the failure in one line.
func (e *StaleError) Error() string {
	if e.Given != nil {
		return fmt.Sprintf("gild: %s of %s with key %v: the object was given the version %v, but its row has %v: it was changed elsewhere; versions are counted by sessions, and not set",
			e.Operation, e.Type, e.Key, e.Given, e.Version)
	}
	return fmt.Sprintf("gild: %s of %s with key %v: expected %d row(s); %d matched: it was changed or deleted elsewhere",
		e.Operation, e.Type, e.Key, e.Expected, e.Matched)
}

// DeletedTargetError says that an object leads to another one, by a relationship that was set, which is deleted by the
// same flush, or was by one before in the transaction. Nothing has been sent.
type DeletedTargetError struct {
	Relationship string // such as "Order.Customer"
	Of           string // the object, such as "shop.Order with key [7]"
	Target       string // the Go type of what is deleted,
	Key          []any  // and its key
}

// Error describes the failure in one line.
func (e *DeletedTargetError) Error() string {
	return fmt.Sprintf("gild: %s of %s leads to the %s with key %v, which is deleted: give it another one, or delete it too",
		e.Relationship, e.Of, e.Target, e.Key)
}

// CycleError says that rows depend on each other in a circle, so that none of them can be
// written first. Nothing has been sent.
type CycleError struct {
	Types []string // the Go types
}

// Error describes the failure in one line.
func (e *CycleError) Error() string {
	return fmt.Sprintf("gild: rows of %s refer to each other in a circle, and none can be written first: tag one of the relationships with post-update",
		strings.Join(e.Types, ", "))
}

// ErrPartial is the error of Replace for a relationship that was loaded with conditions: what else there is
// is not known. It is an ErrNotLoaded.
var ErrPartial error = partialError{}

type partialError struct{}

func (partialError) Error() string {
	return "gild: the relationship is loaded in part, with conditions or a limit: Load loads all"
}

func (partialError) Unwrap() error { return ErrNotLoaded }
