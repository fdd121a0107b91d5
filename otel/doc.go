// Package otel traces the queries of a database with OpenTelemetry.
//
// What New returns is an interceptor: give it to gild.Open, and every query and every
// exec becomes a client span beneath the caller's.
//
//	db, err := gild.Open("postgresql://me@localhost/app", gild.WithInterceptors(otel.New()))
//
// Spans follow the semantic conventions for SQL databases. They are named by operation
// and table, "SELECT users", and have the attributes db.system.name, db.operation.name,
// db.collection.name, db.namespace, server.address, server.port and db.query.text as far
// as they are known. The namespace is the database that the connection was opened with.
// A query's span ends when its rows are closed, since many a driver does the work, and
// fails, while the rows are read. A query that cannot be prepared has a span too; each
// attempt has one when database/sql tries again on another connection.
//
// # Errors
//
// The span of a call that fails has the status Error. Its db.response.status_code is the
// SQLSTATE, or SQLite's extended result code, and error.type is the same; without such a
// code error.type is the error's Go type, or driver.ErrBadConn. A call that its caller
// has cancelled has failed as well: error.type is context.Canceled or
// context.DeadlineExceeded.
//
// # Values
//
// The arguments of a query are never recorded. Text that has arguments is recorded as it
// goes to the driver; in text without, the literals are replaced by question marks, unless
// gild has written it for a statement of the expression language, whose values are
// arguments always. That of expr.Text is text like any other. WithoutQueryText leaves all
// text out.
//
// Databases quote values in their error messages, such as the argument that is no
// number. So the description of the status does not have the message but the meaning of
// the error's code. WithErrorMessages has it otherwise.
//
// See https://opentelemetry.io/docs/specs/semconv/db/sql/.
package otel
