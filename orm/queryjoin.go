package orm

import (
	"context"
	"database/sql/driver"
	"errors"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// Join joins what a relationship of the query's probe, or of one that has been joined before, leads to. The
// probe stands for it in conditions, in the order, and for All2 and Rows:
//
//	orm.Select(c).Join(&c.Orders, o).Where(orm.C(&o.Total).Gt(100))
//
// There is a row for each pair, so that All may return an object several times: for objects that are
// related to anything there is Has. A table that is there already gets another name. More conditions
// narrow down what is joined: they stand beside the relationship's own, in ON.
func (q *Query[T]) Join(relationship Relationship, probe any, on ...expr.Expr) *Query[T] {
	return q.join(queryJoin{ptr: relationship.at(), probe: probe, on: on})
}

// LeftJoin is Join that keeps rows without a partner.
func (q *Query[T]) LeftJoin(relationship Relationship, probe any, on ...expr.Expr) *Query[T] {
	return q.join(queryJoin{ptr: relationship.at(), probe: probe, left: true, on: on})
}

func (q *Query[T]) join(j queryJoin) *Query[T] {
	derived := *q
	derived.joins = append(slices.Clip(q.joins), j)
	return &derived
}

// queryJoin is a join as the program has said it.
type queryJoin struct {
	ptr   unsafe.Pointer // of the relationship
	probe any
	left  bool
	on    []expr.Expr // beside the relationship's own condition
}

// probeJoin is a join that has been understood.
type probeJoin struct {
	rel            *relation
	owner, element *probe
	via            derived // the table between, nil for its own name
	left           bool
	on             []expr.Expr // beside the relationship's own condition
}

// join understands a join for the query's probe.
func (p *probe) join(j queryJoin) error {
	owner, rel, err := p.all().relation(j.ptr)
	if err != nil {
		return err
	}
	v := reflect.ValueOf(j.probe)
	switch {
	case v.Kind() != reflect.Pointer || v.IsNil() || rel.target.as(v.Type().Elem()) == nil:
		return rel.mistake("Join takes a probe of the elements, a *%s, not a %T", rel.elem, j.probe)
	case p.all().at(v.UnsafePointer()) != nil:
		return rel.mistake("Join of a probe that the query has already: take another one from orm.From")
	}
	var via derived
	if rel.link != nil {
		if via = p.all().freeLink(rel.link); via == nil {
			if p.links == nil {
				p.links = map[*schema.Table]bool{}
			}
			p.links[rel.link.table] = true
		}
	}
	target := rel.target.as(v.Type().Elem())
	element := &probe{m: target, ptr: v.UnsafePointer(), inline: target.inline, names: p.all().freeNames(target)}
	p.beside = append(p.beside, element)
	p.joins = append(p.joins, probeJoin{rel, owner, element, via, j.left, j.on})
	return nil
}

// all are the query's probe and what is joined to it.
func (p *probe) all() probes { return append(probes{p}, p.beside...) }

// at returns the probe at an address.
func (ps probes) at(ptr unsafe.Pointer) *probe {
	if i := slices.IndexFunc(ps, func(p *probe) bool { return p.ptr == ptr }); i >= 0 {
		return ps[i]
	}
	return nil
}

// joined adds the joins to a statement.
func (p *probe) joined(stmt *expr.SelectStmt) *expr.SelectStmt {
	for _, j := range p.joins {
		from, on := j.rel.joined(j.owner, j.element, j.via, append(j.element.filters(), p.lowered(j.on)...))
		if j.left {
			stmt = stmt.LeftJoinOn(from, on)
			continue
		}
		if both, isJoin := from.(*expr.Join); isJoin { // one by one, as it is the same
			stmt, from, on = stmt.JoinOn(both.Left, on), both.Right, both.On
		}
		stmt = stmt.JoinOn(from, on)
	}
	return stmt
}

// Row2 are the objects of one row.
type Row2[A, B any] struct {
	First  *A
	Second *B // nil of a LeftJoin without a partner
}

// All2 flushes the session, runs a query and returns, row by row, its object and that of a probe that is
// joined to it.
func All2[A, B any](ctx context.Context, s *Session, q *Query[A], joined *B) ([]Row2[A, B], error) {
	var out []Row2[A, B]
	err := s.exclusive(func() error {
		p, err := q.within(s)
		if err != nil {
			return err
		}
		second := p.all().at(unsafe.Pointer(joined))
		switch {
		case q.noTrack:
			return errors.New("gild: All2 of a query with NoTrack: its objects are those of the session")
		case second == nil || second == p || p.isSub(second.ptr):
			return errors.New("gild: All2 takes a probe that has been joined to the query: use Join with it")
		}
		sink := s.newSink(second.m)
		if err := sink.Begin(nil); err != nil {
			return err
		}
		_, err = q.runWith(ctx, s, p, second.columns(sink.cols), func(first *state, row []driver.Value) error {
			r := Row2[A, B]{First: objectOf[A](first)}
			if row[sink.cols.position[second.m.key[0]]] != nil {
				sink.objs = sink.objs[:0]
				if err := sink.Row(row); err != nil {
					return err
				}
				r.Second = objectOf[B](sink.objs[0])
			}
			out = append(out, r)
			return nil
		})
		return err
	})
	return out, err
}

// Rows flushes the session, runs a query and returns rows of R in place of objects, with what items say: a
// struct whose fields have the names of the items, or a single value for one item, as of gild.All.
//
//	counts, err := orm.Rows[UserCount](ctx, s, q.Join(&u.Orders, o).GroupBy(orm.C(&u.ID)), orm.C(&u.ID), expr.Count(orm.C(&o.ID)).As("orders"))
func Rows[R, T any](ctx context.Context, s *Session, q *Query[T], items ...expr.Expr) ([]R, error) {
	var out []R
	err := q.beside(ctx, s, func(p *probe, db gild.DB) (err error) {
		lowered := make([]expr.Item, len(items))
		for i, e := range items {
			lowered[i] = p.lower(e)
		}
		out, err = gild.All[R](ctx, db, q.build(p, expr.Select(lowered...).From(p.from())))
		return err
	})
	return out, err
}

// GroupBy groups the rows of Rows.
func (q *Query[T]) GroupBy(exprs ...expr.Expr) *Query[T] {
	derived := *q
	derived.group = append(slices.Clip(q.group), exprs...)
	return &derived
}

// Having adds conditions on the groups of Rows, all of which must hold.
func (q *Query[T]) Having(conds ...expr.Expr) *Query[T] {
	derived := *q
	derived.having = append(slices.Clip(q.having), conds...)
	return &derived
}

// isGrouped reports whether the query finds groups.
func (q *query) isGrouped() bool { return len(q.group)+len(q.having) > 0 }

// errGrouped is for groups, which are no objects.
var errGrouped = errors.New("gild: a query with GroupBy or Having finds groups, not objects: run it with orm.Rows")
