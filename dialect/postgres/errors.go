package postgres

import (
	"errors"

	"github.com/gildsql/gild/dialect"
)

// classify reads the SQLSTATE, which lib/pq and pgx give by the same method.
// Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
func classify(err error) dialect.ErrorClass {
	var state interface{ SQLState() string }
	if !errors.As(err, &state) {
		return dialect.ErrorOther
	}
	switch state.SQLState() {
	case "0A000": // feature_not_supported: "cached plan must not change result type"
		return dialect.ErrorStalePlan
	case "26000": // invalid_sql_statement_name: a pooler or DISCARD dropped the statement
		return dialect.ErrorStalePlan
	case "57P01", "57P02", "57P03": // admin_shutdown, crash_shutdown, cannot_connect_now
		return dialect.ErrorDisconnect
	}
	return dialect.ErrorOther
}
