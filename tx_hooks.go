package gild

import (
	"context"
	"errors"
)

// AfterCommit has fn run once the transaction in ctx, the context that Tx gave its function,
// is committed: to send the mail, to drop what is cached. The functions run in order, in the
// goroutine of the outermost Tx and before it returns, outside of the transaction: their
// context is the one that this Tx was given, except that it does not end. Of an attempt that
// is run again, or of a savepoint that is rolled back, they are forgotten; nor are they run
// after an *AmbiguousCommitError.
//
// If one panics, those behind it run nevertheless, and then the panic goes on, out of Tx: the
// transaction stays committed.
//
// It is an error if ctx has no transaction, if its function has returned, or if the
// transaction was not begun by Tx, so that nobody would see its commit. AfterCommit is safe
// for concurrent use.
func AfterCommit(ctx context.Context, fn func(ctx context.Context)) error {
	if fn == nil {
		return errors.New("gild: AfterCommit: the function is nil")
	}
	s := scopeFrom(ctx)
	if s == nil {
		return errors.New("gild: AfterCommit: the context has no transaction: use the one that gild.Tx gives its function")
	}
	s.t.mu.Lock()
	defer s.t.mu.Unlock()
	switch {
	case s.ended:
		return errors.New("gild: AfterCommit: the transaction in the context has ended")
	case !s.t.ours:
		return errors.New("gild: AfterCommit: the transaction was not begun by gild.Tx, which will not see its commit")
	}
	s.hooks = append(s.hooks, fn)
	return nil
}

// runHooks runs all hooks, even if one panics.
func runHooks(ctx context.Context, hooks []hook) {
	if len(hooks) == 0 {
		return
	}
	defer runHooks(ctx, hooks[1:])
	hooks[0](ctx)
}
