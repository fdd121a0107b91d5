// Package sqllog logs what is sent to a database, with log/slog: statements, transactions,
// connections and errors.
//
// What may be secret is left out unless it is asked for: of arguments only the types are
// logged, of text that the program has written itself the strings and numbers are replaced by
// question marks, and of errors the class and code are logged but not the driver's message,
// which may quote values.
//
// The names of attributes follow OpenTelemetry's semantic conventions for databases where
// these have one, and are those of the spans of package otel: db.system.name, db.namespace,
// db.operation.name, db.operation.batch.size, db.collection.name, db.stored_procedure.name,
// db.query.summary, db.query.text, db.response.status_code, db.response.returned_rows, error.type,
// server.address, server.port; and gild.error.class, exception.message.
package sqllog
