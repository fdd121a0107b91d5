package orm

import (
	"github.com/gildsql/gild/expr"
)

// AsQuery is the query as a part of another statement: in EXISTS, in IN, as a value or in a set operation. Items say
// what it selects, without any the columns of its objects. Its conditions may be about the probes of the query
// around it:
//
//	spent := orm.Select(o).Where(orm.C(&o.UserID).EqExpr(orm.C(&u.ID))).AsQuery(expr.Sum(orm.C(&o.Total)))
//	orm.Select(u).Where(expr.ScalarOf[int64](spent).Gt(100))
//
// It is used in what is given to a query of package orm, or to Update and Delete. As an element of FROM, and for
// statements of package expr, there is Statement.
func (q *Query[T]) AsQuery(items ...expr.Expr) expr.Query {
	return &innerQuery{query: &q.query, items: items}
}

// innerQuery is a query within a statement, until that is lowered.
type innerQuery struct {
	expr.QueryBase
	query *query
	items []expr.Expr
}

// Outputs returns the items.
func (n *innerQuery) Outputs() []expr.Expr {
	out := make([]expr.Expr, len(n.items))
	for i, e := range n.items {
		out[i] = expr.Canonical(e)
	}
	return out
}

// lowered is the SELECT, within a statement about some probes.
func (n *innerQuery) lowered(ps probes) *expr.SelectStmt {
	stmt, err := n.query.inside(ps, n.items, ps[0])
	if err != nil {
		return expr.Select(&expr.Invalid{Err: err})
	}
	return stmt
}

// inside is the SELECT of some items within a statement about some probes, without any of the columns of objects.
// It sees the rows that another probe sees.
func (q *query) inside(ps probes, items []expr.Expr, as *probe) (*expr.SelectStmt, error) {
	if q.given != nil {
		return nil, errGivenAlone
	}
	p, err := q.probedWithin(as.m.registry, ps)
	if err != nil {
		return nil, err
	}
	for _, own := range append(probes{p}, p.beside...) {
		own.within, own.under = as.within, as.under
	}
	if q.unfiltered {
		p.within = nil
	}
	plan, err := planLoads(p, q.loads)
	if err != nil {
		return nil, err
	}
	var list []expr.Item
	for _, e := range items {
		list = append(list, p.lower(e))
	}
	if list == nil {
		list = p.items(plan.cols)
	}
	stmt := q.build(p, expr.Select(list...).From(p.from()))
	if len(ps) > 0 {
		stmt = stmt.Correlate(ps.froms()...)
	}
	return stmt, nil
}

// froms are what the probes, and what is joined to them by hand, are selected from.
func (ps probes) froms() []expr.From {
	var froms []expr.From
	for _, p := range ps {
		for _, t := range p.m.tables() {
			froms = append(froms, p.names.of(p.m, t))
		}
		for _, j := range p.joins {
			if j.from != nil {
				froms = append(froms, j.from)
			}
		}
	}
	return froms
}
