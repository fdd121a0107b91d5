package otel

import (
	"context"
	"database/sql/driver"
	"errors"
	"reflect"
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
)

// failure is what a span tells of an error. Nothing in it is a value that a database has
// seen.
type failure struct {
	code    string // of the database, may be empty
	kind    string // error.type
	meaning string
}

// queryCanceled is the SQLSTATE of a query that the driver has cancelled.
const queryCanceled = "57014"

// newFailure looks for a code of the database first. But if the caller's context has
// ended, that is why calls fail, whatever the driver makes of it.
func newFailure(ctx context.Context, err error) failure {
	f, ok := sqlStateFailure(err)
	if !ok {
		f, ok = sqliteFailure(err)
	}
	switch cause := ctx.Err(); {
	case cause != nil && (!ok || f.code == queryCanceled):
		f.kind, f.meaning = describe(cause)
	case !ok:
		f.kind, f.meaning = describe(err)
	}
	return f
}

// sentinels are errors whose Go type says nothing.
var sentinels = []struct {
	name string
	err  error
}{
	{"context.Canceled", context.Canceled},
	{"context.DeadlineExceeded", context.DeadlineExceeded},
	{"driver.ErrBadConn", driver.ErrBadConn},
}

// describe returns the kind and meaning of an error that does not come from a database.
func describe(err error) (kind, meaning string) {
	for _, s := range sentinels {
		if errors.Is(err, s.err) {
			return s.name, s.err.Error()
		}
	}
	kind = semconv.ErrorType(err).Value.AsString()
	return kind, kind
}

func (f failure) attributes() []attribute.KeyValue {
	all := []attribute.KeyValue{semconv.ErrorTypeKey.String(f.kind)}
	if f.code != "" {
		all = append(all, semconv.DBResponseStatusCode(f.code))
	}
	return all
}

// sqlStateFailure reads the SQLSTATE, which lib/pq and pgx give by the same method.
func sqlStateFailure(err error) (failure, bool) {
	e, ok := errors.AsType[interface {
		error
		SQLState() string
	}](err)
	if !ok || e.SQLState() == "" {
		return failure{}, false
	}
	state := e.SQLState()
	meaning := "SQLSTATE " + state
	if class := sqlStateClass(state); class != "" {
		meaning = class + " (" + meaning + ")"
	}
	return failure{code: state, kind: state, meaning: meaning}, true
}

// sqliteFailure reads the result code of mattn/go-sqlite3, which has it in the field
// ExtendedCode: a number that is itself an error, with a message from SQLite's own list.
func sqliteFailure(err error) (failure, bool) {
	for ; err != nil; err = errors.Unwrap(err) {
		v := reflect.Indirect(reflect.ValueOf(err))
		if v.Kind() != reflect.Struct {
			continue
		}
		field, ok := v.Type().FieldByName("ExtendedCode")
		if !ok || len(field.Index) > 1 || !field.IsExported() {
			continue
		}
		number := v.FieldByIndex(field.Index)
		message, ok := number.Interface().(error)
		if !ok || !number.CanInt() || number.IsZero() {
			continue
		}
		code := strconv.FormatInt(number.Int(), 10)
		return failure{code: code, kind: code, meaning: message.Error() + " (result code " + code + ")"}, true
	}
	return failure{}, false
}
