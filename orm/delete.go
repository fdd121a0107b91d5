package orm

import (
	"context"
	"fmt"
	"slices"

	"github.com/gildsql/gild/expr"
)

// deleteRows deletes rows, by type and key.
func (f *flushing) deleteRows(ctx context.Context, units []*unit) error {
	if err := f.eachTold(ctx, units, beforeDelete); err != nil {
		return err
	}
	for _, u := range units {
		f.s.use(u.st.m)
		if err := f.deleteRow(ctx, u.st); err != nil {
			return err
		}
	}
	return f.eachTold(ctx, units, afterDelete)
}

func (f *flushing) deleteRow(ctx context.Context, st *state) error {
	f.s.journal(st)
	n, err := f.s.affectedBound(ctx, st.m.deletion(), st.appendKey(f.s.values[:0]))
	switch {
	case err != nil:
		return fmt.Errorf("gild: DELETE of a %s: %w", st.m.typ, err)
	case n != 1:
		return st.stale("DELETE", n)
	}
	f.s.identities.drop(st.identity, st)
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
		if !slices.ContainsFunc(fields, func(i int) bool { return !st.m.fields[i].null || !st.m.fields[i].definition.Nullable }) {
			clear = append(clear, fields...)
		}
	}
	if len(clear) == 0 {
		return nil
	}
	f.s.journal(st)
	values := f.s.values[:0]
	for range clear {
		values = append(values, nil)
	}
	if v := st.m.version; v >= 0 {
		values = append(values, st.m.fields[v].keptInt(st.snapshot)+1)
	}
	if err := f.s.updateOne(ctx, st.m.update(&f.s.shape, clear, nil), st.appendKey(values), st, nil); err != nil {
		return err
	}
	st.capture()
	return nil
}
