// Package wrap is the middleware: a database/sql driver connection around the real one.
//
// For programs that know nothing of gild it is transparent: text and arguments go to
// the real driver as they came, its rows, transactions and errors come back as they are.
// Only a prepared statement has a thin wrapper, which hands all to the real one (Unwrap
// returns it). For a statement of the expression language, which travels as the first
// argument, a connection compiles it for its database, encodes the values, runs it over
// a prepared statement of its own, and decodes the rows, into a sink if one travels
// along.
//
// The layers of a connection, outermost first: conn (the statement channel), the chain
// of interceptors (ngrok/sqlmw, absent when there are none), shield (the real driver
// with all optional interfaces filled in, and the prepared statements).
package wrap
