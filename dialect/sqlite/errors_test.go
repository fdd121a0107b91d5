package sqlite_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"testing"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/sqlite"
)

type (
	number         int
	extendedNumber int
)

// fields looks like the error of go-sqlite3, which is a value.
type fields struct {
	Code         number
	ExtendedCode extendedNumber
	text         string
}

func (f fields) Error() string { return f.text }

// method looks like the error of modernc.org/sqlite.
type method struct {
	code int
	text string
}

func (m *method) Error() string { return m.text }
func (m *method) Code() int     { return m.code }

// TestCodes has the result codes that SQLite does not give on demand.
func TestCodes(t *testing.T) {
	for code, want := range map[int]dialect.ErrorClass{
		2:    dialect.ErrorOther,      // INTERNAL
		3:    dialect.ErrorPermission, // PERM
		4:    dialect.ErrorOther,      // ABORT
		7:    dialect.ErrorResources,  // NOMEM
		9:    dialect.ErrorCanceled,   // INTERRUPT
		10:   dialect.ErrorOther,      // IOERR
		11:   dialect.ErrorOther,      // CORRUPT
		17:   dialect.ErrorStalePlan,  // SCHEMA
		19:   dialect.ErrorConstraint, // CONSTRAINT
		26:   dialect.ErrorOther,      // NOTADB
		261:  dialect.ErrorLock,       // BUSY_RECOVERY
		262:  dialect.ErrorLock,       // LOCKED_SHAREDCACHE
		516:  dialect.ErrorAborted,    // ABORT_ROLLBACK
		531:  dialect.ErrorConstraint, // CONSTRAINT_COMMITHOOK
		773:  dialect.ErrorLock,       // BUSY_TIMEOUT
		1032: dialect.ErrorReadOnly,   // READONLY_DBMOVED
	} {
		for _, err := range []error{fields{number(code & 0xff), extendedNumber(code), ""}, &method{code, ""}} {
			e := sqlite.Dialect.Describe(fmt.Errorf("wrapped: %w", err))
			if e == nil || e.Class != want || e.Code != fmt.Sprint(code) {
				t.Errorf("%#v: got %v, want %v", err, e, want)
			}
		}
	}
	if e := sqlite.Dialect.Describe(fields{Code: 5}); e.Class != dialect.ErrorLock || e.Code != "5" {
		t.Errorf("without an extended code: %v", e)
	}
}

// TestModernc has texts of modernc.org/sqlite, which adds to SQLite's own.
func TestModernc(t *testing.T) {
	for _, tt := range []struct {
		code int
		text string
		want dialect.Error
	}{
		{1, "SQL logic error: no such table: users (1)", dialect.Error{Class: dialect.ErrorUndefined, Table: "users"}},
		{1, `SQL logic error: near "selec": syntax error (1)`, dialect.Error{Class: dialect.ErrorSyntax}},
		{2067, "constraint failed: UNIQUE constraint failed: users.email, users.city (2067)",
			dialect.Error{Class: dialect.ErrorUnique, Table: "users", Column: "email, city"}},
		{275, "constraint failed: CHECK constraint failed: age > 0 (275)", dialect.Error{Class: dialect.ErrorCheck, Constraint: "age > 0"}},
	} {
		e := sqlite.Dialect.Describe(&method{tt.code, tt.text})
		if e.Class != tt.want.Class || e.Table != tt.want.Table || e.Column != tt.want.Column || e.Constraint != tt.want.Constraint {
			t.Errorf("%s: %+v", tt.text, e)
		}
	}
}

func TestNotOurs(t *testing.T) {
	for _, err := range []error{
		nil, sql.ErrNoRows, context.Canceled, errors.New("UNIQUE constraint failed: t.a"), (*method)(nil), fields{},
		struct {
			error
			Code int
		}{errors.New("another"), 19},
	} {
		if e := sqlite.Dialect.Describe(err); e != nil {
			t.Errorf("%#v: %v", err, e)
		}
	}
	if e := sqlite.Dialect.Describe(driver.ErrBadConn); e == nil || e.Class != dialect.ErrorDisconnect {
		t.Errorf("a bad connection: %v", e)
	}
}
