package wrap

import (
	"context"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
)

// Inquiry is a statement that goes to no server: the connection that gets it by ExecContext
// fills it in. So a *sql.Tx can be asked too. It is used by one goroutine at a time.
type Inquiry struct {
	expr.StatementBase
	Dialect *dialect.Dialect
	Rules   *compile.Rules // of the server's version
}

// answer fills the inquiry in. The server is asked for its version if it is not known yet.
func (c *conn) answer(ctx context.Context, q *Inquiry) error {
	cache, err := c.compiler(ctx)
	if err != nil {
		return err
	}
	q.Dialect, q.Rules = c.connector.config.Dialect, cache.Rules()
	return nil
}
