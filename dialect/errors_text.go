package dialect

import (
	"log/slog"
	"strings"
	"unicode/utf8"
)

// maxSQL is how many bytes of a statement an error's text has.
const maxSQL = 300

// Error returns what was done, the driver's own text and the statement, cut if it is long:
//
//	gild: exec: pq: duplicate key value violates unique constraint "users_pkey" [SQL: INSERT ...]
//
// The values of the statement are not added; a database may quote one in its own text.
func (e *Error) Error() string {
	if e == nil {
		return "<nil>"
	}
	parts := []string{"gild"}
	if e.Op != "" {
		parts = append(parts, e.Op)
	}
	if e.Err == nil || e.Class.unsaid() {
		parts = append(parts, e.Class.text())
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	text := strings.Join(parts, ": ")
	if e.SQL != "" {
		text += " [SQL: " + cut(e.SQL) + "]"
	}
	return text
}

// unsaid reports whether drivers' texts leave out what matters: "EOF" for a lost connection,
// "Record has changed since last read" for a transaction to be run again.
func (c ErrorClass) unsaid() bool { return c == ErrorDisconnect || c == ErrorSerialization }

// cut shortens a statement to maxSQL bytes, between two characters.
func cut(sql string) string {
	if len(sql) <= maxSQL {
		return sql
	}
	end := maxSQL
	for end > 0 && !utf8.RuneStart(sql[end]) {
		end--
	}
	return sql[:end] + "..."
}

// LogValue returns the error for package log/slog: what was done, class, code, what the
// database names, the statement (cut if it is long) and how many values it had. Neither the
// values are in it nor the driver's text, which may quote them.
func (e *Error) LogValue() slog.Value {
	if e == nil {
		return slog.AnyValue(nil)
	}
	attrs := []slog.Attr{slog.String("class", e.Class.String())}
	for _, a := range []slog.Attr{
		slog.String("op", e.Op),
		slog.String("code", e.Code),
		slog.String("constraint", e.Constraint),
		slog.String("schema", e.Schema),
		slog.String("table", e.Table),
		slog.String("column", e.Column),
		slog.String("sql", cut(e.SQL)),
	} {
		if a.Value.String() != "" {
			attrs = append(attrs, a)
		}
	}
	if e.SQL != "" {
		attrs = append(attrs, slog.Int("args", len(e.Args)))
	}
	return slog.GroupValue(attrs...)
}
