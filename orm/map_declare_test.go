package orm_test

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/typemap"
)

// Mood is an enum of the database and a type of its own in Go.
type Mood string

func (Mood) SQLType() typemap.Type { return typemap.Enum("mood", "sad", "ok", "happy") }

type Diary struct {
	orm.Entity `gild:"diaries"`
	ID         int64 `gild:"id,pk"`
	Mood       Mood
	Earlier    *Mood
}

func TestEnums(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Diary]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error { s.Add(&Diary{Mood: "sad", Earlier: new(Mood("ok"))}); return nil }))
		wantRows(t, db, "select mood, earlier from diaries", "sad,ok")
		s := r.NewSession(db.DB)
		defer s.Close()
		d, err := orm.Get[Diary](ctx, s, 1)
		if err != nil || d.Mood != "sad" || *d.Earlier != "ok" {
			t.Errorf("%+v, %v", d, err)
		}
		s.Add(&Diary{Mood: "furious"})
		if err := s.Flush(ctx); err == nil || !strings.Contains(err.Error(), "none of the labels") {
			t.Errorf("what is none of the labels: %v", err)
		}
		ok(t, s.Rollback())
		if db.Dialect.Name == "sqlite" { // where the database takes anything
			_, err := db.ExecContext(ctx, "update diaries set mood = 'odd'")
			ok(t, err)
			if _, err := orm.Select(orm.From[Diary]()).Renew().All(ctx, s); err == nil || !strings.Contains(err.Error(), `column "mood" into Mood`) {
				t.Error(err)
			}
		}
	})
	table := orm.NewRegistry(nil, orm.Model[Diary]()).MetaData().Table("diaries")
	if typ := table.Column("mood").Type(); len(typ.Labels()) != 3 || !table.Column("earlier").Nullable {
		t.Errorf("%v", typ)
	}
}

// Cents is money, kept as such.
type Cents struct{ n int64 }

func (c Cents) Value() (driver.Value, error) { return fmt.Sprintf("%d.%02d", c.n/100, c.n%100), nil }
func (c *Cents) Scan(v any) error {
	if text, ok := v.([]byte); ok {
		v = string(text)
	}
	f, err := strconv.ParseFloat(fmt.Sprint(v), 64)
	c.n = int64(math.Round(f * 100))
	return err
}

type ClerkID int64

type Invoice struct {
	orm.Entity `gild:"invoices"`
	ID         ClerkID `gild:"id"`
	Sum        Cents
	Tip        *Cents
	Other      Cents `gild:"other,type=text"`
	Code       Short
	Long       Short `gild:"long,size=30"`
}

type Short string

func TestPresets(t *testing.T) {
	presets := []orm.Mapping{orm.Preset[ClerkID]("pk"), orm.Preset[Cents]("check=sum >= 0", typemap.Numeric(12, 2)), orm.Preset[Short]("size=5,index"), orm.Model[Invoice](orm.Tag("Tip", "tip,check=tip >= 0"), orm.Tag("Other", "other,type=text,check=other <> ''"))}
	eachWith(t, presets, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		table := r.MetaData().Table("invoices")
		for column, want := range map[string]typemap.Type{
			"sum": typemap.Numeric(12, 2), "tip": typemap.Numeric(12, 2), "code": typemap.String(5), "long": typemap.String(30),
		} {
			if got := table.Column(column).Type(); got != want {
				t.Errorf("%s is %v, not %v", column, got, want)
			}
		}
		if table.AutoIncrement() == nil || !table.Column("tip").Nullable || table.Column("sum").Nullable || len(table.Column("sum").Checks()) != 1 || len(table.Column("tip").Checks()) != 1 || len(table.Indexes()) != 2 {
			t.Errorf("key %v, %v, %v, %d indexes", table.AutoIncrement(), table.Column("sum").Checks(), table.Column("tip").Checks(), len(table.Indexes()))
		}
		inv := &Invoice{Sum: Cents{1250}, Other: Cents{5}, Code: "a"}
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error { s.Add(inv); return nil }))
		s := r.NewSession(db.DB)
		defer s.Close()
		found, err := orm.Get[Invoice](ctx, s, inv.ID)
		if err != nil || found.Sum.n != 1250 || found.Tip != nil || found.Other.n != 5 {
			t.Errorf("%+v, %v", found, err)
		}
	})
	for want, models := range map[string][]orm.Mapping{
		`unknown option "sise"`:      {orm.Preset[Short]("sise=5")},
		`unknown option "x"`:         {orm.Preset[Short]("x,size=5")},
		"two presets are given":      {orm.Preset[Short]("size=5"), orm.Preset[Short]("size=6")},
		"say type= beside the sizes": {orm.Preset[Short]("", typemap.Text()), orm.Model[Invoice]()},
	} {
		if err := orm.NewRegistry(nil, models...).Err(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %s", err, want)
		}
	}
}

