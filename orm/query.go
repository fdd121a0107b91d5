package orm

import (
	"context"
	"database/sql"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
)

// Query selects objects of type T. Its methods return a new query and leave the receiver
// unchanged; it is safe for concurrent use, each run with a session of its own.
type Query[T any] struct{ query }

// query are the parts of a Query, whatever its type.
type query struct {
	typ   reflect.Type // the struct
	probe unsafe.Pointer
	where []expr.Expr
	order []expr.Expr
	limit *int
	skip  *int
	after unsafe.Pointer // the object of After, nil for the first page
	paged bool
	loads []Load

	lock     []expr.LockOption
	locked   bool
	renew    bool
	noTrack  bool
	distinct bool

	subs     []any // probes of sub-types that are read with the query
	baseOnly bool  // sub-types are left incomplete

	unfiltered bool
	of         expr.From      // in place of the table; nil for that
	given      expr.Statement // in place of the SELECT; nil for that
	joins      []queryJoin
	group      []expr.Expr
	having     []expr.Expr
}

// Select starts a query for all objects of a probe's type.
func Select[T any](probe *T) *Query[T] {
	return &Query[T]{query{typ: reflect.TypeFor[T](), probe: unsafe.Pointer(probe)}}
}

// Relationship is a field that relates to other entities: *Many, *Set, *Dict, *WriteOnly, *Ref, *One. Most
// often it is one of a probe.
type Relationship interface {
	wrapper
	at() unsafe.Pointer
}

func (c *members) at() unsafe.Pointer { return unsafe.Pointer(c) }

// placeOf is where a relationship is: in no probe and of nobody, if there is none.
func placeOf(relationship Relationship) unsafe.Pointer {
	if isNil(relationship) {
		return unsafe.Pointer(&nowhere)
	}
	return relationship.at()
}

var nowhere members

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

// Distinct drops rows that repeat others, such as those of a Join.
func (q *Query[T]) Distinct() *Query[T] {
	derived := *q
	derived.distinct = true
	return &derived
}

// NoTrack has objects made that belong to no session: each row is a new one, and changes are
// nobody's business. They cannot have relationships loaded.
func (q *Query[T]) NoTrack() *Query[T] {
	derived := *q
	derived.noTrack = true
	return &derived
}

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
		if err != nil {
			return err
		}
		out = make([]*T, len(found))
		for i, st := range found {
			out[i] = objectOf[T](st)
		}
		s.foundAgain(found)
		return nil
	})
	return out, err
}

func (q *Query[T]) states(ctx context.Context, s *Session) (found []*state, err error) {
	err = s.exclusive(func() error {
		found, err = q.run(ctx, s)
		return err
	})
	return found, err
}

// One returns the only object found. Without one the error is sql.ErrNoRows, with more
// than one gild.ErrTooManyRows.
func (q *Query[T]) One(ctx context.Context, s *Session) (*T, error) {
	all, err := q.atMost(2).All(ctx, s) // the second one is enough to know
	if err != nil {
		return nil, err
	}
	return single(all)
}

// single returns the only element.
func single[E any](all []E) (e E, err error) {
	switch len(all) {
	case 0:
		return e, sql.ErrNoRows
	case 1:
		return all[0], nil
	}
	return e, gild.ErrTooManyRows
}

// Statement returns the SELECT that the query runs, with what is Joined, for reading or for use beside the
// session: in FROM, in WITH, in a set operation. It has no conditions of a session.
func (q *Query[T]) Statement(r *Registry) (*expr.SelectStmt, error) {
	p, err := q.probed(r)
	if err != nil {
		return nil, err
	}
	plan, err := planLoads(p, q.loads)
	switch {
	case err != nil:
		return nil, err
	case q.given != nil:
		return nil, errGivenAlone
	}
	s := &Session{registry: r}
	stmt, owner := q.objects(s, p, plan)
	return plan.joins(owner, stmt, s.newSink(p.m), 0, nil).stmt, nil
}
