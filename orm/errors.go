package orm

import (
	"errors"
	"fmt"
)

// Errors of sessions and relationships, for errors.Is.
var (
	// ErrNotLoaded says that a relationship was read before it was loaded.
	ErrNotLoaded = errors.New("gild: the relationship is not loaded: load it with Load or with a loading option of the query")
	// ErrDetached says that an object belongs to no session.
	ErrDetached = errors.New("gild: the object belongs to no session: add it to one first")
	// ErrNeedsRollback says that a flush has failed and the transaction must be rolled back.
	ErrNeedsRollback = errors.New("gild: a flush has failed: roll the session back before using it again")
	// ErrSessionInUse says that two goroutines use one session at the same time.
	ErrSessionInUse = errors.New("gild: the session is in use by another goroutine: give each its own")
	// ErrSessionClosed says that the session has been closed.
	ErrSessionClosed = errors.New("gild: the session is closed")
)

// StaleError says that a row which a flush was to change or delete is not there: it was
// deleted, or given another key, outside of the session.
type StaleError struct {
	Operation string // UPDATE or DELETE
	Type      string // the Go type
	Key       []any  // of the row
	Matched   int64  // rows found instead of one
}

// Error describes the failure in one line.
func (e *StaleError) Error() string {
	return fmt.Sprintf("gild: %s of %s with key %v matched %d rows instead of one: it was changed or deleted elsewhere",
		e.Operation, e.Type, e.Key, e.Matched)
}