// Base is no entity: each type that embeds it has its columns.
type Base struct {
	ID   int64  `gild:"id,pk"`
	Note string `gild:"note,index"`
}

type Blue struct {
	orm.Entity `gild:"blues"`
	Base
	A, B int64
}

type Green struct {
	orm.Entity `gild:"greens"`
	Base
	BlueID int64  `gild:"fk=blues.id"`
	Note   string // goes before that of Base
}

func TestTableArguments(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		ctx := t.Context()
		meta := schema.NewMetaData(schema.NamingConvention(schema.Recommended))
		r := orm.NewRegistry(meta,
			orm.Model[Blue](orm.Items(schema.NewUnique("a", "b"), schema.NewCheck("a < b", schema.Named("sorted")),
				schema.NewIndex("big_b", "b").For(expr.Raw[bool]("b > 10")), schema.Comment("all blue"))),
			orm.Model[Green]())
		ok(t, r.Err())
		ok(t, meta.CreateAll(ctx, db))
		if len(meta.Tables()) != 2 {
			t.Errorf("%d tables: what is embedded is none", len(meta.Tables()))
		}
		green := meta.Table("greens")
		if green.Index("ix_greens_note") != nil || meta.Table("blues").Index("ix_blues_note") == nil || green.Constraint("fk_greens_blue_id_blues") == nil {
			t.Errorf("indexes and keys of mixins: %v", green.Constraints())
		}
		s := r.NewSession(db.DB)
		defer s.Close()
		s.Add(&Blue{A: 1, B: 2})
		ok(t, s.Commit(ctx))
		for class, blue := range map[error]*Blue{gild.ErrUnique: {A: 1, B: 2}, gild.ErrCheck: {A: 2, B: 1}} {
			s.Add(blue)
			if err := s.Flush(ctx); !errors.Is(err, class) {
				t.Errorf("%v is no %v", err, class)
			}
			ok(t, s.Rollback())
		}
		got := schema.NewMetaData()
		ok(t, gild.Reflect(ctx, db.DB, got, gild.ReflectOptions{}))
		blues := got.Table("blues")
		if blues.Index("big_b") == nil || blues.Index("big_b").Where == nil || blues.Constraint("uq_blues_a_b") == nil || blues.Constraint("ck_blues_sorted") == nil {
			t.Errorf("%v", blues.Constraints())
		}
	})
}

// Summary is mapped to a view, with a key that the view does not tell, and to a part of its columns.
type Summary struct {
	orm.Entity `gild:"summaries"`
	Seller     int64 `gild:"seller_id,pk"`
	Total      int64
}

func TestViewsAndParts(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		ctx, meta := t.Context(), schema.NewMetaData()
		r := orm.NewRegistry(meta, orm.Model[Seller](), orm.Model[Sale]())
		ok(t, r.Err())
		sales := meta.Table("sales")
		view := schema.NewView(meta, "summaries", expr.Select(sales.C("seller_id"), expr.Sum(sales.C("amount")).As("total"), expr.Count(sales.C("id")).As("extra")).GroupBy(sales.C("seller_id")))
		ok(t, meta.CreateAll(ctx, db))
		views := orm.NewRegistry(meta, orm.Map[Summary](view.Table()))
		ok(t, views.Err())
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
			s.Add(&Seller{}, &Seller{})
			if err := s.Flush(ctx); err != nil {
				return err
			}
			s.Add(&Sale{SellerID: 1, Amount: 3}, &Sale{SellerID: 1, Amount: 4}, &Sale{SellerID: 2, Amount: 9})
			return nil
		}))
		s := views.NewSession(db.DB, orm.ReadOnly())
		defer s.Close()
		db.Log.Take()
		one, err := orm.Get[Summary](ctx, s, 1)
		if err != nil || one.Total != 7 {
			t.Errorf("%+v, %v", one, err)
		}
		if sent := db.Log.Take(); strings.Contains(strings.Join(sent, " "), "extra") {
			t.Errorf("a column without field is read: %q", sent)
		}
		p := orm.From[Summary]()
		again, err := orm.Select(p).Where(orm.C(&p.Total).Lt(8)).One(ctx, s)
		if err != nil || again != one {
			t.Error(again, err)
		}
	})
}

