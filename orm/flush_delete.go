package orm

import (
	"context"
	"slices"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
)

// deleteRows deletes rows, by type and key.
func (f *flushing) deleteRows(ctx context.Context, units []*unit) error {
	if err := f.eachTold(ctx, units, beforeDelete); err != nil {
		return err
	}
	for _, u := range units {
		f.s.use(u.st.m)
		if err := f.deleteRow(ctx, u); err != nil {
			return err
		}
	}
	return f.eachTold(ctx, units, afterDelete)
}

func (f *flushing) deleteRow(ctx context.Context, u *unit) error {
	st := u.st
	f.s.journal(st)
	n, err := f.s.affectedBound(ctx, u.m.deletion(), st.appendKey(u.m, f.s.values[:0]))
	switch {
	case err != nil:
		return fault.Errorf("DELETE of a %s: %w", st.m.typ, err)
	case n != 1:
		return st.stale("DELETE", n)
	case !u.isLast():
		return nil
	}
	f.s.identities.drop(st)
	st.deleting, st.deleted, f.s.left = false, true, true
	f.s.moved(st, Persistent)
	return nil
}

// deletion is the statement that deletes a row.
func (m *mapper) deletion() expr.Statement {
	return m.statement([]byte{deleteRow}, func() expr.Statement {
		var n places
		stmt := expr.Delete(m.table).Where(n.match(m, m.key)...)
		if m.version >= 0 {
			c := m.fields[m.version].column
			stmt = stmt.Where(expr.ColOf[any](c).EqExpr(n.next(c)))
		}
		return stmt
	})
}

// clearBeforeDelete sets foreign keys that have an UPDATE of their own to NULL in rows that
// are deleted, which nothing has to wait for then.
func (f *flushing) clearBeforeDelete(ctx context.Context) error {
	for _, u := range f.removed {
		if u.early {
			continue
		}
		f.s.use(u.st.m)
		if err := f.clearPosts(ctx, u.st); err != nil {
			return err
		}
	}
	return nil
}

func (f *flushing) clearPosts(ctx context.Context, st *state) error {
	var clear []int
	for _, fields := range st.m.postKeys {
		values := st.m.keptValues(st.snapshot, fields)
		if _, null, err := st.m.encodeValues(fields, values); err != nil || null {
			continue
		}
		clear = append(clear, fields...)
	}
	if len(clear) == 0 {
		return nil
	}
	f.s.journal(st)
	for _, m := range st.m.all() {
		if err := f.clearPart(ctx, m, st, clear); err != nil {
			return err
		}
	}
	st.capture()
	return nil
}

// clearPart sets those of some fields to NULL that a part has.
func (f *flushing) clearPart(ctx context.Context, m *mapper, st *state, fields []int) error {
	var own []int
	values := f.s.values[:0]
	for _, i := range fields {
		if slices.Contains(m.own, i) {
			own, values = append(own, i), append(values, nil)
		}
	}
	if len(own) == 0 {
		return nil
	}
	if v := m.version; v >= 0 {
		values = append(values, m.fields[v].keptInt(st.snapshot)+1)
	}
	return f.s.updateOne(ctx, m, m.update(&f.s.shape, own, nil), st.appendKey(m, values), st, nil)
}
