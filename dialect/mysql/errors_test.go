package mysql_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mysql"
)

// served looks like the error of go-sql-driver/mysql.
type served struct {
	Number   uint16
	SQLState [5]byte
	Message  string
}

func (s *served) Error() string { return s.Message }

func failure(number uint16, state, message string) *served {
	s := &served{Number: number, Message: message}
	copy(s.SQLState[:], state)
	return s
}

// TestNumbers has errors that no server gives on demand, and what only MySQL says.
func TestNumbers(t *testing.T) {
	for _, tt := range []struct {
		err  *served
		want dialect.Error
	}{
		{failure(1062, "23000", "Duplicate entry 'a.b' for key 'users.email'"),
			dialect.Error{Class: dialect.ErrorUnique, Table: "users", Constraint: "email"}},
		{failure(1062, "23000", "Doppelter Eintrag 'x'"), dialect.Error{Class: dialect.ErrorUnique}},
		{failure(1586, "23000", "Duplicate entry '1' for key 'uq'"), dialect.Error{Class: dialect.ErrorUnique, Constraint: "uq"}},
		{failure(1216, "23000", "Cannot add or update a child row: a foreign key constraint fails"), dialect.Error{Class: dialect.ErrorForeignKey}},
		{failure(1452, "23000", "Cannot add or update a child row: a foreign key constraint fails (`d`.`lines`, CONSTRAINT `fk` FOREIGN KEY (`a`, `b`) REFERENCES `orders` (`a`, `b`))"),
			dialect.Error{Class: dialect.ErrorForeignKey, Schema: "d", Table: "lines", Column: "a, b", Constraint: "fk"}},
		{failure(3819, "HY000", "Check constraint 'adult' is violated."), dialect.Error{Class: dialect.ErrorCheck, Constraint: "adult"}},
		{failure(4025, "HY000", "something of MySQL"), dialect.Error{Class: dialect.ErrorOther}},
		{failure(4031, "HY000", "The client was disconnected by the server because of inactivity."), dialect.Error{Class: dialect.ErrorDisconnect}},
		{failure(4031, "HY000", "Referenced trigger 'x' for the given action time and event type does not exist"), dialect.Error{Class: dialect.ErrorOther}},
		{failure(1366, "HY000", "Incorrect integer value: 'x' for column 'age' at row 1"), dialect.Error{Class: dialect.ErrorData, Column: "age"}},
		{failure(1292, "22007", "Incorrect datetime value: 'x'"), dialect.Error{Class: dialect.ErrorData}},
		{failure(3572, "HY000", "Statement aborted because lock(s) could not be acquired immediately"), dialect.Error{Class: dialect.ErrorLock}},
		{failure(3024, "HY000", ""), dialect.Error{Class: dialect.ErrorCanceled}},
		{failure(1040, "08004", "Too many connections"), dialect.Error{Class: dialect.ErrorResources}},
		{failure(1053, "08S01", ""), dialect.Error{Class: dialect.ErrorDisconnect}},
		{failure(1927, "70100", ""), dialect.Error{Class: dialect.ErrorDisconnect}},
		{failure(2013, "HY000", ""), dialect.Error{Class: dialect.ErrorDisconnect}},
		{failure(1290, "HY000", ""), dialect.Error{Class: dialect.ErrorReadOnly}},
		{failure(1836, "HY000", ""), dialect.Error{Class: dialect.ErrorReadOnly}},
		{failure(1615, "HY000", ""), dialect.Error{Class: dialect.ErrorStalePlan}},
		{failure(1412, "HY000", ""), dialect.Error{Class: dialect.ErrorSerialization}},
		{failure(1698, "28000", ""), dialect.Error{Class: dialect.ErrorAuth}},
		// Numbers that are not in the tables.
		{failure(5000, "40001", ""), dialect.Error{Class: dialect.ErrorSerialization}},
		{failure(5000, "23001", ""), dialect.Error{Class: dialect.ErrorConstraint}},
		{failure(5000, "42S02", ""), dialect.Error{Class: dialect.ErrorUndefined}},
		{failure(5000, "42000", ""), dialect.Error{Class: dialect.ErrorSyntax}},
		{failure(5000, "HY000", ""), dialect.Error{Class: dialect.ErrorOther}},
		{failure(5000, "", ""), dialect.Error{Class: dialect.ErrorOther}},
	} {
		e := mysql.Describe(fmt.Errorf("wrapped: %w", tt.err))
		if e == nil || e.Class != tt.want.Class || e.Code != fmt.Sprint(tt.err.Number) || e.Schema != tt.want.Schema ||
			e.Table != tt.want.Table || e.Column != tt.want.Column || e.Constraint != tt.want.Constraint {
			t.Errorf("%d %s:\ngot  %#v\nwant %#v", tt.err.Number, tt.err.Message, e, tt.want)
		}
	}
}

func TestLost(t *testing.T) {
	for _, err := range []error{io.EOF, errors.New("invalid connection"), fmt.Errorf("wrapped: %w", errors.New("invalid connection"))} {
		if e := mysql.Describe(err); e == nil || e.Class != dialect.ErrorDisconnect || e.Err != err {
			t.Errorf("%v: %v", err, e)
		}
	}
	for _, err := range []error{nil, sql.ErrNoRows, context.Canceled, errors.New("1062"), (*served)(nil)} {
		if e := mysql.Describe(err); e != nil {
			t.Errorf("%v: %v", err, e)
		}
	}
}
