package pooling

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Holder is who has a connection.
type Holder struct {
	// Since is when the connection was given out.
	Since time.Time
	// Stack is the caller's stack at that time, function and file on lines of their own,
	// without the frames of database/sql and of gild's lower rooms. It is empty if no
	// setting asks for stacks, and until the first use where a goroutine of database/sql has
	// made the connection.
	Stack string
}

// String returns the time and the stack.
func (h Holder) String() string {
	if h.Stack == "" {
		return "since " + h.Since.Format(time.RFC3339)
	}
	return "since " + h.Since.Format(time.RFC3339) + "\n" + h.Stack
}

// Holders returns who has connections, those who have had them longest first. It knows
// only what some setting has it follow, such as Config.Track.
func (p *Pool) Holders() []Holder {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.holdersLocked()
}

func (p *Pool) holdersLocked() []Holder {
	var holders []Holder
	for m := range p.members {
		if m.state == stateOut {
			holders = append(holders, m.holderLocked())
		}
	}
	slices.SortFunc(holders, func(a, b Holder) int { return a.Since.Compare(b.Since) })
	return holders
}

func (m *Member) holderLocked() Holder { return Holder{Since: m.since, Stack: stackText(m.stack)} }

// opener is the function that makes connections on a goroutine of database/sql's own.
const opener = "database/sql.(*DB).connectionOpener"

// callers returns the stack of the goroutine.
func callers() []uintptr {
	var stack [64]uintptr
	return append([]uintptr(nil), stack[:runtime.Callers(3, stack[:])]...)
}

// ofOpener reports whether a stack is that of database/sql's opener, which tells nothing
// about who will have the connection. It takes ten times as long as callers.
func ofOpener(stack []uintptr) bool {
	frames := runtime.CallersFrames(stack)
	for {
		frame, more := frames.Next()
		if frame.Function == opener {
			return true
		}
		if !more {
			return false
		}
	}
}

// below are the rooms between the caller and the stack's top.
var below = []string{
	"database/sql.", "runtime.", "github.com/gildsql/gild/wrap.", "github.com/gildsql/gild/pooling.(*Pool)",
	"github.com/gildsql/gild/pooling.(*Member)",
}

func stackText(stack []uintptr) string {
	if len(stack) == 0 {
		return ""
	}
	var b strings.Builder
	frames := runtime.CallersFrames(stack)
	for {
		frame, more := frames.Next()
		if !slices.ContainsFunc(below, func(prefix string) bool { return strings.HasPrefix(frame.Function, prefix) }) {
			fmt.Fprintf(&b, "%s\n\t%s:%d\n", frame.Function, frame.File, frame.Line)
		}
		if !more {
			return strings.TrimSuffix(b.String(), "\n")
		}
	}
}
