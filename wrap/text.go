package wrap

import (
	"context"
	"database/sql/driver"
)

// execText runs a program's own text.
func (c *conn) execText(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	text, values, rewritten, err := c.portable(query, args)
	if err != nil {
		return nil, err
	}
	text = c.commented(ctx, text)
	within, w := c.watch(ctx, OpExec, text, len(values))
	within = c.withInfo(within)
	result, err := c.session.ExecContext(within, text, values)
	switch {
	case err != driver.ErrSkip:
	case rewritten: // database/sql would prepare the text as it was
		result, err = c.shield.execAny(within, text, values)
	case w != nil:
		result, err = c.execSkipped(within, text, values)
	}
	c.executed(w, err)
	if err != nil {
		return nil, c.failed(ctx, "exec", text, values, err)
	}
	return result, nil
}

// queryText is execText for rows.
func (c *conn) queryText(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	text, values, rewritten, err := c.portable(query, args)
	if err != nil {
		return nil, err
	}
	text = c.commented(ctx, text)
	within, w := c.watch(ctx, OpQuery, text, len(values))
	within = c.withInfo(within)
	rows, err := c.session.QueryContext(within, text, values)
	switch {
	case err != driver.ErrSkip:
	case rewritten:
		rows, err = c.shield.queryAny(within, text, values)
	case w != nil:
		rows, err = c.querySkipped(within, text, values)
	}
	if err != nil {
		c.queried(ctx, w, nil, err)
		return nil, c.failed(ctx, "query", text, values, err)
	}
	return c.explainRows(ctx, c.queried(within, w, c.shield.aboveChain(rows), nil), text), nil
}
