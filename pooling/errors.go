package pooling

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// TimeoutError is returned to a caller who has waited for a connection for
// Config.CheckoutTimeout. errors.Is takes it for context.DeadlineExceeded, which is what a
// context of the same length would have led to.
type TimeoutError struct {
	Limit   int           // Config.MaxOpen
	InUse   int           // connections that were in use or being made at the end
	Waiting int           // callers that were still waiting behind this one
	Waited  time.Duration // how long
}

// Error says what was waited for, and the ways out.
func (e *TimeoutError) Error() string {
	return fmt.Sprintf("gild: no connection was free within %s: all of MaxOpen (%d) are in use, %d callers wait: "+
		"raise MaxOpen or CheckoutTimeout, or find with Config.LeakAfter who keeps them",
		e.Waited.Round(time.Millisecond), e.Limit, e.Waiting)
}

// Is reports whether target is context.DeadlineExceeded.
func (e *TimeoutError) Is(target error) bool { return target == context.DeadlineExceeded }

// Timeout reports true, as net.Error asks for.
func (e *TimeoutError) Timeout() bool { return true }

// HeldError is returned under Config.Assert to a caller who asks for a connection while
// others have all of them.
type HeldError struct {
	Limit   int
	Holders []Holder
}

// Error shows the stacks of those who have the connections.
func (e *HeldError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "gild: a connection is asked for while all of %d are in use, and the pool asserts that this never happens", e.Limit)
	for _, h := range e.Holders {
		b.WriteString(": held ")
		b.WriteString(h.String())
	}
	return b.String()
}

// errClosed has the text of database/sql's own.
var errClosed = errors.New("sql: database is closed")

// errDisposing ends the search for idle connections; it reaches nobody.
var errDisposing = errors.New("gild: no more idle connections")
