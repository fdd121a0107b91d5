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
// The query is ordered by fields of its probe, or by nothing, which is the primary key. NULL has its place where the
// database, NullsFirst or NullsLast put it. The object's place is that of its row, whatever the program has not flushed.
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
			last := *found[len(found)-1] // as its row is now: the program may change it
			if m, err := s.registry.mapperOf(q.typ); err == nil {
				m.asRow(unsafe.Pointer(&last))
			}
			if !yield(found, nil) || len(found) < n {
				return
			}
			page = page.After(&last)
		}
	}
}

// asRow gives a copy of an object what its row has.
func (m *mapper) asRow(copied unsafe.Pointer) {
	st := m.stateIn(copied)
	if st == nil || st.snapshot == nil {
		return
	}
	for i := range m.fields {
		if f := &m.fields[i]; st.m.fields[i].changed(st.ptr, st.snapshot) {
			f.track.Copy(f.at(copied), unsafe.Add(st.snapshot, st.m.fields[i].kept))
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
	nulls      expr.NullsOrder
}

// places returns the query's order by fields, with the primary key behind it.
func (q *query) places(p *probe) ([]orderPlace, error) {
	var list []orderPlace
	for _, e := range q.order {
		place := orderPlace{field: -1}
		e = p.lower(e)
		if o, ok := e.(*expr.Order); ok {
			place.descending, place.nulls, e = o.Descending, o.Nulls, expr.Canonical(o.Expr)
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
		v, null, err := p.placeValue(last, o)
		if err != nil {
			return &expr.Invalid{Err: err}
		}
		if next := p.behind(o, v, null); next != nil {
			alternatives = append(alternatives, expr.And(append(slices.Clone(equal), next)...))
		}
		if c := p.placed(o); null {
			equal = append(equal, c.IsNull())
		} else {
			equal = append(equal, c.Eq(v))
		}
	}
	return expr.Or(alternatives...)
}

// behind is the condition that what a row has there comes behind a value, or behind NULL; nil if nothing does.
func (p *probe) behind(o orderPlace, v any, null bool) expr.Expr {
	c, canBeNull, last := p.placed(o), false, false
	if o.field >= 0 && p.m.fields[o.field].definition.Nullable {
		canBeNull, last = true, o.nulls == expr.NullsAtEnd
		switch {
		case o.nulls != expr.NullsByDatabase:
		case p.nulls == expr.NullsByDatabase:
			return &expr.Invalid{Err: fmt.Errorf("gild: After: %s.%s can be NULL, and it depends on the database where that has its place: say it by NullsFirst or NullsLast", p.m.typ, p.m.fields[o.field].name)}
		default:
			last = (p.nulls == expr.NullsAtEnd) != o.descending
		}
	}
	next := c.Gt(v)
	if o.descending {
		next = c.Lt(v)
	}
	switch {
	case null && last:
		return nil
	case null:
		return c.IsNotNull()
	case canBeNull && last:
		return expr.Or(next, c.IsNull())
	}
	return next
}

// nullsOrder is where the database of a type has NULL in an ascending order.
func (s *Session) nullsOrder(ctx context.Context, m *mapper) (expr.NullsOrder, error) {
	s.use(m)
	db, err := s.database(ctx)
	if err != nil {
		return expr.NullsByDatabase, err
	}
	if db.NullsHigh {
		return expr.NullsAtEnd, nil
	}
	return expr.NullsAtStart, nil
}

// placeValue is what the row of an object has where a place is by.
func (p *probe) placeValue(last unsafe.Pointer, o orderPlace) (v any, null bool, err error) {
	st := p.m.stateIn(last)
	if o.field < 0 {
		if st == nil {
			return nil, false, fmt.Errorf("gild: After: the %s comes from no session, so that nothing tells of which concrete type it is", p.m.typ)
		}
		return p.m.union.kinds[st.m.root], false, nil
	}
	f := &p.m.fields[o.field]
	switch {
	case slices.Contains(p.m.deferred, o.field):
		return nil, false, fmt.Errorf("gild: After: %s.%s is a deferred column, which objects need not have: order by others", p.m.typ, f.name)
	case st != nil && st.lacks(o.field):
		return nil, false, fmt.Errorf("gild: After: %s.%s of the object has not been read, which its place is by: do not leave it out", p.m.typ, f.name)
	}
	if v = f.value(last); st != nil && st.ptr == last && st.snapshot != nil {
		v = st.m.fields[o.field].keptValue(st.snapshot)
	}
	_, null, err = p.m.encodeValues([]int{o.field}, []any{v})
	return v, null, err
}
