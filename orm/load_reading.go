package orm

import "slices"

// reading is what a SELECT reads of a type: the columns of fields, then expressions. It is immutable.
type reading struct {
	fields   []int     // indexes in the mapper's fields
	position []int     // where each of the mapper's fields is in a row, -1 if it is not read
	exprs    []int     // indexes in the mapper's expressions, behind the fields
	left     *[]int    // fields that are not deferred and not read; nil for none
	inline   []*mapper // sub-types whose tables are joined
	subs     *layout   // what sub-types have, behind all; nil without a hierarchy
}

// reading returns a plan for some fields and expressions, where the tables of some sub-types are beside the type's own.
func (m *mapper) reading(inline []*mapper, fields, exprs []int) *reading {
	r := &reading{inline: inline, fields: fields, exprs: exprs, position: make([]int, len(m.fields))}
	for i := range r.position {
		r.position[i] = slices.Index(fields, i)
	}
	if m.family != nil || m.union != nil {
		r.layOut(m, exprs != nil)
	}
	var left []int
	for _, i := range m.reads {
		if r.position[i] < 0 {
			left = append(left, i)
		}
	}
	if left != nil {
		r.left = &left
	}
	return r
}

// layOutReadings makes the plans of what is read without a word: all columns that are not deferred, with the
// expressions, or without.
func (m *mapper) layOutReadings() {
	exprs := make([]int, len(m.exprs))
	for i := range exprs {
		exprs[i] = i
	}
	m.whole, m.bare = m.reading(m.inline, m.reads, exprs), m.reading(nil, m.reads, nil)
}

// width is how many columns a row has.
func (r *reading) width() int {
	n := len(r.fields) + len(r.exprs)
	if r.subs != nil {
		n += len(r.subs.more)
	}
	return n
}
