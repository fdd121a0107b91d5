package orm

import (
	"context"
	"database/sql/driver"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/typemap"
)

// updateKeys sets fields of the rows that the objects at ptrs are about: of many by one statement, where the database
// takes rows with an UPDATE and says which it has found.
func (s *Session) updateKeys(ctx context.Context, m *mapper, ptrs []unsafe.Pointer, set []int) error {
	db, err := s.database(ctx)
	if err != nil {
		return err
	}
	ids, apart, err := m.identitiesOf(ptrs)
	if err != nil {
		return err
	}
	for len(ptrs) > 0 {
		n := 1
		if db.UpdateReturning && m.parts == nil && apart {
			n = manySize(db, len(ptrs), len(set)+len(m.key)+2*flag(m.version >= 0))
		}
		if n == 1 {
			err = s.updateByKey(ctx, m, ptrs[0], set)
		} else {
			err = s.updateMany(ctx, m, ptrs[:n], ids[:n], set)
		}
		if err != nil {
			return err
		}
		ptrs, ids = ptrs[n:], ids[n:]
	}
	return nil
}

// identitiesOf returns which rows objects are about, and whether each is about another.
func (m *mapper) identitiesOf(ptrs []unsafe.Pointer) (ids []identity, apart bool, err error) {
	ids, known := make([]identity, len(ptrs)), make(map[identity]bool, len(ptrs))
	for i, p := range ptrs {
		if ids[i], err = m.identityAt(p); err != nil {
			return nil, false, err
		}
		known[ids[i]] = true
	}
	return ids, len(known) == len(ids), nil
}

// manySize is how many of n rows one UPDATE takes: there are few sizes, and as many texts.
func manySize(db *gild.Features, n, width int) int {
	most := maxValues
	if db.MaxParameters > 0 {
		most = min(most, max(db.MaxParameters/width, 1))
	}
	size := 1
	for size*2 <= min(n, most) {
		size *= 2
	}
	return size
}

// updateMany is updateByKey for several rows, which the statement brings with it.
func (s *Session) updateMany(ctx context.Context, m *mapper, ptrs []unsafe.Pointer, ids []identity, set []int) error {
	found := &keySink{m: m, found: make(map[identity]bool, len(ptrs))}
	if err := s.into(ctx, m.updateManyStatement(ptrs, set).Returning(m.some(m.key)...), found); err != nil {
		return fault.Errorf("UPDATE of rows of %s: %w", m.typ, err)
	}
	for n, p := range ptrs {
		if !found.found[ids[n]] {
			return &StaleError{Operation: "UPDATE", Type: m.typ.String(), Key: m.values(p, m.key), Expected: 1}
		}
		if err := s.follow(m, p, ids[n], set); err != nil {
			return err
		}
	}
	return nil
}

// updateManyStatement sets fields of many rows, each to what an object has, by a join with these.
func (m *mapper) updateManyStatement(ptrs []unsafe.Pointer, set []int) *expr.UpdateStmt {
	given := m.givenRows(ptrs, append(slices.Clone(m.key), set...))
	stmt := expr.Update(m.table).From(given)
	for _, i := range set {
		c := m.fields[i].column
		stmt = stmt.Set(expr.Assign(c, given.C(c.Name())))
	}
	for _, i := range m.key {
		c := m.fields[i].column
		stmt = stmt.Where(expr.ColOf[any](c).EqExpr(given.C(c.Name())))
	}
	if v := m.version; v >= 0 {
		c := m.fields[v].column
		stmt = stmt.Set(expr.Assign(c, given.C("new_version"))).Where(expr.ColOf[any](c).EqExpr(given.C("old_version")))
	}
	return stmt
}

// givenRows are fields of objects as rows of a statement, with the versions that they have and get.
func (m *mapper) givenRows(ptrs []unsafe.Pointer, fields []int) *expr.CTE {
	var heads []expr.Expr
	for _, i := range fields {
		heads = append(heads, expr.ColumnOf[any](m.fields[i].column.Name(), m.fields[i].column.Type()))
	}
	if v := m.version; v >= 0 {
		heads = append(heads, expr.ColumnOf[any]("old_version", m.fields[v].column.Type()), expr.ColumnOf[any]("new_version", m.fields[v].column.Type()))
	}
	rows := make([][]any, len(ptrs))
	for n, p := range ptrs {
		rows[n] = m.values(p, fields)
		if m.version >= 0 {
			rows[n] = append(rows[n], m.intAt(p), m.intAt(p)+1)
		}
	}
	return expr.Values("", heads...).Rows(rows...).CTE("given")
}

// keySink takes the keys of rows.
type keySink struct {
	m       *mapper
	scratch unsafe.Pointer
	found   map[identity]bool
}

// Begin forgets earlier rows.
func (k *keySink) Begin(*typemap.Columns) error {
	clear(k.found)
	k.scratch = reflect.New(k.m.typ).UnsafePointer()
	return nil
}

// Row takes the key of one row.
func (k *keySink) Row(row []driver.Value) error {
	for at, i := range k.m.key {
		if err := k.m.fields[i].set(k.scratch, row[at]); err != nil {
			return err
		}
	}
	id, err := k.m.identityAt(k.scratch)
	k.found[id] = true
	return err
}
