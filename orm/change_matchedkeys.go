package orm

import (
	"context"
	"slices"
	"strconv"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// An UPDATE or DELETE by conditions of a type whose rows are in several tables is one for each table, of the rows
// whose keys are asked for before. So are the values that one table takes from another: each statement would see what
// those before it have changed already.

// spreads reports whether rows of the type, or of its sub-types, are in several tables.
func (m *mapper) spreads() bool { return m.family != nil && len(m.tables()) > 1 }

// matchedKeys are the rows that are meant, each once, and what the database has computed for them.
type matchedKeys struct {
	m        *mapper
	keys     [][]any
	objs     []*state         // of the session, nil for none
	rows     []unsafe.Pointer // snapshots that have the values of:
	computed []int            // fields
}

// matchKeys asks for the rows that are meant, and locks them. A row that has several partners is one, with the
// values of any of them.
func (w *matching) matchKeys(ctx context.Context, p *probe, computed []computedField) (*matchedKeys, error) {
	found := &matchedKeys{m: w.m}
	items := p.keyItems()
	for _, c := range computed {
		found.computed, items = append(found.computed, c.field), append(items, c.expr)
	}
	stmt := expr.Select(items...).From(p.from())
	for _, other := range p.beside {
		stmt = stmt.From(other.from())
	}
	stmt = stmt.Where(w.conds...).ForUpdate()
	if len(p.beside) > 0 { // whose rows need not be such as can be locked
		var own []expr.Item
		for _, part := range w.m.all() {
			own = append(own, part.table)
		}
		stmt = stmt.ForUpdate(expr.LockOf(own...))
	}
	read := newFetched(w.m, slices.Concat(w.m.key, found.computed))
	if err := w.s.into(ctx, stmt, read); err != nil {
		return nil, err
	}
	seen := map[identity]bool{}
	for _, row := range read.rows {
		key := w.m.keptValues(row, w.m.key)
		id, err := w.m.identityOf(key)
		if err != nil {
			return nil, err
		}
		if !seen[id] {
			seen[id] = true
			found.keys, found.rows, found.objs = append(found.keys, key), append(found.rows, row), append(found.objs, w.s.identities.get(id))
		}
	}
	return found, nil
}

// known are the objects that the session has of the rows.
func (k *matchedKeys) known() []*state {
	return slices.DeleteFunc(slices.Clone(k.objs), func(st *state) bool { return st == nil })
}

// alike are the places of rows that have the same values of some fields, those with the first row of all first.
func (k *matchedKeys) alike(fields []int) ([][]int, error) {
	var groups [][]int
	at := map[string]int{}
	for n, row := range k.rows {
		var text []byte
		for _, i := range fields {
			v, err := typemap.Encode(k.m.fields[i].column.Type(), k.m.fields[i].keptValue(row))
			if err != nil {
				return nil, k.m.fields[i].failed(err)
			}
			if v != nil { // whatever text NULL would have
				part := valueText(v)
				text = append(strconv.AppendInt(text, int64(len(part)), 10), ':')
				text = append(text, part...)
			}
			text = append(text, ';')
		}
		place, known := at[string(text)]
		if !known {
			place = len(groups)
			at[string(text)], groups = place, append(groups, nil)
		}
		groups[place] = append(groups[place], n)
	}
	return groups, nil
}

// runKeys runs what each makes of the rows, keeps the session's objects in step, and returns how many rows there
// were.
func (w *matching) runKeys(ctx context.Context, p *probe, computed []computedField, each func(k *matchedKeys) ([]expr.Statement, error)) (int64, error) {
	w.s.use(w.m)
	k, err := w.matchKeys(ctx, p, computed)
	if err != nil {
		return 0, err
	}
	var list []evaluated
	if w.isEvaluated() {
		if list, err = w.evaluateKeys(k); err != nil {
			return 0, err
		}
	}
	stmts, err := each(k)
	if err != nil {
		return 0, err
	}
	for _, stmt := range stmts {
		if _, err := w.s.affected(ctx, stmt); err != nil {
			return 0, err
		}
	}
	return int64(len(k.keys)), w.followKeys(ctx, k, list)
}

// isEvaluated reports whether objects take values that are computed in memory.
func (w *matching) isEvaluated() bool {
	return w.mode == SyncEvaluate && w.assigned != nil && !w.wanted
}

// followKeys brings the session's objects in step with the rows.
func (w *matching) followKeys(ctx context.Context, k *matchedKeys, list []evaluated) (err error) {
	objs := k.known()
	switch {
	case w.wanted:
		w.found, err = w.readKeys(ctx, k.keys)
	case w.mode == SyncNone:
		w.forget()
		return nil
	case w.isEvaluated():
		err = w.apply(list)
	case w.assigned != nil:
		err = w.read(ctx, objs)
	}
	if err == nil {
		w.settle(objs)
	}
	return err
}

// evaluateKeys computes the values that objects are going to have. What the database has computed for others is known.
func (w *matching) evaluateKeys(k *matchedKeys) ([]evaluated, error) {
	var list []evaluated
	for n, st := range k.objs {
		if st == nil {
			continue
		}
		e := evaluated{st: st}
		for place, a := range w.set {
			v, err := any(nil), error(nil)
			if i := w.assigned[place]; slices.Contains(k.computed, i) {
				v, err = typemap.Encode(w.m.fields[i].column.Type(), w.m.fields[i].keptValue(k.rows[n]))
			} else {
				v, err = w.assignedValue(st, a)
			}
			if err != nil {
				return nil, err
			}
			e.values = append(e.values, v)
		}
		list = append(list, e)
	}
	return list, nil
}

// readKeys reads rows as objects, those of the session anew.
func (w *matching) readKeys(ctx context.Context, keys [][]any) ([]*state, error) {
	var found []*state
	for chunk := range slices.Chunk(keys, selectInChunk) {
		sink := w.s.newSink(w.m)
		sink.renew, sink.keeps = true, true
		if err := w.s.into(ctx, w.m.selected(w.m.items()...).Where(among(w.m.columns(w.m.key), chunk)), sink); err != nil {
			return nil, err
		}
		found = append(found, sink.objs...)
	}
	return found, nil
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
