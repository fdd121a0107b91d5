package orm

import (
	"context"
	"reflect"

	"github.com/gildsql/gild/expr"
)

// GetForUpdate is Get of a row that others cannot change until the transaction ends, as the
// database has it: SQLite locks as a whole, and has no such clause. The row is always read. If
// the session's object has another version than the row, it is a *StaleError: what the program
// knows is older than what it has locked.
func GetForUpdate[T any](ctx context.Context, s *Session, key ...any) (*T, error) {
	var found *T
	err := s.exclusive(func() error {
		m, err := s.registry.writable(reflect.TypeFor[T]())
		if err != nil {
			return err
		}
		key, err := m.asKey(key)
		if err != nil {
			return err
		}
		if err := s.autoflush(ctx); err != nil {
			return err
		}
		st, err := s.read(ctx, m, key, true)
		if err == nil {
			found = objectOf[T](st)
		}
		return err
	})
	return found, err
}

// ForUpdate locks the rows found until the transaction ends, as ForUpdate of expr.SelectStmt.
// An object of the session that has another version than its row is a *StaleError.
func (q *Query[T]) ForUpdate(options ...expr.LockOption) *Query[T] {
	derived := *q
	derived.locked, derived.lock = true, options
	return &derived
}

// Renew has what the rows have take the place of what objects of the session have, and of
// changes that are not flushed. Relationships stay as they are.
func (q *Query[T]) Renew() *Query[T] {
	derived := *q
	derived.renew = true
	return &derived
}
