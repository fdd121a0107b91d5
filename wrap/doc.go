// Package wrap is the middleware: a database/sql driver connection around the real one.
//
// For programs that know nothing of gild it is transparent: text and arguments go to the
// real driver as they came, its rows, transactions and errors come back as they are. What
// the bare driver would have refused may work: named parameters, lists as the members of IN,
// values that are no driver.Value. What it would have done in more round trips takes fewer:
// a text that is run again is kept prepared.
//
// For a statement of the expression language, which travels as the first argument, a
// connection compiles it for its database, encodes the values, runs it over a prepared
// statement of its own, and decodes the rows, into a sink if one travels along.
//
// The layers of a connection, outermost first:
//
//   - pooledConn and its kin (pool_lease.go, pool_interfaces.go) face database/sql's pool;
//   - conn (conn.go) takes statements (call.go), text (text.go, params.go, arguments.go) and
//     statements that the program prepares (stmt.go), decodes rows or hands them through
//     (rows.go), and explains errors (failure.go);
//   - the chain of interceptors (chain.go; ngrok/sqlmw), absent when there are none, among
//     them those of Events (events.go); info.go and redact.go are what they can ask;
//   - shield (shield.go) is the real driver with all optional interfaces filled in, and the
//     statements that are kept prepared (prepared.go, textcache.go), as far as the driver's
//     Traits (traits.go) allow; prepared_tx.go tells them of transactions;
//   - keeper (keeper.go), only for a database in memory, keeps its one real connection.
package wrap
