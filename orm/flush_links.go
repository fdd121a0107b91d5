package orm

import (
	"context"
	"slices"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/schema"
)

// linkWork are the rows between two types that a flush writes. A row that both sides of a
// relationship speak of is written once.
type linkWork struct {
	pairs []*pair
	byEnd map[pairKey]*pair
	clear []cleared
	keys  map[*state][]rekeyed
}

// pair is a row between two objects.
type pair struct {
	rel           *relation // from the side that comes first
	owner, target *state
	added         bool
	removed       bool
}

type pairKey struct {
	table         *schema.Table
	owner, target *state
}

// cleared is an object all of whose rows go.
type cleared struct {
	rel   *relation
	owner *state
}

// pairOf returns the row between two objects, seen from the side that comes first in the
// registry, whichever side speaks of it.
func (w *linkWork) pairOf(rel *relation, owner, target *state) *pair {
	if b := rel.back; b != nil && (b.owner.index < rel.owner.index || b.owner == rel.owner && b.index < rel.index) {
		rel, owner, target = b, target, owner
	}
	key := pairKey{rel.link.table, owner, target}
	if p := w.byEnd[key]; p != nil {
		return p
	}
	if w.byEnd == nil {
		w.byEnd = map[pairKey]*pair{}
	}
	p := &pair{rel: rel, owner: owner, target: target}
	w.byEnd[key] = p
	w.pairs = append(w.pairs, p)
	return p
}

func (w *linkWork) add(rel *relation, owner, target *state) {
	w.pairOf(rel, owner, target).added = true
}

func (w *linkWork) remove(rel *relation, owner, target *state) {
	w.pairOf(rel, owner, target).removed = true
}

// clearOf has all rows of an object that is deleted go. What is known of them is deleted one by
// one, so that a row that is missing is noticed; else all at once.
func (w *linkWork) clearOf(rel *relation, owner *state, c *members, s *Session) {
	if !c.whole() {
		if rel.passive == activeDeletes {
			w.clear = append(w.clear, cleared{rel, owner})
		}
		return
	}
	for _, e := range c.items {
		if c.changes != nil && contains(c.changes.added, e) {
			continue
		}
		w.removeKnown(rel, owner, e, s)
	}
	if c.changes != nil {
		for _, e := range c.changes.removed {
			w.removeKnown(rel, owner, e, s)
		}
	}
}

func (w *linkWork) removeKnown(rel *relation, owner *state, e any, s *Session) {
	if m, p, err := s.pointerTo(e); err == nil {
		if other := s.stateAt(m, p); other != nil {
			w.remove(rel, owner, other)
		}
	}
}

// writeLinks deletes and inserts the rows between two types.
func (f *flushing) writeLinks(ctx context.Context) error {
	w := &f.links
	if err := f.deleteLinks(ctx, false); err != nil {
		return err
	}
	for i := 0; i < len(w.pairs); {
		n := 1
		for i+n < len(w.pairs) && w.pairs[i+n].rel.link == w.pairs[i].rel.link {
			n++
		}
		if err := f.insertLinks(ctx, w.pairs[i:i+n]); err != nil {
			return err
		}
		i += n
	}
	return nil
}

