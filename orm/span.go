package orm

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"

	"github.com/gildsql/gild"
)

// traced reports whether there is telemetry to tell of what statements belong to. On a *sql.DB that
// costs next to nothing; on others the connection is asked once.
func (s *Session) traced(ctx context.Context) bool {
	if db, ok := s.db.(*sql.DB); ok {
		return gild.Traced(db)
	}
	f, err := s.database(ctx)
	return err == nil && f.Traced
}

// span begins a span in the telemetry of the database. The transaction, if there is to be one, is
// begun before it: its span is not to be within.
func (s *Session) span(ctx context.Context, name string, attrs ...slog.Attr) (context.Context, func(error)) {
	if s.lone || s.readsBefore() {
		return gild.StartSpan(ctx, s.db, name, attrs...)
	}
	db, ok := s.db.(*sql.DB)
	tx, err := s.begin(ctx)
	switch {
	case err != nil: // what follows will say so
		return ctx, func(error) {}
	case ok:
		return gild.StartSpan(ctx, db, name, attrs...)
	}
	return gild.StartSpan(ctx, tx, name, attrs...)
}

// runTraced is run as one span. It counts what is to be done.
func (f *flushing) runTraced(ctx context.Context) error {
	var counts [remove + 1]int
	for _, u := range f.units {
		if counts[u.kind]++; u.kind != nothing && f.s.routes != nil { // the span is in a database that the flush is about
			f.s.use(u.st.m)
		}
	}
	if len(f.units)-counts[nothing]+len(f.posts)+len(f.links.pairs)+len(f.links.clear) == 0 || !f.s.traced(ctx) {
		return f.run(ctx)
	}
	ctx, end := f.s.span(ctx, "flush", slog.Int("gild.orm.inserts", counts[insert]),
		slog.Int("gild.orm.updates", counts[update]), slog.Int("gild.orm.deletes", counts[remove]))
	return inSpan(end, func() error { return f.run(ctx) })
}

// inSpan runs do in a span, which ends however do does: events of the program may panic.
func inSpan(end func(error), do func() error) error {
	err := errNoReturn
	defer func() { end(err) }()
	err = do()
	return err
}

// errNoReturn is the error of what panics, or ends its goroutine.
var errNoReturn = errors.New("gild: the function has not returned")

// load loads a relationship of many stored owners, as one span.
func (s *Session) load(ctx context.Context, l *plannedLoad, owners []*state) error {
	switch {
	case len(owners) == 0:
		return nil
	case l.rel.isOfEach():
		return s.loadOfEach(ctx, l, owners)
	}
	return s.loadOwn(ctx, l, owners)
}

// loadOwn is load of owners that have the relationship by the same columns.
func (s *Session) loadOwn(ctx context.Context, l *plannedLoad, owners []*state) (err error) {
	e, err := s.asks(ctx, l.rel.target, QueryLoad, l.route())
	switch {
	case err != nil:
		return err
	case e != nil && len(e.loads) > 0:
		return errLoadsOfLoads
	case e != nil:
		told := *l
		told.more, l = e.where, &told
		defer func() {
			if err == nil {
				err = told.found(s, e, owners)
			}
		}()
	}
	s.use(l.rel.target)
	if !s.traced(ctx) {
		return s.loadChunks(ctx, l, owners)
	}
	ctx, end := s.span(ctx, "load "+l.rel.owner.typ.Name()+"."+l.rel.name, slog.Int("gild.orm.owners", len(owners)))
	return inSpan(end, func() error { return s.loadChunks(ctx, l, owners) })
}
