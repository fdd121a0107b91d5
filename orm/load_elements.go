package orm

import (
	"context"
	"database/sql/driver"

	"github.com/gildsql/gild/expr"
)

// elementQuery is a SELECT of elements of many owners.
type elementQuery struct {
	l      *plannedLoad
	of     []*expr.Column // which say whose the elements are,
	beside bool           // and are not the elements' own
	from   expr.From      // nil for the elements' table
	conds  []expr.Expr
	each   func(st *state, row []driver.Value) error // takes what is beside; may be nil
}

// isPlain reports whether the load is of all elements, as they are.
func (l *plannedLoad) isPlain() bool {
	return len(l.where)+len(l.more)+len(l.order)+l.limit+len(l.then.loads) == 0 && l.reads() == l.rel.target.whole
}

// repeats reports whether what is loaded with the elements has them come several times.
func (l *plannedLoad) repeats() bool { return l.then.repeats(byJoin) }

// runElements runs the query, with what comes along with the elements, and returns these.
func (s *Session) runElements(ctx context.Context, q elementQuery) ([]*state, error) {
	l, sink := q.l, s.newSink(q.l.rel.target)
	sink.cols = l.reads()
	p := l.elements()
	if p.more = l.more; !s.writing { // what a flush looks up are rows as they are
		p.within = s
	}
	columns, renamed := p.itemsWithin(sink.cols)
	stmt := p.selecting(columns...)
	if q.from != nil {
		stmt = expr.Select(columns...).From(q.from)
	}
	stmt = stmt.Where(q.conds...).Where(p.filters()...).Where(l.asked(p).lowered(l.where)...)
	n := 0
	if q.beside {
		n = len(q.of)
	}
	if l.limit > 0 {
		p, stmt = q.first(p, stmt.Where(l.then.needs(s, p)...), n)
		p.renamed = renamed
	} else {
		stmt = stmt.Columns(items(q.of[:n])...).OrderBy(l.ordered(p)...)
	}
	along := l.then.joins(p, stmt, sink, n, q.each)
	if err := s.query(ctx, along.stmt, sink); err != nil {
		return nil, err
	}
	along.settle()
	return sink.objs, nil
}

// first keeps the first elements of each owner, by their numbers within those of the owner, and has n columns
// beside them.
func (q *elementQuery) first(p *probe, stmt *expr.SelectStmt, n int) (*probe, *expr.SelectStmt) {
	owner := make([]expr.Expr, len(q.of))
	for i, c := range q.of {
		owner[i] = c
	}
	place := p.m.freeName("place")
	order := q.l.ordered(p)
	if len(q.l.order) > 0 { // of two that have one place there, the same is first each time
		order = append(order, p.keyOrder()...)
	}
	number := expr.RowNumber().Over(expr.Window().PartitionBy(owner...).OrderBy(order...))
	stmt = stmt.Columns(number.As(place))
	for i, c := range q.of[:n] {
		stmt = stmt.Columns(expr.ColOf[any](c).As(p.m.freeName("owner", i)))
	}
	numbered := stmt.Subquery()
	p = &probe{m: p.m, ptr: p.ptr, names: names{alias: numbered}, exprs: true, within: p.within}
	stmt = expr.Select(p.items(q.l.reads())...)
	for i := range n {
		stmt = stmt.Columns(numbered.C(p.m.freeName("owner", i)))
	}
	return p, stmt.Where(numbered.C(place).Le(q.l.limit)).OrderBy(numbered.C(place))
}

// items are columns as what a SELECT list takes.
func items(columns []*expr.Column) []expr.Item {
	out := make([]expr.Item, len(columns))
	for i, c := range columns {
		out[i] = c
	}
	return out
}
