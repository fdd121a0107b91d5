package orm

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/expr"
)

// After keeps what comes behind an object in the query's order, to which the primary key is added so
// that no two rows have the same place: pagination by keyset. Unlike Offset it costs the same for each
// page, and misses nothing and repeats nothing when rows come or go between two of them. Of the first
// page the object is nil: it has the same order.
//
//	page, err := q.OrderBy(orm.C(&u.Name)).Limit(20).After(last).All(ctx, s)
//
// The query is ordered by fields of its probe, or by nothing, which is the primary key; where the
// object has NULL in one of them there is no place to go on from, which is an error.
func (q *Query[T]) After(last *T) *Query[T] {
	derived := *q
	derived.after, derived.paged = unsafe.Pointer(last), true
	return &derived
}

// Batches returns what the query finds in batches of at most n objects, each by a query of its own
// behind the one before: see After. So no result stays open while the program works, and the objects of
// a batch are all that has to be in memory: the session keeps them, unless the program gives them up with
// Expunge or the query has NoTrack. What With says is loaded for each batch. Rows that are written between two
// batches may be seen or not. A query with a limit, with rows that may repeat an object, with ContainsEager or with
// groups cannot be cut into batches: the error is ErrNoBatches.
func (q *Query[T]) Batches(ctx context.Context, s *Session, n int) iter.Seq2[[]*T, error] {
	return func(yield func([]*T, error) bool) {
		if err := q.inBatches(s.registry, n); err != nil {
			yield(nil, err)
			return
		}
		for page := q.Limit(n).After((*T)(q.after)); ; {
			found, err := page.All(ctx, s)
			if err != nil || len(found) == 0 {
				if err != nil {
					yield(nil, err)
				}
				return
			}
			last := *found[len(found)-1] // as it is now: the program may change it
			if !yield(found, nil) || len(found) < n {
				return
			}
			page = page.After(&last)
		}
	}
}

// ErrNoBatches is the error of Batches for a query that cannot be cut into batches.
var ErrNoBatches = errors.New("gild: the query cannot be cut into batches")

// inBatches returns why the query cannot be cut into batches of n objects, nil if it can.
func (q *query) inBatches(r *Registry, n int) error {
	no := func(why string) error { return fmt.Errorf("%w: %s", ErrNoBatches, why) }
	switch {
	case n < 1:
		return no("a batch has at least one object")
	case q.limit != nil || q.skip != nil:
		return no("it has a limit or an offset")
	case q.isGrouped() || q.given != nil:
		return no("it has groups, or is a statement of the program's")
	case containsEager(q.loads):
		return no("a batch would end between the rows of one object: load what ContainsEager names by SelectIn or Joined")
	}
	p, err := q.probed(r)
	if err != nil {
		return err
	}
	for _, j := range p.joins {
		if !q.distinct && (j.rel == nil || !j.rel.isSingle()) {
			return no("what it joins may repeat an object: use Distinct, or conditions by Has")
		}
	}
	return nil
}

// place is one element of an order.
type orderPlace struct {
	field      int // -1 for the table of a row of several
	descending bool
}

// places returns the query's order by fields, with the primary key behind it.
func (q *query) places(p *probe) ([]orderPlace, error) {
	var list []orderPlace
	for _, e := range q.order {
		place := orderPlace{field: -1}
		e = p.lower(e)
		if o, ok := e.(*expr.Order); ok {
			if o.Nulls != expr.NullsByDatabase {
				return nil, fmt.Errorf("gild: After: an order with a place for NULL: order by fields without NULL")
			}
			place.descending, e = o.Descending, expr.Canonical(o.Expr)
		}
		place.field = slices.IndexFunc(p.m.fields, func(f field) bool { return expr.Expr(f.column) == e })
		if place.field < 0 {
			return nil, fmt.Errorf("gild: After: the query is ordered by what is no field of %s: only fields say where a row has its place", p.m.typ)
		}
		list = append(list, place)
	}
	for _, i := range p.m.key {
		if !slices.ContainsFunc(list, func(o orderPlace) bool { return o.field == i }) {
			list = append(list, orderPlace{field: i, descending: len(list) > 0 && list[len(list)-1].descending})
		}
	}
	if p.m.union != nil { // whose tables may have the same keys
		list = append(list, orderPlace{field: -1, descending: list[len(list)-1].descending})
	}
	return list, nil
}

// placed is the column that a place is by.
func (p *probe) placed(o orderPlace) expr.X[any] {
	if o.field < 0 {
		return p.unionKind()
	}
	return p.columnAt(o.field)
}

// byKey is the primary key, as the order of After has it behind that of the query.
func (q *query) byKey(p *probe) []expr.Expr {
	places, err := q.places(p)
	if err != nil {
		return []expr.Expr{&expr.Invalid{Err: err}}
	}
	var order []expr.Expr
	for _, o := range places[len(q.order):] {
		if c := p.placed(o); o.descending {
			order = append(order, c.Desc())
		} else {
			order = append(order, c)
		}
	}
	return order
}

// place is the condition that a row comes behind the object of After.
func (q *query) place(p *probe) expr.Expr {
	places, err := q.places(p)
	if err != nil {
		return &expr.Invalid{Err: err}
	}
	return p.comesAfter(q.after, places)
}

// comesAfter is the condition that a row has its place behind that of an object: greater in the first
// field, or equal there and greater in the next, and so on.
func (p *probe) comesAfter(last unsafe.Pointer, places []orderPlace) expr.Expr {
	var alternatives, equal []expr.Expr
	for _, o := range places {
		v, err := p.placeValue(last, o)
		if err != nil {
			return &expr.Invalid{Err: err}
		}
		c := p.placed(o)
		next := c.Gt(v)
		if o.descending {
			next = c.Lt(v)
		}
		alternatives = append(alternatives, expr.And(append(slices.Clone(equal), next)...))
		equal = append(equal, c.Eq(v))
	}
	return expr.Or(alternatives...)
}

// placeValue is what an object has where a place is by.
func (p *probe) placeValue(last unsafe.Pointer, o orderPlace) (any, error) {
	st := p.m.stateIn(last)
	if o.field < 0 {
		if st == nil {
			return nil, fmt.Errorf("gild: After: the %s comes from no session, so that nothing tells of which concrete type it is", p.m.typ)
		}
		return p.m.union.kinds[st.m.root], nil
	}
	f := &p.m.fields[o.field]
	switch {
	case slices.Contains(p.m.deferred, o.field):
		return nil, fmt.Errorf("gild: After: %s.%s is a deferred column, which objects need not have: order by others", p.m.typ, f.name)
	case st != nil && st.lacks(o.field):
		return nil, fmt.Errorf("gild: After: %s.%s of the object has not been read, which its place is by: do not leave it out", p.m.typ, f.name)
	}
	v := f.value(last)
	if _, null, err := p.m.encodeValues([]int{o.field}, []any{v}); err != nil || null {
		return nil, fmt.Errorf("gild: After: %s.%s of the object is NULL, which has no place in an order", p.m.typ, f.name)
	}
	return v, nil
}
