package dialect

import "database/sql/driver"

// ErrorClass is the meaning of a database's error, the same for every driver. A class is
// itself an error, for errors.Is to ask an *Error about.
type ErrorClass int

// The classes of errors.
const (
	ErrorOther         ErrorClass = iota
	ErrorUnique                   // a unique or primary key is there already
	ErrorForeignKey               // a referenced row is missing, or a row is still referred to
	ErrorNotNull                  // a column takes no NULL
	ErrorCheck                    // a check constraint is violated
	ErrorExclusion                // an exclusion constraint is violated
	ErrorSerialization            // a transaction could not be serialized: run it again
	ErrorDeadlock                 // a transaction was the victim of a deadlock: run it again
	ErrorLock                     // a lock was not to be had in time, or the database is busy
	ErrorCanceled                 // the server ended the statement: cancelled or timed out
	ErrorData                     // a value does not fit: too long, out of range, malformed
	ErrorSyntax                   // the statement is not SQL as the database has it
	ErrorUndefined                // a table, column, function or other thing does not exist
	ErrorDuplicate                // a table, column or other thing exists already
	ErrorPermission               // the user may not do this
	ErrorReadOnly                 // the database or transaction takes no writes
	ErrorAuth                     // the login was refused
	ErrorResources                // connections, disk or memory are exhausted
	ErrorAborted                  // the transaction has failed before: roll it back
	ErrorDisconnect               // the connection is gone
	ErrorStalePlan                // a prepared statement no longer fits the schema
)

// Error is a database's error, explained. errors.Is finds its class and the driver's own
// error, errors.As the driver's own type. It is not changed once made.
type Error struct {
	Class ErrorClass
	// Code is the database's own: the SQLSTATE, or the number where there is none better.
	Code string
	// Constraint, Schema, Table and Column are what the database names, empty if it does not.
	Constraint, Schema, Table, Column string
	// Op is what was done: "exec", "query", "prepare", "begin", "commit", "rollback", "ping"
	// or "connect".
	Op string
	// SQL is the statement's final text, Args its values. Error does not print the values.
	SQL  string
	Args []driver.NamedValue
	// Err is the driver's own error.
	Err error
}

// Error returns the driver's own text. The values of the statement are not in it.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the driver's own error.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is the error's class.
func (e *Error) Is(target error) bool {
	class, ok := target.(ErrorClass)
	return ok && class == e.Class
}

// Error names the class.
func (c ErrorClass) Error() string { return "gild: database error" }

// ClassOf returns the class of a database's error, ErrorOther for any other error.
func (d *Dialect) ClassOf(err error) ErrorClass {
	if err == nil || d == nil || d.Describe == nil {
		return ErrorOther
	}
	if e := d.Describe(err); e != nil {
		return e.Class
	}
	return ErrorOther
}
