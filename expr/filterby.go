package expr

import (
	"fmt"
	"slices"
	"strings"
)

// FilterBy adds the condition that the column of that name has the value, NULL for nil: of one among
// what the statement selects from so far. No such column, or one in several of them, is an error when
// the statement is compiled. The name may come from a user; it is only looked for.
func (s *SelectStmt) FilterBy(name string, v any) *SelectStmt {
	var found []*Column
	var names []string
	for _, f := range s.elements() {
		c := ColumnNamed(f, name)
		if c != nil {
			found = append(found, c)
		}
		if c != nil || len(found) == 0 {
			names = append(names, described(f))
		}
	}
	switch {
	case len(found) == 1:
		return s.Where(ColOf[any](found[0]).Eq(v))
	case len(found) == 0:
		return s.Where(invalid(fmt.Sprintf("FilterBy: there is no column %q in what is selected from so far (%s)", name, strings.Join(names, ", "))))
	}
	for i, c := range found {
		names[i] = described(c.table)
	}
	return s.Where(invalid(fmt.Sprintf("FilterBy: column %q is in each of %s: take that of one, with C", name, strings.Join(names[:len(found)], ", "))))
}

// elements returns what the statement selects from by name, or by the columns of its list.
func (s *SelectStmt) elements() []From {
	c := s.Clauses()
	var all []From
	for _, e := range c.Items {
		if l, ok := e.(*Label); ok {
			e = l.Expr
		}
		if col, ok := e.(*Column); ok && col.table != nil {
			all = append(all, col.table)
		}
	}
	for _, f := range c.Froms {
		all = appendLeaves(all, f)
	}
	distinct := all[:0]
	for _, f := range all {
		if !slices.Contains(distinct, f) {
			distinct = append(distinct, f)
		}
	}
	return distinct
}

// appendLeaves appends an element of FROM, those of a join one by one.
func appendLeaves(list []From, f From) []From {
	if j, ok := f.(*Join); ok {
		return appendLeaves(appendLeaves(list, j.Left), j.Right)
	}
	if isNil(f) {
		return list
	}
	return append(list, f)
}
