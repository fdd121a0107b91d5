package schema

import (
	"fmt"
	"slices"
	"strings"
)

// Sorted returns the tables so that each comes after those its foreign keys refer to,
// else in the order of definition. A circle of foreign keys is an error that names its
// tables; a key from a table to itself is none, and one marked with UseAlter does not count.
func (m *MetaData) Sorted() ([]*Table, error) { return SortTables(m.Tables()) }

// SortTables sorts tables so that each comes after those its foreign keys and DependsOn refer
// to, as far as these are among them, else in the order given. A circle is a *CircleError.
func SortTables(tables []*Table) ([]*Table, error) {
	sorted, circle, err := layers(tables, func(fk *ForeignKey) bool { return !fk.UseAlter })
	if err == nil && circle != nil {
		err = circle
	}
	return sorted, err
}

// SortTablesAndConstraints is SortTables, but breaks circles: it returns the foreign keys that
// have to be created behind the tables, by ALTER TABLE. Those marked with UseAlter are among them.
// A circle of DependsOn is a *CircleError.
func SortTablesAndConstraints(tables []*Table) (sorted []*Table, late []*ForeignKey, err error) {
	isLate := func(fk *ForeignKey) bool { return slices.Contains(late, fk) }
	for _, t := range tables {
		for _, fk := range t.foreignKeys {
			if fk.UseAlter {
				late = append(late, fk)
			}
		}
	}
	for {
		sorted, circle, err := layers(tables, func(fk *ForeignKey) bool { return !isLate(fk) })
		if err != nil || circle == nil {
			return sorted, late, err
		}
		before := len(late)
		for _, t := range circle.Tables {
			for _, fk := range t.foreignKeys {
				if target, _ := fk.Target(); target != t && !isLate(fk) && slices.Contains(circle.Tables, target) {
					late = append(late, fk)
				}
			}
		}
		if len(late) == before { // DependsOn makes the circle
			return nil, nil, circle
		}
	}
}

// CircleError says that tables refer to each other in a circle.
type CircleError struct{ Tables []*Table }

// Error names the tables.
func (e *CircleError) Error() string {
	names := make([]string, len(e.Tables))
	for i, t := range e.Tables {
		names[i] = t.FullName()
	}
	return fmt.Sprintf("gild: tables refer to each other in a circle: %s -> %s: name one of the foreign keys and mark it with UseAlter",
		strings.Join(names, " -> "), names[0])
}

// layers sorts tables: first those that depend on none, then those that depend on these alone,
// and so on, each in the order given. counts tells which foreign keys do.
func layers(tables []*Table, counts func(fk *ForeignKey) bool) ([]*Table, *CircleError, error) {
	parents := map[*Table][]*Table{}
	for _, t := range tables {
		parents[t] = append(append(parents[t], t.after...), t.named()...)
		for _, fk := range t.foreignKeys {
			if !counts(fk) {
				continue
			}
			target, err := fk.Target()
			if err != nil {
				return nil, nil, err
			}
			parents[t] = append(parents[t], target)
		}
	}
	var sorted []*Table
	todo := slices.Clone(tables)
	for len(todo) > 0 {
		waiting := map[*Table]bool{}
		for _, t := range todo {
			waiting[t] = true
		}
		blocked := func(t *Table) bool {
			return slices.ContainsFunc(parents[t], func(p *Table) bool { return p != t && waiting[p] })
		}
		var next []*Table
		for _, t := range todo {
			if blocked(t) {
				next = append(next, t)
			} else {
				sorted = append(sorted, t)
			}
		}
		if len(next) == len(todo) {
			return sorted, findCircle(todo, parents), nil
		}
		todo = next
	}
	return sorted, nil, nil
}

// findCircle follows the first tables that are waited for until one comes again.
func findCircle(todo []*Table, parents map[*Table][]*Table) *CircleError {
	var path []*Table
	t := todo[0]
	for !slices.Contains(path, t) {
		path = append(path, t)
		i := slices.IndexFunc(parents[t], func(p *Table) bool { return p != t && slices.Contains(todo, p) })
		t = parents[t][i]
	}
	return &CircleError{path[slices.Index(path, t):]}
}

// named are the tables that options let the table come after.
func (t *Table) named() []*Table {
	var all []*Table
	for _, o := range t.options {
		for _, name := range o.After {
			if other := t.Other(name); other != nil {
				all = append(all, other)
			}
		}
	}
	return all
}

// Other returns the table of the MetaData that options of this one call by a name: one of its own schema, or else of that
// full name. It returns nil if there is none.
func (t *Table) Other(name string) *Table {
	if t.meta == nil { // a Table that NewTable has not made
		return nil
	}
	if other := t.meta.Table(Name{t.schema, name}.String()); other != nil {
		return other
	}
	return t.meta.Table(name)
}
