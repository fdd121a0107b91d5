package wrap

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/gildsql/gild/dialect"
)

// Reason is what telemetry tells of an error. Nothing in it is a value that a database has seen.
type Reason struct {
	Type    string // error.type: the Code, or else the error's Go type
	Code    string // db.response.status_code: the database's own; may be empty
	Class   string // the same for all databases, such as "unique"; may be empty
	Meaning string // in words
}

// queryCanceled is the SQLSTATE of a query that the driver has cancelled.
const queryCanceled = "57014"

// Reason returns what telemetry tells of err, which is of the call of which i tells. A code of the
// database is looked for first; but if the caller's context has ended, that is why calls fail,
// whatever the driver makes of it.
func (i *Info) Reason(ctx context.Context, err error) Reason {
	r := i.described(err)
	switch cause := ctx.Err(); {
	case cause != nil && (r.Code == "" || r.Code == queryCanceled):
		r.Type, r.Meaning = describe(cause)
	case r.Code == "":
		r.Type, r.Meaning = describe(err)
	}
	return r
}

// described has what a database says of err.
func (i *Info) described(err error) Reason {
	known := dialect.AsError(err)
	if known == nil && i.dialect != nil && i.dialect.Describe != nil {
		known = i.dialect.Describe(err)
	}
	r := sqlStateReason(err)
	if r.Code == "" {
		r = sqliteReason(err)
	}
	if known == nil {
		return r
	}
	if known.Class != dialect.ErrorOther {
		r.Class = known.Class.String()
	}
	if r.Code == "" && known.Code != "" {
		r.Code, r.Type = known.Code, known.Code
		r.Meaning = strings.TrimPrefix(known.Class.Error(), "gild: ") + " (code " + known.Code + ")"
	}
	return r
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
	kind = typeName(err)
	return kind, kind
}

// typeName names the type of an error as OpenTelemetry does: by what it says itself, or by its Go
// type, which is not that of fmt.Errorf if there is another within.
func typeName(err error) string {
	if e, ok := errors.AsType[interface {
		error
		ErrorType() string
	}](err); ok && e.ErrorType() != "" {
		return e.ErrorType()
	}
	t := reflect.TypeOf(err)
	for within := errors.Unwrap(err); t == fmtType && within != nil; within = errors.Unwrap(err) {
		err, t = within, reflect.TypeOf(within)
	}
	if t.PkgPath() != "" && t.Name() != "" {
		return t.PkgPath() + "." + t.Name()
	}
	return t.String()
}

var fmtType = reflect.TypeOf(fmt.Errorf("%w", context.Canceled))

// sqlStateReason reads the SQLSTATE, which lib/pq and pgx give by the same method.
func sqlStateReason(err error) Reason {
	e, ok := errors.AsType[interface {
		error
		SQLState() string
	}](err)
	if !ok || e.SQLState() == "" {
		return Reason{}
	}
	state := e.SQLState()
	meaning := "SQLSTATE " + state
	if class := sqlStateClass(state); class != "" {
		meaning = class + " (" + meaning + ")"
	}
	return Reason{Code: state, Type: state, Meaning: meaning}
}

// sqliteReason reads the result code of mattn/go-sqlite3, which has it in the field
// ExtendedCode: a number that is itself an error, with a message from SQLite's own list.
func sqliteReason(err error) Reason {
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
		return Reason{Code: code, Type: code, Meaning: message.Error() + " (result code " + code + ")"}
	}
	return Reason{}
}
