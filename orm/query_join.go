package orm

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// Join joins what a relationship of the query's probe, or of one that has been joined before, leads to. The
// probe stands for it in conditions, in the order, and for All2 and Rows:
//
//	orm.Select(c).Join(&c.Orders, o).Where(orm.C(&o.Total).Gt(100))
//
// There is a row for each pair, so that All may return an object several times: for objects that are
// related to anything there is Has. A table that is there already gets another name. More conditions
// narrow down what is joined: they stand beside the relationship's own, in ON.
func (q *Query[T]) Join(relationship Relationship, probe any, on ...expr.Expr) *Query[T] {
	return q.join(queryJoin{ptr: placeOf(relationship), probe: probe, on: on})
}

// LeftJoin is Join that keeps rows without a partner.
func (q *Query[T]) LeftJoin(relationship Relationship, probe any, on ...expr.Expr) *Query[T] {
	return q.join(queryJoin{ptr: placeOf(relationship), probe: probe, kind: expr.LeftJoin, on: on})
}

// JoinOn joins what no relationship leads to, on a condition: the rows of a probe, which may be another one of
// the query's own type, or an element of FROM, such as a subquery or a CTE, whose columns are used as they are.
//
//	boss := orm.From[Employee]()
//	orm.Select(e).JoinOn(boss, orm.C(&boss.Grade).EqExpr(orm.C(&e.Grade).Add(1)))
func (q *Query[T]) JoinOn(target any, on expr.Expr) *Query[T] {
	return q.join(queryJoin{probe: target, on: []expr.Expr{on}})
}

// LeftJoinOn is JoinOn that keeps rows without a partner.
func (q *Query[T]) LeftJoinOn(target any, on expr.Expr) *Query[T] {
	return q.join(queryJoin{probe: target, kind: expr.LeftJoin, on: []expr.Expr{on}})
}

// FullJoinOn is JoinOn that keeps rows of both sides without a partner: All passes over those without an object,
// rows of several objects have nil in its place. Not every database has it.
func (q *Query[T]) FullJoinOn(target any, on expr.Expr) *Query[T] {
	return q.join(queryJoin{probe: target, kind: expr.FullJoin, on: []expr.Expr{on}})
}

func (q *Query[T]) join(j queryJoin) *Query[T] {
	derived := *q
	derived.joins = append(slices.Clip(q.joins), j)
	return &derived
}

// queryJoin is a join as the program has said it.
type queryJoin struct {
	ptr   unsafe.Pointer // of the relationship, nil for none
	probe any            // or an element of FROM
	kind  expr.JoinKind
	on    []expr.Expr // beside the relationship's own condition
}

// probeJoin is a join that has been understood.
type probeJoin struct {
	rel            *relation // nil for a join by hand
	owner, element *probe
	via            derived   // the table between, nil for its own name
	from           expr.From // in place of an element
	kind           expr.JoinKind
	on             []expr.Expr
}

// joinByHand understands a join that follows no relationship.
func (p *probe) joinByHand(r *Registry, j queryJoin) error {
	if j.on[0] == nil {
		return errors.New("gild: JoinOn without a condition: for all pairs give expr.True()")
	}
	if from, isFrom := j.probe.(expr.From); isFrom {
		p.joins = append(p.joins, probeJoin{from: from, kind: j.kind, on: j.on})
		return nil
	}
	v := reflect.ValueOf(j.probe)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return fmt.Errorf("gild: JoinOn takes a probe or an element of FROM, not a %T", j.probe)
	}
	m, err := r.queried(v.Type().Elem())
	switch {
	case err != nil:
		return err
	case p.all().at(v.UnsafePointer()) != nil:
		return fmt.Errorf("gild: JoinOn of a probe of %s that the query has already: take another one from orm.From", m.typ)
	}
	element := &probe{m: m, ptr: v.UnsafePointer(), inline: m.inline, names: p.all().freeNames(m)}
	p.beside = append(p.beside, element)
	p.joins = append(p.joins, probeJoin{element: element, kind: j.kind, on: j.on})
	return nil
}

