package orm

import "github.com/gildsql/gild/expr"

// isSingle reports whether the relationship leads to one row at most, whatever the rows are.
func (rel *relation) isSingle() bool { return rel.shape == shapeRef && rel.toKey }

// reads returns what is read of the elements.
func (l *plannedLoad) reads() *reading {
	if l.then.cols == nil {
		return l.rel.target.whole
	}
	return l.then.cols
}

// asked is a probe of elements as that of conditions and the order, which may be one of a sub-type.
func (l *plannedLoad) asked(element *probe) *probe {
	if l.elem == element.m {
		return element
	}
	sub := *element
	sub.m = element.m.seen(l.elem)
	return &sub
}

// ordered is the order of the elements, of which a probe is one, beside others.
func (l *plannedLoad) ordered(element *probe, beside ...*probe) []expr.Expr {
	if len(l.order) > 0 {
		return append(probes{l.asked(element)}, beside...).lowered(l.order)
	}
	if element.alias == nil {
		return l.rel.order
	}
	order := make([]expr.Expr, len(l.rel.order))
	for i, e := range l.rel.order {
		order[i] = element.onto(e)
	}
	return order
}

// onto puts the probe's columns in the place of the table's.
func (p *probe) onto(e expr.Expr) expr.Expr {
	return expr.Rewrite(expr.Canonical(e), func(n expr.Node) expr.Node {
		c, ok := n.(*expr.Column)
		if !ok {
			return nil
		}
		if u := p.m.union; u != nil && c.Table() == expr.From(u.rows) {
			return expr.Canonical(p.alias.C(c.Name()))
		}
		for _, part := range p.m.all() {
			if named, ok := p.names.of(p.m, part.table).(derived); ok && c.Table() == expr.From(part.table) {
				return expr.Canonical(named.C(c.Name()))
			}
		}
		return nil
	})
}

// fill gives a relationship of owner what was loaded of it, in memory for its items.
func (l *plannedLoad) fill(owner *state, list []*state, items []any) {
	rel := l.rel
	for _, e := range list {
		if !e.deleting && !(rel.shape.scalar() && len(items) > 0) {
			items = append(items, e.object())
		}
	}
	c := rel.membersAt(owner.ptr)
	c.fill(items)
	switch {
	case rel.shape != shapeRef:
		c.partial, c.hides = l.isPartial(), len(l.more) > 0 || owner.session.leavesOut(rel.target)
	case len(items) == 0: // the foreign key says whether there is anything
		c.partial = !rel.leadsTo(owner, nil) || l.isPartial() && rel.on != nil
	default:
		c.partial = l.isPartial() && !rel.leadsTo(owner, items[0])
	}
	if rel.back != nil && rel.back.shape == shapeRef {
		fillBack(rel, owner, list)
	}
}
