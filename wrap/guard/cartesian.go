package guard

import (
	"context"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/wrap"
)

// keptTexts is how many texts are kept with what is known of them.
const keptTexts = 1000

// text is one of a database's; the same may be that of a statement of the expression language, of
// which more is known.
type text struct {
	sql, system string
	tree        bool
}

// cartesian finds tables that nothing links.
func (g *Guard) cartesian(ctx context.Context, e *wrap.Execution) error {
	p := g.product(e)
	if p == nil {
		return nil
	}
	return g.found(ctx, e.Info, Finding{Guard: Cartesian, SQL: e.Info.Redacted(e.SQL), Product: p, Stack: stack()})
}

func (g *Guard) product(e *wrap.Execution) *compile.CartesianError {
	t := text{e.SQL, e.Info.System, e.Info.Statement != nil}
	g.mu.Lock()
	p, known := g.products.Get(t)
	g.mu.Unlock()
	if known {
		return p
	}
	p = e.Info.Product(e.SQL)
	if len(t.sql) > longestKept { // most have their values in them, and come once
		return p
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.products.Put(t, p)
	return p
}

// longestKept is how long a text may be to be kept.
const longestKept = 16 << 10
