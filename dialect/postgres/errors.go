package postgres

import "github.com/gildsql/gild/dialect"

// describe reads the SQLSTATE, which lib/pq and pgx give by the same method, and the names,
// which their errors have as fields.
// Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
func describe(err error) *dialect.Error {
	found := dialect.FindError(err, func(err error) bool {
		s, ok := err.(sqlState)
		return ok && s.SQLState() != ""
	})
	if found == nil {
		return describeLost(err)
	}
	state, fields := found.(sqlState).SQLState(), dialect.FieldsOf(found)
	return &dialect.Error{
		Class:      classOf(state, fields),
		Code:       state,
		Constraint: fields.Text("Constraint", "ConstraintName"),
		Schema:     fields.Text("Schema", "SchemaName"),
		Table:      fields.Text("Table", "TableName"),
		Column:     fields.Text("Column", "ColumnName"),
		Err:        err,
	}
}

// connClosed is the text of pgx's ErrConnClosed, a plain error without any structure: what it
// returns for a connection that was lost before.
const connClosed = "conn closed"

// describeLost explains that the connection is gone, which no server says.
func describeLost(err error) *dialect.Error {
	if dialect.FindError(err, func(err error) bool { return err.Error() == connClosed }) != nil {
		return &dialect.Error{Class: dialect.ErrorDisconnect, Err: err}
	}
	return dialect.DescribeNetwork(err)
}

type sqlState interface{ SQLState() string }

// classOf goes from the exact to the general: the whole SQLSTATE, its first two characters, and
// whether the server ended the session.
func classOf(state string, fields dialect.ErrorFields) dialect.ErrorClass {
	if class, ok := states[state]; ok {
		return class
	}
	if state == featureNotSupported && stalePlan(fields) {
		return dialect.ErrorStalePlan
	}
	if class, ok := stateClasses[state[:min(2, len(state))]]; ok && state != protocolViolation {
		return class
	}
	switch fields.Text("SeverityUnlocalized", "Severity") {
	case "FATAL", "PANIC":
		return dialect.ErrorDisconnect
	}
	return dialect.ErrorOther
}

const (
	featureNotSupported = "0A000"
	// protocolViolation is of the class of connection errors, but the server keeps the
	// connection, as when a statement gets too few values. PgBouncer ends it, with FATAL.
	protocolViolation = "08P01"
)

// stalePlan tells "cached plan must not change result type" from all else that is not supported:
// by the routine in the server's source, since the text is in the server's language.
func stalePlan(fields dialect.ErrorFields) bool {
	return fields.Text("Routine") == "RevalidateCachedQuery"
}
