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
// functions in the reverse order. WithPool must come before it, since it replaces the pool's
// settings, the functions for connections among them.
func WithEvents(events ...Events) Option { return driver.WithEvents(events...) }
