package orm

import (
	"fmt"

	"github.com/gildsql/gild/expr"
)

// withSubs adds the sub-types whose relationships are joined to rows of m to those whose tables are.
func (plan loadPlan) withSubs(m *mapper, inline []*mapper) ([]*mapper, error) {
	for _, l := range plan.loads {
		if l.how != byJoin || m.isA(l.of) {
			continue
		}
		if l.inner {
			return nil, l.rel.mistake("Joined with Inner would leave out all objects that are no %s: query for those, or leave Inner away", l.of.typ)
		}
		if m.union == nil { // which has the columns of all
			inline = m.withTables(inline, l.of)
		}
	}
	return inline, nil
}

// joinSubs has the query's rows come with the tables of sub-types whose relationships are joined to them.
func (p *probe) joinSubs(plan loadPlan) error {
	inline := p.m.inline
	if p.chosen {
		inline = p.inline
	}
	more, err := plan.withSubs(p.m, inline)
	switch {
	case err != nil:
		return err
	case len(more) == len(inline):
		return nil
	case p.given:
		return fmt.Errorf("gild: Joined of %s, whose table is not in what the query is Of: load it by SelectIn", more[len(more)-1].typ)
	}
	p.inline, p.chosen = more, true
	return nil
}

// elementsRead understands which sub-types are read with the elements: those whose relationships are joined to
// them, and that of the probe, if anything else is about it.
func (l *plannedLoad) elementsRead(asked *reading) error {
	target := l.rel.target
	inline := target.inline
	if l.elem == target {
		inline = asked.inline
	} else if target.union == nil && (l.how == byJoin || len(l.where)+len(l.order) > 0) {
		inline = target.withTables(inline, l.elem)
	}
	inline, err := l.then.withSubs(target, inline)
	switch {
	case err != nil:
		return err
	case l.elem == target && len(inline) == len(asked.inline):
		l.then.cols = asked
	case len(inline) == len(target.inline):
		l.then.cols = target.whole
	default:
		l.then.cols = target.reading(inline, target.reads, target.whole.exprs)
	}
	return nil
}

// joinedRead is elementsRead of what the query has joined itself.
func (l *plannedLoad) joinedRead(joined *probe) (err error) {
	joined.inline, err = l.then.withSubs(joined.m, joined.inline)
	return err
}

// elements is a probe of the elements, in a statement that reads them.
func (l *plannedLoad) elements() *probe {
	return &probe{m: l.rel.target, ptr: l.at, inline: l.reads().inline}
}

// ownerOf is the probe of rows as that of the objects that a load is for, which may be some of them: then with the
// condition that a row is one of those, else nil.
func (l *plannedLoad) ownerOf(rows *probe) (*probe, expr.Expr) {
	if rows.m.isA(l.of) {
		return rows, nil
	}
	owner := *rows
	if owner.m = rows.m.seen(l.of); rows.m.union != nil {
		return &owner, rows.areOf(l.of)
	}
	return &owner, owner.ofKinds()
}

// isFor reports whether a row's object is one that the load is for.
func (l *plannedLoad) isFor(owner *state) bool { return owner != nil && owner.m.isA(l.of) }
