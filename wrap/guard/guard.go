// Package guard finds what is wrong with how a program uses its database, whatever library it
// uses on top of database/sql: the same query again and again (N+1), too many queries, slow ones
// with their plan, writes to all rows, tables that nothing links, and rows and transactions that
// nobody ends.
//
//	g := guard.New(guard.Config{Repeats: 10, Slow: time.Second, MissingWhere: true, Cartesian: true})
//	db, err := gild.Open(url, gild.WithEvents(g.Events()))
//
// N+1 and budgets are counted within a context, such as that of a request:
//
//	ctx = guard.Scope(ctx)
//
// It is meant for development, tests and, with care for what Config says of the cost, production.
package guard

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/internal/lru"
	"github.com/gildsql/gild/wrap"
)

// The guards, as Finding.Guard names them.
const (
	NPlusOne     = "n+1"           // Config.Repeats
	Budget       = "budget"        // Config.Budget
	Slow         = "slow"          // Config.Slow
	MissingWhere = "missing-where" // Config.MissingWhere
	Cartesian    = "cartesian"     // Config.Cartesian
	Leak         = "leak"          // Config.LeakAfter
)

// Config says what is guarded; the zero Config guards nothing.
type Config struct {
	// Repeats is how often a query of one shape, that is with whatever values, may be run in a
	// Scope before it is an N+1. 0 is any number.
	Repeats int
	// Budget is how many statements may be run in a Scope, 0 is any number.
	Budget int
	// Slow is how long a statement may take, 0 is any time. A query takes until its rows are closed.
	Slow time.Duration
	// Explain asks the database for its plan of a slow query that only reads, for one of so many:
	// 1 for each, 0 for none. EXPLAIN does not run the query, and what functions do that a planner
	// runs is undone: see wrap.Info.Explain. Within transactions of MySQL and MariaDB there is none.
	Explain int
	// MissingWhere guards against UPDATE and DELETE of all rows.
	MissingWhere bool
	// Cartesian guards against cartesian products: tables all of whose rows are paired, since no
	// condition links them. A statement of the expression language is looked at as by gild.WithLint.
	// In text only clear cases are found; there CROSS JOIN is meant, and ON TRUE is not. What was
	// found out of the last thousand texts is kept.
	Cartesian bool
	// LeakAfter is how long rows and transactions may be open, 0 is any time. It costs a stack
	// trace, some microseconds, and a timer for each.
	LeakAfter time.Duration
	// Refuse makes the statement an error (a *FindingError) that exceeds Repeats or Budget, has no
	// WHERE, or is a cartesian product. Otherwise it is only reported.
	Refuse bool
	// Report takes the findings, from several goroutines at once. Nil logs a warning to slog.
	Report func(ctx context.Context, f Finding)
}

// Finding is what a guard has found.
type Finding struct {
	Guard string        // NPlusOne, Budget and so on
	SQL   string        // the statement without the values in its text; empty for transactions
	Count int           // of Repeats and Budget: how many there have been
	Took  time.Duration // of Slow and LeakAfter
	Plan  string        // of Explain
	Stack string        // who has run it, function and file on lines of their own; not of Slow
	// Product says which tables nothing links; of Cartesian.
	Product *compile.CartesianError
}

// String says what was found, in one line and the plan and stack behind it.
func (f Finding) String() string {
	s := "gild: guard " + f.Guard
	switch f.Guard {
	case NPlusOne:
		s += fmt.Sprintf(": run %d times in one scope", f.Count)
	case Budget:
		s += fmt.Sprintf(": statement %d of one scope", f.Count)
	case Slow:
		s += fmt.Sprintf(": took %v", f.Took)
	case MissingWhere:
		s += ": writes to all rows"
	case Cartesian:
		s += ": " + f.Product.Error()
	case Leak:
		s += fmt.Sprintf(": open for %v", f.Took)
	}
	for _, part := range []string{f.SQL, f.Plan, f.Stack} {
		if part != "" {
			s += "\n" + part
		}
	}
	return s
}

// FindingError is the error of a statement that a guard has refused.
type FindingError struct{ Finding Finding }

// Error says what was found.
func (e *FindingError) Error() string { return e.Finding.String() }

// Unwrap returns the *compile.CartesianError of Cartesian, as gild.WithLint has it, else nil.
func (e *FindingError) Unwrap() error {
	if e.Finding.Product == nil {
		return nil
	}
	return e.Finding.Product
}

// Guard guards. It comes from New and is safe for concurrent use, by several databases too.
type Guard struct {
	config Config

	mu   sync.Mutex // protects following fields
	open map[*opened]struct{}
	// transactions are those that are open, by what the functions of Events share.
	transactions map[*wrap.Transaction]*opened
	slow         int // how many queries were, for Explain
	// products are what is known of texts.
	products *lru.Cache[text, *compile.CartesianError]
}

// New returns a Guard.
func New(c Config) *Guard {
	return &Guard{
		config: c, open: map[*opened]struct{}{}, transactions: map[*wrap.Transaction]*opened{},
		products: lru.New[text, *compile.CartesianError](keptTexts, nil),
	}
}

