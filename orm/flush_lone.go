package orm

import (
	"context"
	"database/sql"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// runner is what statements are run on: the transaction, which begins now if there is none.
func (s *Session) runner(ctx context.Context) (gild.DB, error) {
	if s.lone {
		return s.db, ctx.Err()
	}
	return s.begin(ctx)
}

// reader is what queries that lock nothing are run on.
func (s *Session) reader(ctx context.Context) (gild.DB, error) {
	if s.readsBefore() && !s.over && s.registry.err == nil && !s.failed && s.unusable() == nil {
		return s.db, ctx.Err()
	}
	return s.runner(ctx)
}

// readsBefore reports whether queries need no transaction yet.
func (s *Session) readsBefore() bool { return s.options.lateBegin && s.tx == nil && !s.writing }

// query hands the rows of a query that locks nothing to sink.
func (s *Session) query(ctx context.Context, stmt expr.Statement, sink typemap.Sink) error {
	db, err := s.reader(ctx)
	if err != nil {
		return err
	}
	return s.wholly(ctx, gild.Into(ctx, db, stmt, sink))
}

// queryBound is query with values.
func (s *Session) queryBound(ctx context.Context, stmt expr.Statement, values []any, sink typemap.Sink) error {
	defer s.unbind()
	return s.query(ctx, s.bind(stmt, values), sink)
}

// isLone reports whether a commit has one row to write, by one statement, and nothing before: that is
// a transaction by itself, and BEGIN and COMMIT around it would be two more round trips.
func (f *flushing) isLone(ctx context.Context) (bool, error) {
	s := f.s
	if !s.committing || s.options.sharded || s.registry.hooked || s.routes != nil || len(s.listeners) > 0 || s.options.twoPhase != "" || s.tx != nil || s.options.tx != (sql.TxOptions{}) || s.registry.err != nil || len(f.work) != 1 {
		return false, nil
	}
	if len(f.links.pairs)+len(f.links.clear)+len(f.posts)+len(f.early) > 0 {
		return false, nil
	}
	if _, begins := s.db.(beginner); !begins || isNil(s.db) {
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

// isLoneInsert reports whether one row is inserted by one statement, which says all that is to be
// known of it. Several rows have a transaction even if they are one statement: where some of them
// are not written, by a trigger, say, the others are not to stay behind the error.
func (f *flushing) isLoneInsert(ctx context.Context, db *gild.Features, units []*unit) (bool, error) {
	if len(units) != 1 || units[0].kind != insert {
		return false, nil
	}
	shape, err := f.shapeOf(units[0], nil)
	if err != nil {
		return false, err
	}
	ids, err := f.s.rowIDs(ctx, db, shape)
	if err != nil {
		return false, err
	}
	return ids.Single || db.InsertReturning || len(shape.fetch) == 0, nil
}
