package sqllog

import (
	"log/slog"

	"github.com/gildsql/gild/wrap"
)

// placeAttrs says which database it is, as the spans of package otel do. It returns room for more.
func placeAttrs(info *wrap.Info) []slog.Attr {
	attrs := make([]slog.Attr, 0, 16)
	attrs = appendText(attrs, "db.system.name", info.System)
	attrs = appendText(attrs, "db.namespace", info.Server.Database)
	attrs = appendText(attrs, "server.address", info.Server.Address)
	if info.Server.Address != "" && info.Server.Port != 0 {
		attrs = append(attrs, slog.Int("server.port", info.Server.Port))
	}
	return attrs
}

// statementAttrs says what a statement does, likewise.
func statementAttrs(info *wrap.Info, op, query string) []slog.Attr {
	attrs, d := placeAttrs(info), info.Describe(query)
	if op == wrap.OpPrepare {
		d.Query, d.Operation = "PREPARE "+d.Query, "PREPARE"
	}
	attrs = appendText(attrs, "db.operation.name", d.Operation)
	attrs = appendText(attrs, "db.collection.name", d.Collection)
	attrs = appendText(attrs, "db.query.summary", d.Query)
	attrs = appendText(attrs, "db.stored_procedure.name", d.Procedure)
	if d.Statements > 1 {
		attrs = append(attrs, slog.Int("db.operation.batch.size", d.Statements))
	}
	return attrs
}

func appendText(attrs []slog.Attr, key, value string) []slog.Attr {
	if value == "" {
		return attrs
	}
	return append(attrs, slog.String(key, value))
}
