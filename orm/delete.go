package orm

import (
	"context"
	"fmt"
	"slices"

	"github.com/gildsql/gild/expr"
)

// deleteRows deletes rows, by type and key.
func (f *flushing) deleteRows(ctx context.Context, units []*unit) error {
	for _, u := range units {
		if err := f.deleteRow(ctx, u.st); err != nil {
			return err
		}
	}
	return nil
}

func (f *flushing) deleteRow(ctx context.Context, st *state) error {
	stmt := expr.Delete(st.m.table).Where(st.m.match(st.m.key, st.storedKey())...)
	if v := st.m.version; v >= 0 {
		fl := &st.m.fields[v]
		stmt = stmt.Where(expr.ColOf[any](fl.column).Eq(fl.keptInt(st.snapshot)))
	}
	f.s.journal(st)
	n, err := f.s.affected(ctx, stmt)
	switch {
	case err != nil:
		return fmt.Errorf("gild: DELETE of a %s: %w", st.m.typ, err)
	case n != 1:
		return st.stale("DELETE", n)
	}
	if f.s.identities[st.identity] == st {
		delete(f.s.identities, st.identity)
	}
	st.deleting, st.deleted, f.s.left = false, true, true
	return nil
}

// clearBeforeDelete sets foreign keys that have an UPDATE of their own to NULL in rows that
// are deleted, which nothing has to wait for then.
func (f *flushing) clearBeforeDelete(ctx context.Context) error {
	for _, u := range f.removed {
		if u.early {
			continue
		}
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
	stmt := expr.Update(st.m.table).Where(st.m.match(st.m.key, st.storedKey())...)
	for _, i := range clear {
		stmt = stmt.Set(expr.ColOf[any](st.m.fields[i].column).Set(nil))
	}
	f.s.journal(st)
	if v := st.m.version; v >= 0 {
		fl := &st.m.fields[v]
		old := fl.keptInt(st.snapshot)
		stmt = stmt.Where(expr.ColOf[any](fl.column).Eq(old)).Set(expr.ColOf[any](fl.column).Set(old + 1))
	}
	if err := f.s.updateOne(ctx, stmt, st, nil); err != nil {
		return err
	}
	if v := st.m.version; v >= 0 {
		st.m.fields[v].setInt(st.ptr, st.m.fields[v].keptInt(st.snapshot)+1)
	}
	st.capture()
	return nil
}
