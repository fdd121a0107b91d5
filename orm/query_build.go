package orm

import (
	"context"
	"database/sql/driver"
	"errors"
	"slices"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
)

// probed returns the query's probe, with what is joined to it.
func (q *query) probed(r *Registry) (*probe, error) { return q.probedWithin(r, nil) }

// probedWithin is probed of a query within a statement about other probes.
func (q *query) probedWithin(r *Registry, around probes) (*probe, error) {
	m, err := r.queried(q.typ)
	if err == nil && q.baseOnly && m.union != nil {
		m, err = m.alone()
	}
	if err != nil {
		return nil, err
	}
	p := &probe{m: m, ptr: q.probe, around: around}
	switch {
	case q.of != nil:
		err = p.take(q.of)
	case around != nil:
		p.names = around.freeNames(m)
	}
	if err == nil && m.isOfSeveral() && !p.given {
		err = q.takeInline(p)
	}
	if err != nil {
		return nil, err
	}
	for _, j := range q.joins {
		if err := p.join(r, j); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// within is the probe of a query that a session runs.
func (q *query) within(s *Session) (*probe, error) {
	p, err := q.probed(s.registry)
	if err != nil {
		return nil, err
	}
	for _, joined := range p.beside {
		joined.within = s
	}
	if !q.unfiltered {
		p.within = s
	}
	return p, nil
}

// build gives a SELECT of some items all parts of the query.
func (q *query) build(p *probe, stmt *expr.SelectStmt) *expr.SelectStmt {
	stmt = q.cut(q.matching(p, stmt).OrderBy(q.sorting(p)...))
	if q.distinct {
		stmt = stmt.Distinct()
	}
	if q.locked {
		stmt = stmt.ForUpdate(q.lock...)
	}
	return stmt
}

// matching gives a SELECT the query's joins, conditions and groups.
func (q *query) matching(p *probe, stmt *expr.SelectStmt) *expr.SelectStmt {
	stmt = p.joined(stmt).Where(p.filters()...)
	for _, e := range q.where {
		stmt = stmt.Where(p.lower(e))
	}
	if q.after != nil {
		stmt = stmt.Where(q.place(p))
	}
	if q.isGrouped() {
		stmt = stmt.GroupBy(p.lowered(q.group)...).Having(p.lowered(q.having)...)
	}
	return stmt
}

// sorting is the query's order.
func (q *query) sorting(p *probe) []expr.Expr {
	order := p.lowered(q.order)
	if q.paged {
		order = append(order, q.byKey(p)...)
	}
	return order
}

// cut gives a SELECT the query's limit and offset.
func (q *query) cut(stmt *expr.SelectStmt) *expr.SelectStmt {
	if q.limit != nil {
		stmt = stmt.Limit(*q.limit)
	}
	if q.skip != nil {
		stmt = stmt.Offset(*q.skip)
	}
	return stmt
}

var (
	// errRowsRepeat is for rows of several objects, each of which would come several times.
	errRowsRepeat = errors.New("gild: rows of several objects beside a collection that is Joined or by ContainsEager: load it by SelectIn")

	// errTwoLimits is for limits that ContainsEager has count rows, and Joined objects.
	errTwoLimits = errors.New("gild: a query with a limit, an offset or DISTINCT has ContainsEager beside Joined of a collection: load one of the two by SelectIn")

	errApart = errors.New("gild: a query with NoTrack loads no relationships: they belong to a session")

	errLockedInline = errors.New("gild: Inline beside ForUpdate: what is joined from outside cannot be locked: leave Inline away, and sub-types are read by statements of their own")

	// errLockedJoin is for rows that PostgreSQL would not lock.
	errLockedJoin = errors.New("gild: Joined beside ForUpdate: what is joined from outside cannot be locked: load it by SelectIn")
)

// run runs the query and returns its objects.
func (q *query) run(ctx context.Context, s *Session) ([]*state, error) {
	q, p, e, err := q.listened(ctx, s, QueryObjects)
	if err != nil {
		return nil, err
	}
	found, err := q.runWith(ctx, s, p, e, nil, nil)
	if err == nil {
		err = e.tell(found)
	}
	return found, err
}

// runWith runs the query with items behind its own, which each takes from every row.
func (q *query) runWith(ctx context.Context, s *Session, p *probe, e *QueryEvent, items []expr.Item, each func(st *state, row []driver.Value) error) ([]*state, error) {
	if q.isGrouped() {
		return nil, errGrouped
	}
	plan, err := q.plan(p, e)
	switch {
	case err != nil:
		return nil, err
	case q.noTrack && len(plan.loads) > 0:
		return nil, errApart
	case q.locked && plan.any(byJoin):
		return nil, errLockedJoin
	case q.locked && len(p.inline) > 0:
		return nil, errLockedInline
	case q.locked && p.m.union != nil:
		return nil, p.m.errUnited("lock them")
	case each != nil && plan.repeats(byJoin, byQuery):
		return nil, errRowsRepeat
	case q.isWrapped(plan) && plan.any(byQuery):
		return nil, errTwoLimits
	}
	if err := s.autoflush(ctx); err != nil {
		return nil, err
	}
	if e != nil && e.answered {
		found, err := s.answers(p.m, e.answer)
		if err != nil {
			return nil, err
		}
		plan.apart()
		return found, plan.load(ctx, s, found, q.renew)
	}
	s.use(p.m)
	if q.given != nil {
		return q.runGiven(ctx, s, p, plan)
	}
	sink := s.newSink(p.m)
	sink.cols, sink.renew, sink.locked, sink.apart, sink.baseOnly = plan.cols, q.renew, q.locked, q.noTrack, q.baseOnly
	run := s.query
	if q.locked {
		run = s.into
	}
	sink.optional = p.isOuter()
	stmt, owner := q.objects(s, p, plan)
	along := plan.joins(owner, stmt.Columns(items...), sink, len(items), each)
	if err := run(ctx, along.stmt, sink); err != nil {
		return nil, err
	}
	along.settle()
	return sink.objs, plan.load(ctx, s, sink.objs, q.renew)
}

// objects is the SELECT of the query's objects, and the probe that stands for them there. What is joined to them
// may have rows come several times: then a limit, an offset or DISTINCT is within, about the objects alone.
func (q *query) objects(s *Session, p *probe, plan loadPlan) (*expr.SelectStmt, *probe) {
	if !q.isWrapped(plan) {
		return q.build(p, p.selecting(p.items(plan.cols)...)), p
	}
	all := p.m.reading(plan.cols.inline, union(p.readable(p.m.reads), plan.cols.fields), plan.cols.exprs)
	items, renamed := p.itemsWithin(all)
	inner := p.selecting(items...)
	var added []string // of what the order needs beside columns
	order := q.sorting(p)
	places := make([]int, len(order)) // fields, or from behind the names
	for i, e := range order {
		e, _ = direction(e)
		if places[i] = p.fieldOf(all, e); places[i] < 0 {
			added = append(added, p.m.freeName("order", i))
			places[i] = -len(added)
			inner = inner.Columns(&expr.Label{Expr: e, Name: added[len(added)-1]})
		}
	}
	rows := q.build(p, inner).Where(plan.needs(s, p)...).Subquery()
	outer := &probe{m: p.m, ptr: p.ptr, names: names{alias: rows}, exprs: true, renamed: renamed, within: p.within}
	stmt := expr.Select(outer.items(plan.cols)...)
	for i, e := range order {
		_, turn := direction(e)
		if at := places[i]; at < 0 {
			stmt = stmt.OrderBy(turn(rows.C(added[-at-1])))
		} else {
			stmt = stmt.OrderBy(turn(outer.columnAt(at)))
		}
	}
	return stmt, outer
}

// isWrapped reports whether a limit, an offset or DISTINCT would be about rows of what is joined.
func (q *query) isWrapped(plan loadPlan) bool {
	return (q.limit != nil || q.skip != nil || q.distinct) && plan.repeats(byJoin)
}

// direction takes an element of ORDER BY apart: what it is about, and what makes another one like it.
func direction(e expr.Expr) (expr.Expr, func(expr.Expr) expr.Expr) {
	e = expr.Canonical(e)
	o, isOrder := e.(*expr.Order)
	if !isOrder {
		return e, func(e expr.Expr) expr.Expr { return e }
	}
	return expr.Canonical(o.Expr), func(e expr.Expr) expr.Expr {
		turned := *o
		turned.Expr = expr.Canonical(e)
		return &turned
	}
}

// fieldOf returns the field that is read and whose column e is, -1 if there is none.
func (p *probe) fieldOf(cols *reading, e expr.Expr) int {
	i := slices.IndexFunc(cols.fields, func(i int) bool { return expr.Canonical(p.columnAt(i)) == e })
	if i < 0 {
		return -1
	}
	return cols.fields[i]
}

// beside flushes, and calls run with what a query that gives no objects is run on.
func (q *query) beside(ctx context.Context, s *Session, run func(p *probe, db gild.DB) error) error {
	return s.exclusive(func() error {
		q, p, _, err := q.listened(ctx, s, QueryRows)
		switch {
		case err != nil:
			return err
		case q.given != nil:
			return errGivenAlone
		}
		if err := s.autoflush(ctx); err != nil {
			return err
		}
		s.use(p.m)
		db, err := s.reader(ctx)
		if err != nil {
			return err
		}
		return run(p, db)
	})
}
