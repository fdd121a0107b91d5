package orm

import (
	"context"
	"slices"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/schema"
)

// rekeyed are the rows between two types whose key to an object changes with that object's, where the database does
// not see to it.
type rekeyed struct {
	table   *schema.Table
	columns []*schema.Column
	fields  []int // of the object
	old     []any
}

// rekey notes the rows that follow the changed key of a stored object, by relationships with active-updates of either
// side.
func (f *flushing) rekey(st *state) {
	w := &f.links
	note := func(rel *relation, columns []*schema.Column, fields []int) {
		if rel.link == nil || rel.viewonly || !rel.hasActiveUpdates() || !f.changes(st, fields) {
			return
		}
		k := rekeyed{rel.link.table, columns, fields, st.m.keptValues(st.snapshot, fields)}
		same := func(o rekeyed) bool { return o.table == k.table && slices.Equal(o.columns, k.columns) }
		if slices.ContainsFunc(w.keys[st], same) {
			return
		}
		if w.keys == nil {
			w.keys = map[*state][]rekeyed{}
		}
		w.keys[st] = append(w.keys[st], k)
	}
	for _, rel := range st.m.relations {
		if rel.link != nil {
			note(rel, rel.link.ownerColumns, rel.ownerFields)
		}
	}
	for _, rel := range st.m.incoming {
		if rel.link != nil {
			note(rel, rel.link.targetColumns, rel.targetFields)
		}
	}
}

// hasActiveUpdates reports whether gild, not the database, hands changed keys on.
func (rel *relation) hasActiveUpdates() bool {
	return rel.activeUpdates || rel.back != nil && rel.back.activeUpdates
}

// rekeyLinks has the rows between st and others follow its key, once for all relationships: before others take the key
// that it has given up.
func (f *flushing) rekeyLinks(ctx context.Context, st *state) error {
	for _, k := range f.links.keys[st] {
		stmt := expr.Update(k.table)
		for n, i := range k.fields {
			stmt = stmt.Set(expr.ColOf[any](k.columns[n].Column).Set(st.m.fields[i].value(st.ptr)))
		}
		for n, v := range k.old {
			stmt = stmt.Where(expr.ColOf[any](k.columns[n].Column).Eq(v))
		}
		if _, err := f.s.exec(ctx, stmt); err != nil {
			return fault.Errorf("UPDATE of rows of %s: %w", k.table.Name(), err)
		}
	}
	delete(f.links.keys, st)
	return nil
}
