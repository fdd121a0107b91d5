package postgres

import (
	"errors"

	"github.com/gildsql/gild/dialect"
)

// describe reads the SQLSTATE, which lib/pq and pgx give by the same method.
// Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
func describe(err error) *dialect.Error {
	var state interface{ SQLState() string }
	if !errors.As(err, &state) {
		return nil
	}
	return &dialect.Error{Class: classes[state.SQLState()], Code: state.SQLState(), Err: err}
}

var classes = map[string]dialect.ErrorClass{
	"0A000": dialect.ErrorStalePlan,  // feature_not_supported: "cached plan must not change result type"
	"26000": dialect.ErrorStalePlan,  // invalid_sql_statement_name: a pooler or DISCARD dropped the statement
	"57P01": dialect.ErrorDisconnect, // admin_shutdown
	"57P02": dialect.ErrorDisconnect, // crash_shutdown
	"57P03": dialect.ErrorDisconnect, // cannot_connect_now
}
