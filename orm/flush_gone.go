package orm

import (
	"slices"
	"strings"

	"github.com/gildsql/gild/schema"
)

// leadNowhere fails if a row that is written takes the key of one that is deleted, and neither the program nor the
// database says what becomes of it. The database would refuse the deletion, in words of its own.
func (f *flushing) leadNowhere() error {
	for _, u := range f.units {
		if u.kind != insert && u.kind != update || u.st.deleting {
			continue
		}
		for _, list := range [][]sync{u.syncs, u.posts} {
			for _, s := range list {
				if p := s.parent; p != nil && (p.deleting || p.deleted) && s.rel.refusesDeletion() && f.goes(p) {
					return &DeletedTargetError{
						Relationship: s.rel.label(), Of: u.st.describe(), Target: s.parent.m.typ.String(), Key: s.parent.storedKey(),
					}
				}
			}
		}
	}
	return nil
}

// goes reports whether no row has the key of st after the flush, as far as is known: another one may take it over.
func (f *flushing) goes(st *state) bool {
	if !st.deleted && !(st.deleting && st.unit != nil && st.unit.kind == remove && !st.unit.early) {
		return false
	}
	id := st.identity()
	if other := f.s.identities.get(id); other != nil && other != st && !other.deleting {
		return false
	}
	return !slices.ContainsFunc(f.units, func(u *unit) bool {
		if u.kind != insert || u.known != keyKnown {
			return false
		}
		added, err := u.st.m.identityAt(u.st.ptr)
		return err == nil && added == id
	})
}

// refusesDeletion reports whether a foreign key of the relationship keeps what it leads to from being deleted.
func (rel *relation) refusesDeletion() bool {
	m := rel.childPart()
	return slices.ContainsFunc(m.table.ForeignKeys(), func(fk *schema.ForeignKey) bool {
		fields, err := m.fieldIndexes(fk.Columns)
		return err == nil && sameFields(fields, rel.childFields()) && fk.Deferrable != schema.DeferrableYes && refuses(fk.OnDelete)
	})
}

func refuses(a schema.Action) bool {
	switch schema.Action(strings.ToUpper(string(a))) {
	case schema.NoAction, schema.SayNoAction, schema.Restrict:
		return true
	}
	return false
}

// sameFields reports whether two lists have the same fields, in whatever order.
func sameFields(a, b []int) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(i int) bool { return !slices.Contains(b, i) })
}

// dropDeleted forgets rows between two objects of which one is deleted, be it by a cascade: it loses all of them.
func (w *linkWork) dropDeleted() {
	for _, p := range w.pairs {
		if p.added && (p.owner.deleting || p.target.deleting) {
			p.added = false
		}
	}
}
