package orm_test

import (
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

type (
	LikeStore struct {
		orm.Entity `gild:"stores"`
		Code       string               `gild:"code,pk,size=20"`
		Goods      orm.Many[*LikeGood]  `gild:"back=Store"`
		Labels     orm.Many[*LikeLabel] `gild:"through=store_labels"`
	}
	LikeGood struct {
		orm.Entity `gild:"goods"`
		ID         int64  `gild:"id,pk"`
		StoreCode  string `gild:"store_code,fk=stores.code,size=20"`
		Store      orm.Ref[*LikeStore]
	}
	LikeLabel struct {
		orm.Entity `gild:"labels"`
		Word       string `gild:"word,pk,size=20"`
	}
)

// TestLoadsAlike: a database that does not tell capital letters from small ones has rows with foreign keys that are
// written otherwise than the keys that they lead to. Each way of loading finds them.
func TestLoadsAlike(t *testing.T) {
	models := []orm.Mapping{orm.Model[LikeStore](), orm.Model[LikeGood](), orm.Model[LikeLabel]()}
	db := live.MySQL(t)
	r, ctx := create(t, db, models), t.Context()
	ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
		for _, code := range []string{"abc", "other", "empty"} {
			store := &LikeStore{Code: code}
			if code != "empty" {
				store.Goods.Add(&LikeGood{}, &LikeGood{})
				store.Labels.Add(&LikeLabel{Word: code})
			}
			s.Add(store)
		}
		return nil
	}))
	for _, q := range []string{"UPDATE goods SET store_code = 'ABC' WHERE id = 2", "UPDATE store_labels SET like_store_code = 'ABC' WHERE like_store_code = 'abc'"} {
		_, err := db.ExecContext(ctx, q)
		ok(t, err)
	}
	st, g := orm.From[LikeStore](), orm.From[LikeGood]()
	for way, load := range map[string]func(orm.Relationship) orm.Load{"SelectIn": orm.SelectIn, "Joined": orm.Joined} {
		for _, limit := range []int{1, 3} {
			s := r.NewSession(db.DB)
			stores, err := orm.Select(st).OrderBy(orm.C(&st.Code)).Limit(limit).With(load(&st.Goods), load(&st.Labels)).All(ctx, s)
			ok(t, err)
			if len(stores) != limit || stores[0].Goods.Len() != 2 || stores[0].Labels.Len() != 1 {
				t.Errorf("%s of %d: %d goods, %d labels", way, limit, stores[0].Goods.Len(), stores[0].Labels.Len())
			}
			ok(t, s.Close())
		}
		s := r.NewSession(db.DB)
		goods, err := orm.Select(g).OrderBy(orm.C(&g.ID)).With(load(&g.Store)).All(ctx, s)
		ok(t, err)
		for _, good := range goods[:2] {
			if store, err := good.Store.Get(); err != nil || store == nil || store.Code != "abc" {
				t.Errorf("%s: the store of %d, %q, is %v, %v", way, good.ID, good.StoreCode, store, err)
			}
		}
		ok(t, s.Commit(ctx)) // nothing has changed
		ok(t, s.Close())
	}
	wantRows(t, db, "SELECT id, store_code FROM goods ORDER BY id", "1,abc 2,ABC 3,other 4,other")

	s := r.NewSession(db.DB)
	defer s.Close()
	store, err := orm.Get[LikeStore](ctx, s, "abc")
	ok(t, err)
	if goods, err := store.Goods.Load(ctx); err != nil || len(goods) != 2 {
		t.Errorf("%d goods, %v", len(goods), err)
	}
}
