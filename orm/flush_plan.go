package orm

import (
	"cmp"
	"slices"
)

// groupWork is what is done in one group of types: levels of rows, of which each can be sent
// when those before are.
type groupWork struct {
	saves, deletes [][]*unit
}

// plan puts the units in order. It fails, before anything is sent, when rows depend on each
// other in a circle.
func (f *flushing) plan() error {
	if err := f.knowKeys(); err != nil {
		return err
	}
	if err := f.switchRows(); err != nil {
		return err
	}
	f.sortOut()
	if err := f.planEarly(); err != nil {
		return err
	}
	if err := f.leadNowhere(); err != nil {
		return err
	}
	slices.SortStableFunc(f.posts, compareUnits)
	slices.SortStableFunc(f.removed, compareUnits)
	return f.planGroups()
}

// sortOut says what is to be done about each object, and takes its rows apart where it has several.
func (f *flushing) sortOut() {
	for _, u := range f.units {
		st := u.st
		if st.session != f.s || st.deleted {
			continue
		}
		if len(u.posts) > 0 {
			f.posts = append(f.posts, u)
		}
		switch {
		case u.kind == remove:
			f.removed = append(f.removed, u)
		case st.stored && !st.deleting && u.replaces == nil:
			u.kind = update
		case u.kind == nothing:
			continue
		}
		if st.m.parts != nil {
			f.divide(u, f.planned)
		} else {
			f.planned(u)
		}
	}
}

// planGroups orders the rows of each group of tables.
func (f *flushing) planGroups() error {
	for i := range f.s.registry.groups {
		g := &f.s.registry.groups[i]
		var w groupWork
		var err error
		if w.saves, err = f.levels(g, f.saves, (*flushing).saveEdges); err == nil {
			w.deletes, err = f.levels(g, f.deletes, (*flushing).deleteEdges)
		}
		if err != nil {
			return err
		}
		if len(w.saves)+len(w.deletes) > 0 {
			f.work = append(f.work, w)
		}
	}
	return nil
}

// planned enters a unit under the table that it writes to.
func (f *flushing) planned(u *unit) {
	list := f.saves
	if u.kind == remove {
		list = f.deletes
	}
	list[u.m.node.index] = append(list[u.m.node.index], u)
}

// compareUnits orders updates and deletions by type and key, and puts them before inserts,
// which stay in the order of Add.
func compareUnits(a, b *unit) int {
	if c := cmp.Compare(a.m.node.index, b.m.node.index); c != 0 {
		return c
	}
	if c := cmp.Compare(flag(!a.st.stored), flag(!b.st.stored)); c != 0 {
		return c
	}
	if !a.st.stored {
		return cmp.Compare(a.st.seq, b.st.seq)
	}
	return compareKeys(a.st, b.st)
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// levels puts the units of a group in order. Where rows do not depend on each other, each
// type is one level.
func (f *flushing) levels(g *group, units byType, edges func(*flushing, *group, []*unit) error) ([][]*unit, error) {
	all := units.of(g.mappers[0])
	for _, m := range g.mappers[1:] {
		all = append(slices.Clip(all), units.of(m)...)
	}
	if len(all) == 0 {
		return nil, nil
	}
	if !slices.IsSortedFunc(all, compareUnits) {
		slices.SortStableFunc(all, compareUnits)
	}
	if !g.rowwise {
		f.levelList = append(f.levelList, all)
		n := len(f.levelList)
		return f.levelList[n-1 : n : n], nil
	}
	if err := edges(f, g, all); err != nil {
		return nil, err
	}
	return inLevels(all)
}

// inLevels takes again and again the units that wait for none, of one type at a time.
func inLevels(all []*unit) ([][]*unit, error) {
	var levels [][]*unit
	rest := slices.Clone(all)
	for len(rest) > 0 {
		at := slices.IndexFunc(rest, func(u *unit) bool { return u.wait == 0 })
		if at < 0 {
			return nil, circle(rest)
		}
		m := rest[at].m.node
		var level, waiting []*unit
		for _, u := range rest {
			if u.wait == 0 && u.m.node == m {
				level = append(level, u)
			} else {
				waiting = append(waiting, u)
			}
		}
		for _, u := range level {
			for _, next := range u.before {
				next.wait--
			}
			u.before = nil
		}
		levels, rest = append(levels, level), waiting
	}
	return levels, nil
}

// circle is the error for units that wait for each other.
func circle(rest []*unit) error {
	err := &CycleError{}
	for _, u := range rest {
		if name := u.st.m.typ.String(); !slices.Contains(err.Types, name) {
			err.Types = append(err.Types, name)
		}
	}
	return err
}

// goesBefore has u done before next.
func (u *unit) goesBefore(next *unit) {
	if u != next {
		u.before = append(u.before, next)
		next.wait++
	}
}

// saveEdges has rows wait for those whose keys they take.
func (f *flushing) saveEdges(g *group, all []*unit) error {
	byKey, err := f.rowsByKey(all, func(u *unit) (bool, []any) {
		return u.kind == insert && u.known == keyKnown, u.st.m.values(u.st.ptr, u.st.m.key)
	})
	if err != nil {
		return err
	}
	for _, u := range all {
		for _, s := range u.syncs {
			if s.parent == nil || s.parent.unit == nil {
				continue
			}
			if p := s.parent.unit.in(s.rel.parentPart().node); p != nil && slices.Contains(g.mappers, p.m.node) && p.changesKey(s.rel) {
				p.goesBefore(u)
			}
		}
		u.partsInOrder(g)
		if u.kind == insert { // keys that the program has set itself
			err = f.eachReferred(g, u, byKey, u.st.m.values, func(p *unit) { p.goesBefore(u) })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// changesKey reports whether the key that a relationship takes is there only when the unit
// is written.
func (u *unit) changesKey(rel *relation) bool {
	return u.kind == insert || u.kind == update && u.st.stored && u.st.anyChanged(rel.parentFields())
}

// deleteEdges has rows wait for those that refer to them.
func (f *flushing) deleteEdges(g *group, all []*unit) error {
	byKey, err := f.rowsByKey(all, func(u *unit) (bool, []any) { return true, u.st.storedKey() })
	if err != nil {
		return err
	}
	for _, u := range all {
		u.partsInOrder(g)
		if err := f.eachReferred(g, u, byKey, u.st.m.keptAt(u.st.snapshot), func(p *unit) { u.goesBefore(p) }); err != nil {
			return err
		}
	}
	return nil
}
