package guard

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/gildsql/gild/wrap"
)

// opened are rows or a transaction that nobody has ended yet.
type opened struct {
	finding Finding
	since   time.Time
	timer   *time.Timer
}

// opens notes that rows or, without a text, a transaction were opened.
func (g *Guard) opens(ctx context.Context, info *wrap.Info, query string) *opened {
	o := &opened{finding: Finding{Guard: Leak, SQL: query, Stack: stack()}, since: time.Now()}
	ctx = context.WithoutCancel(ctx)
	kept := *info // which the connection uses again
	o.timer = time.AfterFunc(g.config.LeakAfter, func() {
		f := o.finding
		f.Took = time.Since(o.since)
		g.report(ctx, &kept, f)
	})
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open[o] = struct{}{}
	return o
}

func (g *Guard) closes(o *opened) {
	o.timer.Stop()
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.open, o)
}

// Open returns the rows and transactions that are open now, those that have been longest first.
// It knows them only with Config.LeakAfter.
func (g *Guard) Open() []Finding {
	g.mu.Lock()
	defer g.mu.Unlock()
	var open []Finding
	for o := range g.open {
		f := o.finding
		f.Took = time.Since(o.since)
		open = append(open, f)
	}
	slices.SortFunc(open, func(a, b Finding) int { return int(b.Took - a.Took) })
	return open
}

// begun notes a transaction by what Events share of it.
func (g *Guard) begun(ctx context.Context, t *wrap.Transaction) {
	if t.Err == nil {
		o := g.opens(ctx, t.Info, "")
		g.mu.Lock()
		defer g.mu.Unlock()
		g.transactions[t] = o
	}
}

func (g *Guard) ended(_ context.Context, t *wrap.Transaction) {
	g.mu.Lock()
	o := g.transactions[t]
	delete(g.transactions, t)
	g.mu.Unlock()
	if o != nil {
		g.closes(o)
	}
}

// below are the packages between the caller and the stack's top.
var below = []string{"database/sql.", "runtime.", "github.com/gildsql/gild/wrap.", "github.com/gildsql/gild/wrap/guard.", "github.com/ngrok/sqlmw."}

// stack returns the stack of the goroutine, from the caller of database/sql on.
func stack() string {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	var b strings.Builder
	for {
		frame, more := frames.Next()
		if !slices.ContainsFunc(below, func(p string) bool { return strings.HasPrefix(frame.Function, p) }) {
			fmt.Fprintf(&b, "%s\n\t%s:%d\n", frame.Function, frame.File, frame.Line)
		}
		if !more {
			return strings.TrimSuffix(b.String(), "\n")
		}
	}
}
