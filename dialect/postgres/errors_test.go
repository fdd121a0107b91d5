package postgres_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/postgres"
)

// state is an error of an unknown driver: an SQLSTATE and no more.
type state string

func (s state) Error() string    { return "state " + string(s) }
func (s state) SQLState() string { return string(s) }

// served looks like the error of lib/pq, and pgx's like it but for some names.
type served struct {
	state
	Severity, Constraint, Table, Column, Schema, Routine string
}

type pgxServed struct {
	state
	SeverityUnlocalized, ConstraintName, TableName, ColumnName, SchemaName, Routine string
}

// TestStates has the SQLSTATEs that no server gives on demand.
func TestStates(t *testing.T) {
	for code, want := range map[string]dialect.ErrorClass{
		"08000": dialect.ErrorDisconnect,
		"08006": dialect.ErrorDisconnect,
		"08P01": dialect.ErrorOther, // the connection stays
		"21000": dialect.ErrorData,
		"23000": dialect.ErrorConstraint,
		"23001": dialect.ErrorForeignKey,
		"25P03": dialect.ErrorDisconnect,
		"25P04": dialect.ErrorDisconnect,
		"28P01": dialect.ErrorAuth,
		"40002": dialect.ErrorConstraint,
		"42000": dialect.ErrorSyntax,
		"42723": dialect.ErrorDuplicate,
		"42P03": dialect.ErrorDuplicate,
		"42P05": dialect.ErrorDuplicate,
		"44000": dialect.ErrorCheck,
		"53100": dialect.ErrorResources,
		"53200": dialect.ErrorResources,
		"53300": dialect.ErrorResources,
		"54001": dialect.ErrorResources,
		"55006": dialect.ErrorLock,
		"57000": dialect.ErrorOther,
		"57P01": dialect.ErrorDisconnect,
		"57P02": dialect.ErrorDisconnect,
		"57P03": dialect.ErrorDisconnect,
		"57P04": dialect.ErrorDisconnect,
		"57P05": dialect.ErrorDisconnect,
		"72000": dialect.ErrorSerialization,
		"XX000": dialect.ErrorOther,
		"0A000": dialect.ErrorOther,
		"4":     dialect.ErrorOther,
	} {
		e := postgres.Dialect.Describe(fmt.Errorf("wrapped: %w", state(code)))
		if e == nil || e.Class != want || e.Code != code {
			t.Errorf("%s: got %v, want %v", code, e, want)
		}
	}
}

func TestFatal(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want dialect.ErrorClass
	}{
		{served{state: "08P01", Severity: "FATAL"}, dialect.ErrorDisconnect},
		{&pgxServed{state: "XX000", SeverityUnlocalized: "PANIC"}, dialect.ErrorDisconnect},
		{&served{state: "XX000", Severity: "ERROR"}, dialect.ErrorOther},
		{&served{state: "53300", Severity: "FATAL"}, dialect.ErrorResources},
		{&served{state: "28P01", Severity: "FATAL"}, dialect.ErrorAuth},
		{&served{state: "0A000", Severity: "ERROR", Routine: "RevalidateCachedQuery"}, dialect.ErrorStalePlan},
		{&pgxServed{state: "0A000", Routine: "RevalidateCachedQuery"}, dialect.ErrorStalePlan},
		{&pgxServed{state: "0A000", Routine: "transformForUpdate"}, dialect.ErrorOther},
	} {
		if got := postgres.Dialect.ClassOf(tt.err); got != tt.want {
			t.Errorf("%+v: got %v, want %v", tt.err, got, tt.want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, err := range []error{
		served{state: "23505", Constraint: "c", Table: "t", Column: "x", Schema: "s"},
		&pgxServed{state: "23505", ConstraintName: "c", TableName: "t", ColumnName: "x", SchemaName: "s"},
	} {
		e := postgres.Dialect.Describe(err)
		if e == nil || e.Constraint != "c" || e.Table != "t" || e.Column != "x" || e.Schema != "s" || e.Err != err {
			t.Errorf("%T: %+v", err, e)
		}
	}
}

func TestNotOurs(t *testing.T) {
	for _, err := range []error{
		nil, sql.ErrNoRows, context.Canceled, context.DeadlineExceeded, errors.New("23505"),
		state(""), (*pgxServed)(nil), fmt.Errorf("wrapped: %w", (*served)(nil)),
	} {
		if e := postgres.Dialect.Describe(err); e != nil {
			t.Errorf("%#v: %v", err, e)
		}
	}
	// What the server has said counts for more than that the connection ended then.
	if e := postgres.Dialect.Describe(errors.Join(io.EOF, state("28P01"))); e.Class != dialect.ErrorAuth {
		t.Error(e)
	}
}
