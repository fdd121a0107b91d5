package dialect

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
	ErrorDisconnect               // the connection is gone, or could not be made
	ErrorStalePlan                // a prepared statement no longer fits the schema

	// ErrorConstraint stands for the constraints together: unique, foreign key, not null, check
	// and exclusion. It is an error's own class where the database does not say which, as for a
	// trigger of SQLite that refuses a row.
	ErrorConstraint
)

// classTexts are the texts of a class: a name for logs, and what the error says.
var classTexts = [...]struct{ name, text string }{
	ErrorOther:         {"other", "database error"},
	ErrorUnique:        {"unique", "unique constraint violated"},
	ErrorForeignKey:    {"foreign_key", "foreign key constraint violated"},
	ErrorNotNull:       {"not_null", "not null constraint violated"},
	ErrorCheck:         {"check", "check constraint violated"},
	ErrorExclusion:     {"exclusion", "exclusion constraint violated"},
	ErrorSerialization: {"serialization", "transaction could not be serialized"},
	ErrorDeadlock:      {"deadlock", "deadlock"},
	ErrorLock:          {"lock", "lock not available"},
	ErrorCanceled:      {"canceled", "statement canceled by the server"},
	ErrorData:          {"data", "value does not fit"},
	ErrorSyntax:        {"syntax", "syntax error"},
	ErrorUndefined:     {"undefined", "no such table, column or other object"},
	ErrorDuplicate:     {"duplicate", "table, column or other object exists already"},
	ErrorPermission:    {"permission", "permission denied"},
	ErrorReadOnly:      {"read_only", "database or transaction is read-only"},
	ErrorAuth:          {"auth", "login refused"},
	ErrorResources:     {"resources", "resources exhausted"},
	ErrorAborted:       {"aborted", "transaction has failed before"},
	ErrorDisconnect:    {"disconnect", "connection lost"},
	ErrorStalePlan:     {"stale_plan", "prepared statement no longer fits the schema"},
	ErrorConstraint:    {"constraint", "constraint violated"},
}

// Error says what the class means.
func (c ErrorClass) Error() string { return "gild: " + c.text() }

// String returns the name of the class for logs and metrics: "unique", "foreign_key".
func (c ErrorClass) String() string { return classTexts[c.known()].name }

// Is reports whether target is the class, or ErrorConstraint for one of the constraints.
func (c ErrorClass) Is(target error) bool {
	class, ok := target.(ErrorClass)
	return ok && (class == c || class == ErrorConstraint && c.isConstraint())
}

func (c ErrorClass) isConstraint() bool { return c >= ErrorUnique && c <= ErrorExclusion }

func (c ErrorClass) text() string { return classTexts[c.known()].text }

// known makes a number that is no class ErrorOther.
func (c ErrorClass) known() ErrorClass {
	if c < 0 || int(c) >= len(classTexts) {
		return ErrorOther
	}
	return c
}
