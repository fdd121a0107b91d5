// Package otel tells OpenTelemetry what is done with a database: traces and metrics.
//
// What New returns is an interceptor: give it to gild.Open as the first one.
//
//	db, err := gild.Open("postgresql://me@localhost/app", gild.WithInterceptors(otel.New()))
//
// # Traces
//
// Each query, exec, prepare and new connection is a client span beneath the caller's, and so is
// a transaction, with its begin, commit or rollback within. Spans follow the semantic conventions
// for SQL databases. They are named by what is done with which tables, "SELECT users orders", and
// have the attributes db.system.name, db.operation.name, db.collection.name, db.namespace,
// db.query.text, db.query.summary, db.operation.batch.size, db.stored_procedure.name,
// db.response.returned_rows, server.address and server.port as far as they are known. The
// namespace is the database that the connection was opened with.
//
// A query's span ends when its rows are closed, since many a driver does the work, and fails,
// while the rows are read; if nobody closes them, with their context, transaction or connection.
// Each attempt has a span when database/sql tries again on another connection. With a pool's
// CheckoutTimeout, callers that had to wait for a connection have a span for that.
//
// A context whose span is not sampled gets no spans, and costs nothing. Outside of any trace the
// sampler is asked, with all attributes that are known before the call, as the conventions have it;
// what it refuses costs what the SDK allocates for that, and nothing more. WithRootSampler is for
// samplers that decide otherwise than the caller.
//
// # Metrics
//
// db.client.operation.duration and db.client.response.returned_rows are recorded for each call,
// db.client.connection.create_time for each new connection, and db.client.connection.use_time
// for each use of one, if WithUseTime asks for it.
//
// Of each database that gild.Open has opened, or that gild.Observe is told of, these are reported
// until it is closed: db.client.connection.count, idle.max, idle.min and max; with a pool's
// CheckoutTimeout pending_requests, timeouts and wait_time too, which database/sql does not tell of
// its own queue; and gild.connection.waits, waited and invalidations. The name of a pool is
// address:port/database; of two with one name the sums are told. The idle ones are limited to what gild.WithPool says: database/sql does
// not tell what SetMaxIdleConns has changed.
//
// gild.cache.hits, misses and evictions are those of the statements that are kept compiled and
// prepared, gild.transaction.retries those of gild.Tx, and gild.guard.findings what guards of
// package guard have found, which is an event of the span around it as well.
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
// arguments always. That of expr.Text is text like any other. It is cut at 16 KiB, and what is no
// UTF-8 is replaced: exporters and receivers refuse all that they get with what they cannot take.
// WithoutQueryText leaves all text out.
//
// Databases quote values in their error messages, such as the argument that is no
// number. So the description of the status does not have the message but the meaning of
// the error's code. WithErrorMessages has it otherwise.
//
// See https://opentelemetry.io/docs/specs/semconv/db/.
package otel
