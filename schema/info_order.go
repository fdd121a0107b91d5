package schema

// SortedTable is a table in an order of creation.
type SortedTable struct {
	Name Name
	// Late are the foreign keys that are part of a circle: they are to be made once all tables are
	// there, and dropped before the first one goes.
	Late []ForeignKeyInfo
}

// SortInfos returns the names of the tables so that each comes after those its foreign keys refer
// to, else in the given order. Where they refer to each other in a circle, one of the foreign keys
// is late. Targets that are not among the tables do not matter.
func SortInfos(tables []TableInfo) []SortedTable {
	s := infoSorter{state: map[Name]int{}, tables: map[Name]*TableInfo{}}
	for i := range tables {
		s.tables[tables[i].Name] = &tables[i]
	}
	for i := range tables {
		s.visit(&tables[i])
	}
	return s.sorted
}

// The states of a table during sorting.
const (
	unseen = iota
	onPath
	placed
)

type infoSorter struct {
	tables map[Name]*TableInfo
	state  map[Name]int
	sorted []SortedTable
}

func (s *infoSorter) visit(t *TableInfo) {
	if s.state[t.Name] != unseen {
		return
	}
	s.state[t.Name] = onPath
	sorted := SortedTable{Name: t.Name}
	for _, fk := range t.ForeignKeys {
		target := s.tables[fk.Target]
		switch {
		case target == nil || target == t:
		case s.state[fk.Target] == onPath:
			sorted.Late = append(sorted.Late, fk)
		default:
			s.visit(target)
		}
	}
	s.state[t.Name] = placed
	s.sorted = append(s.sorted, sorted)
}
