package gild

import (
	"context"
	"database/sql"
	"errors"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/sqltext"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/wrap"
)

// WithCredentials has Open log in with a user and password that change, such as tokens of a
// cloud's IAM, in place of those of the URL. login is called for the first connection, ahead
// of their expiry, and once more when the server refuses them; by one goroutine at a time.
func WithCredentials(login func(ctx context.Context) (pooling.Login, error)) Option {
	return driver.WithCredentials(login)
}

// PoolOf returns what gild knows of the connections of db, beside db.Stats: their counts,
// who has them, and the means to invalidate them. It is nil for a db that was not opened
// through gild.
func PoolOf(db *sql.DB) *pooling.Pool {
	if k := connectorOf(db); k != nil {
		return k.Pool()
	}
	return nil
}

// Observe has the metrics of package otel tell of the connections and caches of db until it is
// closed. Open does so itself: this is for a *sql.DB of sql.Open or sql.OpenDB. It is safe for
// concurrent use; more than the first call change nothing. The error says that db was not opened
// through gild.
func Observe(db *sql.DB) error {
	k := connectorOf(db)
	if k == nil {
		return errNoPool
	}
	k.Opened(db)
	return nil
}

// connectorOf returns nil for a db that was not opened through gild.
func connectorOf(db *sql.DB) *wrap.Connector {
	if db == nil {
		return nil
	}
	if d, ok := db.Driver().(*driver.Driver); ok {
		return d.Connector()
	}
	return nil
}

// Dispose closes the connections of db: idle ones now, those in use when they are given
// back. db goes on with new ones. It is for a process that has changed what its connections
// depend on. It is safe for concurrent use. The error is that of ctx, or says that db was not
// opened through gild.
func Dispose(ctx context.Context, db *sql.DB) error {
	pool := PoolOf(db)
	if pool == nil {
		return errNoPool
	}
	return pool.Dispose(ctx, db)
}

var errNoPool = errors.New("gild: the *sql.DB was not opened through gild, which does not know its connections: " +
	`open it with gild.Open or under a driver name such as "postgres+gild"`)

// NewRouter returns a DB that sends reads to replicas and all else to the primary; it knows
// statements of the expression language and SQL text. The text is read as the database of
// dialect d writes it; nil stands for standard SQL.
func NewRouter(d *dialect.Dialect, config pooling.RouterConfig) (*pooling.Router, error) {
	if config.Reads == nil {
		lexis := lexisOf(d)
		config.Reads = func(query string, args []any) bool { return reads(query, args, lexis) }
	}
	if config.Down == nil {
		config.Down = func(err error) bool { return pooling.Unreachable(d, err) }
	}
	return pooling.NewRouter(config)
}

func lexisOf(d *dialect.Dialect) sqltext.Flavor {
	if d != nil && d.Rules != nil {
		if rules := d.Rules(dialect.Version{}); rules != nil {
			return rules.Query.Lexis
		}
	}
	return sqltext.Flavor{}
}

// reads reports whether a statement certainly only reads.
func reads(query string, args []any, lexis sqltext.Flavor) bool {
	if len(args) == 0 {
		return pooling.IsRead(query, lexis)
	}
	switch stmt := args[0].(type) {
	case *expr.TextStmt:
		return pooling.IsRead(stmt.SQL(), lexis)
	case *Bound:
		return stmt != nil && stmt.Statement != nil && reads("", []any{stmt.Statement}, lexis)
	case *expr.SelectStmt, *expr.CompoundStmt, *expr.TextQuery:
		return onlyReads(stmt.(expr.Statement), lexis)
	case expr.Statement:
		return false
	}
	return pooling.IsRead(query, lexis)
}

// onlyReads looks for statements inside of stmt that write or lock rows, and for functions and text that
// do. What columns are of is inside, too: the compiler puts it into FROM and WITH.
func onlyReads(stmt expr.Statement, lexis sqltext.Flavor) bool {
	read := true
	expr.WalkAll(stmt, func(n expr.Node) bool {
		read = read && nodeReads(n, lexis)
		return read
	})
	return read
}

func nodeReads(n expr.Node, lexis sqltext.Flavor) bool {
	switch n := n.(type) {
	case *expr.SelectStmt:
		c := n.Clauses()
		return c.Lock == nil && (c.SelectExtras == nil ||
			hintsRead(lexis, c.Prefixes, c.Suffixes, c.StatementHints, c.Hints))
	case *expr.CompoundStmt:
		return n.Clauses().Lock == nil
	case *expr.TextQuery:
		return pooling.IsRead(n.Text().SQL(), lexis)
	case *expr.TextStmt:
		return partReads(n.SQL(), lexis)
	case *expr.RawExpr:
		return partReads(n.SQL, lexis)
	case *expr.CTE:
		return hintsRead(lexis, n.Prefixes(), n.Suffixes())
	case *expr.Call:
		return !pooling.HasEffect(n.Name)
	case expr.Statement:
		return false
	}
	return true
}

// partReads reports whether text that is part of a query leaves it one that only reads.
func partReads(text string, lexis sqltext.Flavor) bool { return pooling.IsRead("SELECT "+text, lexis) }

func hintsRead(lexis sqltext.Flavor, lists ...[]expr.Hint) bool {
	for _, hints := range lists {
		for _, h := range hints {
			if !partReads(h.Text, lexis) {
				return false
			}
		}
	}
	return true
}
