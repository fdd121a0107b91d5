package orm

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
)

// QueryKind is what a session is about to read.
type QueryKind int

// The kinds of queries.
const (
	QueryObjects QueryKind = iota // objects of a query
	QueryRows                     // rows, counts and whether there is something
	QueryLoad                     // a relationship, by a statement of its own
	QueryKey                      // an object by its key, which the session does not have
)

// QueryEvent is what a session is about to read, for OnQuery and Events.BeforeQuery. It is used while the function is
// called, and by its goroutine.
type QueryEvent struct {
	Type reflect.Type // the struct that is read
	Kind QueryKind
	Path []string // of a load: the relationships that lead to it from the query's objects, such as User.Orders

	where    []about
	loads    []Load // about objects of:
	row      any
	renew    bool
	answer   []any
	answered bool
	found    []func(objs []*state) error
}

// Renew has what is in memory give way to what is read, as Query.Renew.
func (e *QueryEvent) Renew() { e.renew = true }

// QueryOf is a QueryEvent about objects of type T.
type QueryOf[T any] struct{ *QueryEvent }

// OnQuery has fn called before each query for T and each load of relationships to T by a statement of its own: to
// see it, to narrow it down, to load more, or to answer it. What comes by Joined or ContainsEager is a part of its
// query; conditions that hold everywhere are those of Only. An error is that of the query. Queries that fn itself
// runs, and what a flush looks up, are not told.
func OnQuery[T any](fn func(ctx context.Context, s *Session, q QueryOf[T]) error) Events {
	return Events{BeforeQuery: func(ctx context.Context, s *Session, e *QueryEvent) error {
		if e.Type != reflect.TypeFor[T]() {
			return nil
		}
		return fn(ctx, s, QueryOf[T]{e})
	}}
}

// Where adds a condition on the rows, which the function makes of a probe.
func (q QueryOf[T]) Where(condition func(row *T) expr.Expr) {
	row := new(T)
	q.where = append(q.where, about{unsafe.Pointer(row), condition(row)})
}

// With has more loaded beside the objects, which the function says in terms of a probe. Rows and counts have nothing
// beside them.
func (q QueryOf[T]) With(loads func(row *T) []Load) {
	if q.row == nil {
		q.row = new(T)
	}
	q.loads = append(q.loads, loads(q.row.(*T))...)
}

// Answer has the query's objects be these, in place of running it: those that the session has for their rows, or
// copies of them, which become the session's. What With says is loaded beside them. So a program answers from a
// cache: of objects that have left their session, which nobody changes any more. It is for queries of objects,
// QueryObjects.
func (q QueryOf[T]) Answer(objs ...*T) {
	q.answered, q.answer = true, q.answer[:0]
	for _, obj := range objs {
		q.answer = append(q.answer, Concrete(obj))
	}
}

// Found has fn called with the objects that the query has found.
func (q QueryOf[T]) Found(fn func(objs []*T) error) {
	q.found = append(q.found, func(found []*state) error {
		objs := make([]*T, len(found))
		for i, st := range found {
			objs[i] = objectOf[T](st)
		}
		return fn(objs)
	})
}

// asks tells of what is about to be read. It returns nil if nobody listens.
func (s *Session) asks(ctx context.Context, m *mapper, kind QueryKind, path []string) (*QueryEvent, error) {
	if s.writing || !slices.ContainsFunc(s.listeners, func(l *listener) bool { return l.events.BeforeQuery != nil }) {
		return nil, nil
	}
	e := &QueryEvent{Type: m.typ, Kind: kind, Path: path}
	err := s.fire(func(events *Events) func() error {
		if events.BeforeQuery == nil {
			return nil
		}
		return func() error { return events.BeforeQuery(ctx, s, e) }
	})
	if err == nil && e.answered && kind != QueryObjects {
		err = errAnswer
	}
	return e, err
}

var errAnswer = errors.New("gild: Answer is for queries of objects: loads, rows, counts and Get ask the database")

// errLoadsOfLoads is for With of an event about a load.
var errLoadsOfLoads = errors.New("gild: With of an event is for queries of objects: a load says itself, by Then, what is beside its elements")

