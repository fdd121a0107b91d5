package wrap

import (
	"strings"

	"github.com/gildsql/gild/internal/sqltext"
)

// Redacted returns query with a question mark in place of each string and number, for
// telemetry of text that brings its values along instead of taking arguments. What gild
// has written for a statement of the expression language, whose values travel apart,
// stays as it is; the program's own text, expr.Text, does not.
func (i *Info) Redacted(query string) string {
	if i.bound {
		return query
	}
	var out strings.Builder
	copied := 0
	scanner := sqltext.NewScanner(query, i.lexis)
	for token := scanner.Next(); token.Kind != sqltext.EOF; token = scanner.Next() {
		if token.Kind == sqltext.String || token.Kind == sqltext.Number || token.Unterminated {
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
