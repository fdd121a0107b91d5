package pooling

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"math"
	"net"
	"sync/atomic"
	"time"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/internal/sqltext"
)

// RouterConfig says where statements go.
type RouterConfig struct {
	// Primary takes the writes, the transactions, and what is not known to be a read.
	Primary *sql.DB
	// Replicas take the reads, in turn. Without any, all goes to the primary.
	Replicas []*sql.DB
	// Reads reports whether a statement only reads; nil stands for IsRead, which knows SQL
	// text. gild.NewRouter sets one that knows statements of the expression language too.
	Reads func(query string, args []any) bool
	// Down reports whether an error says that a replica cannot be reached. The default takes
	// the classes of lost and refused connections, and the network's errors.
	Down func(err error) bool
	// RetryAfter is how long a replica that is down is left alone: 0 for 5 seconds.
	RetryAfter time.Duration
	// Window is how long reads with a Sticky context go to the primary after a write: 0 for
	// 5 seconds. It should be longer than the replicas' usual lag.
	Window time.Duration
}

// Router sends reads to replicas and all else to the primary. It has the methods of *sql.DB
// that take statements, so it is a gild.DB. Transactions and prepared statements are the
// primary's. A read that finds its replica down goes to the next one, and at last to the
// primary. It is safe for concurrent use. The *sql.DBs are the program's to close.
//
// Routing is above database/sql, not below, because a connection there belongs to one
// server.
type Router struct {
	config   RouterConfig
	replicas []*replica
	turn     atomic.Uint64
}

// replica is safe for concurrent use.
type replica struct {
	db   *sql.DB
	down atomic.Int64 // until when it is left alone: Unix time in nanoseconds
}

// NewRouter returns a Router. A configuration without a primary is an error. It knows SQL
// text only, and sends statements of the expression language to the primary: gild.NewRouter
// knows both.
func NewRouter(config RouterConfig) (*Router, error) {
	if config.Primary == nil {
		return nil, errors.New("gild: a Router needs RouterConfig.Primary")
	}
	config.RetryAfter = cmp.Or(config.RetryAfter, 5*time.Second)
	config.Window = cmp.Or(config.Window, 5*time.Second)
	if config.Reads == nil {
		config.Reads = func(query string, _ []any) bool { return IsRead(query, sqltext.Flavor{}) }
	}
	if config.Down == nil {
		config.Down = func(err error) bool { return Unreachable(nil, err) }
	}
	r := &Router{config: config}
	for _, db := range config.Replicas {
		if db != nil {
			r.replicas = append(r.replicas, &replica{db: db})
		}
	}
	return r, nil
}

// Primary returns the primary.
func (r *Router) Primary() *sql.DB { return r.config.Primary }

// QueryContext runs a query.
func (r *Router) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	var rows *sql.Rows
	err := r.run(ctx, query, args, func(ctx context.Context, db *sql.DB) (err error) {
		rows, err = db.QueryContext(ctx, query, args...)
		return err
	})
	return rows, err
}

// QueryRowContext runs a query for one row.
func (r *Router) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	var row *sql.Row
	_ = r.run(ctx, query, args, func(ctx context.Context, db *sql.DB) error { // the row has the error
		row = db.QueryRowContext(ctx, query, args...)
		return row.Err()
	})
	return row
}

// ExecContext runs a statement. What gild.All reads comes this way.
func (r *Router) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	var result sql.Result
	err := r.run(ctx, query, args, func(ctx context.Context, db *sql.DB) (err error) {
		result, err = db.ExecContext(ctx, query, args...)
		return err
	})
	return result, err
}

// PrepareContext prepares a statement on the primary. It does not count as a write.
func (r *Router) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return r.config.Primary.PrepareContext(asPrimary(ctx), query)
}

// BeginTx begins a transaction on the primary.
func (r *Router) BeginTx(ctx context.Context, opts *sql.TxOptions) (*sql.Tx, error) {
	if opts == nil || !opts.ReadOnly {
		wrote(ctx, math.MaxInt64)
	}
	return r.config.Primary.BeginTx(asPrimary(ctx), opts)
}

func asPrimary(ctx context.Context) context.Context {
	return context.WithValue(ctx, roleKey{}, Primary)
}

// run runs a statement where it belongs.
func (r *Router) run(ctx context.Context, query string, args []any, f func(context.Context, *sql.DB) error) error {
	if len(r.replicas) > 0 {
		read := r.config.Reads(query, args)
		if read && !wantsPrimary(ctx) {
			if done, err := r.runOnReplicas(ctx, f); done {
				return err
			}
		}
		if !read && !staysHere(args) {
			// Before, since a read may come while the write runs, and after, for its duration.
			defer func() { wrote(ctx, time.Now().Add(r.config.Window).UnixNano()) }()
			wrote(ctx, time.Now().Add(r.config.Window).UnixNano())
		}
	}
	return f(asPrimary(ctx), r.config.Primary)
}

// staysHere reports whether a statement is one that its connection answers without the server, as questions and spans of
// package gild are. Their answer is to be the primary's, and it is no write.
func staysHere(args []any) bool {
	if len(args) == 0 {
		return false
	}
	s, ok := args[0].(interface{ StaysHere() bool })
	return ok && s.StaysHere()
}

// runOnReplicas reports whether one of the replicas has taken the statement.
func (r *Router) runOnReplicas(ctx context.Context, f func(context.Context, *sql.DB) error) (done bool, err error) {
	ctx = context.WithValue(ctx, roleKey{}, Replica)
	first := r.turn.Add(1)
	for i := range uint64(len(r.replicas)) {
		one := r.replicas[(first+i)%uint64(len(r.replicas))]
		if time.Now().UnixNano() < one.down.Load() {
			continue
		}
		err := f(ctx, one.db)
		if err == nil || ctx.Err() != nil || !r.config.Down(err) {
			return true, err
		}
		one.down.Store(time.Now().Add(r.config.RetryAfter).UnixNano())
	}
	return false, nil
}

// Unreachable is the default of RouterConfig.Down. The dialect, which may be nil, explains
// the driver's own errors.
func Unreachable(d *dialect.Dialect, err error) bool {
	switch d.ClassOf(err) {
	case dialect.ErrorDisconnect, dialect.ErrorAuth, dialect.ErrorResources:
		return true
	}
	var network net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.As(err, &network) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF)
}

// IsRead reports whether SQL text certainly only reads: it is a single SELECT that locks
// nothing, stores nothing and calls no function that is known to have an effect. Functions
// of the program's own it cannot know: for them there is OnPrimary.
func IsRead(query string, flavor sqltext.Flavor) bool {
	nature := sqltext.Inspect(query, flavor)
	if nature.Effect != sqltext.Read || !nature.Single {
		return false
	}
	scanner := sqltext.NewScanner(query, flavor)
	for {
		switch token := scanner.Next(); token.Kind {
		case sqltext.EOF:
			return true
		case sqltext.Word, sqltext.Quoted:
			if HasEffect(token.Text(query)) {
				return false
			}
		case sqltext.Comment:
			if sqltext.IsExecutable(token.Text(query)) {
				return false
			}
		}
	}
}
