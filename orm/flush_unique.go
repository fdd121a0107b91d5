package orm

import "slices"

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
	m.findLate()
}

// planEarly has rows deleted first whose unique values others take in the same flush, such as
// the old element of a one-to-one, with the rows that refer to them, if these are deleted as well. It leaves alone what
// rows that stay still refer to.
func (f *flushing) planEarly() error {
	if len(f.removed) == 0 {
		return nil
	}
	wanted := false
	for _, u := range f.removed {
		wanted = wanted || u.early // for a row of another type, whatever refers to it
	}
	for _, m := range f.s.registry.nodes {
		if len(f.deletes.of(m)) == 0 || len(f.saves.of(m)) == 0 {
			continue
		}
		for n := range m.uniques {
			found, err := f.earlyByUnique(m, n)
			if err != nil {
				return err
			}
			wanted = wanted || found
		}
	}
	if !wanted {
		return nil
	}
	refs, err := f.referrers()
	if err != nil {
		return err
	}
	for _, u := range f.removed {
		if u.early || u.yields {
			refs.takeEarly(u)
		}
	}
	return nil
}

// takeEarly has the rows of an object deleted before anything else, behind those that refer to them.
func (f *flushing) takeEarly(whole *unit) {
	whole.early = true
	for _, u := range append(slices.Clone(whole.parts), whole) {
		i := u.m.node.index
		f.deletes[i] = slices.DeleteFunc(f.deletes[i], func(o *unit) bool { return o == u })
	}
	for _, u := range slices.Backward(whole.parts) {
		f.early = append(f.early, u)
	}
	f.early = append(f.early, whole)
}

// earlyByUnique finds the deletions of rows whose n-th unique values in a table others take. A new row with the key of
// one that is deleted has taken its place already, see switchRows.
func (f *flushing) earlyByUnique(m *mapper, n int) (found bool, err error) {
	taken := map[string]bool{}
	for _, u := range f.saves.of(m) {
		text, err := u.takes(n)
		if err != nil {
			return false, err
		}
		if text != "" {
			taken[text] = true
		}
	}
	if len(taken) == 0 {
		return false, nil
	}
	for _, u := range f.deletes.of(m) {
		text, err := u.has(n)
		if err != nil {
			return false, err
		}
		if taken[text] {
			u.st.unit.yields, found = true, true
		}
	}
	return found, nil
}

// byUniques has the updates of a table that give unique values up go before those that take them, and leaves the
// order otherwise as it is. Of rows that take each other's, one is set aside.
func byUniques(updates []*unit) ([]*unit, error) {
	if len(updates) < 2 {
		return updates, nil
	}
	var before map[*unit][]giver
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
					before = map[*unit][]giver{}
				}
				before[taker] = append(before[taker], giver{u, n})
			}
		}
	}
	if before == nil {
		return updates, nil
	}
	return inTurn(updates, before), nil
}

// giver is a unit whose n-th unique values another one takes.
type giver struct {
	*unit
	n int
}

// inTurn puts before each unit those that are to go before it.
func inTurn(units []*unit, before map[*unit][]giver) []*unit {
	ordered, seen, open := make([]*unit, 0, len(units)), make(map[*unit]bool, len(units)), map[*unit]bool{}
	var put func(u *unit)
	put = func(u *unit) {
		if seen[u] {
			return
		}
		seen[u], open[u] = true, true
		for _, first := range before[u] {
			if open[first.unit] { // a circle: u goes first all the same
				u.takesFromOpen(first)
			}
			put(first.unit)
		}
		open[u] = false
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
