package orm

import (
	"fmt"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
)

// SetExpr has the next flush set a column to what the database computes of e, and the field
// to what comes of it. The object is one of the session, and field the address of its field;
// in e, fields of the object stand for its columns:
//
//	orm.SetExpr(s, u, &u.Visits, orm.C(&u.Visits).Add(1))
//
// What the program stores in the field before the flush is not sent. A mistake is an error of
// the next flush.
func SetExpr[T, V any](s *Session, obj *T, field *V, e expr.Expr) {
	if err := s.setExpr(obj, unsafe.Pointer(field), e); err != nil {
		s.mistakes = append(s.mistakes, err)
	}
}

func (s *Session) setExpr(obj any, field unsafe.Pointer, e expr.Expr) error {
	m, p, err := s.pointerTo(obj)
	if err != nil {
		return err
	}
	st := s.stateAt(m, p)
	if st == nil || st.session != s {
		return fault.Errorf("SetExpr of a %T: %w", obj, ErrDetached)
	}
	pr := &probe{m: m, ptr: p}
	at, inside := pr.offset(field)
	for i := range m.fields {
		if inside && m.fields[i].offset == at {
			if i == m.version && st.stored {
				return fmt.Errorf("gild: SetExpr of a %T: %s is its version, which sessions count", obj, m.fields[i].name)
			}
			if st.exprs == nil {
				st.exprs = map[int]expr.Expr{}
			}
			st.exprs[i] = pr.lower(e)
			return nil
		}
	}
	return fmt.Errorf("gild: SetExpr of a %T: the address is not that of one of its columns", obj)
}