// deleteLinks deletes rows between two types: those of objects that are deleted early, or the others.
func (f *flushing) deleteLinks(ctx context.Context, early bool) error {
	w := &f.links
	for _, c := range w.clear {
		if c.owner.goesEarly() != early {
			continue
		}
		f.s.use(c.rel.target)
		stmt := expr.Delete(c.rel.link.table).Where(c.rel.ownerConds(c.owner)...)
		if _, err := f.s.exec(ctx, stmt); err != nil {
			return fault.Errorf("DELETE of rows of %s: %w", c.rel.link.table.Name(), err)
		}
	}
	for _, p := range w.pairs {
		if !p.removed || (p.owner.goesEarly() || p.target.goesEarly()) != early || w.isCleared(p, early) {
			continue
		}
		if err := f.deleteLink(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// goesEarly reports whether the row of st is deleted before others are saved.
func (st *state) goesEarly() bool { return st.unit != nil && st.unit.early }

// isCleared reports whether all rows of one of the two objects are deleted, at the same time.
func (w *linkWork) isCleared(p *pair, early bool) bool {
	for _, c := range w.clear {
		if c.owner.goesEarly() == early && (c.covers(p.owner, p.rel.link.ownerColumns) || c.covers(p.target, p.rel.link.targetColumns)) {
			return true
		}
	}
	return false
}

// covers reports whether the rows that have the key of st in some columns are among those that are deleted. Between
// objects of one type there are rows of st on either side.
func (c cleared) covers(st *state, columns []*schema.Column) bool {
	return c.owner == st && slices.Equal(c.rel.link.ownerColumns, columns)
}

func (f *flushing) deleteLink(ctx context.Context, p *pair) error {
	f.s.use(p.rel.target)
	conds := append(p.rel.ownerConds(p.owner), p.rel.targetConds(p.target)...)
	n, err := f.s.affected(ctx, expr.Delete(p.rel.link.table).Where(conds...))
	switch {
	case err != nil:
		return fault.Errorf("DELETE of a row of %s: %w", p.rel.link.table.Name(), err)
	case n != 1:
		key := append(p.owner.rowValues(p.rel.ownerFields), p.target.rowValues(p.rel.targetFields)...)
		return &StaleError{Operation: "DELETE", Type: p.rel.link.table.Name(), Key: key, Expected: 1, Matched: n}
	}
	return nil
}

// rowValues returns what the row of st had in some fields before the flush, if it had one.
func (st *state) rowValues(fields []int) []any {
	if st.snapshot != nil {
		return st.m.keptValues(st.snapshot, fields)
	}
	return st.m.values(st.ptr, fields)
}

func (rel *relation) ownerConds(st *state) []expr.Expr {
	var conds []expr.Expr
	for i, v := range st.rowValues(rel.ownerFields) {
		conds = append(conds, expr.ColOf[any](rel.link.ownerColumns[i].Column).Eq(v))
	}
	return conds
}

func (rel *relation) targetConds(st *state) []expr.Expr {
	var conds []expr.Expr
	for i, v := range st.rowValues(rel.targetFields) {
		conds = append(conds, expr.ColOf[any](rel.link.targetColumns[i].Column).Eq(v))
	}
	return conds
}

// insertLinks inserts the rows between objects of two types.
func (f *flushing) insertLinks(ctx context.Context, pairs []*pair) error {
	var rows [][]expr.Assignment
	for _, p := range pairs {
		if !p.added {
			continue
		}
		var row []expr.Assignment
		for i, at := range p.rel.ownerFields {
			row = append(row, expr.ColOf[any](p.rel.link.ownerColumns[i].Column).Set(p.owner.m.fields[at].value(p.owner.ptr)))
		}
		for i, at := range p.rel.targetFields {
			row = append(row, expr.ColOf[any](p.rel.link.targetColumns[i].Column).Set(p.target.m.fields[at].value(p.target.ptr)))
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil
	}
	table := pairs[0].rel.link.table
	f.s.use(pairs[0].rel.target)
	db, err := f.s.database(ctx)
	if err != nil {
		return err
	}
	size := maxLists
	if db.MaxParameters > 0 {
		size = min(size, db.MaxParameters/len(rows[0]))
	}
	if !db.ManyRows {
		size = 1
	}
	for len(rows) > 0 {
		n := min(size, len(rows))
		if _, err := f.s.exec(ctx, expr.Insert(table).Rows(rows[:n]...)); err != nil {
			return fault.Errorf("INSERT of rows of %s: %w", table.Name(), err)
		}
		rows = rows[n:]
	}
	return nil
}
