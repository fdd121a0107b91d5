package orm

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// Has is the condition that a relationship leads to something: to any element of a collection, or to
// the target of a Ref or One. The relationship is named by the address of a probe's field:
//
//	orm.Select(c).Where(orm.Has(&c.Orders))
//
// It is an EXISTS, so that no row comes twice.
func Has(relationship Relationship) expr.Expr {
	return &related{ptr: placeOf(relationship)}
}

// HasWhere is Has for elements of which a condition holds, which the function makes of a probe of
// theirs; without a function it is Has. The condition may be about the probes around it, too, and have HasWhere in it.
//
//	orm.HasWhere(&c.Orders, func(o *Order) expr.Expr { return orm.C(&o.Total).Gt(100) })
func HasWhere[E any](relationship Relationship, condition func(element *E) expr.Expr) expr.Expr {
	element := new(E)
	r := &related{ptr: placeOf(relationship), elem: reflect.TypeFor[E](), at: unsafe.Pointer(element)}
	if condition != nil {
		r.cond = condition(element)
	}
	return r
}

// RelatedTo is the condition that a relationship leads to an object: that a collection has it, or that
// it is the target of a Ref, where nil means none. The object has a row, at the latest when the query's
// session has flushed.
//
//	orm.Select(o).Where(orm.RelatedTo(&o.Customer, ed))
func RelatedTo[E any](relationship Relationship, obj *E) expr.Expr {
	return &related{ptr: placeOf(relationship), elem: reflect.TypeFor[E](), obj: unsafe.Pointer(obj), toObject: true}
}

// one is what is selected where only the row counts.
var one = expr.Raw[int64]("1")

// related is a condition about what a relationship leads to, until the query is lowered.
type related struct {
	expr.ExprBase
	ptr  unsafe.Pointer // the relationship, a field of a probe
	elem reflect.Type   // of the elements, as the program says; nil if it does not
	at   unsafe.Pointer // the probe of an element,
	cond expr.Expr      // and what is to hold of it

	toObject bool
	obj      unsafe.Pointer // nil for none
}

// lowered is the condition in terms of columns, within NOT or not.
func (r *related) lowered(ps probes, not bool) expr.Expr {
	owner, rel, err := ps.relation(r.ptr)
	if err == nil && r.elem != nil && rel.target.as(r.elem) == nil {
		err = rel.mistake("the elements are *%s, not *%s", rel.elem, r.elem)
	}
	if err != nil {
		return &expr.Invalid{Err: err}
	}
	if r.toObject {
		return rel.leadsToObject(owner, r.obj, not)
	}
	target := rel.target
	if r.elem != nil {
		target = target.as(r.elem)
	}
	element := &probe{m: target, ptr: r.at, names: ps.freeNames(target), within: owner.within, under: owner.under}
	stmt := expr.Select(one).From(element.from())
	var via derived
	if rel.link != nil {
		if via = ps.freeLink(rel.link); via != nil {
			stmt = stmt.From(via)
		} else {
			stmt = stmt.From(rel.link.table)
		}
	}
	stmt = stmt.Where(rel.between(owner, element, via)...).Where(element.filters()...)
	if r.cond != nil {
		stmt = stmt.Where(append(probes{element}, ps...).lower(r.cond))
	}
	return expr.Exists(stmt)
}

// relation returns the relationship that a field address stands for, and the probe it is a field of.
func (ps probes) relation(ptr unsafe.Pointer) (*probe, *relation, error) {
	for _, p := range ps {
		if _, inside := p.offset(ptr); inside {
			rel, err := p.relation(ptr)
			return p, rel, err
		}
	}
	_, err := ps[0].relation(ptr)
	return nil, nil, err
}

// freeNames are other names for the tables of m where a probe stands for its own name already, else nil.
// Within a condition of the session's it is one that the compiler makes: nobody knows what is around.
func (ps probes) freeNames(m *mapper) names {
	n := 0
	for _, p := range ps {
		if len(p.under) > 0 {
			return m.named(0)
		}
		if p.m.first().table == m.first().table {
			n++
		}
	}
	if n == 0 {
		return names{}
	}
	return m.named(n)
}

// columnAt returns the column of a mapped field.
func (p *probe) columnAt(i int) expr.X[any] { return p.partColumn(p.m, i) }

// between are the conditions that an element belongs to an owner; with a table between, it is in FROM, as
// via if it is not nil.
func (rel *relation) between(owner, element *probe, via derived) []expr.Expr {
	if err := rel.asksSeveral(owner); err != nil {
		return []expr.Expr{&expr.Invalid{Err: err}}
	}
	var conds []expr.Expr
	if w := rel.written; w != nil {
		own, elem := *owner, *element
		own.m, elem.m = own.m.seenFrom(w.owner), elem.m.seenFrom(w.element)
		own.ptr, elem.ptr = w.ownerAt, w.elementAt
		conds = append(conds, probes{&own, &elem}.lower(w.cond))
	}
	switch {
	case rel.link != nil:
		for i, at := range rel.ownerFields {
			conds = append(conds, columnOf(rel.link.ownerColumns[i], via).EqExpr(owner.columnAt(at)))
		}
		for i, at := range rel.targetFields {
			conds = append(conds, columnOf(rel.link.targetColumns[i], via).EqExpr(element.columnAt(at)))
		}
	case rel.written == nil:
		for i, at := range rel.targetFields {
			conds = append(conds, element.columnAt(at).EqExpr(owner.columnAt(rel.ownerFields[i])))
		}
	}
	return conds
}