// Events returns what guards, for gild.WithEvents.
func (g *Guard) Events() wrap.Events {
	e := wrap.Events{BeforeExecute: g.before, AfterExecute: g.after}
	if g.config.LeakAfter > 0 {
		e.AfterBegin = g.begun
		e.AfterCommit, e.AfterRollback = g.ended, g.ended
	}
	return e
}

type scopeKey struct{}

// scope counts what is run in a context.
type scope struct {
	mu     sync.Mutex // protects following fields
	total  int
	shapes map[string]int
}

// Scope returns a context in which statements are counted, apart from those outside.
func Scope(ctx context.Context) context.Context {
	return context.WithValue(ctx, scopeKey{}, &scope{shapes: map[string]int{}})
}

// Count returns how many statements were run in the Scope of ctx, 0 without one.
func Count(ctx context.Context) int {
	s, ok := ctx.Value(scopeKey{}).(*scope)
	if !ok {
		return 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.total
}

func (s *scope) add(shape string) (total, same int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.total++
	s.shapes[shape]++
	return s.total, s.shapes[shape]
}

// openedKey is of a guard, since several may see one context.
type openedKey struct{ guard *Guard }

func (g *Guard) before(ctx context.Context, e *wrap.Execution) (context.Context, error) {
	if e.Op == wrap.OpPrepare {
		return ctx, nil
	}
	var errs []error
	if g.config.MissingWhere && e.Info.Bare(e.SQL) {
		errs = append(errs, g.found(ctx, e.Info, Finding{Guard: MissingWhere, SQL: e.Info.Redacted(e.SQL), Stack: stack()}))
	}
	if g.config.Cartesian {
		errs = append(errs, g.cartesian(ctx, e))
	}
	if s, ok := ctx.Value(scopeKey{}).(*scope); ok {
		errs = append(errs, g.count(ctx, s, e))
	}
	if err := errors.Join(errs...); err != nil {
		return ctx, err
	}
	if g.config.LeakAfter > 0 && e.Op == wrap.OpQuery {
		ctx = context.WithValue(ctx, openedKey{g}, g.opens(ctx, e.Info, e.Info.Redacted(e.SQL)))
	}
	return ctx, nil
}

// count finds what exceeds the limits of a scope, once for each shape.
func (g *Guard) count(ctx context.Context, s *scope, e *wrap.Execution) error {
	total, same := s.add(e.Info.Shape(e.SQL))
	var errs []error
	if limit := g.config.Repeats; limit > 0 && e.Op == wrap.OpQuery && (same == limit+1 || same > limit && g.config.Refuse) {
		errs = append(errs, g.found(ctx, e.Info, Finding{Guard: NPlusOne, SQL: e.Info.Redacted(e.SQL), Count: same, Stack: stack()}))
	}
	if limit := g.config.Budget; limit > 0 && (total == limit+1 || total > limit && g.config.Refuse) {
		errs = append(errs, g.found(ctx, e.Info, Finding{Guard: Budget, SQL: e.Info.Redacted(e.SQL), Count: total, Stack: stack()}))
	}
	return errors.Join(errs...)
}

// found reports a finding, and returns it as the error of a guard that refuses.
func (g *Guard) found(ctx context.Context, info *wrap.Info, f Finding) error {
	g.report(ctx, info, f)
	if g.config.Refuse {
		return &FindingError{f}
	}
	return nil
}

func (g *Guard) report(ctx context.Context, info *wrap.Info, f Finding) {
	info.Found(ctx, f.Guard)
	if g.config.Report != nil {
		g.config.Report(ctx, f)
		return
	}
	attrs := []any{"db.query.text", f.SQL, "count", f.Count, "duration", f.Took, "plan", f.Plan, "stack", f.Stack}
	if f.Product != nil {
		attrs = append(attrs, "product", f.Product.Error())
	}
	slog.WarnContext(ctx, "gild: guard "+f.Guard, attrs...)
}

func (g *Guard) after(ctx context.Context, e *wrap.Execution) {
	if o, ok := ctx.Value(openedKey{g}).(*opened); ok {
		g.closes(o)
	}
	if g.config.Slow <= 0 || e.Duration < g.config.Slow || e.Op == wrap.OpPrepare {
		return
	}
	f := Finding{Guard: Slow, SQL: e.Info.Redacted(e.SQL), Took: e.Duration}
	if e.Err == nil && g.sampled() {
		f.Plan = plan(ctx, e)
	}
	g.report(ctx, e.Info, f)
}

// sampled reports whether this is the slow query whose plan is wanted.
func (g *Guard) sampled() bool {
	if g.config.Explain <= 0 {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.slow++
	return g.slow%g.config.Explain == 0 || g.config.Explain == 1
}

// plan returns the empty string where there is none to be had: what a query is too slow for must
// not make it fail.
func plan(ctx context.Context, e *wrap.Execution) string {
	if e.Op != wrap.OpQuery || !e.Info.Reads(e.SQL) {
		return ""
	}
	text, err := e.Info.Explain(ctx, e.SQL, e.Args)
	if err != nil {
		return ""
	}
	return text
}
