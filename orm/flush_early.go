package orm

import "slices"

// referrers are the objects of a flush whose rows refer to rows that it deletes.
type referrers struct {
	f     *flushing
	to    map[*state][]*unit
	goes  map[*state]bool // whether the row can be deleted early, as far as that has been asked
	taken map[*unit]bool
}

// referrers finds them, by all foreign keys of the tables.
func (f *flushing) referrers() (*referrers, error) {
	r := &referrers{f: f, to: map[*state][]*unit{}, goes: map[*state]bool{}, taken: map[*unit]bool{}}
	parents := map[*mapper][]*unit{}
	for _, u := range f.removed {
		parents[u.st.m] = append(parents[u.st.m], u)
	}
	children := map[*mapper][]*unit{}
	for _, u := range f.units {
		if u.st.snapshot != nil {
			children[u.st.m] = append(children[u.st.m], u)
		}
	}
	for parent, removed := range parents {
		for child, units := range children {
			for _, key := range keysBetween(child, parent, "") {
				if err := r.find(key, removed, units); err != nil {
					return nil, err
				}
			}
		}
	}
	return r, nil
}

// find enters the rows that refer to others by one foreign key.
func (r *referrers) find(key foundKey, removed, units []*unit) error {
	from, err := key.child.fieldIndexes(key.fk.Columns)
	if err != nil {
		return nil // a column without a field
	}
	to, err := key.parent.fieldIndexes(key.fk.RefColumns)
	if err != nil {
		return nil
	}
	owners := map[string]*state{}
	for _, u := range removed {
		text, null, err := u.st.m.encodeValues(to, u.st.m.keptValues(u.st.snapshot, to))
		if err != nil {
			return err
		}
		if !null {
			owners[text] = u.st
		}
	}
	for _, u := range units {
		text, null, err := key.parent.encodeValues(to, u.st.m.keptValues(u.st.snapshot, from))
		if err != nil {
			return err
		}
		if owner := owners[text]; !null && owner != nil && owner != u.st {
			r.to[owner] = append(r.to[owner], u)
		}
	}
	return nil
}

// takeEarly has a row deleted early, with those that refer to it, if they can be.
func (r *referrers) takeEarly(u *unit) {
	if r.canGo(u.st) || u.early {
		r.take(u)
	}
}

// canGo reports whether nothing refers to the row but rows that are deleted too, and can be before it.
func (r *referrers) canGo(st *state) bool {
	if goes, asked := r.goes[st]; asked {
		return goes
	}
	r.goes[st] = false // in a circle
	r.goes[st] = !slices.ContainsFunc(r.to[st], func(u *unit) bool { return u.kind != remove || !r.canGo(u.st) })
	return r.goes[st]
}

// take has a row deleted early, behind those that refer to it.
func (r *referrers) take(u *unit) {
	if r.taken[u] {
		return
	}
	r.taken[u] = true
	list := r.to[u.st]
	slices.SortStableFunc(list, compareUnits)
	for _, other := range list {
		if r.canGo(other.st) {
			r.take(other)
		}
	}
	r.f.takeEarly(u)
}
