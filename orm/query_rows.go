package orm

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/typemap"
)

// Row2 are the objects of one row.
type Row2[A, B any] struct {
	First  *A // nil of a FullJoinOn without a partner
	Second *B // nil of a LeftJoin without a partner
}

// Row3 are the objects of one row, as those of Row2.
type Row3[A, B, C any] struct {
	First  *A
	Second *B
	Third  *C
}

// All2 flushes the session, runs a query and returns, row by row, its object and that of a probe that is
// joined to it.
func All2[A, B any](ctx context.Context, s *Session, q *Query[A], joined *B) ([]Row2[A, B], error) {
	var out []Row2[A, B]
	err := q.tuples(ctx, s, []any{joined}, func(row []*state) {
		out = append(out, Row2[A, B]{part[A](row[0]), part[B](row[1])})
	})
	return out, err
}

// All3 is All2 for two probes that are joined to the query.
func All3[A, B, C any](ctx context.Context, s *Session, q *Query[A], second *B, third *C) ([]Row3[A, B, C], error) {
	var out []Row3[A, B, C]
	err := q.tuples(ctx, s, []any{second, third}, func(row []*state) {
		out = append(out, Row3[A, B, C]{part[A](row[0]), part[B](row[1]), part[C](row[2])})
	})
	return out, err
}

// part is the object of a state, nil for none.
func part[T any](st *state) *T {
	if st == nil {
		return nil
	}
	return objectOf[T](st)
}

// objectColumns takes the object of a probe out of rows.
type objectColumns struct {
	p    *probe
	sink *entitySink
}

func (s *Session) objectColumns(p *probe) (objectColumns, error) {
	sink := s.newSink(p.m)
	return objectColumns{p, sink}, sink.Begin(nil)
}

// take returns the object of a row, nil for none, and the columns behind it.
func (o *objectColumns) take(row []driver.Value) (*state, []driver.Value, error) {
	n := o.sink.cols.width()
	if row[o.sink.cols.position[o.p.m.key[0]]] == nil {
		return nil, row[n:], nil
	}
	o.sink.objs = o.sink.objs[:0]
	if err := o.sink.Row(row[:n]); err != nil {
		return nil, nil, err
	}
	return o.sink.objs[0], row[n:], nil
}

// tuples runs the query and hands on the objects of each row: its own, and those of probes that are joined to it.
func (q *query) tuples(ctx context.Context, s *Session, joined []any, each func(row []*state)) error {
	return s.exclusive(func() error {
		q, p, e, err := q.listened(ctx, s, QueryRows)
		if err != nil {
			return err
		}
		switch {
		case q.given != nil:
			return errGivenAlone
		case q.noTrack:
			return errors.New("gild: rows of several objects of a query with NoTrack: they are those of the session")
		}
		var parts []objectColumns
		var items []expr.Item
		for _, probe := range joined {
			other := p.all().at(reflect.ValueOf(probe).UnsafePointer())
			if other == nil || other == p || p.isSub(other.ptr) {
				return errors.New("gild: All2 and All3 take probes that have been joined to the query: use Join with them")
			}
			o, err := s.objectColumns(other)
			if err != nil {
				return err
			}
			parts, items = append(parts, o), append(items, other.columns(o.sink.cols)...)
		}
		_, err = q.runWith(ctx, s, p, e, items, func(first *state, row []driver.Value) error {
			objs := []*state{first}
			for i := range parts {
				st, rest, err := parts[i].take(row)
				if err != nil {
					return err
				}
				objs, row = append(objs, st), rest
			}
			each(objs)
			return nil
		})
		return err
	})
}

// Whole stands for the objects of a probe among the items of Rows. It is made by Object.
type Whole struct {
	expr.ExprBase
	ptr  unsafe.Pointer
	typ  reflect.Type
	name string
}

// Object has Rows put the object of the query's probe, or of one that is joined to it, into the field of that type,
// a pointer: nil of an outer join without a partner.
//
//	type Line struct {
//		Order *Order
//		Boss  *User
//		Total int64
//	}
//	lines, err := orm.Rows[Line](ctx, s, q, orm.Object(o), orm.Object(b).As("boss"), expr.Sum(orm.C(&i.Price)).As("total"))
func Object[E any](probe *E) *Whole {
	return &Whole{ptr: unsafe.Pointer(probe), typ: reflect.TypeFor[E]()}
}

// As names the field, where several have the type.
func (w *Whole) As(name string) *Whole {
	named := *w
	named.name = name
	return &named
}

