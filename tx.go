package gild

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"time"
)

// TxOptions says how Tx runs a transaction. It is not changed once in use; the zero value
// is the default.
type TxOptions struct {
	// Isolation is the level of isolation, 0 for the database's default. A level that the
	// database does not have is an error of its driver. SQLite isolates transactions
	// completely, whatever the level.
	Isolation sql.IsolationLevel
	// ReadOnly asks the database to refuse writes. SQLite cannot: there it is an error, or
	// passed over by its driver if db is not opened through gild.
	ReadOnly bool
	// MaxAttempts is how often the transaction is run at most, 0 for 5. With 1 nothing is
	// run again.
	MaxAttempts int
	// Backoff is how long to wait after an attempt, counted from 1, before the next; nil
	// for a random time of at most 10 ms after the first, 20 after the second, and so on up
	// to a second.
	Backoff func(attempt int) time.Duration
	// Independent allows a transaction beside one of the same *sql.DB that is open in the
	// context. Otherwise that is an error, since most often the *sql.Tx was meant, and two
	// transactions can wait for each other for ever.
	Independent bool
}

// Transactional is a DB that is neither a *sql.DB nor a *sql.Tx but has a transaction: what
// Tx does with it happens in there, under a savepoint.
type Transactional interface {
	DB
	// Transaction returns the transaction, which it may begin. It stays the owner's to
	// commit or to roll back.
	Transaction(ctx context.Context) (*sql.Tx, error)
}

// beginner is what a *sql.DB, a *sql.Conn and their wrappers have.
type beginner interface {
	BeginTx(ctx context.Context, opts *sql.TxOptions) (*sql.Tx, error)
}

// Tx runs fn in a transaction and commits it. When fn returns an error, panics or ends its
// goroutine, the transaction is rolled back; a panic goes on. db need not be opened through
// gild. It is
//
//   - a *sql.DB or *sql.Conn, or what has their BeginTx: fn gets a transaction of its own;
//   - a *sql.Tx, or a Transactional: fn runs under a savepoint in it, and what it has done is
//     kept or undone apart from the rest. Calls can be nested as deep as wished.
//
// The context that fn gets is ctx, and carries the transaction for AfterCommit. fn uses it
// and tx for all it does, one call at a time, closes its rows, and leaves Commit and Rollback
// to Tx. opts may be nil.
//
// A transaction of its own that fails with an error of class ErrorSerialization or
// ErrorDeadlock, or because SQLite is busy, is run again from its start, up to MaxAttempts
// times: fn may be called several times, and what it does outside of the database must allow
// for that (see AfterCommit). The error counts wherever it is in the chain of the error that
// fn returns, and at the commit. Under a savepoint nothing is run again: the outermost Tx
// does that, if fn's error reaches it.
//
// The error of fn is returned as it is, joined with what else went wrong: the rollback, or
// the cause of the end of ctx. Others are a *RetryError when all attempts have failed; an
// *AmbiguousCommitError when the outcome is unknown, which is never run again; and, reaching
// the driver's own, those of begin and commit, and of options that cannot be honoured. In
// all cases but an *AmbiguousCommitError, an error means that nothing is committed. So does
// one that fn has passed over if the database has given the transaction up: PostgreSQL does
// at every error. MySQL and MariaDB do at a deadlock, and then go on without a transaction:
// there fn must return the error. DDL, which commits in these two, does so under Tx as well.
func Tx(ctx context.Context, db DB, opts *TxOptions, fn func(ctx context.Context, tx *sql.Tx) error) error {
	o, err := checked("Tx", db, opts, fn == nil)
	if err != nil {
		return err
	}
	switch db := db.(type) {
	case *sql.Tx:
		return runNested(ctx, db, o, fn)
	case Transactional:
		tx, err := db.Transaction(ctx)
		if err != nil {
			return err
		}
		if tx == nil {
			return fmt.Errorf("gild: Tx: the %T has no transaction", db)
		}
		return runNested(ctx, tx, o, fn)
	case beginner:
		return runOutermost(ctx, db, o, fn)
	}
	return fmt.Errorf("gild: Tx: a %T cannot begin a transaction: pass a *sql.DB, *sql.Conn, *sql.Tx or gild.Transactional", db)
}

