package wrap

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"
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

// preparable returns the text to prepare for a program's own, and the names of the
// arguments of its placeholders in their order, nil if it is to be prepared as it is.
func (c *conn) preparable(query string) (text string, order []string) {
	s := c.connector.style
	if s == nil || s.native && !s.questions ||
		strings.IndexByte(query, ':') < 0 && !(s.questions && strings.IndexByte(query, '?') >= 0) {
		return query, nil
	}
	t := parseTemplate(query, c.info.lexis, s)
	switch {
	case t.oneKind() != nil: // the database may have a meaning for it
	case len(t.names) > 0 && !s.native:
		return t.fixed()
	case s.questions && !t.numbered:
		text, _ = t.fixed()
		return text, nil
	}
	return query, nil
}

// inOrder returns the arguments by the names of the placeholders that take them.
func inOrder(order []string, args []driver.NamedValue) ([]driver.NamedValue, error) {
	sorted := make([]driver.NamedValue, len(order))
	used := 0
	for _, arg := range args {
		taken := false
		for i, name := range order {
			if name == arg.Name {
				sorted[i] = driver.NamedValue{Ordinal: i + 1, Value: arg.Value}
				taken = true
				used++
			}
		}
		if !taken {
			return nil, fmt.Errorf("gild: argument %s has no parameter: the text has %s", describeArg(arg), enumerate(order))
		}
	}
	if used < len(order) {
		return nil, fmt.Errorf("gild: the text has the parameters %s, but %d of them have a value", enumerate(order), used)
	}
	return sorted, nil
}
