package orm

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
)

// Query selects objects of type T. Its methods return a new query and leave the receiver
// unchanged; it is safe for concurrent use, each run with a session of its own.
type Query[T any] struct {
	probe *T
	where []expr.Expr
	order []expr.Expr
	limit *int
	skip  *int
	after *T // of After, nil for the first page
	paged bool
	loads []Load

	lock    []expr.LockOption
	locked  bool
	renew   bool
	noTrack bool

	unfiltered bool
	joins      []queryJoin
	group      []expr.Expr
	having     []expr.Expr
}

// Select starts a query for all objects of a probe's type.
func Select[T any](probe *T) *Query[T] { return &Query[T]{probe: probe} }

// Relationship is a field that relates to other entities: *Many, *Set, *Dict, *WriteOnly, *Ref, *One. Most
// often it is one of a probe.
type Relationship interface {
	wrapper
	at() unsafe.Pointer
}

func (c *members) at() unsafe.Pointer { return unsafe.Pointer(c) }

// Where adds conditions, all of which must hold.
func (q *Query[T]) Where(conds ...expr.Expr) *Query[T] {
	derived := *q
	derived.where = append(slices.Clip(q.where), conds...)
	return &derived
}

// OrderBy adds expressions to order by.
func (q *Query[T]) OrderBy(exprs ...expr.Expr) *Query[T] {
	derived := *q
	derived.order = append(slices.Clip(q.order), exprs...)
	return &derived
}

// Limit keeps at most n objects.
func (q *Query[T]) Limit(n int) *Query[T] {
	derived := *q
	derived.limit = &n
	return &derived
}

// Offset leaves out the first n objects.
func (q *Query[T]) Offset(n int) *Query[T] {
	derived := *q
	derived.skip = &n
	return &derived
}

// NoTrack has objects made that belong to no session: each row is a new one, and changes are
// nobody's business. They cannot have relationships loaded.
func (q *Query[T]) NoTrack() *Query[T] {
	derived := *q
	derived.noTrack = true
	return &derived
}

var errApart = errors.New("gild: a query with NoTrack loads no relationships: they belong to a session")

// With adds what is to be loaded beside the objects.
func (q *Query[T]) With(loads ...Load) *Query[T] {
	derived := *q
	derived.loads = append(slices.Clip(q.loads), loads...)
	return &derived
}

// All flushes the session and returns the objects found, each row as the one object that
// the session has for it.
func (q *Query[T]) All(ctx context.Context, s *Session) ([]*T, error) {
	var out []*T
	err := s.exclusive(func() error {
		found, err := q.run(ctx, s)
		out = make([]*T, len(found))
		for i, st := range found {
			out[i] = st.obj.(*T)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// One returns the only object found. Without one the error is sql.ErrNoRows, with more
// than one gild.ErrTooManyRows.
func (q *Query[T]) One(ctx context.Context, s *Session) (*T, error) {
	if q.limit == nil || *q.limit > 2 {
		q = q.Limit(2) // the second row is enough to know
	}
	all, err := q.All(ctx, s)
	switch {
	case err != nil:
		return nil, err
	case len(all) == 0:
		return nil, sql.ErrNoRows
	case len(all) > 1:
		return nil, gild.ErrTooManyRows
	}
	return all[0], nil
}

// Statement returns the SELECT that the query runs, for reading or for use beside the
// session.
func (q *Query[T]) Statement(r *Registry) (*expr.SelectStmt, error) {
	p, err := q.probed(r)
	if err != nil {
		return nil, err
	}
	extra, err := q.undeferred(p)
	return q.statement(p, extra), err
}

func (q *Query[T]) probed(r *Registry) (*probe, error) {
	m, err := r.mapperOf(reflect.TypeFor[T]())
	if err != nil {
		return nil, err
	}
	p := &probe{m: m, ptr: unsafe.Pointer(q.probe)}
	for _, j := range q.joins {
		if err := p.join(j); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// undeferred returns the deferred fields that the query loads.
func (q *Query[T]) undeferred(p *probe) ([]int, error) {
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
	return extra, nil
}

func (q *Query[T]) statement(p *probe, extra []int) *expr.SelectStmt {
	stmt := p.joined(expr.Select(append(p.m.items(), p.m.some(extra)...)...)).Where(p.filters()...)
	for _, e := range q.where {
		stmt = stmt.Where(p.lower(e))
	}
	for _, e := range q.order {
		stmt = stmt.OrderBy(p.lower(e))
	}
	if q.paged {
		stmt = q.behind(p, stmt)
	}
	stmt = q.cut(stmt)
	if q.locked {
		stmt = stmt.ForUpdate(q.lock...)
	}
	return stmt
}

// within is the probe of a query that a session runs.
func (q *Query[T]) within(s *Session) (*probe, error) {
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

func (q *Query[T]) run(ctx context.Context, s *Session) ([]*state, error) {
	p, err := q.within(s)
	if err != nil {
		return nil, err
	}
	return q.runWith(ctx, s, p, nil, nil)
}

// runWith runs the query with items behind its own, which each takes from every row.
func (q *Query[T]) runWith(ctx context.Context, s *Session, p *probe, items []expr.Item, each func(st *state, row []driver.Value) error) ([]*state, error) {
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
	extra, err := q.undeferred(p)
	if err != nil {
		return nil, err
	}
	s.use(p.m)
	sink := s.newSink(p.m)
	sink.extra = extra
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
	stmt := plan.joins(p, q.statement(p, extra).Columns(items...), sink, len(items), each)
	if err := run(ctx, stmt, sink); err != nil {
		return nil, err
	}
	return sink.objs, plan.load(ctx, s, sink.objs)
}
