package orm

import (
	"context"
	"database/sql"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
)

// First returns the first object found; without one the error is sql.ErrNoRows. A query without order
// has that of the primary key.
func (q *Query[T]) First(ctx context.Context, s *Session) (*T, error) {
	if len(q.order) == 0 {
		p, err := q.probed(s.registry)
		if err != nil {
			return nil, err
		}
		q = q.OrderBy(p.keyOrder()...)
	}
	found, err := q.Limit(1).All(ctx, s)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, sql.ErrNoRows
	}
	return found[0], nil
}

// keyOrder is the order of the primary key.
func (p *probe) keyOrder() []expr.Expr {
	order := make([]expr.Expr, len(p.m.key))
	for n, i := range p.m.key {
		order[n] = p.columnAt(i)
	}
	return order
}

// Count flushes the session and returns how many rows the query finds, its limit and offset included.
func (q *Query[T]) Count(ctx context.Context, s *Session) (n int64, err error) {
	err = q.ask(ctx, s, func(p *probe) expr.Statement {
		stmt := q.restricted(p, expr.CountAll())
		if q.limit != nil || q.skip != nil {
			inner := q.restricted(p, p.keyItems()...)
			return expr.Select(expr.CountAll()).From(q.cut(inner.OrderBy(q.lowered(p, q.order)...)).As("found"))
		}
		return stmt
	}, &n)
	return n, err
}

// Exists flushes the session and reports whether the query finds anything.
func (q *Query[T]) Exists(ctx context.Context, s *Session) (found bool, err error) {
	var n int64
	err = q.ask(ctx, s, func(p *probe) expr.Statement {
		stmt := q.restricted(p, one.As("one"))
		if q.skip != nil || q.limit != nil {
			stmt = q.cut(stmt.OrderBy(q.lowered(p, q.order)...))
		}
		if q.limit == nil {
			stmt = stmt.Limit(1)
		}
		return expr.Select(expr.CountAll()).From(stmt.As("found"))
	}, &n)
	return n > 0, err
}

// ask runs a statement that gives a number.
func (q *Query[T]) ask(ctx context.Context, s *Session, stmt func(p *probe) expr.Statement, n *int64) error {
	if q.isGrouped() {
		return errGrouped
	}
	return q.beside(ctx, s, func(p *probe, db gild.DB) (err error) {
		*n, err = gild.One[int64](ctx, db, stmt(p))
		return err
	})
}

// beside flushes, and calls run with what a query that gives no objects is run on.
func (q *Query[T]) beside(ctx context.Context, s *Session, run func(p *probe, db gild.DB) error) error {
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

// keyItems are the columns of the primary key.
func (p *probe) keyItems() []expr.Item { return p.m.some(p.m.key) }

// restricted selects items of the rows for which the query's conditions hold.
func (q *Query[T]) restricted(p *probe, items ...expr.Item) *expr.SelectStmt {
	return p.joined(expr.Select(items...).From(p.m.table)).Where(p.filters()...).Where(q.lowered(p, q.where)...).Where(q.place(p)...)
}

// cut gives a statement the query's limit and offset.
func (q *Query[T]) cut(stmt *expr.SelectStmt) *expr.SelectStmt {
	if q.limit != nil {
		stmt = stmt.Limit(*q.limit)
	}
	if q.skip != nil {
		stmt = stmt.Offset(*q.skip)
	}
	return stmt
}

// lowered are expressions in terms of columns.
func (q *Query[T]) lowered(p *probe, list []expr.Expr) []expr.Expr {
	out := make([]expr.Expr, len(list))
	for i, e := range list {
		out[i] = p.lower(e)
	}
	return out
}
