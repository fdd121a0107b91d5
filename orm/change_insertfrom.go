package orm

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/expr"
)

// Inserting inserts the rows of a query, with one INSERT. It is safe for concurrent use.
type Inserting[T any] struct {
	probe  *T
	query  expr.Query
	fields []fieldAddress
}

// InsertFrom starts an INSERT of what a query gives into fields of a probe's type, one for each of its columns:
//
//	old := orm.Select(o).Where(orm.C(&o.Placed).Lt(limit)).AsQuery(orm.C(&o.ID), orm.C(&o.Total))
//	n, err := orm.InsertFrom(a, old, &a.OrderID, &a.Total).Run(ctx, s)
//
// Other fields are left to what the database fills in. Of a version column that is not among them new rows have 1.
func InsertFrom[T any](probe *T, query expr.Query, fields ...any) Inserting[T] {
	i := Inserting[T]{probe: probe, query: query}
	for _, f := range fields {
		i.fields = append(i.fields, addressOf(f))
	}
	return i
}

// Run flushes the session, inserts the rows in its transaction and returns how many there were.
func (i Inserting[T]) Run(ctx context.Context, s *Session) (n int64, err error) {
	err = s.exclusive(func() error {
		m, stmt, err := i.ready(ctx, s)
		if err != nil {
			return err
		}
		if n, err = s.affected(ctx, stmt); err != nil {
			return fmt.Errorf("gild: INSERT of rows of %s: %w", m.typ, err)
		}
		s.forgetElements(m)
		return s.changedInBulk(ctx, m, "INSERT", n)
	})
	return n, err
}

// Returning is Run that returns the rows as objects of the session, in whatever order. The database has to have
// INSERT with RETURNING.
func (i Inserting[T]) Returning(ctx context.Context, s *Session) (out []*T, err error) {
	err = s.exclusive(func() error {
		m, stmt, err := i.ready(ctx, s)
		if err != nil {
			return err
		}
		sink := s.newSink(m)
		sink.cols = m.bare
		if err := s.into(ctx, stmt.Returning(m.itemsOf(m.bare)...), sink); err != nil {
			return fmt.Errorf("gild: INSERT of rows of %s: %w", m.typ, err)
		}
		for _, st := range sink.objs {
			out = append(out, objectOf[T](st))
		}
		s.forgetElements(m)
		return s.changedInBulk(ctx, m, "INSERT", int64(len(out)))
	})
	return out, err
}

func (i Inserting[T]) ready(ctx context.Context, s *Session) (*mapper, *expr.InsertStmt, error) {
	m, err := s.registry.written(reflect.TypeFor[T]())
	switch {
	case err != nil:
		return nil, nil, err
	case s.options.tx.ReadOnly:
		return nil, nil, ErrReadOnly
	case m.parts != nil || m.base != nil:
		return nil, nil, fmt.Errorf("gild: InsertFrom of %s, a sub-type, whose rows have a kind and may be in several tables: add objects, or insert into its tables, base first, with package expr", m.typ)
	}
	p := &probe{m: m, ptr: unsafe.Pointer(i.probe)}
	within := &probe{m: m, within: s} // the query may be about the same probe
	var columns []expr.Expr
	for _, f := range i.fields {
		at := p.fieldIndex(&probed{ptr: f.ptr, typ: f.typ})
		if _, inside := p.offset(f.ptr); !inside || at < 0 {
			return nil, nil, fmt.Errorf("gild: InsertFrom of %s: an address is not that of a field of the probe with a column", m.typ)
		}
		columns = append(columns, m.fields[at].column)
	}
	query := expr.Rewrite(i.query, func(n expr.Node) expr.Node {
		if q, ok := n.(*innerQuery); ok {
			return q.alone(within)
		}
		return nil
	})
	if v := m.version; v >= 0 && !slices.Contains(columns, expr.Expr(m.fields[v].column)) {
		if stmt, ok := query.(*expr.SelectStmt); ok {
			query, columns = stmt.Columns(expr.Raw[int64]("1").As(m.freeName("first_version"))), append(columns, m.fields[v].column)
		}
	}
	if err := s.flush(ctx); err != nil {
		return nil, nil, err
	}
	s.use(m)
	return m, expr.Insert(m.table).FromSelect(query, columns...), nil
}

// alone is the SELECT by itself, as the session sees rows.
func (n *innerQuery) alone(of *probe) *expr.SelectStmt {
	stmt, err := n.query.inside(nil, n.items, of)
	if err != nil {
		return expr.Select(&expr.Invalid{Err: err})
	}
	return stmt
}

// forgetElements has collections loaded again that may have new elements.
func (s *Session) forgetElements(m *mapper) {
	for _, st := range s.states() {
		for _, rel := range st.m.relations {
			if (m.isA(rel.target) || rel.target.isA(m)) && rel.link == nil && rel.shape != shapeRef {
				rel.membersAt(st.ptr).seen = 0
			}
		}
	}
}