// route is the path to the elements.
func (l *plannedLoad) route() []string {
	if l.path == nil {
		return []string{l.rel.label()}
	}
	return l.path
}

// found hands on what a load has found.
func (l *plannedLoad) found(s *Session, e *QueryEvent, owners []*state) error {
	if len(e.found) == 0 {
		return nil
	}
	return e.tell(l.rel.elementsOf(s, owners, map[*state]bool{}))
}

// tell hands on what was found.
func (e *QueryEvent) tell(found []*state) error {
	if e == nil {
		return nil
	}
	for _, fn := range e.found {
		if err := fn(found); err != nil {
			return err
		}
	}
	return nil
}

// listened is the query with what events add to it, and its probe.
func (q *query) listened(ctx context.Context, s *Session, kind QueryKind) (*query, *probe, *QueryEvent, error) {
	p, err := q.within(s)
	if err != nil {
		return q, nil, nil, err
	}
	if q.after != nil {
		if p.nulls, err = s.nullsOrder(ctx, p.m); err != nil {
			return q, nil, nil, err
		}
	}
	e, err := s.asks(ctx, p.m, kind, nil)
	if err != nil || e == nil {
		return q, p, nil, err
	}
	derived := *q
	derived.renew = q.renew || e.renew
	p.more = e.where
	return &derived, p, e, nil
}

// plan understands the query's loads, and those of an event.
func (q *query) plan(p *probe, e *QueryEvent) (loadPlan, error) {
	plan, err := planLoads(p, q.loads)
	if err != nil || e == nil || len(e.loads) == 0 {
		return plan, err
	}
	row := *p
	row.ptr = reflect.ValueOf(e.row).UnsafePointer()
	more, err := planLoads(&row, e.loads)
	if err != nil {
		return plan, err
	}
	for _, l := range more.loads {
		if !slices.ContainsFunc(plan.loads, func(o *plannedLoad) bool { return o.rel == l.rel }) {
			plan.loads = append(plan.loads, l)
		}
	}
	switch {
	case !plan.named:
		plan.cols = more.cols
	case len(row.inline) > len(p.inline):
		plan.cols = p.m.reading(row.inline, plan.cols.fields, plan.cols.exprs)
	}
	p.inline, p.chosen = row.inline, row.chosen
	return plan, nil
}

// apart has loaded by statements of its own what would have come along with the query.
func (plan loadPlan) apart() {
	for _, l := range plan.loads {
		if l.comesAlong() {
			l.how = bySelect
		}
		l.then.apart()
	}
}

// answers are the session's objects for those that an event has answered with.
func (s *Session) answers(m *mapper, objs []any) ([]*state, error) {
	found := make([]*state, len(objs))
	for i, obj := range objs {
		st, err := s.adopt(m, obj)
		if err != nil {
			return nil, fault.Errorf("Answer: %w", err)
		}
		found[i] = st
	}
	return found, nil
}

// adopt returns the session's object for the row of another one: a copy if it has none.
func (s *Session) adopt(m *mapper, obj any) (*state, error) {
	if isNilPointer(obj) {
		return nil, fmt.Errorf("a nil %T", obj)
	}
	of, err := s.registry.mapperOf(reflect.TypeOf(obj).Elem())
	if err != nil || !of.isA(m) {
		return nil, errors.Join(err, fmt.Errorf("a %T is no %s", obj, m.typ))
	}
	p := pointerIn(obj)
	id, err := of.identityAt(p)
	if err != nil {
		return nil, err
	}
	if st := s.identities.get(id); st != nil {
		return st, nil
	}
	fresh := reflect.New(of.typ).UnsafePointer()
	for i := range of.fields {
		f := &of.fields[i]
		f.track.Copy(f.at(fresh), f.at(p))
	}
	st := s.enter(of, fresh, true)
	st.key, st.loaded = id.primaryKey, s.generation
	if known := stateOf(obj); known != nil {
		st.unread, st.missing = known.unread, known.missing
	}
	if !s.options.tx.ReadOnly {
		st.capture()
	}
	s.identities.put(id, st)
	s.moved(st, Transient)
	return st, nil
}
