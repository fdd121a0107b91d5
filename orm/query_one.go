package orm

import (
	"context"
	"database/sql"
	"slices"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
)

// First returns the first object found; without one the error is sql.ErrNoRows. A query without order
// has that of the primary key.
func (q *Query[T]) First(ctx context.Context, s *Session) (*T, error) {
	q, err := q.withOrder(s)
	if err != nil {
		return nil, err
	}
	found, err := q.atMost(1).All(ctx, s)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, sql.ErrNoRows
	}
	return found[0], nil
}

// withOrder is the query with an order: that of the primary key if it has none.
func (q *Query[T]) withOrder(s *Session) (*Query[T], error) {
	if len(q.order) > 0 || q.given != nil {
		return q, nil
	}
	p, err := q.probed(s.registry)
	if err != nil {
		return nil, err
	}
	return q.OrderBy(p.keyOrder()...), nil
}

// keyOrder is the order of the primary key.
func (p *probe) keyOrder() []expr.Expr {
	order := make([]expr.Expr, len(p.m.key), len(p.m.key)+1)
	for n, i := range p.m.key {
		order[n] = p.columnAt(i)
	}
	if p.m.union != nil { // whose tables may have the same keys
		order = append(order, p.unionKind())
	}
	return order
}

// Count flushes the session and returns how many rows the query finds, its limit and offset included. Of its loads, those
// with Inner count, as they decide about objects.
func (q *Query[T]) Count(ctx context.Context, s *Session) (n int64, err error) {
	return q.ask(ctx, s, func(p *probe, needs []expr.Expr) expr.Statement {
		if q.limit == nil && q.skip == nil && !q.distinct {
			return q.matching(p, expr.Select(expr.CountAll()).From(p.from())).Where(needs...)
		}
		return countOf(q.build(p, p.selecting(p.keyItems()...)).Where(needs...))
	})
}

// Exists flushes the session and reports whether the query finds anything.
func (q *Query[T]) Exists(ctx context.Context, s *Session) (bool, error) {
	n, err := q.ask(ctx, s, func(p *probe, needs []expr.Expr) expr.Statement {
		stmt := q.matching(p, expr.Select(one.As("one")).From(p.from())).Where(needs...)
		if q.skip != nil || q.limit != nil {
			stmt = q.cut(stmt.OrderBy(q.sorting(p)...))
		}
		if q.limit == nil {
			stmt = stmt.Limit(1)
		}
		return countOf(stmt)
	})
	return n > 0, err
}

// atMost limits the query to n objects, where its limit counts objects.
func (q *Query[T]) atMost(n int) *Query[T] {
	if q.limit != nil && *q.limit <= n || q.given != nil || containsEager(q.loads) {
		return q
	}
	return q.Limit(n)
}

// containsEager reports whether one of some loads is a ContainsEager.
func containsEager(loads []Load) bool {
	return slices.ContainsFunc(loads, func(l Load) bool { return l.how == byQuery })
}

// countOf counts the rows of a query.
func countOf(stmt *expr.SelectStmt) *expr.SelectStmt {
	return expr.Select(expr.CountAll()).From(stmt.As("found"))
}

// ask runs a statement that gives a number.
func (q *query) ask(ctx context.Context, s *Session, stmt func(p *probe, needs []expr.Expr) expr.Statement) (n int64, err error) {
	if q.isGrouped() {
		return 0, errGrouped
	}
	err = q.beside(ctx, s, func(p *probe, db gild.DB) error {
		needs, err := q.needs(s, p)
		if err != nil {
			return err
		}
		n, err = gild.One[int64](ctx, db, stmt(p, needs))
		return err
	})
	return n, err
}

// needs are the conditions that what the query's loads join from inside is there.
func (q *query) needs(s *Session, p *probe) ([]expr.Expr, error) {
	if !slices.ContainsFunc(q.loads, func(l Load) bool { return l.inner }) {
		return nil, nil
	}
	plan, err := planLoads(p, q.loads)
	return plan.needs(s, p), err
}

// keyItems are the columns that tell rows apart: those of the primary key.
func (p *probe) keyItems() []expr.Item {
	items := make([]expr.Item, len(p.m.key), len(p.m.key)+1)
	for n, i := range p.m.key {
		items[n] = p.columnAt(i)
	}
	if p.m.union != nil { // whose tables may have the same keys
		items = append(items, p.unionKind())
	}
	return items
}
