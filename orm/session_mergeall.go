package orm

import (
	"context"
	"slices"

	"github.com/gildsql/gild/expr"
)

// fetch reads the rows of elements that are to be merged, those that the session does not know, by one statement for many.
func (g *merging) fetch(ctx context.Context, rel *relation, owner *state, items []any) error {
	s, m := g.s, rel.target
	watched := slices.ContainsFunc(s.listeners, func(l *listener) bool { return l.events.BeforeQuery != nil })
	if len(items) < 2 || m.union != nil || watched { // events are about one key
		return nil
	}
	keys, asked := g.unknown(rel, owner, items)
	if len(keys) < 2 {
		return nil
	}
	s.use(m)
	columns := m.columns(m.key)
	alike := false // a database may take a key for another one, as capital letters for small ones
	for chunk := range slices.Chunk(keys, selectInChunk/len(columns)) {
		q := elementQuery{l: rel.entirely(), of: columns, conds: []expr.Expr{among(columns, chunk)}}
		found, err := s.runElements(ctx, q)
		if err != nil {
			return err
		}
		alike = alike || slices.ContainsFunc(found, func(st *state) bool { return !asked[st.identity()] })
	}
	for id := range asked {
		if !alike && s.identities.get(id) == nil {
			g.none[id] = true
		}
	}
	return nil
}

// unknown returns the keys of those elements that have to be asked for.
func (g *merging) unknown(rel *relation, owner *state, items []any) (keys [][]any, asked map[identity]bool) {
	s := g.s
	asked = map[identity]bool{}
	for _, e := range items {
		of, p, err := s.pointerTo(e)
		if err != nil || !of.isA(rel.target) || g.done[e] != nil { // of which merge tells
			continue
		}
		if given := s.stateAt(of, p); given != nil && given.session == s {
			continue
		}
		key, known, err := (&state{m: of, ptr: p}).keyToMerge(rel, owner)
		if err != nil || !known {
			continue
		}
		id, err := of.identityOf(key)
		if err != nil || asked[id] || g.byKey[id] != nil {
			continue
		}
		if st := s.identities.get(id); st != nil && (st.deleting || !st.isStale()) {
			continue
		}
		asked[id] = true
		keys = append(keys, key)
	}
	return keys, asked
}
