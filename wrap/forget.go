package wrap

import (
	"context"

	"github.com/gildsql/gild/internal/sqltext"
)

// refresh lets the driver forget what it has prepared itself if the schema has changed since: it would send
// values as the types of columns that are no more want them. DDL needs nothing of that.
func (s *shield) refresh(ctx context.Context, query string) {
	if s.traits.Forget == nil {
		return
	}
	now := s.k.texts.generation.Load()
	if now == s.generation || changesSchema(sqltext.EffectOf(query, s.k.info.lexis)) {
		return
	}
	if s.traits.Forget(ctx, s.real) == nil {
		s.generation = now
	}
}

// noteChange counts a statement that may have changed the schema, for drivers that keep statements
// themselves.
func (s *shield) noteChange(query string) {
	if s.traits.Forget != nil && changesSchema(sqltext.EffectOf(query, s.k.info.lexis)) {
		s.k.texts.generation.Add(1)
	}
}

func changesSchema(e sqltext.Effect) bool {
	return e == sqltext.Change || e == sqltext.Create || e == sqltext.Call
}
