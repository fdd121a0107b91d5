package orm_test

import (
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

type HiddenShop struct {
	orm.Entity `gild:"hidden_shops"`
	ID         int64 `gild:"id,pk"`
	Closed     bool
	Orders     orm.Many[*HiddenOrder] `gild:"back=Shop,cascade=all delete-orphan"`
	Labels     orm.Set[*HiddenLabel]  `gild:"through=hidden_shop_labels"`
	Plan       orm.One[*HiddenPlan]   `gild:"cascade=all delete-orphan"`
}

type HiddenOrder struct {
	orm.Entity   `gild:"hidden_orders"`
	ID           int64 `gild:"id,pk"`
	Closed       bool
	HiddenShopID *int64               `gild:"shop_id,fk=hidden_shops.id"`
	Shop         orm.Ref[*HiddenShop] `gild:"back=Orders"`
}

type HiddenLabel struct {
	orm.Entity `gild:"hidden_labels"`
	ID         int64 `gild:"id,pk"`
	Closed     bool
}

type HiddenPlan struct {
	orm.Entity   `gild:"hidden_plans"`
	ID           int64 `gild:"id,pk"`
	Closed       bool
	HiddenShopID *int64 `gild:"shop_id,fk=hidden_shops.id"`
}

// What a session's conditions leave out is there all the same: a Ref that is nil says so, and a flush looks after it.
func TestRowsThatASessionDoesNotSee(t *testing.T) {
	mappings := []orm.Mapping{orm.Model[HiddenShop](), orm.Model[HiddenOrder](), orm.Model[HiddenLabel](), orm.Model[HiddenPlan]()}
	open := []orm.SessionOption{
		orm.Only(func(x *HiddenShop) expr.Expr { return orm.C(&x.Closed).Eq(false) }),
		orm.Only(func(x *HiddenOrder) expr.Expr { return orm.C(&x.Closed).Eq(false) }),
		orm.Only(func(x *HiddenLabel) expr.Expr { return orm.C(&x.Closed).Eq(false) }),
		orm.Only(func(x *HiddenPlan) expr.Expr { return orm.C(&x.Closed).Eq(false) }),
	}
	eachWith(t, mappings, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		fill := func(closed bool) {
			t.Helper()
			ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
				for _, table := range []string{"hidden_shop_labels", "hidden_labels", "hidden_plans", "hidden_orders", "hidden_shops"} {
					if _, err := s.ExecContext(ctx, "delete from "+table); err != nil {
						return err
					}
				}
				shop := &HiddenShop{ID: 1, Closed: closed}
				shop.Orders.Add(&HiddenOrder{ID: 1}, &HiddenOrder{ID: 2, Closed: true})
				shop.Labels.Add(&HiddenLabel{ID: 1}, &HiddenLabel{ID: 2, Closed: true})
				shop.Plan.Set(&HiddenPlan{ID: 1, Closed: true})
				s.Add(shop)
				return nil
			}))
		}

		o := orm.From[HiddenOrder]()
		for name, load := range map[string]func(s *orm.Session) (*HiddenOrder, error){
			"joined": func(s *orm.Session) (*HiddenOrder, error) { return orm.Select(o).With(orm.Joined(&o.Shop)).One(ctx, s) },
			"selectin": func(s *orm.Session) (*HiddenOrder, error) {
				return orm.Select(o).With(orm.SelectIn(&o.Shop)).One(ctx, s)
			},
			"load": func(s *orm.Session) (*HiddenOrder, error) {
				order, err := orm.Select(o).One(ctx, s)
				if err == nil {
					_, err = order.Shop.Load(ctx)
				}
				return order, err
			},
		} {
			t.Run(name, func(t *testing.T) {
				fill(true)
				s := r.NewSession(db.DB, open...)
				defer s.Close()
				order, err := load(s)
				ok(t, err)
				if shop, err := order.Shop.Get(); shop != nil || err != nil || !order.Shop.Partial() {
					t.Errorf("a shop that is not seen: %v, %v, partial %v", shop, err, order.Shop.Partial())
				}
				order.Closed = true
				ok(t, s.Flush(ctx))
				if *order.HiddenShopID != 1 {
					t.Error("the foreign key is not as it was")
				}
				_, err = order.Shop.Load(ctx)
				ok(t, err)
				order.Shop.Set(nil)
				ok(t, s.Commit(ctx))
				wantRows(t, db, "select count(*) from hidden_orders where id = 1 and shop_id is not null", "0")
			})
		}

		p := orm.From[HiddenShop]()
		for name, load := range map[string][]orm.Load{
			"not loaded": nil,
			"selectin":   {orm.SelectIn(&p.Orders), orm.SelectIn(&p.Labels), orm.SelectIn(&p.Plan)},
			"joined":     {orm.Joined(&p.Orders), orm.SelectIn(&p.Labels), orm.Joined(&p.Plan)},
		} {
			t.Run("delete, "+name, func(t *testing.T) {
				fill(false)
				s := r.NewSession(db.DB, open...)
				defer s.Close()
				shop, err := orm.Select(p).With(load...).One(ctx, s)
				ok(t, err)
				s.Delete(shop)
				ok(t, s.Commit(ctx))
				wantRows(t, db, "select (select count(*) from hidden_orders), (select count(*) from hidden_plans), (select count(*) from hidden_shop_labels)", "0,0,0")
			})
			t.Run("replace, "+name, func(t *testing.T) {
				fill(false)
				s := r.NewSession(db.DB, open...)
				defer s.Close()
				shop, err := orm.Select(p).With(load...).One(ctx, s)
				ok(t, err)
				shop.Plan.Set(&HiddenPlan{ID: 2})
				ok(t, s.Commit(ctx))
				wantRows(t, db, "select id from hidden_plans", "2")
			})
		}
	})
}
