package orm

import (
	"database/sql/driver"

	"github.com/gildsql/gild/expr"
)

// joining adds to a query what is loaded with it, and takes it out of the rows.
type joining struct {
	s     *Session
	stmt  *expr.SelectStmt
	loads []*joinedLoad
}

// joinedLoad is one relationship of the query's objects, or of those of another load.
type joinedLoad struct {
	rel   *relation
	outer *joinedLoad // nil for the query's objects
	sink  *entitySink
	found *state // of the row that is read, nil for none
}

// joins adds the joined loads of a plan to a query whose objects sink takes. Of the items before them, n of
// them, each row is for each, if that is given.
func (plan loadPlan) joins(p *probe, stmt *expr.SelectStmt, sink *entitySink, n int, each func(st *state, row []driver.Value) error) *expr.SelectStmt {
	j := &joining{s: sink.s, stmt: stmt}
	j.add(plan, p, nil)
	if len(j.loads) == 0 && each == nil {
		return j.stmt
	}
	sink.rest = func(row []driver.Value) error {
		st := sink.objs[len(sink.objs)-1]
		if each != nil {
			if err := each(st, row[:n]); err != nil {
				return err
			}
		}
		return j.row(st, row[n:])
	}
	return j.stmt
}

func (j *joining) add(plan loadPlan, owner *probe, outer *joinedLoad) {
	for _, l := range plan {
		if !l.joined {
			continue
		}
		m := l.rel.target
		element := &probe{m: m, alias: expr.As(m.table, ""), within: j.s}
		load := &joinedLoad{rel: l.rel, outer: outer, sink: j.s.newSink(m)}
		_ = load.sink.Begin(nil) // which cannot fail
		j.loads = append(j.loads, load)
		j.stmt = j.stmt.LeftJoinOn(element.alias, expr.And(append(l.rel.between(owner, element), element.filters()...)...))
		j.stmt = j.stmt.Columns(element.columns()...)
		j.add(l.then, element, load)
	}
}

// row takes what is joined to the row of an object.
func (j *joining) row(st *state, row []driver.Value) error {
	for _, l := range j.loads {
		columns := row[:l.sink.cols.width()]
		row = row[len(columns):]
		owner := st
		if l.outer != nil {
			owner = l.outer.found
		}
		if err := l.take(owner, columns); err != nil {
			return err
		}
	}
	return nil
}

// take gives an owner its element.
func (l *joinedLoad) take(owner *state, columns []driver.Value) error {
	l.found = nil
	if owner == nil {
		return nil
	}
	var items []any
	if columns[l.sink.cols.position[l.rel.target.key[0]]] != nil {
		l.sink.objs = l.sink.objs[:0]
		if err := l.sink.Row(columns); err != nil {
			return err
		}
		if e := l.sink.objs[0]; !e.deleting {
			l.found, items = e, []any{e.obj}
		}
	}
	c := l.rel.membersAt(owner.ptr)
	if c.fresh() {
		return nil
	}
	c.fill(items)
	if l.found != nil && l.rel.back != nil && l.rel.back.shape == shapeRef {
		fillBack(l.rel, owner, []*state{l.found})
	}
	return nil
}
