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
	result, err := c.session.ExecContext(c.withInfo(ctx), text, values)
	if err == driver.ErrSkip && rewritten { // database/sql would prepare the text as it was
		result, err = c.shield.execAny(ctx, text, values)
	}
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
	rows, err := c.session.QueryContext(c.withInfo(ctx), text, values)
	if err == driver.ErrSkip && rewritten {
		rows, err = c.shield.queryAny(ctx, text, values)
	}
	if err != nil {
		return nil, c.failed(ctx, "query", text, values, err)
	}
	return c.explainRows(ctx, c.shield.aboveChain(rows), text), nil
}
