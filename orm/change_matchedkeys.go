package orm

import (
	"context"
	"slices"

	"github.com/gildsql/gild/expr"
)

// An UPDATE or DELETE by conditions of a type whose rows are in several tables is one for each table, of the rows
// whose keys are asked for before.

// spreads reports whether rows of the type, or of its sub-types, are in several tables.
func (m *mapper) spreads() bool { return m.family != nil && len(m.tables()) > 1 }

// runKeys runs what each makes for keys, and returns how many rows there were.
func (w *matching) runKeys(ctx context.Context, p *probe, each func(keys [][]any) []expr.Statement) (int64, error) {
	w.s.use(w.m)
	found := newFetched(w.m, w.m.key)
	if err := w.s.into(ctx, p.selecting(p.keyItems()...).Where(w.conds...).ForUpdate(), found); err != nil {
		return 0, err
	}
	var keys [][]any
	var objs []*state
	for _, row := range found.rows {
		key := w.m.keptValues(row, w.m.key)
		id, err := w.m.identityOf(key)
		if err != nil {
			return 0, err
		}
		if st := w.s.identities.get(id); st != nil {
			objs = append(objs, st)
		}
		keys = append(keys, key)
	}
	for chunk := range slices.Chunk(keys, selectInChunk) {
		for _, stmt := range each(chunk) {
			if _, err := w.s.affected(ctx, stmt); err != nil {
				return 0, err
			}
		}
	}
	if w.assigned != nil {
		if err := w.read(ctx, objs); err != nil {
			return 0, err
		}
	}
	w.settle(objs)
	return int64(len(keys)), nil
}

// deletions are the statements that delete rows from all tables of a type and its sub-types, those of sub-types
// first.
func (m *mapper) deletions(keys [][]any) []expr.Statement {
	var parts []*mapper
	for _, sub := range append(m.under(), m) {
		for _, p := range sub.all() {
			if !p.passive && !slices.ContainsFunc(parts, func(o *mapper) bool { return o.table == p.table }) {
				parts = append(parts, p)
			}
		}
	}
	stmts := make([]expr.Statement, len(parts))
	for i, p := range parts { // each behind that of its base
		stmts[len(parts)-1-i] = expr.Delete(p.table).Where(among(p.columns(p.key), keys))
	}
	return stmts
}
