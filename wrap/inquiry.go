package wrap

import (
	"context"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
)

// Features are what programs that write statements by themselves have to know of a
// database. Statements that it cannot have are errors, but some have another way.
type Features struct {
	Dialect         string // the dialect's name, such as "postgresql"
	InsertReturning bool   // INSERT gives rows back
	UpdateReturning bool   // UPDATE gives rows back
	ManyRows        bool   // INSERT takes several rows of values
	MaxParameters   int    // of one statement, 0 if no limit is known
}

// Inquiry is a statement that goes to no server: the connection that gets it by ExecContext
// fills it in. So a *sql.Tx can be asked too. It is used by one goroutine at a time.
type Inquiry struct {
	expr.StatementBase
	Features Features
	Dialect  *dialect.Dialect
	Version  dialect.Version // of the server

	rules *compile.Rules
}

// Split splits an INSERT of many rows into statements that the database takes, once it has answered:
// see compile.Split.
func (q *Inquiry) Split(stmt *expr.InsertStmt, size int) ([]*expr.InsertStmt, error) {
	return compile.Split(q.rules, stmt, size)
}

// identity is what a connector knows of its database once it was asked for.
type identity struct {
	cache   *compile.Cache
	version dialect.Version
}

// answer fills the inquiry in. The server is asked for its version if it is not known yet.
func (c *conn) answer(ctx context.Context, q *Inquiry) error {
	known, err := c.identity(ctx)
	if err != nil {
		return err
	}
	q.Dialect, q.Version = c.connector.config.Dialect, known.version
	rules := known.cache.Rules()
	q.rules = rules
	gives := rules.DML.Returning == compile.ReturningRows || rules.DML.Returning == compile.ReturningOutput
	q.Features = Features{
		Dialect:         c.connector.config.Dialect.Name,
		InsertReturning: gives,
		UpdateReturning: gives && !rules.DML.NoUpdateReturning,
		ManyRows:        !rules.DML.SingleRow,
		MaxParameters:   rules.Query.MaxBinds,
	}
	return nil
}
