package wrap

import (
	"context"
	"database/sql/driver"
)

// Traits are what gild has to know of a real driver to do more with its connections than
// the program asked for. The zero Traits are right for any driver: gild then does nothing
// behind its back.
type Traits struct {
	// Prepare says which of the program's own texts are kept prepared.
	Prepare Preparing
	// ExclusiveRows says that the driver mixes statements up when another one is run while
	// the rows of a prepared one are being read. It makes that an error.
	ExclusiveRows bool
	// StalePlans says that a prepared statement fails, and the transaction with it, when the
	// columns of its result have changed since, as in PostgreSQL.
	StalePlans bool
	// EndWithConn says that prepared statements live on the server and end with the
	// connection, so that closing them one by one before would only cost time.
	EndWithConn bool
	// LateBadConn says that the driver returns driver.ErrBadConn, for which database/sql runs a
	// statement again, also when the statement was sent and only its answer is lost. Writes of
	// the expression language are then not run again: they may have been done.
	LateBadConn bool
	// FusedQuery says that a prepared statement binds its arguments and runs at once when it is
	// queried, also one that writes, where Exec binds them one by one. Writes with many arguments
	// are then queried.
	FusedQuery bool
	// Forget lets a connection forget the statements that its driver has prepared of its own accord, and
	// what it knows of their parameters; nil for drivers that keep none. It is called when the schema
	// has changed since, before a statement of the expression language is sent; after an error again before
	// the next one.
	Forget func(ctx context.Context, conn driver.Conn) error
	// ReadsArgs says that the driver has read a statement's arguments when it returns, and keeps none of the
	// slice that they are in: its memory is used again. It is found out by reading the driver's source.
	ReadsArgs bool
	// NamedArgs says that the driver takes sql.Named arguments itself.
	NamedArgs bool
}

// Preparing says which of a program's own texts are kept prepared. It never changes
// what a program sees: of the texts allowed, a connection prepares those that are a single
// SELECT, INSERT, UPDATE or DELETE and have been run before.
type Preparing int

const (
	// PrepareSkipped is for texts that the driver leaves to database/sql to prepare
	// (driver.ErrSkip), which costs it a prepare and a close each time. It is right for all
	// drivers.
	PrepareSkipped Preparing = iota
	// PrepareArgs adds texts with arguments, for drivers that prepare those on their own.
	PrepareArgs
	// PrepareAll adds texts without arguments.
	PrepareAll
)

// takes reports whether a text with n arguments may be prepared before the driver is asked.
func (p Preparing) takes(n int) bool {
	return p == PrepareAll || p == PrepareArgs && n > 0
}
