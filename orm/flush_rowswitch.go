package orm

import "slices"

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
