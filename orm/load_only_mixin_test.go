package orm_test

import (
	"database/sql"
	"errors"
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// Rented is embedded by types whose rows belong to tenants.
type Rented struct {
	Tenant int64
}

type Flat struct {
	orm.Entity `gild:"flats,kind=flat"`
	ID         int64 `gild:"id,pk"`
	Rented
	Kind     string             `gild:"kind,size=10,discriminator"`
	Chambers orm.Many[*Chamber] `gild:"cascade=all delete-orphan"`
}

// Loft embeds Rented by its base.
type Loft struct {
	Flat   `gild:"kind=loft"`
	Height int
}

type Chamber struct {
	orm.Entity `gild:"chambers"`
	Rented
	ID     int64 `gild:"id,pk"`
	FlatID int64 `gild:"flat_id,fk=flats.id"`
}

// Street belongs to nobody.
type Street struct {
	orm.Entity `gild:"streets"`
	ID         int64 `gild:"id,pk"`
}

// TestOnlyOfMixin: a condition on a struct that types embed is one on their rows, wherever it is in the types, and of no
// others.
func TestOnlyOfMixin(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Flat](), orm.Model[Loft](), orm.Model[Chamber](), orm.Model[Street]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
			s.Add(&Street{})
			for tenant := range int64(2) {
				flat, loft := &Flat{Rented: Rented{tenant}}, &Loft{Flat: Flat{Rented: Rented{tenant}}, Height: 5}
				flat.Chambers.Add(&Chamber{Rented: Rented{0}}, &Chamber{Rented: Rented{1}})
				s.Add(flat, loft)
			}
			return nil
		}))
		s := r.NewSession(db.DB, orm.Only(func(r *Rented) expr.Expr { return orm.C(&r.Tenant).Eq(1) }))
		defer s.Close()
		f, l, room := orm.From[Flat](), orm.From[Loft](), orm.From[Chamber]()
		flats, err := orm.Select(f).BaseOnly().With(orm.SelectIn(&f.Chambers)).OrderBy(orm.C(&f.ID)).All(ctx, s)
		ok(t, err)
		for _, flat := range flats {
			if flat.Tenant != 1 {
				t.Errorf("a flat of tenant %d", flat.Tenant)
			}
			for room := range flat.Chambers.Each() {
				if room.Tenant != 1 {
					t.Errorf("a room of tenant %d", room.Tenant)
				}
			}
		}
		counted := func(what string, want int64) func(n int64, err error) {
			return func(n int64, err error) {
				t.Helper()
				if err != nil || n != want {
					t.Errorf("%d %s, %v", n, what, err)
				}
			}
		}
		counted("flats", 2)(orm.Select(f).Count(ctx, s))
		counted("lofts", 1)(orm.Select(l).Count(ctx, s))
		counted("chambers", 2)(orm.Select(room).Count(ctx, s))
		counted("streets", 1)(orm.Select(orm.From[Street]()).Count(ctx, s))
		counted("rooms changed", 2)(orm.Update(room).Set(orm.AssignExpr(&room.FlatID, orm.C(&room.FlatID))).All().Sync(orm.SyncEvaluate).Run(ctx, s))
		if _, err := orm.Get[Chamber](ctx, s, 1); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("Get: %v", err)
		}

		for want, option := range map[string]orm.SessionOption{
			"no mapped type embeds it": orm.Only(func(b *strings.Builder) expr.Expr { return expr.True() }),
			"the condition is nil":     orm.Only[Rented](nil),
			"not of the query's probe": orm.Only(func(*Rented) expr.Expr { return orm.C(&f.Kind).Eq("") }),
		} {
			wrong := r.NewSession(db.DB, option)
			if _, err := orm.Select(room).All(ctx, wrong); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, not %q", err, want)
			}
		}
	})
}
