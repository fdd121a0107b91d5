package orm

import (
	"context"
	"database/sql"

	"github.com/gildsql/gild"
)

// runner is what statements are run on: the transaction, which begins now if there is none.
func (s *Session) runner(ctx context.Context) (gild.DB, error) {
	if s.lone {
		return s.db, ctx.Err()
	}
	return s.begin(ctx)
}

// isLone reports whether a commit has one statement to send and nothing before: that is a
// transaction by itself, and BEGIN and COMMIT around it would be two more round trips.
func (f *flushing) isLone(ctx context.Context) (bool, error) {
	s := f.s
	if !s.committing || s.tx != nil || s.options.tx != (sql.TxOptions{}) || s.registry.err != nil || len(f.work) != 1 {
		return false, nil
	}
	if len(f.links.pairs)+len(f.links.clear)+len(f.posts)+len(f.early) > 0 {
		return false, nil
	}
	if _, joins := s.db.(*sql.Tx); joins || isNil(s.db) {
		return false, nil
	}
	w := f.work[0]
	if len(w.saves)+len(w.deletes) != 1 {
		return false, nil
	}
	db, err := s.database(ctx)
	if err != nil || !db.Autocommit {
		return false, err
	}
	if len(w.deletes) == 1 {
		return len(w.deletes[0]) == 1 && len(w.deletes[0][0].st.m.postKeys) == 0, nil
	}
	units := w.saves[0]
	if units[0].kind == insert {
		return f.isLoneInsert(ctx, db, units)
	}
	return len(units) == 1 && db.UpdateReturning, nil
}

// isLoneInsert reports whether rows are inserted by one statement, which says all that is to be
// known of them.
func (f *flushing) isLoneInsert(ctx context.Context, db *gild.Features, units []*unit) (bool, error) {
	if len(units) > maxLists {
		return false, nil
	}
	var first *insertShape
	for _, u := range units {
		if u.kind != insert || first != nil && u.st.m != first.m {
			return false, nil
		}
		shape, err := f.shapeOf(u)
		if err != nil {
			return false, err
		}
		if first == nil {
			first = shape
		}
		if shape != first {
			return false, nil
		}
	}
	ids, err := f.s.rowIDs(ctx, db, first)
	switch {
	case err != nil:
		return false, err
	case len(units) == 1:
		return ids.Single || db.InsertReturning || len(first.fetch) == 0, nil
	case db.RowIDs || !first.batches():
		return false, nil
	case len(units) > fewRows:
		return db.InsertLists && first.lists, nil
	}
	return db.InsertReturning && len(first.given) > 0, nil
}
