package orm

import (
	"slices"
	"unsafe"
)

// Inline has a query for a type of a hierarchy read sub-types with it, in the same statement, from their tables, which
// are joined from outside. They are given by probes, whose fields can be used in conditions and in the order:
//
//	e, m := orm.From[Employee](), orm.From[Manager]()
//	orm.Select(e).Inline(m).Where(expr.Or(orm.C(&m.Level).Gt(3), orm.C(&e.Name).Eq("Ann")))
//
// Other sub-types are read as without it: each by one more statement, if objects of it have been found. For all
// queries of its bases a sub-type is tagged inline.
func (q *Query[T]) Inline(probes ...any) *Query[T] {
	derived := *q
	derived.subs = append(slices.Clip(q.subs), probes...)
	return &derived
}

// BaseOnly has a query for a type of a hierarchy read the type's own tables alone. Objects of sub-types lack what
// they have in tables of their own: the fields are zero until Session.Complete, Refresh or another query reads
// them. What the program sets is written.
func (q *Query[T]) BaseOnly() *Query[T] {
	derived := *q
	derived.baseOnly = true
	return &derived
}

// takeInline finds which sub-types are joined to the query's own tables.
func (q *query) takeInline(p *probe) error {
	if p.chosen = true; !q.locked && !q.baseOnly { // what is joined from outside cannot be locked
		p.inline = p.m.inline
	}
	for _, given := range q.subs {
		sub, err := p.m.probeOf(given)
		if err != nil {
			return err
		}
		if p.m.union == nil {
			p.inline = p.m.withTables(p.inline, sub.m)
		}
		p.beside = append(p.beside, &probe{m: p.m.seen(sub.m), ptr: sub.ptr, names: p.names})
	}
	return nil
}

// withTables adds a sub-type to those whose tables are joined to the tables of m, with what lies between.
func (m *mapper) withTables(inline []*mapper, sub *mapper) []*mapper {
	if sub == m || sub.base == nil {
		return inline
	}
	inline = m.withTables(inline, sub.base)
	if sub.table == sub.base.table || slices.ContainsFunc(inline, func(o *mapper) bool { return o.table == sub.table }) {
		return inline
	}
	return append(slices.Clip(inline), sub)
}

// findInline finds the sub-types that are joined to all queries for a type.
func (m *mapper) findInline() {
	for _, sub := range m.family.members {
		if sub != m && sub.isA(m) && sub.isInline {
			m.inline = m.withTables(m.inline, sub)
		}
	}
}

// isSub reports whether an address is that of a probe of the query's own rows, as a sub-type.
func (p *probe) isSub(ptr unsafe.Pointer) bool {
	at := p.all().at(ptr)
	return at != nil && at != p && at.m.isA(p.m) && at.alias == p.alias && !slices.ContainsFunc(p.joins, func(j probeJoin) bool { return j.element == at })
}
