package mssql_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mssql"
)

// served looks like the error of go-mssqldb, which is a value.
type served struct {
	Number  int32
	Message string
}

func (s served) Error() string           { return "mssql: " + s.Message }
func (s served) SQLErrorNumber() int32   { return s.Number }
func (s served) SQLErrorMessage() string { return s.Message }

func TestNumbers(t *testing.T) {
	for _, tt := range []struct {
		number  int32
		message string
		want    dialect.Error
	}{
		{2627, "Violation of PRIMARY KEY constraint 'pk'. Cannot insert duplicate key in object 'dbo.users'. The duplicate key value is (1).",
			dialect.Error{Class: dialect.ErrorUnique, Constraint: "pk", Schema: "dbo", Table: "users"}},
		{2601, "Cannot insert duplicate key row in object 'dbo.users' with unique index 'ix'. The duplicate key value is (a).",
			dialect.Error{Class: dialect.ErrorUnique, Constraint: "ix", Schema: "dbo", Table: "users"}},
		{547, `The INSERT statement conflicted with the FOREIGN KEY constraint "fk". The conflict occurred in database "db", table "dbo.users", column 'id'.`,
			dialect.Error{Class: dialect.ErrorForeignKey, Constraint: "fk"}},
		{547, `The DELETE statement conflicted with the REFERENCE constraint "fk". The conflict occurred in database "db", table "dbo.orders", column 'user_id'.`,
			dialect.Error{Class: dialect.ErrorForeignKey, Constraint: "fk", Schema: "dbo", Table: "orders", Column: "user_id"}},
		{547, `The UPDATE statement conflicted with the CHECK constraint "adult". The conflict occurred in database "db", table "dbo.users", column 'age'.`,
			dialect.Error{Class: dialect.ErrorCheck, Constraint: "adult", Schema: "dbo", Table: "users", Column: "age"}},
		{515, "Cannot insert the value NULL into column 'name', table 'db.dbo.users'; column does not allow nulls. INSERT fails.",
			dialect.Error{Class: dialect.ErrorNotNull, Schema: "dbo", Table: "users", Column: "name"}},
		{208, "Invalid object name 'users'.", dialect.Error{Class: dialect.ErrorUndefined, Table: "users"}},
		{207, "Invalid column name 'age'.", dialect.Error{Class: dialect.ErrorUndefined, Column: "age"}},
		{2714, "", dialect.Error{Class: dialect.ErrorDuplicate}},
		{102, "", dialect.Error{Class: dialect.ErrorSyntax}},
		{156, "", dialect.Error{Class: dialect.ErrorSyntax}},
		{1205, "", dialect.Error{Class: dialect.ErrorDeadlock}},
		{3960, "", dialect.Error{Class: dialect.ErrorSerialization}},
		{1222, "", dialect.Error{Class: dialect.ErrorLock}},
		{18456, "", dialect.Error{Class: dialect.ErrorAuth}},
		{229, "", dialect.Error{Class: dialect.ErrorPermission}},
		{8152, "", dialect.Error{Class: dialect.ErrorData}},
		{2628, "", dialect.Error{Class: dialect.ErrorData}},
		{245, "", dialect.Error{Class: dialect.ErrorData}},
		{3906, "", dialect.Error{Class: dialect.ErrorReadOnly}},
		{3930, "", dialect.Error{Class: dialect.ErrorAborted}},
		{40501, "", dialect.Error{Class: dialect.ErrorResources}},
		{10054, "", dialect.Error{Class: dialect.ErrorDisconnect}},
		{50000, "", dialect.Error{Class: dialect.ErrorOther}},
		// Messages that are cut off, or in another language.
		{2627, "Violation of UNIQUE constraint 'uq", dialect.Error{Class: dialect.ErrorUnique}},
		{547, "Konflikt", dialect.Error{Class: dialect.ErrorForeignKey}},
	} {
		e := mssql.Describe(fmt.Errorf("wrapped: %w", served{tt.number, tt.message}))
		if e == nil || e.Class != tt.want.Class || e.Code != fmt.Sprint(tt.number) || e.Schema != tt.want.Schema ||
			e.Table != tt.want.Table || e.Column != tt.want.Column || e.Constraint != tt.want.Constraint {
			t.Errorf("%d %s:\ngot  %#v\nwant %#v", tt.number, tt.message, e, tt.want)
		}
	}
}

func TestNoNumber(t *testing.T) {
	if e := mssql.Describe(io.EOF); e == nil || e.Class != dialect.ErrorDisconnect {
		t.Error(e)
	}
	for _, err := range []error{nil, sql.ErrNoRows, context.Canceled, errors.New("2627"), (*served)(nil)} {
		if e := mssql.Describe(err); e != nil {
			t.Errorf("%v: %v", err, e)
		}
	}
}
