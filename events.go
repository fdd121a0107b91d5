package gild

import (
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/wrap"
)

// Events are functions that are called when something happens: to connections, statements,
// transactions and errors. Any may be nil.
type Events = wrap.Events

// Execution is a statement that is run, as the functions of Events see it.
type Execution = wrap.Execution

// Transaction is a transaction, as the functions of Events see it.
type Transaction = wrap.Transaction

// Failure is an error of the driver on its way to the program, as Events.HandleError sees it.
type Failure = wrap.Failure

// WithEvents has functions called when something happens to connections, statements,
// transactions and errors:
//
//	db, err := gild.Open(url, gild.WithEvents(gild.Events{
//		AfterExecute: func(ctx context.Context, e *gild.Execution) { queries.Observe(e.Duration) },
//	}))
//
// Several Events, given at once or one after the other, are called in this order, their After
// functions in the reverse order.
func WithEvents(events ...Events) Option { return driver.WithEvents(events...) }

// ErrorHandler sees the errors of the driver before the program does: Events.HandleError.
type ErrorHandler = wrap.ErrorHandler

// Info is what is known about a call, in Execution and Transaction.
type Info = wrap.Info

// CommitRefusedError is the error of a commit that Events.BeforeCommit has refused: the
// transaction is rolled back.
type CommitRefusedError = wrap.CommitRefusedError
