package libraries

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// payment has the types that programs use for amounts and identifiers.
type payment struct {
	orm.Entity `gild:"payments"`
	ID         uuid.UUID           `gild:"id,pk,type=uuid"`
	Amount     decimal.Decimal     `gild:"amount,type=numeric,precision=30,scale=10"`
	Fee        decimal.NullDecimal `gild:"fee,type=numeric,precision=30,scale=10,null"`
	Batch      uuid.NullUUID       `gild:"batch,type=uuid,null"`
	Parent     *uuid.UUID          `gild:"parent,type=uuid,null"`
	Tip        *decimal.Decimal    `gild:"tip,type=numeric,precision=30,scale=10,null"`
}

// amounts are exact: none of them is a float of 64 bits.
var amounts = []string{"0", "0.1", "-12345678901234567890.0123456789", "99999999999999999999.9999999999", "1.10"}

// exact tells the amounts that a NUMERIC column of SQLite keeps, which are those of 15 digits.
func (d database) exact(amount string) bool { return d.kind != "sqlite3" || len(amount) < 16 }

// TestDecimalsAndUUIDs sends and reads the types of shopspring/decimal and google/uuid by all ways there are.
func TestDecimalsAndUUIDs(t *testing.T) {
	ctx := context.Background()
	each(t, func(t *testing.T, d database) {
		db := d.open(t)
		meta := schema.NewMetaData()
		models := orm.NewRegistry(meta, orm.Model[payment]())
		check(t, meta.CreateAll(ctx, db))
		table := meta.Table("payments")
		for _, text := range amounts {
			if !d.exact(text) {
				continue
			}
			amount, id, other := decimal.RequireFromString(text), uuid.New(), uuid.New()
			want := payment{
				ID: id, Amount: amount, Fee: decimal.NewNullDecimal(amount.Neg()), Batch: uuid.NullUUID{UUID: other, Valid: true}, Parent: &other, Tip: &amount,
			}
			check(t, models.InTx(ctx, db, func(s *orm.Session) error {
				p := want
				s.Add(&p)
				return nil
			}))
			check(t, models.InTx(ctx, db, func(s *orm.Session) error {
				p := orm.From[payment]()
				got, err := orm.Select(p).Where(orm.C(&p.ID).Eq(id), orm.C(&p.Amount).Eq(amount)).One(ctx, s)
				if err == nil {
					same(t, got, &want)
				}
				return err
			}))
			raw := payment{}
			check(t, db.QueryRow(fmt.Sprintf("SELECT amount, id FROM payments WHERE amount = '%s'", text)).Scan(&raw.Amount, &raw.ID))
			if !raw.Amount.Equal(amount) || raw.ID != id {
				t.Errorf("%s: database/sql reads %v, %v", text, raw.Amount, raw.ID)
			}
			throughCore(t, db, table, id, amount)
		}
		none := payment{ID: uuid.New(), Amount: decimal.Zero}
		check(t, models.InTx(ctx, db, func(s *orm.Session) error { p := none; s.Add(&p); return nil }))
		got, err := gild.One[payment](ctx, db, expr.Select(table).Where(table.C("id").Eq(none.ID)))
		check(t, err)
		same(t, &got, &none)
	})
}

func same(t *testing.T, got, want *payment) {
	t.Helper()
	equal := got.ID == want.ID && got.Amount.Equal(want.Amount) && got.Fee.Valid == want.Fee.Valid && got.Fee.Decimal.Equal(want.Fee.Decimal) &&
		got.Batch == want.Batch && (got.Parent == nil) == (want.Parent == nil) && (got.Tip == nil) == (want.Tip == nil) &&
		(got.Parent == nil || *got.Parent == *want.Parent) && (got.Tip == nil || got.Tip.Equal(*want.Tip))
	if !equal {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// throughCore writes, finds and returns values of both types by typed columns.
func throughCore(t *testing.T, db gild.DB, table *schema.Table, id uuid.UUID, amount decimal.Decimal) {
	t.Helper()
	ctx := context.Background()
	ids, amounts := expr.ColOf[uuid.UUID](table.C("id").Column()), expr.ColOf[decimal.Decimal](table.C("amount").Column())
	found, err := gild.All[uuid.UUID](ctx, db, expr.Select(ids).Where(ids.In(id, uuid.Nil), amounts.In(amount)))
	check(t, err)
	if len(found) != 1 || found[0] != id {
		t.Errorf("found %v, want %v", found, id)
	}
	sum, err := gild.One[decimal.Decimal](ctx, db, expr.Select(expr.Sum(amounts)).Where(ids.Eq(id)))
	check(t, err)
	if !sum.Equal(amount) {
		t.Errorf("the sum is %v, want %v", sum, amount)
	}
	value, err := gild.One[typemap.Opt[decimal.Decimal]](ctx, db, expr.Select(amounts).Where(ids.Eq(id)))
	check(t, err)
	if got, ok := value.Get(); !ok || !got.Equal(amount) {
		t.Errorf("as Opt: %v, want %v", value, amount)
	}
	next := uuid.New()
	insert := expr.Insert(table).Values(ids.Set(next), amounts.Set(amount)).Returning(ids, amounts)
	row, err := gild.One[payment](ctx, db, insert)
	check(t, err)
	if row.ID != next || !row.Amount.Equal(amount) {
		t.Errorf("RETURNING gives %v, %v", row.ID, row.Amount)
	}
	_, err = gild.Exec(ctx, db, expr.Delete(table).Where(ids.Eq(next)))
	check(t, err)
}
