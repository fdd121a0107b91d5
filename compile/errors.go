package compile

import (
	"fmt"

	"github.com/gildsql/gild/internal/fault"
)

// Error says that a statement cannot be compiled for a database.
type Error struct {
	Dialect   string // the database's dialect
	Construct string // the part of the statement: SELECT, RETURNING, a function's name
	Err       error  // what is wrong and what would be right
}

// Error describes the failure in one line.
func (e *Error) Error() string {
	return fmt.Sprintf("gild: %s: %s: %v", e.Dialect, e.Construct, fault.Text(e.Err))
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// JoinError says that the condition of a join could not be found from foreign keys.
type JoinError struct {
	Left, Right string // the tables, several on the left separated by commas
	Ambiguous   bool   // there is more than one way; otherwise there is none
}

// Error names both tables and the way out.
func (e *JoinError) Error() string {
	if e.Ambiguous {
		return fmt.Sprintf("more than one foreign key leads from %q to %q: give the condition with JoinOn", e.Left, e.Right)
	}
	return fmt.Sprintf("no foreign key between %q and %q: give the condition with JoinOn", e.Left, e.Right)
}
