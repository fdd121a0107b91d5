package orm

import (
	"cmp"
	"slices"
)

// group is a set of types whose rows are written together: one type alone, or types whose
// tables refer to each other in a circle. rowwise tells that rows within it depend on each
// other, so that their order is that of rows, not of tables.
type group struct {
	mappers []*mapper
	rowwise bool
}

// groupsOf returns the groups in the order in which their rows can be inserted: each behind
// those that its rows refer to, else as the types were given.
func groupsOf(mappers, nodes []*mapper) []group {
	refers := dependencies(mappers, nodes)
	t := &tarjan{refers: refers, index: map[*mapper]int{}, low: map[*mapper]int{}, on: map[*mapper]bool{}}
	for _, m := range nodes {
		if _, seen := t.index[m]; !seen {
			t.visit(m)
		}
	}
	for i := range t.groups {
		g := &t.groups[i]
		slices.SortFunc(g.mappers, func(a, b *mapper) int { return cmp.Compare(a.index, b.index) })
		g.rowwise = len(g.mappers) > 1 || slices.Contains(refers[g.mappers[0]], g.mappers[0])
	}
	return t.groups
}

// dependencies returns for each type those whose rows its own refer to: by a foreign key,
// unless that is written later by an UPDATE of its own.
func dependencies(mappers, nodes []*mapper) map[*mapper][]*mapper {
	refers := map[*mapper][]*mapper{}
	for _, m := range nodes {
		for _, fk := range m.table.ForeignKeys() {
			if isPostUpdate(m, mappers, fk.Columns) {
				continue
			}
			for _, parent := range nodes {
				if refersTo(fk, parent.table) && !slices.Contains(refers[m], parent) {
					refers[m] = append(refers[m], parent)
				}
			}
		}
	}
	for _, owner := range mappers {
		for _, rel := range owner.stored() { // that no foreign key stands for
			if rel.written == nil || !rel.isKeyed() || rel.viewonly || rel.isPostUpdate() {
				continue
			}
			if child, parent := rel.childPart().node, rel.parentPart().node; !slices.Contains(refers[child], parent) {
				refers[child] = append(refers[child], parent)
			}
		}
	}
	return refers
}

// columnNames returns the names of the columns of some fields.
func (m *mapper) columnNames(fields []int) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = m.fields[f].definition.Name()
	}
	return names
}

// isPostUpdate reports whether a relationship writes the columns of m by an UPDATE of its own.
func isPostUpdate(m *mapper, mappers []*mapper, columns []string) bool {
	for _, owner := range mappers {
		for _, rel := range owner.declared() {
			if rel.postUpdate && rel.isKeyed() && rel.childPart().node == m && slices.Equal(rel.childPart().columnNames(rel.childFields()), columns) {
				return true
			}
		}
	}
	return false
}

// tarjan finds the circles: strongly connected components, each behind those that it refers
// to. Source: https://en.wikipedia.org/wiki/Tarjan%27s_strongly_connected_components_algorithm
type tarjan struct {
	refers     map[*mapper][]*mapper
	index, low map[*mapper]int
	on         map[*mapper]bool
	stack      []*mapper
	groups     []group
}

func (t *tarjan) visit(m *mapper) {
	t.index[m], t.low[m] = len(t.index), len(t.index)
	t.stack, t.on[m] = append(t.stack, m), true
	for _, parent := range t.refers[m] {
		if _, seen := t.index[parent]; !seen {
			t.visit(parent)
			t.low[m] = min(t.low[m], t.low[parent])
		} else if t.on[parent] {
			t.low[m] = min(t.low[m], t.index[parent])
		}
	}
	if t.low[m] != t.index[m] {
		return
	}
	at := slices.Index(t.stack, m)
	found := slices.Clone(t.stack[at:])
	t.stack = t.stack[:at]
	for _, member := range found {
		t.on[member] = false
	}
	t.groups = append(t.groups, group{mappers: found})
}
