package wrap

import (
	"context"
	"database/sql/driver"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// Features are what programs that write statements by themselves have to know of a
// database. Statements that it cannot have are errors, but some have another way.
type Features struct {
	Dialect         string // the dialect's name, such as "postgresql"
	InsertReturning bool   // INSERT gives rows back
	UpdateReturning bool   // UPDATE gives rows back
	CountsChanged   bool   // RowsAffected of UPDATE may leave out rows that had the values already
	ManyRows        bool   // INSERT takes several rows of values
	MaxParameters   int    // of one statement, 0 if no limit is known
	InsertLists     bool   // INSERT takes a list for each column (expr.InsertStmt.Lists)
	Arrays          bool   // there are arrays, and = ANY of them
	JSONEach        bool   // json_each gives the elements of a JSON array as rows
	NullsHigh       bool   // ORDER BY takes NULL for greater than every value, not for less
	Autocommit      bool   // a statement outside of transactions is one by itself, whatever the settings
	RowIDs          bool   // the number of a row may be known without asking: see RowIDsOf
	Traced          bool   // somebody is told of the spans of gild.StartSpan
}

// Inquiry is a statement that goes to no server: the connection that gets it by ExecContext
// fills it in. So a *sql.Tx can be asked too. It is used by one goroutine at a time.
type Inquiry struct {
	expr.StatementBase
	Features Features
	Dialect  *dialect.Dialect
	Version  dialect.Version // of the server

	rules *compile.Rules

	Table  *schema.Table // that RowIDs are asked for, nil for none
	RowIDs RowIDs
}

// StaysHere tells a pooling.Router that nothing is written.
func (q *Inquiry) StaysHere() bool { return true }

// Split splits an INSERT of many rows into statements that the database takes, once it has answered:
// see compile.Split.
func (q *Inquiry) Split(stmt *expr.InsertStmt, size int) ([]*expr.InsertStmt, error) {
	return compile.Split(q.rules, stmt, size)
}

// Schemas returns the names by which schemas are called on the connection that has answered, in the context of the
// question: see TranslateSchemas. They are not to be changed.
func (q *Inquiry) Schemas() map[string]string { return q.rules.Schemas() }

// Canon returns how the database keeps definitions, in the context of the question.
func (q *Inquiry) Canon() schema.Canon { return q.rules.Canon() }

// RowIDs say what the driver's LastInsertId is worth after an INSERT into a table.
type RowIDs struct {
	Single bool // it is the primary key of the row, if that is an integer which the database numbers
	Many   bool // and of the last of many rows, which have been numbered one by one up to it
}

// identity is what a connector knows of its database once it was asked for.
type identity struct {
	cache      *compile.Cache
	version    dialect.Version
	schemas    string // the key of the translation by which cache compiles
	translated translated
}

// answer fills the inquiry in. The server is asked for its version if it is not known yet.
func (c *conn) answer(ctx context.Context, q *Inquiry) error {
	known, err := c.identity(ctx)
	if err != nil {
		return err
	}
	q.Dialect, q.Version = c.connector.config.Dialect, known.version
	rules := known.cacheFor(ctx).Rules()
	q.rules = rules
	gives := rules.DML.Returning == compile.ReturningRows || rules.DML.Returning == compile.ReturningOutput
	q.Features = Features{
		Dialect:         c.connector.config.Dialect.Name,
		InsertReturning: gives,
		UpdateReturning: gives && !rules.DML.NoUpdateReturning,
		CountsChanged:   rules.DML.CountsChanged,
		ManyRows:        !rules.DML.SingleRow,
		MaxParameters:   rules.Query.MaxBinds,
		InsertLists:     rules.Expr.Arrays,
		Arrays:          rules.Expr.Arrays,
		JSONEach:        rules.Expr.JSONEach,
		NullsHigh:       rules.Query.NullsHigh,
		Autocommit:      q.Dialect.Transactions.Autocommit,
		RowIDs:          q.Dialect.RowIDQuery != "",
		Traced:          c.connector.Traced(),
	}
	if q.Table != nil && q.Features.RowIDs && q.Table.Schema() == "" {
		return c.rowIDs(ctx, q)
	}
	return nil
}

// rowIDs asks the database about the numbers of a table's rows, beneath the interceptors.
func (c *conn) rowIDs(ctx context.Context, q *Inquiry) error {
	args := []driver.NamedValue{{Ordinal: 1, Value: q.Table.Name()}}
	rows, err := c.shield.queryOrder(ctx, q.Dialect.RowIDQuery, args, true)
	if err != nil {
		return fault.Errorf("asking how rows of %q are numbered: %w", q.Table.Name(), err)
	}
	var answer typemap.Slice[RowIDs]
	if _, err := c.drain(ctx, rows, typemap.NewColumns([]string{"single", "many"}), &answer); err != nil {
		return err
	}
	if answer.Len() == 1 {
		q.RowIDs = answer.Rows()[0]
	}
	return nil
}
