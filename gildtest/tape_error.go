package gildtest

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"reflect"
	"strconv"
)

// failure is an error of the driver on tape.
type failure struct {
	Text     string            `json:"text"`
	Sentinel string            `json:"sentinel,omitempty"`
	SQLState string            `json:"sqlstate,omitempty"`
	Fields   map[string]string `json:"fields,omitempty"` // by which gild's dialects know it
}

// sentinels are the errors that are themselves on a tape.
var sentinels = map[string]error{
	"driver.ErrBadConn": driver.ErrBadConn, "context.Canceled": context.Canceled, "context.DeadlineExceeded": context.DeadlineExceeded,
	"io.ErrUnexpectedEOF": io.ErrUnexpectedEOF, "net.ErrClosed": net.ErrClosed,
}

func newFailure(err error) *failure {
	if err == nil {
		return nil
	}
	f := &failure{Text: err.Error()}
	for name, sentinel := range sentinels {
		if errors.Is(err, sentinel) {
			f.Sentinel = name
		}
	}
	if e, ok := errors.AsType[stateError](err); ok {
		f.SQLState = e.SQLState()
	}
	for ; err != nil && f.Fields == nil; err = errors.Unwrap(err) {
		f.Fields = fieldsOf(err)
	}
	return f
}

type stateError interface {
	error
	SQLState() string
}

// fieldsOf returns the exported fields of an error that are text or numbers, nil if there are none.
func fieldsOf(err error) (fields map[string]string) {
	v := reflect.Indirect(reflect.ValueOf(err))
	if v.Kind() != reflect.Struct {
		return nil
	}
	for i, field := range v.Fields() {
		text := ""
		switch {
		case !i.IsExported():
		case field.Kind() == reflect.String:
			text = field.String()
		case field.CanInt():
			text = strconv.FormatInt(field.Int(), 10)
		case field.CanUint():
			text = strconv.FormatUint(field.Uint(), 10)
		case field.Kind() == reflect.Array && field.Type().Elem().Kind() == reflect.Uint8 && !field.IsZero():
			b := make([]byte, field.Len())
			reflect.Copy(reflect.ValueOf(b), field)
			text = string(b)
		}
		if text != "" {
			if fields == nil {
				fields = map[string]string{}
			}
			fields[i.Name] = text
		}
	}
	return fields
}

// error returns an error with the driver's text, which gild takes for the driver's.
func (f *failure) error() error {
	if f == nil {
		return nil
	}
	if sentinel, ok := sentinels[f.Sentinel]; ok {
		if f.Text == sentinel.Error() {
			return sentinel
		}
		return &sentinelError{replayedError{f.Text}, sentinel}
	}
	number := func(name string) int {
		n, _ := strconv.Atoi(f.Fields[name])
		return n
	}
	either := func(name string) string {
		if text := f.Fields[name]; text != "" {
			return text
		}
		return f.Fields[name+"Name"]
	}
	switch {
	case f.SQLState != "":
		return &postgresError{
			replayedError{f.Text}, f.SQLState, f.Fields["Severity"], f.Fields["SeverityUnlocalized"], f.Fields["Routine"],
			either("Constraint"), either("Schema"), either("Table"), either("Column"),
		}
	case f.Fields["Number"] != "":
		e := &mysqlError{replayedError: replayedError{f.Text}, Number: number("Number"), Message: f.Fields["Message"]}
		copy(e.SQLState[:], f.Fields["SQLState"])
		return e
	case f.Fields["ExtendedCode"] != "":
		return &sqliteError{replayedError{f.Text}, number("Code"), number("ExtendedCode")}
	}
	return &replayedError{f.Text}
}

// replayedError is an error of which nothing but the text is known.
type replayedError struct{ text string }

// Error returns the driver's text.
func (e *replayedError) Error() string { return e.text }

type sentinelError struct {
	replayedError
	sentinel error
}

// Unwrap returns the sentinel.
func (e *sentinelError) Unwrap() error { return e.sentinel }

// The errors of the drivers by their fields, as dialects read them.
type (
	postgresError struct {
		replayedError
		state                                  string
		Severity, SeverityUnlocalized, Routine string
		Constraint, Schema, Table, Column      string
	}
	mysqlError struct {
		replayedError
		Number   int
		SQLState [5]byte
		Message  string
	}
	sqliteError struct {
		replayedError
		Code, ExtendedCode int
	}
)

// SQLState returns the code that the driver's error had.
func (e *postgresError) SQLState() string { return e.state }
