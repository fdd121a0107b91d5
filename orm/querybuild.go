package orm

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"unsafe"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
)

// probed returns the query's probe, with what is joined to it.
func (q *query) probed(r *Registry) (*probe, error) {
	m, err := r.mapperOf(q.typ)
	if err != nil {
		return nil, err
	}
	p := &probe{m: m, ptr: q.probe}
	for _, j := range q.joins {
		if err := p.join(j); err != nil {
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

// reads returns what the query reads of its objects.
func (q *query) reads(p *probe) (*reading, error) {
	var extra []int
	for _, l := range q.loads {
		if l.deferred == nil {
			continue
		}
		at, inside := p.offset(unsafe.Pointer(l.deferred))
		i := p.m.deferredAt(at)
		if !inside || i < 0 {
			return nil, fmt.Errorf("gild: the address given to Undefer is not that of a deferred field of the query's probe of %s", p.m.typ)
		}
		for _, i := range p.m.group(i) {
			if !slices.Contains(extra, i) {
				extra = append(extra, i)
			}
		}
	}
	return p.m.more(p.m.whole, extra), nil
}

// build gives a SELECT of some items all parts of the query.
func (q *query) build(p *probe, stmt *expr.SelectStmt) *expr.SelectStmt {
	stmt = q.cut(q.ordered(p, q.matching(p, stmt)))
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

// ordered gives a SELECT the query's order.
func (q *query) ordered(p *probe, stmt *expr.SelectStmt) *expr.SelectStmt {
	for _, e := range q.order {
		stmt = stmt.OrderBy(p.lower(e))
	}
	if q.paged {
		stmt = q.byKey(p, stmt)
	}
	return stmt
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

// lowered are expressions in terms of columns.
func (p *probe) lowered(list []expr.Expr) []expr.Expr {
	out := make([]expr.Expr, len(list))
	for i, e := range list {
		out[i] = p.lower(e)
	}
	return out
}

var (
	errApart = errors.New("gild: a query with NoTrack loads no relationships: they belong to a session")

	// errLockedJoin is for rows that PostgreSQL would not lock.
	errLockedJoin = errors.New("gild: Joined beside ForUpdate: what is joined from outside cannot be locked: load it by SelectIn")
)

// run runs the query and returns its objects.
func (q *query) run(ctx context.Context, s *Session) ([]*state, error) {
	p, err := q.within(s)
	if err != nil {
		return nil, err
	}
	return q.runWith(ctx, s, p, nil, nil)
}

// runWith runs the query with items behind its own, which each takes from every row.
func (q *query) runWith(ctx context.Context, s *Session, p *probe, items []expr.Item, each func(st *state, row []driver.Value) error) ([]*state, error) {
	if q.isGrouped() {
		return nil, errGrouped
	}
	plan, err := planLoads(p, q.loads)
	if err != nil {
		return nil, err
	}
	if err := s.autoflush(ctx); err != nil {
		return nil, err
	}
	s.use(p.m)
	sink := s.newSink(p.m)
	if sink.cols, err = q.reads(p); err != nil {
		return nil, err
	}
	sink.renew, sink.locked, sink.apart = q.renew, q.locked, q.noTrack
	switch {
	case q.noTrack && len(plan) > 0:
		return nil, errApart
	case q.locked && plan.anyJoined():
		return nil, errLockedJoin
	}
	run := s.query
	if q.locked {
		run = s.into
	}
	stmt := q.build(p, expr.Select(p.m.itemsOf(sink.cols)...)).Columns(items...)
	stmt = plan.joins(p, stmt, sink, len(items), each)
	if err := run(ctx, stmt, sink); err != nil {
		return nil, err
	}
	return sink.objs, plan.load(ctx, s, sink.objs)
}

// beside flushes, and calls run with what a query that gives no objects is run on.
func (q *query) beside(ctx context.Context, s *Session, run func(p *probe, db gild.DB) error) error {
	return s.exclusive(func() error {
		p, err := q.within(s)
		if err != nil {
			return err
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
