package gild

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/wrap"
)

// AmbiguousCommitError says that the answer to a COMMIT is missing, because the connection
// was lost or the context ended: the transaction may be committed or not. To find out, look
// for what it has written, such as a row with a key that the program has chosen.
type AmbiguousCommitError struct {
	Err error // the driver's
}

// Error says that the outcome is unknown, and why.
func (e *AmbiguousCommitError) Error() string {
	return fmt.Sprintf("gild: it is not known whether the transaction was committed: %v", fault.Text(e.Err))
}

// Unwrap returns the driver's error.
func (e *AmbiguousCommitError) Unwrap() error { return e.Err }

// RetryError says that a transaction was run several times in vain, or as often as its
// context allowed.
type RetryError struct {
	Attempts int
	Err      error // of the last attempt
}

// Error says how often the transaction was run, and how it failed in the end.
func (e *RetryError) Error() string {
	return fmt.Sprintf("gild: transaction failed after %d attempts: %v", e.Attempts, fault.Text(e.Err))
}

// Unwrap returns the error of the last attempt.
func (e *RetryError) Unwrap() error { return e.Err }

// errEnded is a transaction that has ended in its function.
var errEnded = fault.Errorf("the function has committed or rolled back the transaction itself, which is Tx's to do: %w", sql.ErrTxDone)

// runAgain reports whether the transaction may succeed when it is run again.
func runAgain(err error) bool {
	if _, ambiguous := errors.AsType[*AmbiguousCommitError](err); ambiguous || errors.Is(err, errEnded) {
		return false // what it has done, or part of it, may be committed
	}
	if Retryable(err) || errors.Is(err, ErrSerialization) || errors.Is(err, ErrDeadlock) {
		return true
	}
	// SQLite has no other word for a deadlock: two who have read and want to write.
	e := sqlite.Dialect.Describe(err)
	return e != nil && e.Class == dialect.ErrorLock
}

// SQLSTATEs that say more about a COMMIT than their class.
const (
	completionUnknown = "40003" // statement_completion_unknown: the server does not know either
	queryCanceled     = "57014" // query_canceled: of PostgreSQL, which has not committed then
)

// refused reports whether a COMMIT has failed for certain, which only the database can say.
func refused(err error) bool {
	if _, ok := errors.AsType[*wrap.CommitRefusedError](err); ok {
		return true
	}
	text := err.Error() // of lib/pq and pgx, for a transaction that had failed and was rolled back
	if strings.Contains(text, "operation in a failed transaction") || strings.Contains(text, "commit unexpectedly resulted in rollback") {
		return true
	}
	e := ErrorOf(err)
	switch {
	case e == nil || e.Code == "" || e.Code == completionUnknown:
		return false
	case e.Class == dialect.ErrorCanceled: // MySQL may be past the point of no return
		return e.Code == queryCanceled
	}
	return e.Class != dialect.ErrorDisconnect
}