type Known struct {
	orm.Entity `gild:"known"`
	ID         int64
	Nick       *string
}

func TestReflectedTables(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		ctx := t.Context()
		key := map[string]string{"sqlite": "integer primary key", "postgresql": "bigserial primary key"}[db.Dialect.Name]
		_, err := db.ExecContext(ctx, "create table known (id "+key+", nick varchar(7), more integer not null default 5)")
		ok(t, err)
		meta := schema.NewMetaData()
		ok(t, gild.Reflect(ctx, db.DB, meta, gild.ReflectOptions{}))
		r := orm.NewRegistry(meta, orm.Model[Known](orm.MustExist())) // with the key that the table has
		ok(t, r.Err())
		k := &Known{Nick: new("n")}
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error { s.Add(k); return nil }))
		wantRows(t, db, "select id, nick, more from known", "1,n,5")
		if k.ID != 1 {
			t.Error(k.ID)
		}
		err = orm.NewRegistry(meta, orm.Model[Diary](orm.MustExist())).Err()
		if err == nil || !strings.Contains(err.Error(), `orm_test.Diary: the MetaData has no table "diaries", which must exist`) {
			t.Error(err)
		}
	})
}

func TestInspection(t *testing.T) {
	eachWith(t, itemModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		types := r.Types()
		if len(types) != 6 || types[0].Type != reflect.TypeFor[Item]() || types[0].Table != r.MetaData().Table("items") {
			t.Errorf("%v", types)
		}
		info, err := r.TypeOf(&ItemTag{})
		ok(t, err)
		if len(info.Fields) != 3 || !info.Fields[0].Key || !info.Fields[1].Key || info.Fields[2].Name != "Label" || info.Fields[2].Column.Name() != "label" {
			t.Errorf("%+v", info.Fields)
		}
		if rel := info.Relationships[0]; rel.Name != "Item" || rel.Target != reflect.TypeFor[Item]() || !rel.Holds || rel.Many || rel.Back != "Links" {
			t.Errorf("%+v", rel)
		}
		if likes := types[0].Relationships[2]; likes.Through.Name() != "item_fans" || !likes.Many {
			t.Errorf("%+v", likes)
		}
		if _, err := r.TypeOf(nil); err == nil {
			t.Error("nil has a type")
		}

		s := r.NewSession(db.DB)
		defer s.Close()
		item, note := &Item{}, &Note{Title: "a"}
		item.Notes.Put(note)
		s.Add(item)
		changes, err := s.Changes(item)
		if err != nil || len(changes) != 2 || changes[1].Field != "Notes" || changes[1].Added[0] != any(note) {
			t.Errorf("%+v, %v", changes, err)
		}
		ok(t, s.Flush(ctx))
		note.Title = "b"
		item.Notes.Remove(note)
		changes, err = s.Changes(note)
		if err != nil || len(changes) != 2 || changes[0].Old != "a" || changes[0].New != "b" || changes[0].Field != "Title" || changes[1].Removed[0] != any(item) {
			t.Errorf("%+v, %v", changes, err)
		}
		var states []string
		for obj, status := range s.Objects() {
			states = append(states, fmt.Sprintf("%T %v", obj, status))
		}
		if strings.Join(states, ", ") != "*orm_test.Item persistent, *orm_test.Note persistent" {
			t.Error(states)
		}
		if _, err := s.Changes(&Item{}); !errors.Is(err, orm.ErrDetached) {
			t.Error(err)
		}
	})
}
