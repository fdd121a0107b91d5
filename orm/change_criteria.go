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

// ErrNoWhere is the error of an Update or Delete without conditions: All says that it is meant.
var ErrNoWhere = errors.New("gild: an UPDATE or DELETE of all rows: give it conditions by Where, or say by All that it is meant")

// Updating changes rows by conditions, with one UPDATE. Its methods return a new one and leave the
// receiver unchanged; it is safe for concurrent use.
type Updating[T any] struct {
	criteria[T]
	set []Assignment
}

// Deleting deletes rows by conditions, with one DELETE. It is used as an Updating is.
type Deleting[T any] struct{ criteria[T] }

// criteria say which rows are meant.
type criteria[T any] struct {
	probe *T
	where []expr.Expr
	all   bool
	using []any // other probes
	mode  SyncMode

	baseOnly bool // without rows of concrete sub-types
}

// Assignment gives a field a value in an Update.
type Assignment struct {
	field *probed
	value any
	expr  expr.Expr // in place of value
}

// Update starts an UPDATE of rows of a probe's type:
//
//	n, err := orm.Update(u).Set(orm.Assign(&u.Active, false)).Where(orm.C(&u.Seen).Lt(limit)).Run(ctx, s)
func Update[T any](probe *T) Updating[T] { return Updating[T]{criteria: criteria[T]{probe: probe}} }

// Delete starts a DELETE of rows of a probe's type. Nothing cascades but what the database does by
// itself: for the cascades of relationships load the objects and give them to Session.Delete.
func Delete[T any](probe *T) Deleting[T] { return Deleting[T]{criteria[T]{probe: probe}} }

// Assign gives a probe's field a value.
func Assign[V any](field *V, v V) Assignment { return Assignment{field: newProbed(field), value: v} }

// AssignExpr gives a probe's field what the database computes, such as orm.C(&u.Logins).Plus(1).
func AssignExpr[V any](field *V, e expr.Expr) Assignment {
	if e == nil {
		e = &expr.Invalid{Err: errors.New("gild: AssignExpr of a nil expression: Assign gives a field NULL")}
	}
	return Assignment{field: newProbed(field), expr: e}
}

// Set adds assignments.
func (u Updating[T]) Set(assignments ...Assignment) Updating[T] {
	u.set = append(slices.Clip(u.set), assignments...)
	return u
}

// Where adds conditions, all of which must hold.
func (u Updating[T]) Where(conds ...expr.Expr) Updating[T] { u.add(conds); return u }

// All says that all rows are meant where there are no conditions.
func (u Updating[T]) All() Updating[T] { u.all = true; return u }

// Where adds conditions, all of which must hold.
func (d Deleting[T]) Where(conds ...expr.Expr) Deleting[T] { d.add(conds); return d }

// All says that all rows are meant where there are no conditions.
func (d Deleting[T]) All() Deleting[T] { d.all = true; return d }

func (c *criteria[T]) add(conds []expr.Expr) { c.where = append(slices.Clip(c.where), conds...) }

// Sync says how the session's objects are kept in step.
func (u Updating[T]) Sync(mode SyncMode) Updating[T] { u.mode = mode; return u }

// Sync says how the session's objects are kept in step.
func (d Deleting[T]) Sync(mode SyncMode) Deleting[T] { d.mode = mode; return d }

// BaseOnly says that rows of the type's own table are meant where it has concrete sub-types, whose rows are in tables
// of their own. Of other types these are all rows.
func (u Updating[T]) BaseOnly() Updating[T] { u.baseOnly = true; return u }

// BaseOnly says that rows of the type's own table are meant, as BaseOnly of Updating.
func (d Deleting[T]) BaseOnly() Deleting[T] { d.baseOnly = true; return d }

// Using brings the rows of another probe in, from which values and conditions take fields: an UPDATE of several
// tables, in the database's own way. A row that has several partners is changed once, by any of them. Where the rows to
// change are in several tables, what they get is computed by the SELECT that asks for their keys.
//
//	orm.Update(o).Using(c).Set(orm.AssignExpr(&o.City, orm.C(&c.City))).Where(orm.C(&c.ID).EqExpr(orm.C(&o.CustomerID)))
func (u Updating[T]) Using(probe any) Updating[T] {
	u.using = append(slices.Clip(u.using), probe)
	return u
}

// Using brings the rows of another probe in, for conditions: see Using of Updating.
func (d Deleting[T]) Using(probe any) Deleting[T] {
	d.using = append(slices.Clip(d.using), probe)
	return d
}

// Run flushes the session, changes the rows in its transaction and returns how many there were.
// Objects that the session has of them get what the rows have now. A version column is counted up,
// unless it is set. Called by an event of a flush it leaves what is not written yet to that: it is written over what
// the statement has set.
func (u Updating[T]) Run(ctx context.Context, s *Session) (n int64, err error) {
	n, _, err = u.run(ctx, s, false)
	return n, err
}

// Returning is Run that returns the rows that have been changed, as objects of the session.
func (u Updating[T]) Returning(ctx context.Context, s *Session) ([]*T, error) {
	_, found, err := u.run(ctx, s, true)
	if err != nil {
		return nil, err
	}
	out := make([]*T, len(found))
	for i, st := range found {
		out[i] = objectOf[T](st)
	}
	return out, nil
}

