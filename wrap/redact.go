package wrap

import (
	"strings"

	"github.com/gildsql/gild/internal/sqltext"
)

// Redacted returns query with a question mark in place of each string and number, for
// telemetry of text that brings its values along instead of taking arguments. The text
// of a statement of the expression language, whose values travel apart, stays as it is.
func (i *Info) Redacted(query string) string {
	if i.compiled {
		return query
	}
	var out strings.Builder
	copied := 0
	scanner := sqltext.NewScanner(query, i.lexis)
	for token := scanner.Next(); token.Kind != sqltext.EOF; token = scanner.Next() {
		if token.Kind == sqltext.String || token.Kind == sqltext.Number {
			out.WriteString(query[copied:token.Start])
			out.WriteByte('?')
			copied = token.End
		}
	}
	if copied == 0 {
		return query
	}
	out.WriteString(query[copied:])
	return out.String()
}
