package orm_test

import (
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
)

type Seller struct {
	orm.Entity `gild:"sellers"`
	ID         int64 `gild:"id,pk"`
	First      string
	Last       string
	Full       string `gild:"-"`
	Sales      int64  `gild:"-"`
	Best       *int64 `gild:"-"`
	Sold       orm.Many[*Sale]
}

type Sale struct {
	orm.Entity `gild:"sales"`
	ID         int64 `gild:"id,pk"`
	SellerID   int64 `gild:"fk=sellers.id"`
	Amount     int64
	Seller     orm.Ref[*Seller] `gild:"back=Sold"`
}

var sellerModels = []orm.Mapping{
	orm.Model[Seller](
		orm.ExprField(func(s *Seller, _ *schema.MetaData) (*string, expr.Expr) {
			return &s.Full, orm.C(&s.First).Concat(" ").ConcatExpr(orm.C(&s.Last))
		}),
		orm.ExprField(func(s *Seller, tables *schema.MetaData) (*int64, expr.Expr) {
			sales := expr.As(tables.Table("sales"), "own")
			return &s.Sales, expr.ScalarOf[int64](expr.Select(expr.Count(sales.C("id"))).Where(sales.C("seller_id").Eq(orm.C(&s.ID))))
		}),
		orm.ExprField(func(s *Seller, tables *schema.MetaData) (**int64, expr.Expr) {
			sales := expr.As(tables.Table("sales"), "own")
			return &s.Best, expr.ScalarOf[int64](expr.Select(expr.Max(sales.C("amount"))).Where(sales.C("seller_id").Eq(orm.C(&s.ID))))
		})),
	orm.Model[Sale](),
}

func TestExprFields(t *testing.T) {
	eachWith(t, sellerModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		a, b := &Seller{First: "Ann", Last: "B", Full: "not written"}, &Seller{First: "Cid", Last: "D"}
		a.Sold.Add(&Sale{Amount: 5}, &Sale{Amount: 7})
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error { s.Add(a, b); return nil }))
		s := r.NewSession(db.DB)
		defer s.Close()
		p := orm.From[Seller]()
		found, err := orm.Select(p).Where(orm.C(&p.Full).Like("%n%"), orm.C(&p.Sales).Gt(1)).OrderBy(orm.C(&p.Sales).Desc()).All(ctx, s)
		ok(t, err)
		if len(found) != 1 || found[0].Full != "Ann B" || found[0].Sales != 2 || *found[0].Best != 7 {
			t.Errorf("%+v", found)
		}
		other, err := orm.Get[Seller](ctx, s, b.ID)
		ok(t, err)
		if other.Full != "Cid D" || other.Sales != 0 || other.Best != nil {
			t.Errorf("%+v", other)
		}
		other.Full, other.Last = "nobody's business", "E"
		db.Log.Take()
		ok(t, s.Flush(ctx))
		wantSent(t, db, "UPDATE sellers SET last=E WHERE sellers.id = 2")
		ok(t, s.Refresh(ctx, other))
		if other.Full != "Cid E" {
			t.Error(other.Full)
		}
		apart, err := orm.Select(p).NoTrack().OrderBy(orm.C(&p.ID)).All(ctx, s)
		if err != nil || len(apart) != 2 || apart[0].Sales != 2 {
			t.Error(apart, err)
		}
		joined := r.NewSession(db.DB)
		sale, seller := orm.From[Sale](), orm.From[Seller]()
		one, err := orm.Select(sale).OrderBy(orm.C(&sale.ID)).Limit(1).With(orm.Joined(&sale.Seller)).One(ctx, joined)
		ok(t, err)
		if by, err := one.Seller.Get(); err != nil || by.Full != "Ann B" || by.Sales != 2 || *by.Best != 7 {
			t.Errorf("joined: %+v, %v", by, err)
		}
		ok(t, joined.Close())
		both, err := orm.All2(ctx, s, orm.Select(sale).Join(&sale.Seller, seller).Where(orm.C(&seller.Sales).Eq(2)), seller)
		if err != nil || len(both) != 2 || both[0].Second.Full != "Ann B" {
			t.Errorf("rows of two: %+v, %v", both, err)
		}
		if db.Dialect.Name == "mysql" { // which gives no rows back
			return
		}
		renewed, err := orm.Returned[Seller](ctx, s, expr.Update(r.MetaData().Table("sellers")).Set(expr.Assign(r.MetaData().Table("sellers").C("first"), "X")).Where(r.MetaData().Table("sellers").C("id").Eq(b.ID)))
		if err != nil || renewed[0].First != "X" || renewed[0].Full != "X "+renewed[0].Last {
			t.Error(renewed, err)
		}
		ok(t, s.Commit(ctx))
		apartly := r.NewSession(db.DB) // which does not have it
		defer apartly.Close()
		table := r.MetaData().Table("sellers")
		fresh, err := orm.Returned[Seller](ctx, apartly, expr.Insert(table).Values(expr.Assign(table.C("first"), "New"), expr.Assign(table.C("last"), "One")))
		if err != nil || fresh[0].Full != "New One" {
			t.Error(fresh, err)
		}
	})
	mapped := orm.ExprField(func(s *Seller, _ *schema.MetaData) (*string, expr.Expr) { return &s.First, orm.C(&s.Last) })
	stranger := orm.From[Seller]()
	for want, option := range map[string]orm.MapOption{
		"Seller.First: ExprField: the field is mapped to a column": mapped,
		"Seller.Full: ExprField: the expression is nil":            orm.ExprField(func(s *Seller, _ *schema.MetaData) (*string, expr.Expr) { return &s.Full, nil }),
		"Seller.Full: ExprField: a field address":                  orm.ExprField(func(s *Seller, _ *schema.MetaData) (*string, expr.Expr) { return &s.Full, orm.C(&stranger.Last) }),
		"is not that of a field of the probe":                      orm.ExprField(func(s *Seller, _ *schema.MetaData) (*string, expr.Expr) { return &stranger.Full, orm.C(&s.Last) }),
		"ExprField of orm_test.Sale is given to orm_test.Seller":   orm.ExprField(func(s *Sale, _ *schema.MetaData) (*int64, expr.Expr) { return &s.Amount, nil }),
	} {
		if err := orm.NewRegistry(nil, orm.Model[Seller](option), orm.Model[Sale]()).Err(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %s", err, want)
		}
	}
}
