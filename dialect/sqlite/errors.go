package sqlite

import (
	"database/sql/driver"
	"errors"
	"reflect"
	"strconv"
	"strings"

	"github.com/gildsql/gild/dialect"
)

// describe reads the result code: go-sqlite3's error has it as fields, that of
// modernc.org/sqlite as a method.
// Source: https://www.sqlite.org/rescode.html
func describe(err error) *dialect.Error {
	found := dialect.FindError(err, func(err error) bool { return codeOf(err) != 0 })
	switch {
	case found != nil:
	case errors.Is(err, driver.ErrBadConn):
		return &dialect.Error{Class: dialect.ErrorDisconnect, Err: err}
	default:
		return nil
	}
	code, text := codeOf(found), message(found)
	e := &dialect.Error{Class: classOf(code, text), Code: strconv.Itoa(code), Err: err}
	readNames(e, text)
	return e
}

// codeOf returns the extended result code of an error of SQLite, the plain one if there is no
// other, and 0 for any other error.
func codeOf(err error) int {
	fields := dialect.FieldsOf(err)
	if code, ok := fields.Int("Code"); ok && fields.Has("ExtendedCode") {
		if extended, _ := fields.Int("ExtendedCode"); extended != 0 {
			code = extended
		}
		return int(code)
	}
	// Many errors have a Code: only that of a package for SQLite is meant.
	if e, ok := err.(interface{ Code() int }); ok && strings.Contains(packageOf(err), "sqlite") {
		return e.Code()
	}
	return 0
}

func packageOf(err error) string {
	t := reflect.TypeOf(err)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.PkgPath()
}

// classOf goes from the exact to the general: the extended code, then its lower byte, the plain
// code.
func classOf(code int, text string) dialect.ErrorClass {
	if class, ok := extendedCodes[code]; ok {
		return class
	}
	if code&0xff == 1 {
		return classOfText(text)
	}
	return codes[code&0xff]
}

var codes = map[int]dialect.ErrorClass{
	3:  dialect.ErrorPermission, // PERM
	5:  dialect.ErrorLock,       // BUSY
	6:  dialect.ErrorLock,       // LOCKED
	7:  dialect.ErrorResources,  // NOMEM
	8:  dialect.ErrorReadOnly,   // READONLY
	9:  dialect.ErrorCanceled,   // INTERRUPT
	13: dialect.ErrorResources,  // FULL
	17: dialect.ErrorStalePlan,  // SCHEMA
	18: dialect.ErrorData,       // TOOBIG
	19: dialect.ErrorConstraint, // CONSTRAINT
	20: dialect.ErrorData,       // MISMATCH
	23: dialect.ErrorPermission, // AUTH
}

var extendedCodes = map[int]dialect.ErrorClass{
	275:  dialect.ErrorCheck,         // CONSTRAINT_CHECK
	516:  dialect.ErrorAborted,       // ABORT_ROLLBACK
	517:  dialect.ErrorSerialization, // BUSY_SNAPSHOT: what was read has changed
	787:  dialect.ErrorForeignKey,    // CONSTRAINT_FOREIGNKEY
	1299: dialect.ErrorNotNull,       // CONSTRAINT_NOTNULL
	1555: dialect.ErrorUnique,        // CONSTRAINT_PRIMARYKEY
	2067: dialect.ErrorUnique,        // CONSTRAINT_UNIQUE
	2579: dialect.ErrorUnique,        // CONSTRAINT_ROWID
	3091: dialect.ErrorData,          // CONSTRAINT_DATATYPE: a STRICT table
}
