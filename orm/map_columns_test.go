package orm_test

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/typemap"
)

// Region and City are related by a key of two columns, and City keeps what Go knows in
// many shapes.
type Region struct {
	orm.Entity `gild:"regions"`
	Country    string `gild:"country,pk"`
	Code       string `gild:"code,pk"`
	Name       string
	Cities     orm.Many[*City] `gild:"cascade=delete"`
}

type Place struct{ Lat, Lon float64 }

type City struct {
	orm.Entity `gild:"cities"`
	ID         int64   `gild:"id,pk"`
	Country    *string // with Code a foreign key
	Code       *string
	Founded    time.Time `gild:"founded,type=date"`
	Flag       []byte
	Place      Place          `gild:"place,type=json"`
	Facts      map[string]any `gild:"facts,type=json,null"`
	Motto      sql.NullString
	Seen       *time.Time
}

func atlas(t *testing.T, db *live.Database) *orm.Registry {
	t.Helper()
	meta := citiesWithKey()
	r := orm.NewRegistry(meta, orm.Model[Region](), orm.Model[City]())
	ok(t, r.Err())
	ok(t, meta.CreateAll(t.Context(), db))
	db.Log.Take()
	return r
}

func TestCompositeKeys(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := atlas(t, db), t.Context()
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error {
			for _, code := range []string{"1", "2"} {
				region := &Region{Country: "x", Code: code, Name: "n" + code}
				region.Cities.Add(&City{Flag: []byte(code)}, &City{Flag: []byte(code)})
				s.Add(region)
			}
			s.Add(&City{Flag: []byte("none")}) // no owner: both columns are NULL
			return nil
		}))
		wantRows(t, db, "select country, code from cities order by id", "x,1 x,1 x,2 x,2 NULL,NULL")

		s := r.NewSession(db.DB)
		defer s.Close()
		q := orm.From[Region]()
		regions, err := orm.Select(q).OrderBy(orm.C(&q.Code)).With(orm.SelectIn(&q.Cities)).All(ctx, s)
		ok(t, err)
		for _, region := range regions {
			cities, err := region.Cities.All()
			ok(t, err)
			if len(cities) != 2 || string(cities[0].Flag) != region.Code {
				t.Errorf("region %s has %v", region.Code, cities)
			}
		}
		one, err := orm.Get[Region](ctx, s, "x", "2")
		ok(t, err)
		if one != regions[1] {
			t.Error("Get by both parts of the key found another object")
		}
		s.Delete(one)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select country, code from cities order by id", "x,1 x,1 NULL,NULL")
	})
}

func TestChangesInPlaceAreFound(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := atlas(t, db), t.Context()
		seen := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
		s := r.NewSession(db.DB)
		defer s.Close()
		city := &City{
			Founded: time.Date(1237, 10, 28, 0, 0, 0, 0, time.UTC), Flag: []byte("flag"), Place: Place{52.5, 13.4},
			Facts: map[string]any{"rivers": []any{"Spree"}}, Motto: sql.NullString{String: "m", Valid: true}, Seen: &seen,
		}
		s.Add(city)
		ok(t, s.Commit(ctx))
		for name, change := range map[string]func(){
			"flag":  func() { city.Flag[0] = 'F' },
			"place": func() { city.Place.Lon++ },
			"facts": func() { city.Facts["rivers"].([]any)[0] = "Havel" },
			"motto": func() { city.Motto.Valid = false },
			"seen":  func() { *city.Seen = seen.Add(time.Hour) },
		} {
			db.Log.Take()
			ok(t, s.Flush(ctx))
			if sent := db.Log.Take(); len(sent) > 0 {
				t.Errorf("before the change of %s: %q", name, sent)
			}
			change()
			ok(t, s.Flush(ctx))
			if sent := db.Log.Take(); len(sent) != 1 || !strings.Contains(sent[0], "SET "+name+"=") {
				t.Errorf("change of %s: %q", name, sent)
			}
		}
		ok(t, s.Commit(ctx))
		fresh := r.NewSession(db.DB)
		defer fresh.Close()
		again, err := orm.Get[City](ctx, fresh, city.ID)
		ok(t, err)
		if string(again.Flag) != "Flag" || again.Place.Lon != 14.4 || again.Motto.Valid || !again.Seen.Equal(*city.Seen) ||
			!again.Founded.Equal(city.Founded) || again.Facts["rivers"].([]any)[0] != "Havel" {
			t.Errorf("read back: %+v", again)
		}
	})
}

