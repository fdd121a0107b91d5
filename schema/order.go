package schema

import (
	"fmt"
	"strings"
)

// Sorted returns the tables so that each comes after those its foreign keys refer to,
// else in the order of definition. A circle of foreign keys is an error that names its
// tables; a key from a table to itself is none.
func (m *MetaData) Sorted() ([]*Table, error) {
	s := &sorter{state: map[*Table]int{}}
	for _, t := range m.Tables() {
		if err := s.visit(t); err != nil {
			return nil, err
		}
	}
	return s.sorted, nil
}

// The states of a table during sorting.
const (
	unseen = iota
	onPath
	placed
)

type sorter struct {
	state  map[*Table]int
	path   []*Table
	sorted []*Table
}

func (s *sorter) visit(t *Table) error {
	switch s.state[t] {
	case placed:
		return nil
	case onPath:
		return s.circle(t)
	}
	s.state[t] = onPath
	s.path = append(s.path, t)
	for _, fk := range t.foreignKeys {
		target, err := fk.Target()
		if err != nil {
			return err
		}
		if target == t {
			continue
		}
		if err := s.visit(target); err != nil {
			return err
		}
	}
	s.path = s.path[:len(s.path)-1]
	s.state[t] = placed
	s.sorted = append(s.sorted, t)
	return nil
}

func (s *sorter) circle(t *Table) error {
	var names []string
	for _, p := range s.path {
		if p == t || names != nil {
			names = append(names, p.name)
		}
	}
	return fmt.Errorf("gild: tables refer to each other in a circle: %s -> %s", strings.Join(names, " -> "), t.name)
}
