package orm

import (
	"cmp"
	"slices"

	"github.com/gildsql/gild/schema"
)

// knowledge is whether the primary key of a new row is known before it is inserted.
type knowledge int

const (
	keyUnasked knowledge = iota
	keyAsking
	keyKnown
	keyUnknown
)

// knowKeys gives new rows the keys of parents that are known already.
func (f *flushing) knowKeys() error {
	for _, u := range f.units {
		if u.kind == insert {
			if err := f.knowKey(u); err != nil {
				return err
			}
		}
	}
	return nil
}

// knowKey finds out whether the key of a new row is known, and takes for it what parents have.
func (f *flushing) knowKey(u *unit) error {
	if u.known != keyUnasked {
		return nil
	}
	u.known = keyAsking
	st, known := u.st, keyKnown
	for _, s := range u.syncs {
		if s.parent == nil {
			continue
		}
		if p := s.parent.unit; p != nil && p.kind == insert {
			if err := f.knowKey(p); err != nil {
				return err
			}
			if p.known != keyKnown {
				for _, i := range s.rel.childFields() {
					if slices.Contains(st.m.key, i) {
						known = keyUnknown
					}
				}
				continue
			}
		}
		if err := s.apply(st); err != nil {
			return err
		}
	}
	for _, i := range st.m.key {
		fl := &st.m.fields[i]
		if i == st.m.auto && fl.isZero(st.ptr) || fl.unset(st.ptr) || st.exprs[i] != nil {
			known = keyUnknown
		}
	}
	u.known = known
	return nil
}

// switchRows turns the deletion of a row and the insertion of another with the same key into
// an update.
func (f *flushing) switchRows() error {
	for _, u := range f.units {
		if u.kind != insert || u.known != keyKnown {
			continue
		}
		id, err := u.st.m.identityAt(u.st.ptr)
		if err != nil {
			return err
		}
		old := f.s.identities.get(id)
		if old == nil || !old.deleting || old.unit == nil || old.unit.kind != remove {
			continue
		}
		if old.m != u.st.m { // the row of another type cannot become this one: it goes first
			old.unit.early = true
			continue
		}
		u.st.sayDeferred()
		f.s.journal(u.st)
		f.s.journal(old)
		old.unit.kind = nothing
		u.kind, u.replaces = update, old
		u.st.snapshot, u.st.key, u.st.unread = old.snapshot, id.primaryKey, old.unread
	}
	return nil
}

// planEarly has rows deleted first whose unique values others take in the same flush, such as
// the old element of a one-to-one. It leaves alone what other rows still refer to.
func (f *flushing) planEarly() error {
	if len(f.removed) == 0 {
		return nil
	}
	for _, m := range f.s.registry.nodes {
		if len(f.deletes.of(m)) == 0 || len(f.saves.of(m)) == 0 || len(m.table.Uniques()) == 0 {
			continue
		}
		for _, unique := range m.table.Uniques() {
			if err := f.earlyByUnique(m, unique); err != nil {
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

func (f *flushing) earlyByUnique(m *mapper, unique *schema.Unique) error {
	taken := map[string]bool{}
	for _, u := range f.saves.of(m) {
		fields, err := u.m.fieldIndexes(unique.Columns)
		if err != nil {
			continue // a column that is not mapped
		}
		values, known := u.willHave(fields)
		if !known {
			continue
		}
		text, null, err := u.m.encodeValues(fields, values)
		if err != nil {
			return err
		}
		if !null {
			taken[text] = true
		}
	}
	for _, u := range f.deletes.of(m) {
		fields, err := u.m.fieldIndexes(unique.Columns)
		if err != nil {
			continue
		}
		text, _, err := u.m.encodeValues(fields, u.m.keptValues(u.st.snapshot, fields))
		if err != nil {
			return err
		}
		if taken[text] && !f.isReferred(u.st) {
			u.st.unit.early = true
		}
	}
	return nil
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
