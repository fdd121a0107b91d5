package orm_test

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/typemap"
)

type Stamps struct {
	Made time.Time
}

type Point struct{ X, Y int }

// Plain knows nothing of gild.
type Plain struct {
	Stamps
	ID   int64
	Name string
	Home Point
	Temp []chan int
}

func TestMapFromOutside(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		ctx, meta := t.Context(), schema.NewMetaData()
		table := schema.NewTable(meta, "plains",
			schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
			schema.NewColumn("user_nm", typemap.String(50)),
			schema.NewColumn("home_x", typemap.Integer()), schema.NewColumn("home_y", typemap.Integer()),
			schema.NewColumn("created", typemap.DateTimeZone()),
			schema.NewColumn("more", typemap.String(10), schema.DefaultSQL("'d'")))
		r := orm.NewRegistry(meta, orm.Map[Plain](table,
			orm.Tag("Name", "user_nm"), orm.Tag("Home", "embed=home_"), orm.Tag("Temp", "-"), orm.Tag("Stamps.Made", "created")))
		ok(t, r.Err())
		ok(t, meta.CreateAll(ctx, db))
		s := r.NewSession(db.DB)
		defer s.Close()
		made := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		p := &Plain{Name: "a", Home: Point{3, 4}, Stamps: Stamps{made}}
		s.Add(p)
		ok(t, s.Commit(ctx))
		p.Home.Y = 5
		db.Log.Take()
		ok(t, s.Flush(ctx))
		wantSent(t, db, "UPDATE plains SET home_y=5 WHERE plains.id = 1")
		probe := orm.From[Plain]()
		found, err := orm.Select(probe).Where(orm.C(&probe.Home.Y).Eq(5), orm.C(&probe.Name).Eq("a")).One(ctx, s)
		if err != nil || found != p {
			t.Errorf("%p, %v; want %p", found, err, p)
		}
		s.Expunge(p)
		if s.StatusOf(p) != orm.Transient {
			t.Errorf("without an Entity it is %v", s.StatusOf(p))
		}
		ok(t, s.Rollback())
	})
	for want, r := range map[string]*orm.Registry{
		`no field "Nope"`:   orm.NewRegistry(nil, orm.Map[Plain](schema.NewTable(schema.NewMetaData(), "x"), orm.Tag("Nope", ""))),
		"two tags":          orm.NewRegistry(nil, orm.Model[Versioned](orm.Tag("V", "v"), orm.Tag("V", "w"))),
		"the table is nil":  orm.NewRegistry(nil, orm.Map[Plain](nil)),
		`has no column "d"`: orm.NewRegistry(nil, orm.Map[Batched](schema.NewTable(schema.NewMetaData(), "x", schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()), schema.NewColumn("data", typemap.String(5))))),
	} {
		if err := r.Err(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}

type Tri struct {
	orm.Entity `gild:"tri"`
	ID         int64            `gild:"id,pk"`
	O          orm.Opt[int64]   `gild:"o,null,default=7"`
	P          *int64           `gild:"p,default=7"`
	N          *int64           // no default: nil is NULL
	Z          int64            `gild:"z,default=7"` // zero is a value
	Omit       int64            `gild:"omit,default=7,omitzero"`
	S          sql.Null[string] `gild:"s,default='d'"` // it says whether it is NULL
}

func TestZeroNullUnset(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Tri]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		zero := int64(0)
		unset := &Tri{}
		s.Add(unset, &Tri{O: orm.Null[int64](), P: &zero}, &Tri{O: orm.Some[int64](0), Omit: 1, N: &zero})
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select o, p, n, z, omit, s from tri order by id",
			"7,7,NULL,0,7,NULL NULL,0,NULL,0,7,NULL 0,7,0,0,1,NULL")
		if unset.O != orm.Some[int64](7) || unset.P == nil || *unset.P != 7 || unset.Omit != 7 {
			t.Errorf("what the database gave is not there: %+v", unset)
		}
		unset.O.Unset() // says nothing about the column
		unset.P = nil   // which has no default in an UPDATE
		db.Log.Take()
		ok(t, s.Flush(ctx))
		wantSent(t, db, "UPDATE tri SET p=NULL WHERE tri.id = 1")
	})
}

// Papers are documents, of which there may be none.
type Papers struct {
	orm.Entity `gild:"papers"`
	ID         int64                        `gild:"id,pk"`
	Loose      map[string]any               `gild:"loose,type=json,null"`
	List       []string                     `gild:"list,type=json,null"`
	Must       []string                     `gild:"must,type=json"`
	Later      orm.Deferred[map[string]int] `gild:"later,type=json,null"`
}

// No map or list is NULL where the column can be NULL; elsewhere it is the document null.
func TestNoDocument(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Papers]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		none, empty := &Papers{}, &Papers{Loose: map[string]any{}, List: []string{}, Must: []string{}}
		none.Later.Set(nil)
		empty.Later.Set(map[string]int{})
		s.Add(none, empty)
		ok(t, s.Commit(ctx))
		const all = "select loose, list, must, later from papers order by id"
		wantRows(t, db, all, "NULL,NULL,null,NULL {},[],[],{}")
		ok(t, s.Refresh(ctx, none))
		db.Log.Take()
		ok(t, s.Flush(ctx))
		wantSent(t, db)
		empty.Loose, empty.List, none.List = nil, nil, []string{"a"}
		ok(t, s.Commit(ctx))
		wantRows(t, db, all, `NULL,["a"],null,NULL NULL,NULL,[],{}`)
	})
}

type Given struct {
	orm.Entity `gild:"given"`
	ID         int64 `gild:"id,pk"`
	N          int64
	Made       *string
	Changed    *string
	Twice      int64 `gild:"twice,generated"`
}

func TestGivenByOthers(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		ctx := t.Context()
		r := orm.NewRegistry(nil, orm.Model[Given](orm.Items(
			schema.Amend("made", schema.Default(func() string { return "made" })),
			schema.Amend("changed", schema.OnUpdate("changed")))))
		ok(t, r.Err())
		serial := map[string]string{"sqlite": "integer primary key", "postgresql": "bigserial primary key"}[db.Dialect.Name]
		_, err := db.ExecContext(ctx, "create table given (id "+serial+", n bigint, made text, changed text, twice bigint generated always as (n * 2) stored)")
		ok(t, err)
		db.Log.Take()
		s := r.NewSession(db.DB)
		defer s.Close()
		a, b := &Given{N: 1}, &Given{N: 2}
		s.Add(a, b)
		ok(t, s.Flush(ctx))
		if len(db.Log.Take()) != 1 || a.Twice != 2 || b.Twice != 4 || a.Made == nil || *a.Made != "made" {
			t.Errorf("%+v %+v", a, b)
		}
		orm.SetExpr(s, a, &a.N, orm.C(&a.N).Add(10))
		ok(t, s.Flush(ctx))
		wantSent(t, db, "UPDATE given SET n=(given.n + 10), changed=changed WHERE given.id = 1")
		if a.N != 11 || a.Twice != 22 || a.Changed == nil || *a.Changed != "changed" {
			t.Errorf("%+v", a)
		}
		ok(t, s.Flush(ctx))
		wantSent(t, db)
	})
}
