package orm

import (
	"context"
	"database/sql/driver"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/typemap"
)

// Complete reads what queries with BaseOnly have left out of objects of the session: the tables of their own types,
// with one statement for each type. Objects that are complete are left alone. The objects may be given as the base
// that they embed.
func (s *Session) Complete(ctx context.Context, objs ...any) error {
	return s.exclusive(func() error {
		if err := s.autoflush(ctx); err != nil {
			return err
		}
		for _, obj := range objs {
			st, err := s.known(obj, "complete")
			if err != nil {
				return err
			}
			s.notWhole(st)
		}
		return s.complete(ctx)
	})
}

// wholly has the objects completed that a statement has found.
func (s *Session) wholly(ctx context.Context, err error) error {
	if err != nil || len(s.incomplete) == 0 {
		s.incomplete = nil
		return err
	}
	return s.complete(ctx)
}

// misses reports whether a field is in a table that has not been read.
func (st *state) misses(i int) bool {
	parts := st.m.parts
	return st.missing > 0 && slices.Contains(parts[len(parts)-int(st.missing):], st.m.partOf(i))
}

// missesAny reports whether one of some fields is in a table that has not been read.
func (st *state) missesAny(fields []int) bool {
	return st.missing > 0 && slices.ContainsFunc(fields, st.misses)
}

// completeFor completes those owners that a relationship cannot be loaded of as they are.
func (s *Session) completeFor(ctx context.Context, rel *relation, owners []*state) error {
	for _, st := range owners {
		if st.missesAny(rel.lookup()) {
			s.notWhole(st)
		}
	}
	return s.complete(ctx)
}

// notWhole notes an object of which some tables are still to be read.
func (s *Session) notWhole(st *state) {
	if st.missing > 0 {
		s.incomplete = append(s.incomplete, st)
	}
}

// complete reads what the objects that have been noted lack.
func (s *Session) complete(ctx context.Context) error {
	list := s.incomplete
	s.incomplete = nil
	for len(list) > 0 {
		m, lacks := list[0].m, list[0].missing
		var same, others []*state
		for _, st := range list {
			if st.m == m && st.missing == lacks {
				same = append(same, st)
			} else {
				others = append(others, st)
			}
		}
		c := newCompleting(s, m, int(lacks))
		for chunk := range slices.Chunk(same, selectInChunk) {
			if err := c.run(ctx, chunk); err != nil {
				return err
			}
		}
		list = others
	}
	return nil
}

// completing reads the last tables of objects of one type. It is a sink for their rows.
type completing struct {
	s       *Session
	m       *mapper
	parts   []*mapper
	fields  []int
	exprs   []int
	byKey   map[identity][]*state
	scratch unsafe.Pointer
}

func newCompleting(s *Session, m *mapper, lacks int) *completing {
	c := &completing{s: s, m: m, parts: m.parts[len(m.parts)-lacks:]}
	for _, i := range m.reads {
		if slices.Contains(c.parts, m.partOf(i)) {
			c.fields = append(c.fields, i)
		}
	}
	for i := range m.exprs {
		if slices.Contains(c.parts, m.partAt(m.exprs[i].m.last().table)) {
			c.exprs = append(c.exprs, i)
		}
	}
	return c
}

// statement selects the rows of some keys.
func (c *completing) statement(keys [][]any) expr.Statement {
	p := &probe{m: c.m}
	from := p.from()
	if len(c.exprs) == 0 { // which may be about all tables
		from = c.parts[0].table
		for n, part := range c.parts[1:] {
			from = expr.JoinedOn(expr.InnerJoin, from, part.table, p.sameKey(part, c.parts[n]))
		}
	}
	items := append(c.parts[0].some(c.m.key), c.m.some(c.fields)...)
	for _, i := range c.exprs {
		items = append(items, &expr.Label{Expr: c.m.exprs[i].expr, Name: fmt.Sprintf("expr_%d", i)})
	}
	return expr.Select(items...).From(from).Where(among(c.parts[0].columns(c.m.key), keys))
}

func (c *completing) run(ctx context.Context, objs []*state) error {
	c.byKey = map[identity][]*state{}
	var keys [][]any
	for _, st := range objs {
		id, err := c.m.identityAt(st.ptr)
		if err != nil {
			return err
		}
		if c.byKey[id] == nil {
			keys = append(keys, st.rowValues(c.m.key))
		}
		c.byKey[id] = append(c.byKey[id], st)
	}
	c.s.use(c.m)
	if err := c.s.query(ctx, c.statement(keys), c); err != nil {
		return fault.Errorf("reading what %s has beside %s: %w", c.m.typ, c.m.base.typ, err)
	}
	for _, st := range objs {
		if st.missing > 0 {
			return fault.Errorf("%s has no row in table %q: %w", st.describe(), c.parts[0].table.Name(), ErrGone)
		}
	}
	return nil
}

// Begin prepares for rows.
func (c *completing) Begin(*typemap.Columns) error {
	c.scratch = reflect.New(c.m.typ).UnsafePointer()
	return nil
}

// Row gives one row to its objects. What the program has changed stays.
func (c *completing) Row(row []driver.Value) error {
	for n, i := range c.m.key {
		if err := c.m.fields[i].set(c.scratch, row[n]); err != nil {
			return err
		}
	}
	id, err := c.m.identityAt(c.scratch)
	if err != nil {
		return err
	}
	row = row[len(c.m.key):]
	for n, i := range c.fields {
		if err := c.m.fields[i].set(c.scratch, row[n]); err != nil {
			return err
		}
	}
	for _, st := range c.byKey[id] {
		if st.missing == 0 {
			continue
		}
		if err := c.give(st, row[len(c.fields):]); err != nil {
			return err
		}
	}
	return nil
}

func (c *completing) give(st *state, exprs []driver.Value) error {
	for _, i := range c.fields {
		f := &c.m.fields[i]
		if st.snapshot == nil || !f.changed(st.ptr, st.snapshot) {
			f.track.Copy(f.at(st.ptr), f.at(c.scratch))
		}
		if st.snapshot != nil {
			f.track.Copy(unsafe.Add(st.snapshot, f.kept), f.at(c.scratch))
		}
	}
	for n, i := range c.exprs {
		x := &c.m.exprs[i]
		if err := x.decode(unsafe.Add(st.ptr, x.offset), exprs[n]); err != nil {
			return &typemap.DecodeError{Column: x.name, Target: x.name + " (" + x.typ.String() + ")", Err: err}
		}
	}
	st.missing = 0
	if st.untold {
		st.untold = false
		return c.s.tellLoaded(st)
	}
	return c.s.tellRefreshed(st, c.fields)
}
