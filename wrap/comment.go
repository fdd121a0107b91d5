package wrap

import (
	"context"

	"github.com/gildsql/gild/internal/sqltext"
)

// commented returns a program's text with the comments that Config.Comment has for it.
func (c *conn) commented(ctx context.Context, text string) string {
	if c.connector.config.Comment == nil {
		return text
	}
	fixed, momentary := c.connector.config.Comment(ctx)
	return sqltext.Append(text, fixed+momentary, c.info.lexis)
}

// comment does the same for a statement of the expression language.
func (c *conn) comment(ctx context.Context, o *order) {
	if c.connector.config.Comment == nil {
		return
	}
	fixed, momentary := c.connector.config.Comment(ctx)
	o.query = sqltext.Append(o.query, fixed+momentary, c.info.lexis)
	o.prepare = o.prepare && momentary == ""
}
