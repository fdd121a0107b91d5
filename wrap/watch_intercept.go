package wrap

import (
	"context"
	"database/sql/driver"
)

// Intercept makes an interceptor of what a Watcher does, for its Interceptor: for places other
// than the outermost, and for chains that are not gild's.
func Intercept(watch func(ctx context.Context, c *Call) (context.Context, Watch)) Interceptor {
	i := &watchInterceptor{watch: watch}
	i.eventInterceptor = newEventInterceptor([]Events{{
		BeforeExecute: i.beforeExecute, AfterExecute: i.afterExecute,
		BeforeBegin: i.beforeBegin, AfterBegin: i.afterBegin,
		BeforeCommit: i.beforeCommit, AfterCommit: i.afterEnd(OpCommit),
		BeforeRollback: i.beforeRollback, AfterRollback: i.afterEnd(OpRollback),
	}})
	return i
}

// watchInterceptor tells a watcher what Events see. What is under way travels in the context.
type watchInterceptor struct {
	*eventInterceptor
	watch func(ctx context.Context, c *Call) (context.Context, Watch)
}

type (
	watchKey       struct{}
	transactionKey struct{}
)

// watchedTransaction is a transaction under way. Like its connection it is used by one goroutine
// at a time.
type watchedTransaction struct {
	ctx         context.Context // of the whole
	whole, part Watch
}

func (i *watchInterceptor) beforeExecute(ctx context.Context, e *Execution) (context.Context, error) {
	ctx, w := i.watch(ctx, &Call{Op: e.Op, SQL: e.SQL, Args: len(e.Args), Info: e.Info})
	return context.WithValue(ctx, watchKey{}, w), nil
}

func (i *watchInterceptor) afterExecute(ctx context.Context, e *Execution) {
	if w, ok := ctx.Value(watchKey{}).(Watch); ok && w != nil {
		rows := int64(-1)
		if e.Op == OpQuery {
			rows = e.Rows
		}
		w.Done(Outcome{Op: e.Op, Rows: rows, Err: e.Err, Cached: e.Cached})
	}
}

func (i *watchInterceptor) beforeBegin(ctx context.Context, t *Transaction) (context.Context, error) {
	ctx, whole := i.watch(ctx, &Call{Op: OpTransaction, Info: t.Info})
	if whole == nil {
		return ctx, nil
	}
	within, part := i.watch(ctx, &Call{Op: OpBegin, Info: t.Info})
	return context.WithValue(within, transactionKey{}, &watchedTransaction{ctx, whole, part}), nil
}

func transactionIn(ctx context.Context) *watchedTransaction {
	t, ok := ctx.Value(transactionKey{}).(*watchedTransaction)
	if !ok {
		return &watchedTransaction{}
	}
	return t
}

func (i *watchInterceptor) afterBegin(ctx context.Context, t *Transaction) {
	w := transactionIn(ctx)
	done(w.part, OpBegin, t.Err)
	if t.Err != nil {
		done(w.whole, OpTransaction, t.Err)
	}
}

func (i *watchInterceptor) beforeCommit(ctx context.Context, t *Transaction) error {
	i.ending(ctx, OpCommit, t)
	return nil
}

func (i *watchInterceptor) beforeRollback(ctx context.Context, t *Transaction) {
	i.ending(ctx, OpRollback, t)
}

func (i *watchInterceptor) ending(ctx context.Context, op string, t *Transaction) {
	if w := transactionIn(ctx); w.whole != nil {
		_, w.part = i.watch(w.ctx, &Call{Op: op, Info: t.Info})
	}
}

func (i *watchInterceptor) afterEnd(op string) func(context.Context, *Transaction) {
	return func(ctx context.Context, t *Transaction) {
		w := transactionIn(ctx)
		done(w.part, op, t.Err)
		done(w.whole, op, t.Err)
	}
}

// ConnectorConnect makes a connection.
func (i *watchInterceptor) ConnectorConnect(ctx context.Context, k driver.Connector) (driver.Conn, error) {
	ctx, w := i.watch(ctx, &Call{Op: OpConnect, Info: InfoFrom(ctx)})
	conn, err := k.Connect(ctx)
	done(w, OpConnect, err)
	return conn, err
}