// join understands a join for the query's probe.
func (p *probe) join(r *Registry, j queryJoin) error {
	if j.ptr == nil {
		return p.joinByHand(r, j)
	}
	owner, rel, err := p.all().relation(j.ptr)
	if err != nil {
		return err
	}
	v := reflect.ValueOf(j.probe)
	switch {
	case v.Kind() != reflect.Pointer || v.IsNil() || rel.target.as(v.Type().Elem()) == nil:
		return rel.mistake("Join takes a probe of the elements, a *%s, not a %T", rel.elem, j.probe)
	case p.all().at(v.UnsafePointer()) != nil:
		return rel.mistake("Join of a probe that the query has already: take another one from orm.From")
	}
	var via derived
	if rel.link != nil {
		if via = p.all().freeLink(rel.link); via == nil {
			if p.links == nil {
				p.links = map[*schema.Table]bool{}
			}
			p.links[rel.link.table] = true
		}
	}
	target := rel.target.as(v.Type().Elem())
	element := &probe{m: target, ptr: v.UnsafePointer(), inline: target.inline, names: p.all().freeNames(target)}
	p.beside = append(p.beside, element)
	p.joins = append(p.joins, probeJoin{rel: rel, owner: owner, element: element, via: via, kind: j.kind, on: j.on})
	return nil
}

// all are the query's probe, what is joined to it, and what is around it.
func (p *probe) all() probes { return append(append(probes{p}, p.beside...), p.around...) }

// at returns the probe at an address.
func (ps probes) at(ptr unsafe.Pointer) *probe {
	if i := slices.IndexFunc(ps, func(p *probe) bool { return p.ptr == ptr }); i >= 0 {
		return ps[i]
	}
	return nil
}

// joined adds the joins to a statement.
func (p *probe) joined(stmt *expr.SelectStmt) *expr.SelectStmt {
	for _, j := range p.joins {
		from, conds := j.from, p.lowered(j.on)
		on := expr.Expr(expr.And(conds...))
		switch {
		case j.rel != nil:
			from, on = j.rel.joined(j.owner, j.element, j.via, append(j.element.filters(), conds...))
		case j.element != nil:
			from, on = j.element.from(), expr.And(append(conds, j.element.filters()...)...)
		}
		both, isJoin := from.(*expr.Join)
		switch {
		case j.kind == expr.LeftJoin:
			stmt = stmt.LeftJoinOn(from, on)
		case j.kind == expr.FullJoin:
			stmt = stmt.FullJoinOn(from, on)
		case isJoin && j.rel != nil && j.rel.link != nil: // one by one, as it is the same
			stmt = stmt.JoinOn(both.Left, on).JoinOn(both.Right, both.On)
		default:
			stmt = stmt.JoinOn(from, on)
		}
	}
	return stmt
}

// isOuter reports whether there may be rows without an object of the query's.
func (p *probe) isOuter() bool {
	return slices.ContainsFunc(p.joins, func(j probeJoin) bool { return j.kind == expr.FullJoin })
}

// GroupBy groups the rows of Rows.
func (q *Query[T]) GroupBy(exprs ...expr.Expr) *Query[T] {
	derived := *q
	derived.group = append(slices.Clip(q.group), exprs...)
	return &derived
}

// Having adds conditions on the groups of Rows, all of which must hold.
func (q *Query[T]) Having(conds ...expr.Expr) *Query[T] {
	derived := *q
	derived.having = append(slices.Clip(q.having), conds...)
	return &derived
}

// isGrouped reports whether the query finds groups.
func (q *query) isGrouped() bool { return len(q.group)+len(q.having) > 0 }

// errGrouped is for groups, which are no objects.
var errGrouped = errors.New("gild: a query with GroupBy or Having finds groups, not objects: run it with orm.Rows")