// checked returns the options of a call, and what is wrong with it.
func checked(call string, db DB, opts *TxOptions, noFunc bool) (o TxOptions, err error) {
	if opts != nil {
		o = *opts
	}
	switch {
	case isNil(db):
		return o, errNilDB
	case noFunc:
		return o, fmt.Errorf("gild: %s: the function is nil", call)
	case o.MaxAttempts < 0:
		return o, fmt.Errorf("gild: %s: MaxAttempts is %d: 1 is to run once, 0 is for the default", call, o.MaxAttempts)
	}
	return o, nil
}

// txFunc is what a transaction is made of.
type txFunc = func(ctx context.Context, tx *sql.Tx) error

const defaultAttempts = 5

// runOutermost runs attempts until one succeeds or there is no point in another.
func runOutermost(ctx context.Context, db beginner, o TxOptions, fn txFunc) error {
	if err := admit(ctx, db, o); err != nil {
		return err
	}
	var hooks []hook
	err := repeat(ctx, db, o, func(ctx context.Context) (err error) {
		hooks, err = attempt(ctx, db, o, fn)
		return err
	})
	if err == nil {
		runHooks(context.WithoutCancel(ctx), hooks)
	}
	return err
}

// Retry runs fn, which begins a transaction of db and ends it, again for the reasons for which Tx
// does, and as often: for units of work that have transactions of their own. Isolation and ReadOnly of
// opts are fn's business. Nothing is run again when the outcome of a commit is unknown.
func Retry(ctx context.Context, db DB, opts *TxOptions, fn func(ctx context.Context) error) error {
	o, err := checked("Retry", db, opts, fn == nil)
	if err != nil {
		return err
	}
	return repeat(ctx, db, o, fn)
}

// repeat runs fn until it succeeds or there is no point in running it again.
func repeat(ctx context.Context, db any, o TxOptions, fn func(ctx context.Context) error) error {
	limit := o.MaxAttempts
	if limit == 0 {
		limit = defaultAttempts
	}
	for n := 1; ; n++ {
		err := retried(ctx, db, n, fn)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil || !runAgain(err) || limit == 1 {
			return err
		}
		if n == limit {
			return &RetryError{Attempts: n, Err: err}
		}
		if wait(ctx, o.pause(n)); ctx.Err() != nil {
			return &RetryError{Attempts: n, Err: withCause(ctx, err)}
		}
	}
}

// admit refuses what cannot be had.
func admit(ctx context.Context, db beginner, o TxOptions) error {
	if s := openScope(ctx, db); s != nil {
		if _, isConn := db.(*sql.Conn); isConn {
			return fmt.Errorf("gild: Tx: the %T has a transaction open already: pass its *sql.Tx for a savepoint", db)
		}
		if !o.Independent {
			return fmt.Errorf("gild: Tx: a transaction of this %T is open in the context: pass its *sql.Tx for a savepoint, or set Independent", db)
		}
	}
	if !o.ReadOnly {
		return nil
	}
	// Only where it matters: a connection of the pool must be taken to know.
	d, err := dialectOf(ctx, db)
	if err != nil {
		return err
	}
	if d != nil && d.Transactions.ReadOnlyIgnored {
		return fmt.Errorf("gild: Tx: %s has no read-only transactions: open a *sql.DB with mode=ro for them", d.Name)
	}
	return nil
}

// pause returns how long to wait after the attempt n.
func (o TxOptions) pause(n int) time.Duration {
	if o.Backoff != nil {
		return o.Backoff(n)
	}
	const first, most = 10 * time.Millisecond, time.Second
	longest := most
	if n < 7 { // 10 ms << 7 is more than a second
		longest = first << (n - 1)
	}
	return rand.N(longest)
}

// wait returns after d or when ctx ends.
func wait(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
