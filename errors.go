package gild

import (
	"errors"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
)

// Error is a database's error, explained: its class, code and what the database names.
type Error = dialect.Error

// The classes of databases' errors, the same for every database and driver, to be asked about
// with Is. Where a database does not tell two apart, neither does gild: SQLite, for one, says
// ErrLock for what others call a deadlock.
var (
	// ErrUnique: a row with this unique or primary key is there already.
	ErrUnique error = dialect.ErrorUnique
	// ErrForeignKey: the row that is referred to is missing, or the row is still referred to.
	ErrForeignKey error = dialect.ErrorForeignKey
	// ErrNotNull: a column takes no NULL.
	ErrNotNull error = dialect.ErrorNotNull
	// ErrCheck: a check constraint is violated.
	ErrCheck error = dialect.ErrorCheck
	// ErrExclusion: an exclusion constraint of PostgreSQL is violated.
	ErrExclusion error = dialect.ErrorExclusion
	// ErrConstraint is any of the five above, and a constraint of another kind.
	ErrConstraint error = dialect.ErrorConstraint
	// ErrSerialization: the transaction collided with another one. Run it again.
	ErrSerialization error = dialect.ErrorSerialization
	// ErrDeadlock: the transaction was ended to resolve a deadlock. Run it again.
	ErrDeadlock error = dialect.ErrorDeadlock
	// ErrLock: a lock was not to be had in time, or the database is busy.
	ErrLock error = dialect.ErrorLock
	// ErrCanceled: the server ended the statement, on request or because it took too long. The
	// end of a context is not of this class if the driver returns the context's error.
	ErrCanceled error = dialect.ErrorCanceled
	// ErrData: a value does not fit: too long, out of range, malformed.
	ErrData error = dialect.ErrorData
	// ErrSyntax: the statement is not SQL as the database has it.
	ErrSyntax error = dialect.ErrorSyntax
	// ErrUndefined: a table, column, function or other thing does not exist.
	ErrUndefined error = dialect.ErrorUndefined
	// ErrDuplicate: a table, column or other thing exists already. For a row, see ErrUnique.
	ErrDuplicate error = dialect.ErrorDuplicate
	// ErrPermission: the user may not do this.
	ErrPermission error = dialect.ErrorPermission
	// ErrReadOnly: the database or the transaction takes no writes.
	ErrReadOnly error = dialect.ErrorReadOnly
	// ErrAuth: the login was refused.
	ErrAuth error = dialect.ErrorAuth
	// ErrResources: connections, disk or memory are exhausted.
	ErrResources error = dialect.ErrorResources
	// ErrAborted: a statement of the transaction has failed before. Roll it back.
	ErrAborted error = dialect.ErrorAborted
	// ErrDisconnect: the connection is gone, or could not be made.
	ErrDisconnect error = dialect.ErrorDisconnect
	// ErrStalePlan: a prepared statement no longer fits the schema. Prepare it again.
	ErrStalePlan error = dialect.ErrorStalePlan
)

// describers are asked in turn; none takes a code of another database for its own.
var describers = []func(error) *Error{
	postgres.Dialect.Describe, sqlite.Dialect.Describe, mysql.Describe, mssql.Describe,
}

// ErrorOf explains an error of any database, from whatever driver, *sql.DB or library it came.
// It returns the *Error in the chain of err if there is one, else makes one, and nil for an
// error that is not a database's: nil, sql.ErrNoRows, the end of a context. A broken network
// connection is ErrDisconnect, wherever it comes from. It is safe for concurrent use.
//
// To ask for the class alone use Is. Do not keep the result in a variable of type error: a
// nil *Error in it is not a nil error.
func ErrorOf(err error) *Error {
	if e := dialect.AsError(err); e != nil {
		return e
	}
	var lost *Error
	for _, describe := range describers {
		e := describe(err)
		if e != nil && e.Code != "" {
			return e
		}
		if lost == nil {
			lost = e // a broken connection, to anyone: another may know more
		}
	}
	return lost
}

// Is reports whether err is of a class, such as ErrUnique, or is class as errors.Is has it:
//
//	if gild.Is(err, gild.ErrUnique) { ... }
//
// errors.Is does so for an *Error only, and text that is run on a *sql.DB fails with the
// driver's own error, as it did before gild; Is understands both. It is safe for concurrent use.
func Is(err, class error) bool {
	return errors.Is(err, class) || ErrorOf(err).Is(class)
}

// Retryable reports whether err, of any driver, says that the same transaction, run again from
// its start, may succeed: ErrSerialization and ErrDeadlock. A lost connection is not
// retryable: whether a commit was done is then unknown. Tx also runs again what SQLite
// reports as busy (ErrLock).
func Retryable(err error) bool {
	e := ErrorOf(err)
	return e != nil && dialect.Retryable(e)
}
