package dialect

import (
	"database/sql/driver"
	"errors"
)

// Error is a database's error, explained. errors.Is finds its class and the driver's own
// error, errors.As the driver's own type. It is not changed once made, and is then safe for
// concurrent use. Its methods may be called on a nil *Error, which is of no class.
type Error struct {
	Class ErrorClass
	// Code is the database's own: the SQLSTATE, or the number where that says more.
	Code string
	// Constraint, Schema, Table and Column are what the database names, empty if it does not.
	// Column is a list with ", " if SQLite names several.
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

// Unwrap returns the driver's own error.
func (e *Error) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Err
}

// Is reports whether target is the error's class, or ErrorConstraint and that is what was
// violated.
func (e *Error) Is(target error) bool { return e != nil && e.Class.Is(target) }

// ClassOf returns the class of a database's error, ErrorOther for any other error.
func (d *Dialect) ClassOf(err error) ErrorClass {
	if e := AsError(err); e != nil {
		return e.Class
	}
	if err == nil || d == nil || d.Describe == nil {
		return ErrorOther
	}
	if e := d.Describe(err); e != nil {
		return e.Class
	}
	return ErrorOther
}

// AsError returns the *Error in the chain of err, nil if there is none.
func AsError(err error) *Error {
	found, _ := FindError(err, func(err error) bool {
		_, ok := err.(*Error)
		return ok
	}).(*Error)
	return found
}

// Retryable reports whether err says that the same transaction, run again from its start, may
// succeed: ErrorSerialization and ErrorDeadlock. It knows an *Error, and no driver's own
// errors. A lost connection is not retryable: whether a commit was done is then unknown.
func Retryable(err error) bool {
	return errors.Is(err, ErrorSerialization) || errors.Is(err, ErrorDeadlock)
}