// Rows flushes the session, runs a query and returns rows of R in place of objects, with what items say: a
// struct whose fields have the names of the items, or a single value for one item, as of gild.All. Object stands for
// an object of the session. An item without a field is an error, whatever the rows are, and so is a field without an
// item that the tag `gild:"-"` does not leave out.
//
//	counts, err := orm.Rows[UserCount](ctx, s, q.Join(&u.Orders, o).GroupBy(orm.C(&u.ID)), orm.C(&u.ID), expr.Count(orm.C(&o.ID)).As("orders"))
func Rows[R, T any](ctx context.Context, s *Session, q *Query[T], items ...expr.Expr) ([]R, error) {
	var out []R
	err := q.beside(ctx, s, func(p *probe, db gild.DB) (err error) {
		rows := &rowSink[R]{s: s, values: typemap.Slice[R]{Strict: true}}
		var columns []expr.Item
		for _, e := range items {
			if w, isObject := e.(*Whole); isObject {
				err = rows.add(p, w)
			} else {
				columns = append(columns, p.lower(e))
			}
			if err != nil {
				return err
			}
		}
		rows.plain = len(columns)
		for _, f := range rows.fields {
			columns = append(columns, f.p.columns(f.sink.cols)...)
		}
		stmt := q.build(p, expr.Select(columns...).From(p.from()))
		if err := s.wholly(ctx, gild.Into(ctx, db, stmt, rows)); err != nil {
			return err
		}
		out = rows.rows()
		return nil
	})
	return out, err
}

// rowSink makes rows of columns and objects.
type rowSink[R any] struct {
	s      *Session
	plain  int // how many columns come before those of objects
	values typemap.Slice[R]
	fields []objectField
	objs   []any // of all fields of the first row, then of the second
}

// objectField is a field of R that takes an object.
type objectField struct {
	objectColumns
	index []int
}

// add finds the field for an object.
func (k *rowSink[R]) add(p *probe, w *Whole) error {
	of := p.all().at(w.ptr)
	if of == nil {
		return fmt.Errorf("gild: Object of a %s takes the query's probe, or one that has been joined to it", w.typ)
	}
	t := reflect.TypeFor[R]()
	plan, err := typemap.StructOf(t)
	if err != nil {
		return fault.Errorf("rows with objects are structs: %w", err)
	}
	var found []typemap.Field
	for _, f := range plan.Fields {
		if f.Type == reflect.PointerTo(w.typ) && (w.name == "" || w.name == f.Name) {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		return fmt.Errorf("gild: %s has %d fields of type *%s for Object: name one by As", t, len(found), w.typ)
	}
	o, err := k.s.objectColumns(of)
	k.fields = append(k.fields, objectField{o, found[0].Index})
	return err
}

// Begin forgets earlier rows. Rows and columns must fit.
func (k *rowSink[R]) Begin(cols *typemap.Columns) error {
	k.objs = k.objs[:0]
	plain := &typemap.Columns{Names: cols.Names[:k.plain], Types: cols.Types[:k.plain]}
	if err := k.values.Begin(plain); err != nil {
		return err
	}
	t := reflect.TypeFor[R]()
	unfilled, err := plain.Unfilled(t)
	if err != nil {
		return err
	}
	for _, f := range unfilled {
		if !slices.ContainsFunc(k.fields, func(o objectField) bool { return slices.Equal(o.index, f.Index) }) {
			return fmt.Errorf("gild: no item for %s.%s: give one the name %q by As, or the field the tag `gild:\"-\"`", t, f.Go, f.Name)
		}
	}
	return nil
}

// Row takes one row.
func (k *rowSink[R]) Row(row []driver.Value) error {
	if err := k.values.Row(row[:k.plain]); err != nil {
		return err
	}
	row = row[k.plain:]
	for i := range k.fields {
		st, rest, err := k.fields[i].take(row)
		if err != nil {
			return err
		}
		row = rest
		var obj any
		if st != nil {
			obj = st.object()
		}
		k.objs = append(k.objs, obj)
	}
	return nil
}

// rows returns the rows with their objects.
func (k *rowSink[R]) rows() []R {
	out := k.values.Rows()
	for i := range out {
		v := reflect.ValueOf(&out[i]).Elem()
		for n, f := range k.fields {
			if obj := k.objs[i*len(k.fields)+n]; obj != nil {
				at := v.FieldByIndex(f.index)
				at.Set(reflect.NewAt(at.Type().Elem(), pointerIn(obj)))
			}
		}
	}
	return out
}
