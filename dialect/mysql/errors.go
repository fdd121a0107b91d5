package mysql

import (
	"strconv"
	"strings"

	"github.com/gildsql/gild/dialect"
)

// Describe explains an error of go-sql-driver/mysql, as the Dialect does: its class, number and
// what it names. It returns nil for any other error. It is safe for concurrent use.
func Describe(err error) *dialect.Error { return describe(err) }

// describe reads the number, which the driver's error has as a field. The names are only in the
// message, so they are missing if the server speaks another language than English.
// Source: https://mariadb.com/kb/en/mariadb-error-code-reference/ and
// https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
func describe(err error) *dialect.Error {
	found := dialect.FindError(err, func(err error) bool {
		return dialect.FieldsOf(err).Has("Number", "SQLState", "Message")
	})
	if found == nil {
		return describeLost(err)
	}
	fields := dialect.FieldsOf(found)
	number, _ := fields.Int("Number")
	message := fields.Text("Message")
	e := &dialect.Error{
		Class: classOf(number, fields.Text("SQLState"), message),
		Code:  strconv.FormatInt(number, 10),
		Err:   err,
	}
	readNames(e, number, message)
	return e
}

// invalidConn is the text of the driver's ErrInvalidConn, a plain error without any structure:
// what it returns when a connection breaks after a statement was sent.
const invalidConn = "invalid connection"

// describeLost explains that the connection is gone, which no server says.
func describeLost(err error) *dialect.Error {
	invalid := dialect.FindError(err, func(err error) bool { return err.Error() == invalidConn })
	if invalid != nil {
		return &dialect.Error{Class: dialect.ErrorDisconnect, Err: err}
	}
	return dialect.DescribeNetwork(err)
}

// classOf goes from the exact to the general: the number, then the SQLSTATE, which stands for
// many numbers, then its first two characters.
func classOf(number int64, state, message string) dialect.ErrorClass {
	if class, ok := numbers[number]; ok {
		return class
	}
	if class, ok := shared(number, message); ok {
		return class
	}
	if class, ok := states[state]; ok {
		return class
	}
	return states[state[:min(2, len(state))]]
}

// shared tells the numbers apart that MySQL and MariaDB use for different errors, by the text,
// since the error does not say which of the two it is from.
func shared(number int64, message string) (dialect.ErrorClass, bool) {
	switch {
	case number == 4025 && strings.HasPrefix(message, "CONSTRAINT "):
		return dialect.ErrorCheck, true // MariaDB
	case number == 4031 && strings.HasPrefix(message, "The client was disconnected"):
		return dialect.ErrorDisconnect, true // MySQL; a trigger's error in MariaDB
	}
	return dialect.ErrorOther, false
}

// states are for numbers that are not in the table of numbers.
var states = map[string]dialect.ErrorClass{
	"08":    dialect.ErrorDisconnect,
	"21":    dialect.ErrorData, // wrong number of columns or rows
	"22":    dialect.ErrorData,
	"23":    dialect.ErrorConstraint,
	"28":    dialect.ErrorAuth,
	"40001": dialect.ErrorSerialization,
	"42000": dialect.ErrorSyntax, // syntax error or access violation: those are in the numbers
	"42S01": dialect.ErrorDuplicate,
	"42S02": dialect.ErrorUndefined,
	"42S21": dialect.ErrorDuplicate,
	"42S22": dialect.ErrorUndefined,
	"70100": dialect.ErrorCanceled,
}
