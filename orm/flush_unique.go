package orm

import (
	"cmp"
	"slices"
)

// findUniques finds the fields whose values are unique together in the type's table: those of the primary key,
// the unique constraints and the unique indexes. Those of columns without a field are nil.
func (m *mapper) findUniques() {
	var key []string
	for _, c := range m.table.PrimaryKey() {
		key = append(key, c.Name())
	}
	all := [][]string{key}
	for _, unique := range m.table.Uniques() {
		all = append(all, unique.Columns)
	}
	for _, index := range m.table.Indexes() {
		var columns []string
		for _, part := range index.Parts {
			columns = append(columns, part.Column) // empty for an expression, which no field has
		}
		if index.Unique {
			all = append(all, columns)
		}
	}
	m.uniques = make([][]int, len(all))
	for n, columns := range all {
		if fields, err := m.fieldIndexes(columns); err == nil {
			m.uniques[n] = fields
		}
	}
}

// planEarly has rows deleted first whose unique values others take in the same flush, such as
// the old element of a one-to-one. It leaves alone what other rows still refer to.
func (f *flushing) planEarly() error {
	if len(f.removed) == 0 {
		return nil
	}
	for _, m := range f.s.registry.nodes {
		if len(f.deletes.of(m)) == 0 || len(f.saves.of(m)) == 0 {
			continue
		}
		for n := range m.uniques {
			if err := f.earlyByUnique(m, n); err != nil {
				return err
			}
		}
	}
	for _, u := range f.removed {
		if u.early {
			f.takeEarly(u)
		}
	}
	slices.SortStableFunc(f.early, func(a, b *unit) int {
		return cmp.Or(cmp.Compare(b.place(), a.place()), compareUnits(a, b))
	})
	return nil
}

// takeEarly has the rows of an object deleted before anything else.
func (f *flushing) takeEarly(whole *unit) {
	for _, u := range append([]*unit{whole}, whole.parts...) {
		i := u.m.node.index
		f.deletes[i] = slices.DeleteFunc(f.deletes[i], func(o *unit) bool { return o == u })
		f.early = append(f.early, u)
	}
}

// earlyByUnique is planEarly for the n-th values that are unique in a table. A new row with the key of one that is
// deleted has taken its place already, see switchRows.
func (f *flushing) earlyByUnique(m *mapper, n int) error {
	taken := map[string]bool{}
	for _, u := range f.saves.of(m) {
		text, err := u.takes(n)
		if err != nil {
			return err
		}
		if text != "" {
			taken[text] = true
		}
	}
	if len(taken) == 0 {
		return nil
	}
	for _, u := range f.deletes.of(m) {
		text, err := u.has(n)
		if err != nil {
			return err
		}
		if taken[text] && !f.isReferred(u.st) {
			u.st.unit.early = true
		}
	}
	return nil
}

// byUniques has the updates of a table that give unique values up go before those that take them, and leaves the
// order otherwise as it is. Rows that take each other's cannot be written one by one: the database says so.
func byUniques(updates []*unit) ([]*unit, error) {
	if len(updates) < 2 {
		return updates, nil
	}
	var before map[*unit][]*unit
	for n := range updates[0].m.uniques {
		takes := map[string]*unit{}
		for _, u := range updates {
			text, err := u.takes(n)
			if err != nil {
				return nil, err
			}
			if text != "" {
				takes[text] = u
			}
		}
		if len(takes) == 0 {
			continue
		}
		for _, u := range updates {
			text, err := u.has(n)
			if err != nil {
				return nil, err
			}
			if taker := takes[text]; taker != nil && taker != u {
				if before == nil {
					before = map[*unit][]*unit{}
				}
				before[taker] = append(before[taker], u)
			}
		}
	}
	if before == nil {
		return updates, nil
	}
	return inTurn(updates, before), nil
}

// inTurn puts before each unit those that are to go before it.
func inTurn(units []*unit, before map[*unit][]*unit) []*unit {
	ordered, seen := make([]*unit, 0, len(units)), make(map[*unit]bool, len(units))
	var put func(u *unit)
	put = func(u *unit) {
		if seen[u] {
			return
		}
		seen[u] = true
		for _, first := range before[u] {
			put(first)
		}
		ordered = append(ordered, u)
	}
	for _, u := range units {
		put(u)
	}
	return ordered
}

// takes returns the n-th values of the unit's row that are unique, as text, if the unit writes them: empty if it
// does not, and if they are not known, or NULL.
func (u *unit) takes(n int) (string, error) {
	fields := u.m.uniques[n]
	computed := func(i int) bool { return u.st.exprs[i] != nil }
	if !slices.ContainsFunc(fields, u.mayChange) || slices.ContainsFunc(fields, computed) {
		return "", nil
	}
	values, known := u.willHave(fields)
	if !known {
		return "", nil
	}
	text, null, err := u.m.encodeValues(fields, values)
	if err != nil || null {
		return "", err
	}
	if u.st.snapshot != nil {
		if old, err := u.has(n); err != nil || old == text {
			return "", err
		}
	}
	return text, nil
}

// mayChange reports whether the unit may give its row another value of the field than it has.
func (u *unit) mayChange(i int) bool {
	if u.st.snapshot == nil || u.m.fields[i].changed(u.st.ptr, u.st.snapshot) {
		return true
	}
	_, _, takes := u.takesFrom(i)
	return takes
}

// has returns the n-th values of the unit's row that are unique, as text: empty if they are not mapped.
func (u *unit) has(n int) (string, error) {
	fields := u.m.uniques[n]
	if fields == nil {
		return "", nil
	}
	text, _, err := u.m.encodeValues(fields, u.m.keptValues(u.st.snapshot, fields))
	return text, err
}

// willHave returns the values that fields will have when the unit is written.
func (u *unit) willHave(fields []int) (values []any, known bool) {
	for _, i := range fields {
		s, part, takes := u.takesFrom(i)
		switch {
		case !takes:
			values = append(values, u.st.m.fields[i].value(u.st.ptr))
		case s.parent == nil:
			values = append(values, nil)
		case s.parent.stored:
			values = append(values, s.parent.m.fields[s.rel.parentFields()[part]].value(s.parent.ptr))
		default:
			return nil, false
		}
	}
	return values, true
}

// isReferred reports whether another object of the flush refers to the row of st.
func (f *flushing) isReferred(st *state) bool {
	for _, rel := range st.m.incomingKeys {
		key, _, err := st.m.encodeValues(rel.parentFields(), st.m.keptValues(st.snapshot, rel.parentFields()))
		if err != nil {
			return true
		}
		for _, u := range f.units {
			if u.st == st || !u.st.m.isA(rel.childMapper()) || u.st.snapshot == nil {
				continue
			}
			theirs, null, err := st.m.encodeValues(rel.parentFields(), u.st.m.keptValues(u.st.snapshot, rel.childFields()))
			if err != nil || !null && theirs == key {
				return true
			}
		}
	}
	return false
}
