package orm

import (
	"fmt"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
)

// WithParent is the condition that rows are elements of a relationship of an object: of the field of
// an object that a session knows, not of a probe. No table of the owner is joined: its key is a
// parameter.
//
//	orm.Select(o).Where(orm.WithParent(&user.Orders), orm.C(&o.Total).Gt(100))
//
// The owner may be new in a query's session, which flushes first. In other statements, such as
// expr.Delete, it has a row already.
func WithParent(relationship Relationship) expr.Expr {
	p := &ofParent{c: (*members)(placeOf(relationship))}
	if owner := p.c.owner; owner != nil && owner.stored {
		return p.condition()
	}
	return p
}

// ofParent is the condition for an owner that has no row yet.
type ofParent struct {
	expr.ExprBase
	c *members
}

// condition is what it is when the owner has a row.
func (p *ofParent) condition() expr.Expr {
	rel, owner := p.c.rel, p.c.owner
	switch {
	case owner == nil:
		return &expr.Invalid{Err: fault.Errorf("WithParent takes the field of an object that a session knows: %w", ErrDetached)}
	case !owner.stored:
		return &expr.Invalid{Err: fmt.Errorf("gild: WithParent of %s.%s: the object has no row yet: flush first", rel.owner.typ, rel.name)}
	}
	by := rel.lookup()
	values := owner.rowValues(by)
	_, null, err := owner.m.encodeValues(by, values)
	switch {
	case err != nil:
		return &expr.Invalid{Err: err}
	case null:
		return expr.Or() // nobody's
	case rel.link != nil:
		return expr.And(append(rel.where(), expr.Exists(rel.linkedTo(owner)))...)
	case rel.on != nil && rel.on.join != nil:
		var conds []expr.Expr
		for i, c := range rel.on.ownerKey(rel.owner) {
			conds = append(conds, expr.ColOf[any](c).Eq(values[i]))
		}
		return expr.Exists(expr.Select(rel.on.ownerKey(rel.owner)[0]).From(rel.on.owner.from()).Where(append(conds, rel.on.join)...))
	}
	return expr.And(append(rel.target.match(rel.targetFields, values), rel.where()...)...)
}

// linkedTo are the rows between an owner and the element that a query around it looks at.
func (rel *relation) linkedTo(owner *state) *expr.SelectStmt {
	conds := rel.ownerConds(owner)
	for i, at := range rel.targetFields {
		conds = append(conds, expr.ColOf[any](rel.link.targetColumns[i].Column).EqExpr(expr.ColOf[any](rel.target.fields[at].column)))
	}
	return expr.Select(rel.link.ownerColumns[0].Column).From(rel.link.table).Where(conds...)
}