// A value beside a field takes the SQL type of its column, in every operator.
func TestConditionsUseTheColumnsType(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := atlas(t, db), t.Context()
		day := time.Date(2020, 2, 29, 0, 0, 0, 0, time.UTC)
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error {
			s.Add(&City{Founded: day})
			return nil
		}))
		s := r.NewSession(db.DB)
		defer s.Close()
		c := orm.From[City]()
		founded := orm.C(&c.Founded)
		for name, condition := range map[string]expr.Expr{
			"Eq": founded.Eq(day), "In": founded.In(day, day.AddDate(1, 0, 0)), "Between": founded.Between(day, day),
			"Le": founded.Le(day), "not Ne": expr.Not(founded.Ne(day)), "EqExpr": founded.EqExpr(orm.C(&c.Founded)),
			"inside Or": expr.Or(founded.Gt(day), founded.Eq(day)),
		} {
			found, err := orm.Select(c).Where(condition).All(ctx, s)
			if err != nil || len(found) != 1 {
				t.Errorf("%s: %d found, %v", name, len(found), err)
			}
		}
	})
}

// Statements of other layers that run with the session see its changes.
func TestSessionIsADB(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		db.SetMaxOpenConns(1) // a statement beside the transaction would wait for ever
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error {
			s.Add(&Author{Name: "a"}, &Author{Name: "b"})
			names, err := gild.All[string](ctx, s, expr.Text("select name from authors order by name"))
			ok(t, err)
			if strings.Join(names, " ") != "a b" {
				t.Errorf("names: %v", names)
			}
			_, err = gild.Exec(ctx, s, expr.Text("update authors set name = :n where name = 'b'").Bind("n", "c"))
			ok(t, err)
			for name, err := range gild.Iter[string](ctx, s, expr.Text("select name from authors where name = 'c'")) {
				ok(t, err)
				if name != "c" {
					t.Errorf("Iter: %s", name)
				}
			}
			return nil
		}))
		wantRows(t, db, "select name from authors order by name", "a c")
	})
}

func TestNewObjectsThatOwnEachOther(t *testing.T) {
	db := live.SQLite(t)
	r, ctx := library(t, db), t.Context()
	a, b := &Node{Data: "a"}, &Node{Data: "b"}
	a.Children.Add(b)
	b.Children.Add(a)
	s := r.NewSession(db.DB)
	defer s.Close()
	s.Add(a)
	if err := s.Flush(ctx); err == nil || !strings.Contains(err.Error(), "circle") {
		t.Errorf("error: %v", err)
	}
	wantRows(t, db, "select id from nodes", "")
}

// citiesWithKey defines the table of City by hand, since a tag names one column only.
func citiesWithKey() *schema.MetaData {
	meta := schema.NewMetaData()
	schema.NewTable(meta, "regions",
		schema.NewColumn("country", typemap.String(2), schema.PrimaryKey()),
		schema.NewColumn("code", typemap.String(3), schema.PrimaryKey()),
		schema.NewColumn("name", typemap.Text()))
	schema.NewTable(meta, "cities",
		schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
		schema.NewColumn("country", typemap.String(2), schema.Nullable()),
		schema.NewColumn("code", typemap.String(3), schema.Nullable()),
		schema.NewColumn("founded", typemap.Date()),
		schema.NewColumn("flag", typemap.Binary(), schema.Nullable()),
		schema.NewColumn("place", typemap.JSON()),
		schema.NewColumn("facts", typemap.JSON(), schema.Nullable()),
		schema.NewColumn("motto", typemap.Text(), schema.Nullable()),
		schema.NewColumn("seen", typemap.DateTimeZone(), schema.Nullable()),
		schema.NewForeignKey([]string{"country", "code"}, "regions", []string{"country", "code"}))
	return meta
}

