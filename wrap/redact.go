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

// Shape returns what is the same for all statements that do the same with other values: the text
// with a question mark in place of each string and number, without comments, such as those that tell
// of a trace, and with a blank for space of any kind.
func (i *Info) Shape(query string) string {
	out := make([]byte, 0, len(query))
	space := false
	scanner := sqltext.NewScanner(query, i.lexis)
	for token := scanner.Next(); token.Kind != sqltext.EOF; token = scanner.Next() {
		switch token.Kind {
		case sqltext.Space, sqltext.Comment:
			space = true
			continue
		}
		if space && len(out) > 0 {
			out = append(out, ' ')
		}
		space = false
		if token.Kind == sqltext.String || token.Kind == sqltext.Number || token.Unterminated {
			out = append(out, '?')
		} else {
			out = append(out, token.Text(query)...)
		}
	}
	return string(out)
}