// leadsToObject is the condition that an owner is related to an object. NOT of it takes in who leads nowhere.
func (rel *relation) leadsToObject(owner *probe, obj unsafe.Pointer, not bool) expr.Expr {
	if err := rel.asksSeveral(owner); err != nil {
		return &expr.Invalid{Err: err}
	}
	if obj == nil {
		return rel.leadsNowhere(owner)
	}
	if st := rel.target.stateIn(obj); st != nil && rel.target.union == nil {
		if err := rel.reaches(st); err != nil {
			return &expr.Invalid{Err: err}
		}
	}
	if rel.written != nil {
		return rel.hasKey(owner, obj)
	}
	values := rel.target.values(obj, rel.targetFields)
	if auto := rel.target.auto; auto >= 0 && rel.target.fields[auto].isZero(obj) {
		return &expr.Invalid{Err: fmt.Errorf("gild: RelatedTo of %s.%s: the object has no row yet: add it to the session, or flush first", rel.owner.typ, rel.name)}
	}
	if rel.link == nil {
		var conds []expr.Expr
		for i, at := range rel.ownerFields {
			c := owner.columnAt(at)
			if conds = append(conds, c.Eq(values[i])); not && rel.owner.fields[at].definition.Nullable {
				conds = append(conds, c.IsNotNull())
			}
		}
		return expr.And(conds...)
	}
	var conds []expr.Expr
	for i, at := range rel.ownerFields {
		conds = append(conds, expr.ColOf[any](rel.link.ownerColumns[i].Column).EqExpr(owner.columnAt(at)))
	}
	for i, v := range values {
		conds = append(conds, expr.ColOf[any](rel.link.targetColumns[i].Column).Eq(v))
	}
	return expr.Exists(expr.Select(one).From(rel.link.table).Where(conds...))
}

// leadsNowhere is RelatedTo nil, which a Ref or One can be.
func (rel *relation) leadsNowhere(owner *probe) expr.Expr {
	if rel.shape != shapeRef || rel.written != nil {
		if !rel.shape.scalar() {
			return &expr.Invalid{Err: fmt.Errorf("gild: RelatedTo of %s.%s: a nil element of a collection: for collections without elements use expr.Not(orm.Has(...))", rel.owner.typ, rel.name)}
		}
		element := &probe{m: rel.target, names: probes{owner}.freeNames(rel.target)}
		return expr.Not(expr.Exists(expr.Select(one).From(element.from()).Where(rel.between(owner, element, nil)...)))
	}
	var conds []expr.Expr
	for _, at := range rel.ownerFields {
		conds = append(conds, owner.columnAt(at).IsNull())
	}
	return expr.Or(conds...)
}

// hasKey is RelatedTo by the primary key of the object.
func (rel *relation) hasKey(owner *probe, obj unsafe.Pointer) expr.Expr {
	element := &probe{m: rel.target, names: probes{owner}.freeNames(rel.target)}
	conds := rel.between(owner, element, nil)
	for _, at := range rel.target.key {
		conds = append(conds, element.columnAt(at).Eq(rel.target.fields[at].value(obj)))
	}
	if u := rel.target.union; u != nil {
		st := rel.target.stateIn(obj)
		if st == nil {
			return &expr.Invalid{Err: rel.mistake("RelatedTo: no session has the object, so that nothing tells of which concrete type it is")}
		}
		conds = append(conds, element.unionKind().Eq(u.kinds[st.m.root]))
	}
	return expr.Exists(expr.Select(one).From(element.from()).Where(conds...))
}

// columnOf is a column of a table under another name, of the table itself if that is nil.
func columnOf(c *schema.Column, as derived) expr.X[any] {
	if as == nil {
		return expr.ColOf[any](c.Column)
	}
	return as.C(c.Name())
}

// freeLink is another name for a table between where a query around has joined it already, else nil.
func (ps probes) freeLink(l *link) derived {
	for _, p := range ps {
		if p.links[l.table] {
			return expr.As(l.table, "")
		}
	}
	return nil
}

// joined is what is to be joined for the elements of an owner, of which more conditions hold, and on what. A
// table between and the elements are one part.
func (rel *relation) joined(owner, element *probe, via derived, more []expr.Expr) (expr.From, expr.Expr) {
	conds := append(rel.between(owner, element, via), more...)
	if rel.link == nil {
		return element.from(), expr.And(conds...)
	}
	var table expr.From = rel.link.table
	if via != nil {
		table = via
	}
	if rel.written != nil { // is about the elements
		conds = append(conds[1:], conds[0])
	}
	n := len(rel.link.ownerColumns)
	return expr.JoinedOn(expr.InnerJoin, table, element.from(), expr.And(conds[n:]...)), expr.And(conds[:n]...)
}
