package orm

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"slices"

	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/typemap"
)

// Get returns the object with the given primary key: the one in the session, or, after a
// flush, that of the row in the database. If there is no such row the error is
// sql.ErrNoRows, as it is for a row of another type of the hierarchy. A row of a sub-type is returned as the T
// that the object embeds: see Concrete. For a base of concrete types the database is asked each time, as any of
// their tables may have the key; that several have it is an error.
func Get[T any](ctx context.Context, s *Session, key ...any) (*T, error) {
	var found *T
	err := s.exclusive(func() error {
		m, err := s.registry.queried(reflect.TypeFor[T]())
		if err != nil {
			return err
		}
		st, err := s.get(ctx, m, key)
		if err == nil {
			found = objectOf[T](st)
		}
		return err
	})
	return found, err
}

// get returns the object of m with a primary key.
func (s *Session) get(ctx context.Context, m *mapper, key []any) (*state, error) {
	return s.getAfter(ctx, s.autoflush, m, key)
}

// getAfter is get with what is done before the database is asked.
func (s *Session) getAfter(ctx context.Context, before func(context.Context) error, m *mapper, key []any) (*state, error) {
	key, err := m.asKey(key)
	if err != nil {
		return nil, err
	}
	id, err := m.identityOf(key)
	if err != nil {
		return nil, err
	}
	if st := s.identities.get(id); st != nil && m.union == nil && !st.isStale() && !st.deleting {
		if !st.m.isA(m) {
			return nil, sql.ErrNoRows
		}
		return st, nil
	}
	if err := before(ctx); err != nil {
		return nil, err
	}
	return s.read(ctx, m, key, false)
}

// read reads the row with a primary key, as the fields have it.
func (s *Session) read(ctx context.Context, m *mapper, key []any, lock bool) (*state, error) {
	e, err := s.asks(ctx, m, QueryKey, nil)
	if err != nil {
		return nil, err
	}
	s.use(m)
	sink := s.newSink(m)
	sink.locked = lock
	run := s.queryBound
	if lock {
		run = s.intoBound
	}
	stmt := m.rowStatement(lock)
	filters := s.filters(m)
	if e != nil {
		filters = append(filters, (&probe{m: m, within: s, more: e.where}).added()...)
		sink.renew = e.renew
	}
	if filters != nil {
		stmt = m.buildRowStatement(lock, filters...)
	}
	if err := run(ctx, stmt, append(s.values[:0], key...), sink); err != nil {
		return nil, err
	}
	switch {
	case len(sink.objs) > 1:
		return nil, fmt.Errorf("gild: %s with the key %v: %s and %s both have it: ask for one of the types", m.typ, key, sink.objs[0].m.typ, sink.objs[1].m.typ)
	case len(sink.objs) == 0 || sink.objs[0].deleting:
		return nil, sql.ErrNoRows
	}
	return sink.objs[0], e.tell(sink.objs[:1])
}

// asKey is a primary key as the fields have it, whatever Go types it is given in. Values that they cannot have are an
// error: one database would find nothing by them, another fail, a third one take "1x" for 1.
func (m *mapper) asKey(key []any) ([]any, error) {
	if len(key) != len(m.key) {
		_, err := m.identityOf(key)
		return nil, err
	}
	own := key
	for n, i := range m.key {
		f := &m.fields[i]
		if _, isInt := key[n].(int); key[n] == nil || isInt && f.number || reflect.TypeOf(key[n]) == f.typ {
			continue
		}
		at := reflect.New(f.typ).UnsafePointer()
		v, err := typemap.Encode(f.column.Type(), key[n])
		if err == nil {
			err = f.decode(at, v)
		}
		if err != nil {
			return nil, fault.Errorf("%s.%s, a %s, cannot be the key %#v: %w", m.typ, f.name, f.typ, key[n], err)
		}
		if &own[0] == &key[0] {
			own = slices.Clone(key)
		}
		own[n] = f.get(at)
	}
	return own, nil
}
