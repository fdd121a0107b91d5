package wrap

import (
	"context"
	"database/sql/driver"
	"errors"
	"time"
)

// ConnBeginTx begins a transaction.
func (i *eventInterceptor) ConnBeginTx(ctx context.Context, conn driver.ConnBeginTx, opts driver.TxOptions) (context.Context, driver.Tx, error) {
	if !i.transactions {
		return i.NullInterceptor.ConnBeginTx(ctx, conn, opts)
	}
	t := &eventTx{interceptor: i, ctx: ctx}
	t.Isolation, t.ReadOnly, t.Info, t.Begun = opts.Isolation, opts.ReadOnly, InfoFrom(ctx), time.Now()
	if err := t.beforeBegin(); err != nil {
		return ctx, nil, err
	}
	tx, err := conn.BeginTx(t.ctx, driver.TxOptions{Isolation: t.Isolation, ReadOnly: t.ReadOnly})
	t.tx = tx
	orElse(func() { t.after(t.Begun, err, afterBegin) }, func() {
		if err == nil {
			_ = tx.Rollback()
		}
	})
	if err != nil {
		return ctx, nil, err
	}
	return t.ctx, t, nil
}

// eventTx is a transaction whose end is watched. Like the connection it is used by one
// goroutine at a time.
type eventTx struct {
	Transaction
	tx          driver.Tx
	interceptor *eventInterceptor
	ctx         context.Context // of the beginning
	begun       int             // how many Events have let it begin
}

// Unwrap returns the transaction within.
func (t *eventTx) Unwrap() driver.Tx { return t.tx }

func (t *eventTx) beforeBegin() error {
	for i := range t.interceptor.events {
		if f := t.interceptor.events[i].BeforeBegin; f != nil {
			ctx, err := f(t.ctx, &t.Transaction)
			if err != nil {
				t.after(t.Begun, err, afterBegin)
				return err
			}
			if ctx != nil {
				t.ctx = ctx
			}
		}
		t.begun++
	}
	t.Begun = time.Now() // without the time that the functions took
	return nil
}

// Commit commits the transaction, unless a function refuses that.
func (t *eventTx) Commit() error {
	var refused error
	orElse(func() { refused = t.beforeCommit() }, func() { _ = t.tx.Rollback() })
	if refused != nil {
		if err := t.Rollback(); err != nil {
			return errors.Join(refused, err)
		}
		return &CommitRefusedError{refused}
	}
	start := time.Now()
	err := t.tx.Commit()
	t.after(start, err, afterCommit)
	return err
}

// CommitRefusedError is the error with which BeforeCommit has refused a commit: the
// transaction is rolled back.
type CommitRefusedError struct{ Err error }

// Error returns the text of the refusal.
func (e *CommitRefusedError) Error() string { return e.Err.Error() }

// Unwrap returns the refusal.
func (e *CommitRefusedError) Unwrap() error { return e.Err }

func (t *eventTx) beforeCommit() error {
	for i := range t.interceptor.events {
		if f := t.interceptor.events[i].BeforeCommit; f != nil {
			if err := f(t.ctx, &t.Transaction); err != nil {
				return err
			}
		}
	}
	return nil
}

// Rollback rolls the transaction back.
func (t *eventTx) Rollback() error {
	orElse(t.beforeRollback, func() { _ = t.tx.Rollback() })
	start := time.Now()
	err := t.tx.Rollback()
	t.after(start, err, afterRollback)
	return err
}

func (t *eventTx) beforeRollback() {
	for i := range t.interceptor.events {
		if f := t.interceptor.events[i].BeforeRollback; f != nil {
			f(t.ctx, &t.Transaction)
		}
	}
}

// The functions that after calls.
var (
	afterBegin    = func(e *Events) func(context.Context, *Transaction) { return e.AfterBegin }
	afterCommit   = func(e *Events) func(context.Context, *Transaction) { return e.AfterCommit }
	afterRollback = func(e *Events) func(context.Context, *Transaction) { return e.AfterRollback }
)

func (t *eventTx) after(start time.Time, err error, which func(*Events) func(context.Context, *Transaction)) {
	t.Err, t.Duration = err, time.Since(start)
	for i := t.begun - 1; i >= 0; i-- {
		if f := which(&t.interceptor.events[i]); f != nil {
			f(t.ctx, &t.Transaction)
		}
	}
}
