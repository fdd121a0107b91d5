package orm

import (
	"errors"
	"slices"
	"strings"
)

// overlaps finds relationships that write the same column without knowing each other: what one of them
// writes, the other does not see.
func (r *Registry) overlaps() error {
	var errs []error
	var seen []*relation
	for _, m := range r.ordered {
		for _, rel := range m.stored() {
			if rel.viewonly || !rel.isKeyed() {
				continue
			}
			for _, other := range seen {
				if column := rel.sharedColumn(other); column != "" && !rel.allows(other) && !other.allows(rel) {
					errs = append(errs, rel.mistake("writes column %q, as %s.%s does: tag one of them with back= if it is the other side, with viewonly, or with overlaps=%s if both are to write",
						column, other.owner.typ, other.name, other.name))
				}
			}
			seen = append(seen, rel)
		}
	}
	return errors.Join(errs...)
}

// sharedColumn returns a column that two relationships write, empty if there is none, or if they write
// it in rows of different kinds.
func (rel *relation) sharedColumn(other *relation) string {
	m := rel.childMapper()
	if o := other.childMapper(); m.root != o.root || !m.isA(o) && !o.isA(m) || rel.back == other || rel.otherKind(other) {
		return ""
	}
	for _, i := range rel.childFields() {
		if slices.Contains(other.childFields(), i) {
			return m.fields[i].definition.Name()
		}
	}
	return ""
}

// otherKind reports whether two relationships write different constants into the same field.
func (rel *relation) otherKind(other *relation) bool {
	if rel.on == nil || other.on == nil {
		return false
	}
	return slices.ContainsFunc(rel.on.constants, func(a constant) bool {
		return slices.ContainsFunc(other.on.constants, func(b constant) bool { return a.field == b.field && a.value != b.value })
	})
}

// allows reports whether the tag says that the other one may write the same columns.
func (rel *relation) allows(other *relation) bool {
	text, _ := rel.tag.Get("overlaps")
	return slices.Contains(strings.Fields(text), other.name)
}