func (u Updating[T]) run(ctx context.Context, s *Session, wanted bool) (n int64, found []*state, err error) {
	err = s.exclusive(func() error {
		p, err := u.ready(ctx, s)
		if err != nil {
			return err
		}
		sets, assigned, err := u.statements(p)
		if err != nil {
			return err
		}
		w := matching{
			s: s, m: p.m, conds: u.conds(p), assigned: assigned,
			mode: u.mode, criteria: u.about(p), probe: p.ptr, set: u.set, wanted: wanted,
		}
		if p.m.parts != nil {
			n, err = w.runKeys(ctx, p, sets.computed, sets.statements)
		} else {
			stmt := sets.list[0].stmt.Where(w.conds...)
			w.plain, w.returning = stmt, stmt.Returning(p.m.itemsOf(p.m.bare)...)
			n, err = w.run(ctx)
		}
		if err != nil {
			return fault.Errorf("UPDATE of rows of %s: %w", p.m.typ, err)
		}
		found = w.found
		return s.changedInBulk(ctx, p.m, "UPDATE", n)
	})
	return n, found, err
}

// Run flushes the session, deletes the rows in its transaction and returns how many there were.
// Objects that the session has of them are deleted ones.
func (d Deleting[T]) Run(ctx context.Context, s *Session) (n int64, err error) {
	err = s.exclusive(func() error {
		p, err := d.ready(ctx, s)
		if err != nil {
			return err
		}
		w := matching{s: s, m: p.m, conds: d.conds(p), mode: d.mode, criteria: d.about(p), probe: p.ptr}
		if p.m.spreads() {
			n, err = w.runKeys(ctx, p, nil, func(k *matchedKeys) (stmts []expr.Statement, err error) {
				for chunk := range slices.Chunk(k.keys, selectInChunk) {
					stmts = append(stmts, p.m.deletions(chunk)...)
				}
				return stmts, nil
			})
		} else {
			stmt := expr.Delete(p.m.table).Where(w.conds...)
			w.plain, w.returning = stmt, stmt.Returning(p.m.itemsOf(p.m.bare)...)
			n, err = w.run(ctx)
		}
		if err != nil {
			return fault.Errorf("DELETE of rows of %s: %w", p.m.typ, err)
		}
		return s.changedInBulk(ctx, p.m, "DELETE", n)
	})
	return n, err
}

// about are the conditions as the program has given them, with those of the session.
func (c *criteria[T]) about(p *probe) []about {
	var list []about
	for _, e := range c.where {
		list = append(list, about{p.ptr, e})
	}
	for _, o := range p.within.options.only {
		if p.m.ancestor(o.typ) != nil && o.cond != nil {
			list = append(list, about{o.at, o.cond})
		}
	}
	return list
}

// ready checks the criteria and flushes.
func (c *criteria[T]) ready(ctx context.Context, s *Session) (*probe, error) {
	m, err := c.mapper(s.registry)
	switch {
	case err != nil:
		return nil, err
	case len(c.where) == 0 && !c.all:
		return nil, ErrNoWhere
	case s.options.tx.ReadOnly:
		return nil, ErrReadOnly
	}
	p := &probe{m: m, ptr: unsafe.Pointer(c.probe), within: s}
	for _, given := range c.using {
		v := reflect.ValueOf(given)
		if v.Kind() != reflect.Pointer || v.IsNil() || p.all().at(v.UnsafePointer()) != nil {
			return nil, fmt.Errorf("gild: Using takes another probe, not a %T", given)
		}
		other, err := s.registry.queried(v.Type().Elem())
		if err != nil {
			return nil, err
		}
		p.beside = append(p.beside, &probe{m: other, ptr: v.UnsafePointer(), names: p.all().freeNames(other), within: s})
	}
	return p, s.flush(ctx)
}

// mapper is the type whose rows are meant.
func (c *criteria[T]) mapper(r *Registry) (*mapper, error) {
	if !c.baseOnly {
		return r.writable(reflect.TypeFor[T]())
	}
	m, err := r.mapperOf(reflect.TypeFor[T]())
	if err == nil {
		m, err = m.alone()
	}
	return m, err
}

func (c *criteria[T]) conds(p *probe) []expr.Expr {
	conds := p.filters()
	for _, other := range p.beside {
		conds = append(conds, other.filters()...)
	}
	for _, e := range c.where {
		conds = append(conds, p.lower(e))
	}
	return conds
}

// statements are the UPDATE of each table that has a field which is set, and which fields they assign.
func (u Updating[T]) statements(p *probe) (sets partUpdates, assigned []int, err error) {
	if len(u.set) == 0 {
		return sets, nil, fmt.Errorf("gild: an UPDATE of %s that sets nothing: use Set", p.m.typ)
	}
	for _, a := range u.set {
		i := p.fieldIndex(a.field)
		switch _, inside := p.offset(a.field.ptr); {
		case !inside || i < 0:
			return sets, nil, fmt.Errorf("gild: UPDATE of %s: an assignment to what is no field of the probe with a column", p.m.typ)
		case p.m.fields[i].kind:
			return sets, nil, fmt.Errorf("gild: UPDATE of %s: %s says of which type rows are, and stays", p.m.typ, p.m.fields[i].name)
		case slices.Contains(p.m.key, i):
			return sets, nil, fmt.Errorf("gild: UPDATE of %s: %s is part of the key: change it in the object", p.m.typ, p.m.fields[i].name)
		}
		assigned = append(assigned, i)
		c := expr.ColOf[any](p.m.fields[i].column)
		if a.expr != nil {
			sets.setExpr(p.m, i, p.lower(a.expr))
			continue
		}
		sets.set(p.m, i, c.Set(a.value))
	}
	if v := p.m.version; v >= 0 && !slices.Contains(assigned, v) {
		c := expr.ColOf[any](p.m.fields[v].column)
		assigned = append(assigned, v)
		sets.set(p.m, v, c.SetExpr(c.Add(1)))
	}
	return sets, assigned, nil
}
