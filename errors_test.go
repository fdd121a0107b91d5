package gild_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/tests/live"
)

// mysqlError and mssqlError look like the errors of drivers that are not linked here.
type mysqlError struct {
	Number   uint16
	SQLState [5]byte
	Message  string
}

func (e *mysqlError) Error() string { return e.Message }

type mssqlError int32

func (e mssqlError) Error() string           { return "mssql" }
func (e mssqlError) SQLErrorNumber() int32   { return int32(e) }
func (e mssqlError) SQLErrorMessage() string { return "" }

// statusError has a Code like the errors of a driver of SQLite, and is none.
type statusError struct{}

func (statusError) Error() string { return "status" }
func (statusError) Code() int     { return 19 }

func TestErrorOf(t *testing.T) {
	mine := &gild.Error{Class: dialect.ErrorCheck, Op: "exec", Err: io.EOF}
	if got := gild.ErrorOf(fmt.Errorf("wrapped: %w", mine)); got != mine {
		t.Errorf("an *Error in the chain: got %v", got)
	}
	for _, tt := range []struct {
		err  error
		want dialect.ErrorClass
	}{
		{&mysqlError{Number: 1062}, dialect.ErrorUnique},
		{mssqlError(2627), dialect.ErrorUnique},
		{driver.ErrBadConn, dialect.ErrorDisconnect},
		// A database that has said something knows more than a broken connection.
		{errors.Join(io.EOF, &mysqlError{Number: 1045}), dialect.ErrorAuth},
		{errors.Join(io.EOF, mssqlError(18456)), dialect.ErrorAuth},
	} {
		if e := gild.ErrorOf(tt.err); e == nil || e.Class != tt.want || e.Err != tt.err {
			t.Errorf("%v: got %v, want %v", tt.err, e, tt.want)
		}
	}
}

// TestErrorOfOthers asks about errors that are no database's: nothing is found, nothing panics.
func TestErrorOfOthers(t *testing.T) {
	for _, err := range []error{
		nil, sql.ErrNoRows, sql.ErrTxDone, context.Canceled, fmt.Errorf("wrapped: %w", context.DeadlineExceeded),
		errors.New("duplicate key value"), (*gild.Error)(nil), (*mysqlError)(nil), gild.ErrTooManyRows, statusError{},
	} {
		if e := gild.ErrorOf(err); e != nil {
			t.Errorf("%#v is %v", err, e)
		}
		if gild.Is(err, gild.ErrUnique) || errors.Is(gild.ErrorOf(err), gild.ErrUnique) || gild.Retryable(err) {
			t.Errorf("%#v is of a class", err)
		}
	}
	if !gild.Is(sql.ErrNoRows, sql.ErrNoRows) || !gild.Is(nil, nil) {
		t.Error("Is is less than errors.Is")
	}
}

// TestErrorClasses wants each class of package dialect here, under its name.
func TestErrorClasses(t *testing.T) {
	here := []error{
		gild.ErrUnique, gild.ErrForeignKey, gild.ErrNotNull, gild.ErrCheck, gild.ErrExclusion, gild.ErrSerialization,
		gild.ErrDeadlock, gild.ErrLock, gild.ErrCanceled, gild.ErrData, gild.ErrSyntax, gild.ErrUndefined, gild.ErrDuplicate,
		gild.ErrPermission, gild.ErrReadOnly, gild.ErrAuth, gild.ErrResources, gild.ErrAborted, gild.ErrDisconnect,
		gild.ErrStalePlan, gild.ErrConstraint,
	}
	for c := dialect.ErrorUnique; c <= dialect.ErrorConstraint; c++ {
		if !slices.Contains(here, error(c)) {
			t.Errorf("%s is missing", c.String())
		}
		if e := (&gild.Error{Class: c}); !gild.Is(e, c) || gild.Retryable(e) != dialect.Retryable(e) {
			t.Errorf("%s: Is or Retryable", c.String())
		}
	}
}

// TestErrorOfOpened asks about errors of a database that was opened through gild: of text, and
// of a statement.
func TestErrorOfOpened(t *testing.T) {
	eachWithUsers(t, func(t *testing.T, db *live.Database) {
		_, text := db.Exec("insert into users (id, name) values (1, 'x')")
		_, statement := gild.All[int](t.Context(), db, everyone.Where(Users.ID.Eq(1)).GroupBy(Users.Name))
		check(t, checkClass(text, gild.ErrUnique, gild.ErrConstraint))
		if db.Dialect.Name == "postgresql" { // SQLite takes it
			check(t, checkClass(statement, gild.ErrSyntax))
		}
	})
}

func checkClass(err error, classes ...error) error {
	for _, class := range classes {
		if !gild.Is(err, class) {
			return fmt.Errorf("%v is not: %w", err, class)
		}
	}
	return nil
}