// A document whose Go value is a circle, of which JSON sees only a part.
type knot struct {
	Kids   []*knot
	Parent *knot `json:"-"`
}

type Page struct {
	orm.Entity `gild:"pages"`
	ID         int64 `gild:"id,pk"`
	Doc        *knot `gild:"doc,type=json,null"`
}

func TestCircularDocument(t *testing.T) {
	db := live.SQLite(t)
	ctx := t.Context()
	r := orm.NewRegistry(nil, orm.Model[Page]())
	ok(t, r.Err())
	ok(t, r.MetaData().CreateAll(ctx, db))
	root := &knot{}
	root.Kids = []*knot{{Parent: root}}
	page := &Page{Doc: root}
	s := r.NewSession(db.DB)
	defer s.Close()
	s.Add(page)
	ok(t, s.Flush(ctx))
	page.Doc.Kids = append(page.Doc.Kids, &knot{})
	ok(t, s.Commit(ctx))
	wantRows(t, db, "select doc from pages", `{"Kids":[{"Kids":null},{"Kids":null}]}`)
}

// Instants compare as instants, whatever zone they are given in.
func TestInstantsCompareAcrossZones(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := atlas(t, db), t.Context()
		early := time.Date(2024, 1, 1, 12, 0, 0, 0, time.FixedZone("", 2*3600)) // 10:00 in UTC
		late := time.Date(2024, 1, 1, 11, 0, 0, 0, time.UTC)
		s := r.NewSession(db.DB)
		defer s.Close()
		s.Add(&City{Seen: &early, Flag: []byte("early")}, &City{Seen: &late, Flag: []byte("late")})
		ok(t, s.Commit(ctx))
		c := orm.From[City]()
		before, err := orm.Select(c).Where(orm.N(&c.Seen).Lt(late)).All(ctx, s)
		ok(t, err)
		same, err := orm.Select(c).Where(orm.N(&c.Seen).Eq(early.UTC())).All(ctx, s)
		ok(t, err)
		ordered, err := orm.Select(c).OrderBy(orm.C(&c.Seen)).All(ctx, s)
		ok(t, err)
		if len(before) != 1 || len(same) != 1 || before[0] != same[0] || string(ordered[0].Flag) != "early" {
			t.Errorf("before %v, same %v, first %s", before, same, ordered[0].Flag)
		}
	})
}

// Fields that no column has are the program's: what it has put there stays, whatever is read of the row.
func TestFieldsOfTheProgram(t *testing.T) {
	type Parcel struct {
		orm.Entity `gild:"f_parcels"`
		ID         int64  `gild:"id,pk"`
		Name       string `gild:"name,size=20"`
		Seen       int    `gild:"-"`
		mark       string
	}
	eachWith(t, []orm.Mapping{orm.Model[Parcel]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		p := &Parcel{Name: "first", Seen: 3, mark: "red"}
		s.Add(p)
		ok(t, s.Commit(ctx))
		_, err := db.ExecContext(ctx, "UPDATE f_parcels SET name = 'other'")
		ok(t, err)
		same := func(what string) {
			t.Helper()
			if p.Seen != 3 || p.mark != "red" {
				t.Errorf("after %s: %+v", what, p)
			}
		}
		same("a commit")
		ok(t, s.Refresh(ctx, p))
		same("Refresh")
		found, err := orm.Select(orm.From[Parcel]()).Renew().One(ctx, s)
		ok(t, err)
		if found != p || p.Name != "other" {
			t.Errorf("found %+v", found)
		}
		same("a query")
		p.Name = "changed"
		ok(t, s.Flush(ctx))
		ok(t, s.Rollback())
		same("a rollback")
	})
}
