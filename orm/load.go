package orm

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// entitySink turns rows into objects of the session: the one that is there already, or
// a new one.
type entitySink struct {
	s       *Session
	m       *mapper
	scratch unsafe.Pointer // of an object, for the key of a row
	objs    []*state
}

func (s *Session) newSink(m *mapper) *entitySink { return &entitySink{s: s, m: m} }

// Begin forgets earlier rows.
func (k *entitySink) Begin(*typemap.Columns) error {
	k.objs = k.objs[:0]
	k.scratch = reflect.New(k.m.typ).UnsafePointer()
	return nil
}

// Row reads one row, whose columns are the mapper's fields in order.
func (k *entitySink) Row(row []driver.Value) error {
	for _, i := range k.m.key {
		if err := k.m.fields[i].set(k.scratch, row[i]); err != nil {
			return err
		}
	}
	id, err := k.m.identityAt(k.scratch)
	if err != nil {
		return err
	}
	st := k.s.identities[id]
	if st == nil {
		st, err = k.create(id, row)
	} else if st.stale && !st.deleting && len(st.changed()) == 0 {
		err = st.read(row)
	}
	if err != nil {
		return err
	}
	k.objs = append(k.objs, st)
	return nil
}

func (k *entitySink) create(id identity, row []driver.Value) (*state, error) {
	obj := reflect.New(k.m.typ)
	for i := range k.m.fields {
		if err := k.m.fields[i].set(obj.UnsafePointer(), row[i]); err != nil {
			return nil, err
		}
	}
	st := k.s.enter(k.m, obj.Interface(), obj.UnsafePointer(), true)
	st.identity = id
	st.capture()
	k.s.identities[id] = st
	return st, nil
}

// read gives an object the values of its row.
func (st *state) read(row []driver.Value) error {
	for i := range st.m.fields {
		if err := st.m.fields[i].set(st.ptr, row[i]); err != nil {
			return err
		}
	}
	st.capture()
	st.stale = false
	return nil
}

// Get returns the object with the given primary key: the one in the session, or, after a
// flush, that of the row in the database. If there is no such row the error is
// sql.ErrNoRows.
func Get[T any](ctx context.Context, s *Session, key ...any) (*T, error) {
	var found *T
	err := s.exclusive(func() error {
		m, err := s.registry.mapperOf(reflect.TypeFor[T]())
		if err != nil {
			return err
		}
		id, err := m.identityOf(key)
		if err != nil {
			return err
		}
		if st := s.identities[id]; st != nil && !st.stale && !st.deleting {
			found = st.obj.(*T)
			return nil
		}
		if err := s.flush(ctx); err != nil {
			return err
		}
		sink := s.newSink(m)
		if err := s.into(ctx, expr.Select(m.items()...).Where(m.match(m.key, key)...), sink); err != nil {
			return err
		}
		if len(sink.objs) == 0 || sink.objs[0].deleting {
			return sql.ErrNoRows
		}
		found = sink.objs[0].obj.(*T)
		return nil
	})
	return found, err
}

// loadCollection loads one collection for Many.Load, as the changes so far leave it.
func (s *Session) loadCollection(ctx context.Context, owner *state, rel *relation) error {
	return s.exclusive(func() error {
		if err := s.flush(ctx); err != nil {
			return err
		}
		return s.load(ctx, rel, []*state{owner})
	})
}

// selectInChunk is how many owners' keys one statement asks for.
const selectInChunk = 500

// load loads a collection of many owners with one statement for each chunk of them,
// which asks for the elements whose foreign key is among the owners' keys.
func (s *Session) load(ctx context.Context, rel *relation, owners []*state) error {
	for chunk := range slices.Chunk(owners, selectInChunk) {
		if err := s.loadChunk(ctx, rel, chunk); err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) loadChunk(ctx context.Context, rel *relation, owners []*state) error {
	keys := make([][]any, len(owners))
	items := make(map[string][]any, len(owners))
	for i, st := range owners {
		keys[i] = st.m.values(st.snapshot, rel.ownerKey)
	}
	var order []expr.Expr
	for _, i := range rel.target.key {
		order = append(order, rel.target.fields[i].column)
	}
	stmt := expr.Select(rel.target.items()...).Where(rel.holdsAny(keys)).OrderBy(order...)
	sink := s.newSink(rel.target)
	if err := s.into(ctx, stmt, sink); err != nil {
		return err
	}
	for _, child := range sink.objs {
		if child.deleting {
			continue
		}
		key, _, err := rel.target.encodeValues(rel.targetKey, rel.target.values(child.snapshot, rel.targetKey))
		if err != nil {
			return err
		}
		items[key] = append(items[key], child.obj)
	}
	for i, st := range owners {
		key, _, err := rel.target.encodeValues(rel.targetKey, keys[i])
		if err != nil {
			return err
		}
		rel.collectionAt(st.ptr).fill(items[key])
	}
	return nil
}

// holdsAny is the condition that the target's foreign key is one of keys.
func (rel *relation) holdsAny(keys [][]any) expr.Expr {
	if len(rel.targetKey) == 1 {
		values := make([]any, len(keys))
		for i, k := range keys {
			values[i] = k[0]
		}
		return expr.ColOf[any](rel.target.fields[rel.targetKey[0]].column).In(values...)
	}
	alternatives := make([]expr.Expr, len(keys))
	for i, k := range keys {
		alternatives[i] = expr.And(rel.target.match(rel.targetKey, k)...)
	}
	return expr.Or(alternatives...)
}
