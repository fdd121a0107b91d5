package orm

import (
	"context"
	"fmt"
	"reflect"

	"github.com/gildsql/gild/expr"
)

// Returned flushes, runs an INSERT or UPDATE of a type's table and returns the rows that it has
// written as objects of the session: one for each row, read anew if the session has it already. So
// many rows are inserted or changed by one statement, or inserted unless they are there:
//
//	users := models.MetaData().Table("users")
//	stmt := expr.Insert(users).Values(...).Upsert(users.C("email")).DoUpdateAll()
//	found, err := orm.Returned[User](ctx, s, stmt)
//
// The statement is given RETURNING, without which a database cannot be asked this way.
func Returned[T any](ctx context.Context, s *Session, stmt expr.Statement) ([]*T, error) {
	var out []*T
	err := s.exclusive(func() error {
		m, err := s.registry.mapperOf(reflect.TypeFor[T]())
		if err != nil {
			return err
		}
		if stmt, err = m.returning(stmt); err != nil {
			return err
		}
		if err := s.autoflush(ctx); err != nil {
			return err
		}
		s.use(m)
		sink := s.newSink(m)
		sink.renew, sink.cols = true, m.bare
		if err := s.into(ctx, stmt, sink); err != nil {
			return err
		}
		if m.hasExprs() { // which the statement does not give back
			if err := (&matching{s: s, m: m}).read(ctx, sink.objs); err != nil {
				return err
			}
		}
		for _, st := range sink.objs {
			out = append(out, objectOf[T](st))
		}
		return nil
	})
	return out, err
}

// returning gives a statement the columns of the type to return.
func (m *mapper) returning(stmt expr.Statement) (expr.Statement, error) {
	if m.parts != nil {
		return nil, fmt.Errorf("gild: Returned of %s, whose rows are in several tables: one statement writes to one", m.typ)
	}
	switch stmt := stmt.(type) {
	case *expr.InsertStmt:
		if stmt != nil && stmt.Clauses().Table == expr.From(m.table) && len(stmt.Clauses().Returning) == 0 {
			return stmt.Returning(m.itemsOf(m.bare)...), nil
		}
	case *expr.UpdateStmt:
		if stmt != nil && stmt.Clauses().Table == expr.From(m.table) && len(stmt.Clauses().Returning) == 0 {
			return stmt.Returning(m.itemsOf(m.bare)...), nil
		}
	}
	return nil, fmt.Errorf("gild: Returned of %s takes an INSERT or UPDATE of table %q without RETURNING", m.typ, m.table.Name())
}
