package schema

import (
	"context"
	"fmt"
	"slices"

	"github.com/gildsql/gild/expr"
)

// Moment is when a hook runs.
type Moment int

// The moments. Those of a table are right before and behind its own statement, before its
// indexes; those of a MetaData before and behind all of them.
const (
	BeforeCreate Moment = iota
	AfterCreate
	BeforeDrop
	AfterDrop
)

// Event is what a hook is told.
type Event struct {
	Moment   Moment
	MetaData *MetaData
	Table    *Table   // nil for a hook of the MetaData
	Tables   []*Table // of a hook of the MetaData: those that are created or dropped
	DB       Execer
	Dialect  string // the name of the database's dialect
}

// Hook is run by CreateAll and DropAll. An error ends them.
type Hook func(ctx context.Context, e Event) error

// hooks are by moment.
type hooks map[Moment][]Hook

func (h hooks) run(ctx context.Context, e Event) error {
	for _, hook := range h[e.Moment] {
		if err := hook(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// On has a hook run when the table is created or dropped.
func On(when Moment, do Hook) TableItem {
	return tableOption(func(t *Table) {
		if do == nil {
			t.fail(fmt.Errorf("a hook that is nil"))
			return
		}
		if t.hooks == nil {
			t.hooks = hooks{}
		}
		t.hooks[when] = append(t.hooks[when], do)
	})
}

// On has a hook run when CreateAll or DropAll does.
func (m *MetaData) On(when Moment, do Hook) {
	if do == nil {
		m.fail("a hook that is nil")
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.hooks == nil {
		m.hooks = hooks{}
	}
	m.hooks[when] = append(m.hooks[when], do)
}

// Run is a hook that runs a statement, such as DDL with the text of a trigger, whose %(table)s is the
// hook's table. Given dialects, it does so on databases of these alone.
func Run(stmt expr.Statement, dialects ...string) Hook {
	return func(ctx context.Context, e Event) error {
		if len(dialects) > 0 && !slices.Contains(dialects, e.Dialect) {
			return nil
		}
		if text, ok := stmt.(*TextDDL); ok && text.table == nil && e.Table != nil {
			return run(ctx, e.DB, text.For(e.Table), "run a hook of table", e.Table.name)
		}
		return run(ctx, e.DB, stmt, "run a hook of", "the MetaData")
	}
}

// ExecuteIf limits a hook to events for which the condition is true.
func (h Hook) ExecuteIf(condition func(e Event) bool) Hook {
	return func(ctx context.Context, e Event) error {
		if !condition(e) {
			return nil
		}
		return h(ctx, e)
	}
}
