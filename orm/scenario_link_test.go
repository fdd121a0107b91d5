package orm_test

import (
	"errors"
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

type LinkItem struct {
	orm.Entity `gild:"item"`
	ID         int64              `gild:"id,pk"`
	Kws        orm.Many[*Keyword] `gild:"through=item_kw,back=Items"`
}

type Keyword struct {
	orm.Entity `gild:"kw"`
	ID         int64              `gild:"id,pk"`
	Items      orm.Set[*LinkItem] `gild:"through=item_kw"`
}

func TestScenarioLinks(t *testing.T) {
	models := []orm.Mapping{orm.Model[LinkItem](), orm.Model[Keyword]()}
	eachWith(t, models, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		i, k1, k2, k3 := &LinkItem{}, &Keyword{}, &Keyword{}, &Keyword{}
		i.Kws.Add(k1, k2, k3)
		s.Add(i)
		if !k1.Items.Contains(i) {
			t.Error("the other side does not follow")
		}
		ok(t, s.Flush(ctx))
		calls := db.Log.TakeCalls()
		if got := brief(calls[len(calls)-1]); len(calls) != 5 && len(calls) != 3 || got != "INSERT item_kw (link_item_id, keyword_id) [1 1] [1 2] [1 3]" {
			t.Errorf("%d statements, the last %s", len(calls), got)
		}
		k1.Items.Remove(i) // from either side
		i.Kws.Remove(k1)
		ok(t, s.Flush(ctx))
		wantSent(t, db, "DELETE item_kw WHERE item_kw.link_item_id = 1 AND item_kw.keyword_id = 1")
		s.Delete(k2, i) // both ends of a row
		ok(t, s.Flush(ctx))
		wantSent(t, db,
			"DELETE item_kw WHERE item_kw.link_item_id = 1 AND item_kw.keyword_id = 2",
			"DELETE item_kw WHERE item_kw.link_item_id = 1 AND item_kw.keyword_id = 3",
			"DELETE kw WHERE kw.id = 2", "DELETE item WHERE item.id = 1")
		ok(t, s.Rollback())

		s.Add(i)
		ok(t, s.Commit(ctx))
		_, err := db.ExecContext(ctx, "delete from item_kw")
		ok(t, err)
		if got, err := i.Kws.All(); err != nil || len(got) == 0 {
			t.Fatal(got, err)
		}
		i.Kws.Remove(k2, k3)
		var stale *orm.StaleError
		if err := s.Flush(ctx); !errors.As(err, &stale) || stale.Type != "item_kw" {
			t.Errorf("the error is %v", err)
		}
	})
}
