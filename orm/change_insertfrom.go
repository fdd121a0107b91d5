package orm

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
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
			return fault.Errorf("INSERT of rows of %s: %w", m.typ, err)
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
			return fault.Errorf("INSERT of rows of %s: %w", m.typ, err)
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
	m, err := s.registry.mapperOf(reflect.TypeFor[T]())
	switch {
	case err != nil:
		return nil, nil, err
	case s.options.tx.ReadOnly:
		return nil, nil, ErrReadOnly
	case m.parts != nil:
		return nil, nil, fmt.Errorf("gild: InsertFrom of %s, whose rows are in several tables: add objects, or insert into its tables, base first, with package expr", m.typ)
	case m.abstract:
		return nil, nil, fmt.Errorf("gild: InsertFrom of %s, which is abstract: its sub-types have rows", m.typ)
	}
	p := &probe{m: m, ptr: unsafe.Pointer(i.probe)}
	within := &probe{m: m, within: s} // the query may be about the same probe
	var columns []expr.Expr
	for _, f := range i.fields {
		at := p.fieldIndex(&probed{ptr: f.ptr, typ: f.typ})
		if _, inside := p.offset(f.ptr); !inside || at < 0 {
			return nil, nil, fmt.Errorf("gild: InsertFrom of %s: an address is not that of a field of the probe with a column", m.typ)
		}
		if m.fields[at].kind {
			return nil, nil, fmt.Errorf("gild: InsertFrom of %s: %s says of which type rows are, and is set by itself", m.typ, m.fields[at].name)
		}
		columns = append(columns, m.fields[at].column)
	}
	query := expr.Rewrite(i.query, func(n expr.Node) expr.Node {
		if q, ok := n.(*innerQuery); ok {
			return q.alone(within)
		}
		return nil
	})
	constant := func(field int, value expr.X[any]) {
		if c := m.fields[field].column; !slices.Contains(columns, expr.Expr(c)) {
			query, columns = besides(query, value.As(m.freeName("the_"+c.Name()))), append(columns, c)
		}
	}
	if m.version >= 0 {
		constant(m.version, expr.Raw[any]("1"))
	}
	if m.family != nil && m.hasKind && !m.fields[m.family.kind].generated {
		constant(m.family.kind, expr.Inline[any](m.kind, m.fields[m.family.kind].column.Type()))
	}
	if err := s.flush(ctx); err != nil {
		return nil, nil, err
	}
	s.use(m)
	return m, expr.Insert(m.table).FromSelect(query, columns...), nil
}

// besides is a query with one more column.
func besides(query expr.Query, column *expr.Label) expr.Query {
	if stmt, is := query.(*expr.SelectStmt); is {
		return stmt.Columns(column)
	}
	rows := expr.SubqueryOf(query, "")
	var list []expr.Item
	for _, c := range rows.Columns() {
		list = append(list, c)
	}
	return expr.Select(append(list, column)...)
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
