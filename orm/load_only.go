package orm

import (
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/expr"
)

// Only has a session see no rows of T but those for which a condition holds, which the function makes of
// a probe: rows that are not marked as deleted, those of one tenant.
//
//	orm.Only(func(u *User) expr.Expr { return orm.N(&u.DeletedAt).IsNull() })
//
// Where T is not mapped itself, but a mixin, the condition is one on all types that embed it: a type that is mapped later
// on cannot be forgotten. In a hierarchy it holds for sub-types too, and for their rows in queries of bases. It holds
// wherever the ORM selects rows of T: in queries, counts and Get, in what is loaded of relationships, joined, or asked for
// by Has, and in Update and Delete by conditions. It does not hold for objects that the session has already, for Refresh,
// for what a flush writes or looks up, and for statements that the program writes itself. A Ref to a row that is left out
// is nil, and Partial: its foreign key is not NULL, and stays as it is. Query.Unfiltered is for a query that is to see all.
// Several conditions must all hold.
func Only[T any](condition func(row *T) expr.Expr) SessionOption {
	row := new(T)
	o := only{typ: reflect.TypeFor[T](), at: unsafe.Pointer(row)}
	if condition != nil {
		o.cond = condition(row)
		o.of = func(part unsafe.Pointer) expr.Expr { return condition((*T)(part)) }
	}
	return func(options *sessionOptions) { options.only = append(options.only, o) }
}

// only is a condition on rows of a type.
type only struct {
	typ  reflect.Type
	at   unsafe.Pointer // of the probe
	cond expr.Expr
	of   func(part unsafe.Pointer) expr.Expr // makes the condition for another probe
}

// spreadOnly has conditions on a mixin be such on each type that embeds it. Sub-types follow their bases.
func (s *Session) spreadOnly() {
	if s.registry.err != nil || !slices.ContainsFunc(s.options.only, s.isOfMixin) {
		return
	}
	var list []only
	for _, o := range s.options.only {
		if s.isOfMixin(o) {
			list = append(list, s.registry.spreadOnly(o)...)
		} else {
			list = append(list, o)
		}
	}
	s.options.only = list
}

func (s *Session) isOfMixin(o only) bool { return s.registry.mappers[o.typ] == nil && o.of != nil }

// spreadOnly returns the conditions in the place of one on a mixin: that itself where no type embeds it, which is a mistake.
func (r *Registry) spreadOnly(o only) []only {
	var list []only
	parts := r.parts(reflect.PointerTo(o.typ))
	for _, m := range r.ordered {
		base := m.parent()
		if parts[m.index] == isNoPart || base != nil && parts[base.index] != isNoPart {
			continue
		}
		row := reflect.New(m.typ).UnsafePointer()
		list = append(list, only{typ: m.typ, at: row, cond: o.of(unsafe.Add(row, parts[m.index]))})
	}
	if list == nil {
		return []only{o}
	}
	return list
}

// checkOnly finds the mistakes in a session's conditions.
func (s *Session) checkOnly() {
	for _, o := range s.options.only {
		m, err := s.registry.queried(o.typ)
		switch {
		case s.registry.err != nil:
		case o.cond == nil:
			err = fmt.Errorf("gild: Only of %s: the condition is nil", o.typ)
		case err != nil:
			err = fmt.Errorf("gild: Only of %s: the type is not mapped, and no mapped type embeds it", o.typ)
		default:
			err = probes{{m: m, ptr: o.at}}.check(o.cond)
		}
		if err != nil {
			s.mistakes = append(s.mistakes, err)
		}
	}
}

// filters are the conditions that the session has on the rows that a probe stands for.
func (p *probe) filters() []expr.Expr { return append(append(p.kinds(), p.only()...), p.added()...) }

// added are the conditions that events have added.
func (p *probe) added() []expr.Expr {
	var conds []expr.Expr
	for _, a := range p.more {
		row := *p
		row.ptr, row.more, row.under, row.beside, row.joins = a.probe, nil, append(slices.Clip(p.under), p.m), nil, nil
		conds = append(conds, probes{&row}.lower(a.expr))
	}
	return conds
}

func (p *probe) only() []expr.Expr {
	if p.within == nil || slices.Contains(p.under, p.m) { // which its own conditions ask about
		return nil
	}
	var conds []expr.Expr
	for _, o := range p.within.options.only {
		m, under := p.m.ancestor(o.typ), append(slices.Clip(p.under), p.m)
		switch {
		case o.cond == nil:
		case m != nil:
			row := &probe{m: p.m.upTo(m), ptr: o.at, names: p.names, within: p.within, under: under}
			conds = append(conds, probes{row}.lower(o.cond))
		case p.m.as(o.typ) != nil:
			conds = append(conds, p.onlyOfSub(p.m.as(o.typ), o, under))
		}
	}
	return conds
}

// onlyOfSub is the condition that rows are not of a sub-type, or such that its condition holds.
func (p *probe) onlyOfSub(sub *mapper, o only, under []*mapper) expr.Expr {
	if p.m.union != nil {
		row := &probe{m: p.m.seen(sub), ptr: o.at, names: p.names, within: p.within, under: under}
		return expr.Or(expr.Not(p.areOf(sub)), probes{row}.lower(o.cond))
	}
	kind := p.columnAt(p.m.family.kind)
	others := []expr.Expr{expr.Not(kind.In(sub.kindsOf()...))}
	if p.m.fields[p.m.family.kind].null {
		others = append(others, kind.IsNull())
	}
	if len(sub.all()) == len(p.m.all()) { // its fields are in the same tables
		row := &probe{m: sub, ptr: o.at, names: p.names, within: p.within, under: under}
		return expr.Or(append(others, probes{row}.lower(o.cond))...)
	}
	row := &probe{m: sub, ptr: o.at, names: sub.named(0), within: p.within, under: append(under, sub)}
	conds := []expr.Expr{probes{row}.lower(o.cond)}
	for _, i := range p.m.key {
		conds = append(conds, row.columnAt(i).EqExpr(p.columnAt(i)))
	}
	return expr.Or(append(others, expr.Exists(expr.Select(one).From(row.from()).Where(conds...)))...)
}

// filters are the conditions on all rows of a type.
func (s *Session) filters(m *mapper) []expr.Expr {
	if len(s.options.only) == 0 || s.writing { // what a flush looks up are rows as they are
		return nil
	}
	return (&probe{m: m, within: s}).only()
}

// leavesOut reports whether the session has conditions on rows of m.
func (s *Session) leavesOut(m *mapper) bool {
	return s != nil && !s.writing && slices.ContainsFunc(s.options.only, func(o only) bool { return m.ancestor(o.typ) != nil || m.as(o.typ) != nil })
}

// Unfiltered has a query see rows that the session's Only would leave out, as its objects; what is loaded
// beside them is what the session sees.
func (q *Query[T]) Unfiltered() *Query[T] {
	derived := *q
	derived.unfiltered = true
	return &derived
}
