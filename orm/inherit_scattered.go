package orm

import (
	"context"
	"slices"
)

// A relationship that a base declares is, in each concrete sub-type, one of the type's own: by a foreign key to its
// table, or by a condition on its rows.

// findScattered notes which relationships concrete sub-types have by other columns than the base, or than each other.
func (m *mapper) findScattered() {
	for i, rel := range m.relations {
		rel.scattered = rel.scattered || slices.ContainsFunc(m.concretes(), func(sub *mapper) bool { return !rel.isAlike(sub.relations[i]) })
	}
}

// isAlike reports whether two relationships are found by the same columns.
func (rel *relation) isAlike(other *relation) bool {
	if (rel.link == nil) != (other.link == nil) {
		return false
	}
	if rel.link != nil && (rel.link.table != other.link.table || !slices.Equal(rel.link.ownerColumns, other.link.ownerColumns) ||
		!slices.Equal(rel.link.targetColumns, other.link.targetColumns)) {
		return false
	}
	return slices.Equal(rel.ownerFields, other.ownerFields) && slices.Equal(rel.targetFields, other.targetFields)
}

// isOfEach reports whether it takes each type's own relationship to find the elements: by other columns, or by a
// condition in which the owner's table has a part.
func (rel *relation) isOfEach() bool {
	return rel.owner.rows != nil && (rel.scattered || rel.on != nil && rel.on.join != nil)
}

// loadOfEach loads a relationship of owners by that of each one's type.
func (s *Session) loadOfEach(ctx context.Context, l *plannedLoad, owners []*state) error {
	at := slices.Index(l.rel.owner.relations, l.rel)
	var roots []*mapper
	of := map[*mapper][]*state{}
	for _, st := range owners {
		if of[st.m.root] == nil {
			roots = append(roots, st.m.root)
		}
		of[st.m.root] = append(of[st.m.root], st)
	}
	for _, root := range roots {
		own := *l
		own.rel = of[root][0].m.relations[at]
		if err := s.loadOwn(ctx, &own, of[root]); err != nil {
			return err
		}
	}
	return nil
}

// asksSeveral fails if a condition is about a relationship of rows of several tables that have it by different columns.
func (rel *relation) asksSeveral(owner *probe) error {
	if owner.m.union == nil || !rel.scattered {
		return nil
	}
	return rel.mistake("concrete sub-types have it by different columns: ask for each of the types, or load it by SelectIn")
}
