package orm_test

import (
	"context"
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// TestDeleting: an event before a flush can tell what is to be deleted, and mark it in place of that.
func TestDeleting(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Street]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		kept, gone := &Street{}, &Street{}
		var told []any
		s := r.NewSession(db.DB, orm.WithEvents(orm.Events{BeforeFlush: func(_ context.Context, s *orm.Session) error {
			for obj := range s.Objects() {
				if s.Deleting(obj) {
					told = append(told, obj)
				}
			}
			s.Add(kept)
			return nil
		}}))
		defer s.Close()
		s.Add(kept, gone)
		ok(t, s.Commit(ctx))
		s.Delete(kept, gone)
		if !s.Deleting(kept) || s.Deleting(&Street{ID: kept.ID}) || s.Deleting(7) {
			t.Error("Deleting is not about what was marked")
		}
		ok(t, s.Commit(ctx))
		if len(told) != 2 || s.Deleting(kept) || s.Deleting(gone) {
			t.Errorf("%d objects were to be deleted", len(told))
		}
		wantRows(t, db, "select count(*) from streets", "1")
		if s.StatusOf(kept) != orm.Persistent {
			t.Error(s.StatusOf(kept))
		}
	})
}
