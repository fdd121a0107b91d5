package orm_test

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

type Writer struct {
	orm.Entity `gild:"writers"`
	ID         int64           `gild:"id,pk"`
	Name       string          `gild:"name,size=50"`
	Works      orm.Many[*Work] `gild:"back=Writer"`
	Prizes     orm.Set[*Prize] `gild:"through=writer_prizes"`
}

type Work struct {
	orm.Entity `gild:"works"`
	ID         int64   `gild:"id,pk"`
	WriterID   *int64  `gild:"fk=writers.id"`
	Title      string  `gild:"title,size=50"`
	Price      float64 //
	Version    int64   `gild:"version,version"`
	SequelOf   *int64  `gild:"fk=works.id"`
	Writer     orm.Ref[*Writer]
	First      orm.Ref[*Work]  `gild:"via=sequel_of"`
	Sequels    orm.Many[*Work] `gild:"via=sequel_of,back=First"`
}

type Prize struct {
	orm.Entity `gild:"prizes"`
	ID         int64  `gild:"id,pk"`
	Name       string `gild:"name,size=50"`
}

// shelves runs a test with 6 writers on each database: writer n has n works, of which the first costs n
// and each next one more; odd writers have a prize.
func shelves(t *testing.T, test func(t *testing.T, r *orm.Registry, db *live.Database), options ...gild.Option) {
	models := []orm.Mapping{orm.Model[Writer](), orm.Model[Work](), orm.Model[Prize]()}
	run := func(t *testing.T, db *live.Database) {
		r := create(t, db, models)
		ok(t, r.InTx(t.Context(), db, func(s *orm.Session) error {
			prize := &Prize{Name: "prize"}
			for n := range 6 {
				w := &Writer{Name: fmt.Sprint(n)}
				for i := range n {
					w.Works.Add(&Work{Title: fmt.Sprintf("%d.%d", n, i), Price: float64(n + i)})
				}
				if n%2 == 1 {
					w.Prizes.Add(prize)
				}
				s.Add(w)
			}
			return nil
		}))
		db.Log.Take()
		test(t, r, db)
	}
	live.Each(t, run, options...)
	t.Run("mysql", func(t *testing.T) { run(t, live.MySQL(t, options...)) })
}

func writerNames(list []*Writer) string {
	var out []string
	for _, w := range list {
		out = append(out, w.Name)
	}
	return strings.Join(out, " ")
}

func titles(list []*Work) string {
	var out []string
	for _, w := range list {
		out = append(out, w.Title)
	}
	return strings.Join(out, " ")
}

// TestHas: conditions about what relationships lead to.
func TestHas(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		w, b := orm.From[Writer](), orm.From[Work]()
		dear := func(b *Work) expr.Expr { return orm.C(&b.Price).Gt(6) }
		third, err := orm.Select(w).Where(orm.C(&w.Name).Eq("3")).One(ctx, s)
		ok(t, err)
		prize, err := orm.Select(orm.From[Prize]()).One(ctx, s)
		ok(t, err)
		for _, tt := range []struct {
			want string
			cond expr.Expr
		}{
			{"1 2 3 4 5", orm.Has(&w.Works)},
			{"0", expr.Not(orm.Has(&w.Works))},
			{"4 5", orm.HasWhere(&w.Works, dear)},
			{"0 1 2 3", expr.Not(orm.HasWhere(&w.Works, dear))},
			{"0 4 5", expr.Or(orm.HasWhere(&w.Works, dear), orm.C(&w.Name).Eq("0"))},
			{"3", orm.HasWhere(&w.Works, func(b *Work) expr.Expr { // of both probes
				return expr.And(orm.C(&b.Price).Eq(5), orm.C(&w.Name).Eq("3"))
			})},
			{"1 3 5", orm.Has(&w.Prizes)},
			{"", orm.HasWhere(&w.Prizes, func(p *Prize) expr.Expr { return orm.C(&p.Name).Eq("other") })},
			{"1 3 5", orm.RelatedTo(&w.Prizes, prize)},
			{"3 5", orm.HasWhere(&w.Works, func(b *Work) expr.Expr { // back and forth
				return orm.HasWhere(&b.Writer, func(o *Writer) expr.Expr { return expr.And(orm.Has(&o.Prizes), orm.C(&o.Name).Gt("1")) })
			})},
		} {
			found, err := orm.Select(w).Where(tt.cond).OrderBy(orm.C(&w.ID)).All(ctx, s)
			if err != nil || writerNames(found) != tt.want {
				t.Errorf("found %q, %v, want %q", writerNames(found), err, tt.want)
			}
		}
		works, err := orm.Select(b).Where(orm.RelatedTo(&b.Writer, third)).OrderBy(orm.C(&b.ID)).All(ctx, s)
		if err != nil || titles(works) != "3.0 3.1 3.2" {
			t.Errorf("%q, %v", titles(works), err)
		}
		if sent := db.Log.Take(); strings.Contains(sent[len(sent)-1], "NULL") { // which only NOT needs to know of
			t.Errorf("sent %s", sent[len(sent)-1])
		}
		found, err := orm.Select(w).Where(orm.RelatedTo(&w.Works, works[1])).One(ctx, s)
		if err != nil || found != third {
			t.Errorf("%v, %v", found, err)
		}
		stray := &Work{Title: "stray"}
		stray.First.Set(works[0])
		s.Add(stray) // has its row when the query has flushed
		strays, err := orm.Select(b).Where(orm.RelatedTo[Writer](&b.Writer, nil)).All(ctx, s)
		if err != nil || titles(strays) != "stray" {
			t.Errorf("%q, %v", titles(strays), err)
		}
		others, err := orm.Select(b).Where(expr.Not(orm.RelatedTo(&b.Writer, third)), orm.C(&b.Price).Lt(3)).OrderBy(orm.C(&b.ID)).All(ctx, s)
		if err != nil || titles(others) != "1.0 2.0 stray" {
			t.Errorf("%q, %v", titles(others), err)
		}
		cheap := orm.C(&b.Price).Lt(3)
		others, err = orm.Select(b).Where(cheap, expr.Not(expr.And(cheap, orm.RelatedTo(&b.Writer, third)))).OrderBy(orm.C(&b.ID)).All(ctx, s)
		if err != nil || titles(others) != "1.0 2.0 stray" {
			t.Errorf("%q, %v", titles(others), err)
		}
		if n, err := orm.Select(w).Where(expr.Not(orm.RelatedTo(&w.Works, stray))).Count(ctx, s); err != nil || n != 6 {
			t.Errorf("%d writers who have not written what nobody has, %v", n, err)
		}
		firsts, err := orm.Select(b).Where(orm.RelatedTo(&b.Sequels, stray)).All(ctx, s)
		if err != nil || titles(firsts) != "3.0" {
			t.Errorf("%q, %v", titles(firsts), err)
		}
		ofThird := func(f *Work) expr.Expr { return orm.RelatedTo(&f.Writer, third) }
		sequels, err := orm.Select(b).Where(orm.HasWhere(&b.First, ofThird)).All(ctx, s)
		if err != nil || titles(sequels) != "stray" {
			t.Errorf("%q, %v", titles(sequels), err)
		}

		for want, cond := range map[string]expr.Expr{
			"not *orm_test.Work":            orm.HasWhere(&w.Prizes, dear),
			"not that of a relationship":    orm.Has(&orm.From[Writer]().Works),
			"the object has no row yet":     orm.RelatedTo(&w.Works, &Work{}),
			"a nil element of a collection": orm.RelatedTo[Work](&w.Works, nil),
		} {
			if _, err := orm.Select(w).Where(cond).All(ctx, s); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v: want %q", err, want)
			}
		}
	})
}

// TestFirstCountExists: questions that need no objects.
func TestFirstCountExists(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		w := orm.From[Writer]()
		all := orm.Select(w)
		none := all.Where(orm.C(&w.Name).Eq("nobody"))
		first, err := all.OrderBy(orm.C(&w.Name).Desc()).First(ctx, s)
		if err != nil || first.Name != "5" {
			t.Errorf("%v, %v", first, err)
		}
		if first, err = all.First(ctx, s); err != nil || first.Name != "0" {
			t.Errorf("%v, %v", first, err)
		}
		if _, err := none.First(ctx, s); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("%v", err)
		}
		for _, tt := range []struct {
			q      *orm.Query[Writer]
			n      int64
			exists bool
		}{
			{all, 6, true}, {none, 0, false}, {all.Limit(4), 4, true}, {all.OrderBy(orm.C(&w.ID)).Limit(4).Offset(5), 1, true},
			{all.OrderBy(orm.C(&w.ID)).Limit(4).Offset(6), 0, false}, {all.Where(orm.Has(&w.Works)), 5, true}, {all.Limit(0), 0, false},
		} {
			n, err := tt.q.Count(ctx, s)
			found, err2 := tt.q.Exists(ctx, s)
			if err := errors.Join(err, err2); err != nil || n != tt.n || found != tt.exists {
				t.Errorf("%d, %v, %v, want %d, %v", n, found, err, tt.n, tt.exists)
			}
		}
		s.Add(&Writer{Name: "nobody"})
		if found, err := none.Exists(ctx, s); err != nil || !found {
			t.Errorf("the session is not flushed: %v, %v", found, err)
		}
	})
}

// TestAfter: pages by keyset, and batches by them.
func TestAfter(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		b := orm.From[Work]()
		byPrice := orm.Select(b).OrderBy(orm.C(&b.Price).Desc()) // several have the same
		s := r.NewSession(db.DB)
		defer s.Close()
		all, err := byPrice.OrderBy(orm.C(&b.ID).Desc()).All(ctx, s)
		ok(t, err)
		for n := 1; n <= 16; n++ {
			var got []*Work
			for batch, err := range byPrice.Batches(ctx, s, n) {
				ok(t, err)
				if len(batch) > n || len(batch) == 0 {
					t.Fatalf("a batch of %d", len(batch))
				}
				got = append(got, batch...)
				ok(t, s.Flush(ctx)) // nothing is open
			}
			if len(all) != 15 || titles(got) != titles(all) {
				t.Errorf("batches of %d: %s, want %s", n, titles(got), titles(all))
			}
		}
		page, err := orm.Select(b).Limit(2).After(all[0]).All(ctx, s)
		ok(t, err)
		for _, w := range page {
			if w.ID <= all[0].ID {
				t.Errorf("%d is not behind %d", w.ID, all[0].ID)
			}
		}
		behind := byPrice.After(all[11])
		n, err := behind.Count(ctx, s)
		more, err2 := byPrice.After(all[14]).Exists(ctx, s)
		if err := errors.Join(err, err2); err != nil || n != 3 || more {
			t.Errorf("%d behind the twelfth of 15, %v behind the last, %v", n, more, err)
		}
		for want, q := range map[string]*orm.Query[Work]{
			"is no field": orm.Select(b).OrderBy(orm.C(&b.Price).Add(1)),
		} {
			if _, err := q.After(all[0]).All(ctx, s); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		}
		narrow := r.NewSession(db.DB)
		defer narrow.Close()
		var last error
		for _, err := range byPrice.With(orm.LoadOnly(&b.Title)).Batches(ctx, narrow, 4) {
			last = err
		}
		if last == nil || !strings.Contains(last.Error(), "has not been read") {
			t.Errorf("%v", last)
		}
		w := orm.From[Writer]()
		f := orm.From[Work]()
		for name, q := range map[string]*orm.Query[Work]{
			"a limit":        orm.Select(b).Limit(3),
			"a join":         orm.Select(b).Join(&b.Sequels, f),
			"by hand":        orm.Select(b).JoinOn(w, expr.True()),
			"contains eager": orm.Select(b).Join(&b.Writer, w).With(orm.ContainsEager(&b.Writer, w)),
			"groups":         orm.Select(b).GroupBy(orm.C(&b.ID)),
		} {
			for _, err := range q.Batches(ctx, s, 2) {
				if !errors.Is(err, orm.ErrNoBatches) {
					t.Errorf("batches of a query with %s: %v", name, err)
				}
			}
		}
		// What is loaded comes with each batch, in the statement itself or by another one.
		apart := r.NewSession(db.DB)
		defer apart.Close()
		db.Log.Take()
		var seen []*Writer
		for batch, err := range orm.Select(w).With(orm.Joined(&w.Works), orm.SelectIn(&w.Prizes)).Batches(ctx, apart, 4) {
			ok(t, err)
			for _, w := range batch {
				if !w.Works.Loaded() || !w.Prizes.Loaded() {
					t.Errorf("nothing is loaded of %s", w.Name)
				}
			}
			seen = append(seen, batch...)
		}
		if got := worksOf(seen); len(seen) != 6 || len(db.Log.Take()) != 4 || !strings.HasSuffix(got, "5(5.0 5.1 5.2 5.3 5.4)") {
			t.Errorf("%s", got)
		}
	})
}

// TestUpdateByConditions: objects in memory get what the rows have, and lose it again by a rollback.
func TestUpdateByConditions(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		w, b := orm.From[Writer](), orm.From[Work]()
		third, err := orm.Select(w).Where(orm.C(&w.Name).Eq("3")).With(orm.SelectIn(&w.Works)).One(ctx, s)
		ok(t, err)
		works, err := third.Works.All()
		ok(t, err)
		works[0].Title = "unflushed"
		raise := orm.Update(b).Set(orm.AssignExpr(&b.Price, orm.C(&b.Price).Mul(10)), orm.Assign(&b.Title, "dear"))
		n, err := raise.Where(orm.C(&b.Price).Ge(4), orm.RelatedTo(&b.Writer, third)).Run(ctx, s)
		if err != nil || n != 2 {
			t.Fatalf("%d, %v", n, err)
		}
		if got := fmt.Sprint(titles(works), works[0].Price, works[1].Price, works[2].Price, works[1].Version); got != "unflushed dear dear3 40 50 2" {
			t.Errorf("in memory: %s", got)
		}
		wantRows(t, db, "select count(*) from works where price >= 40", "0") // another connection: not committed
		ok(t, s.Rollback())
		if got := fmt.Sprint(titles(works), works[1].Price, works[1].Version); got != "3.0 3.1 3.24 1" {
			t.Errorf("after the rollback: %s", got)
		}

		works[1].Price = 7 // a change that needs the version that is in memory
		ok(t, s.Commit(ctx))
		db.Log.Take()
		n, err = raise.All().Run(ctx, s)
		if err != nil || n != 15 {
			t.Fatalf("%d, %v", n, err)
		}
		if sent := db.Log.Take(); len(sent) > 4 { // BEGIN, what is in memory before and behind the UPDATE
			t.Errorf("statements: %q", sent)
		}
		works[1].Title = "changed again"
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select title, price, version from works where id = "+fmt.Sprint(works[1].ID), "changed again,70,4")

		// A foreign key: collections are loaded again.
		fifth, err := orm.Select(w).Where(orm.C(&w.Name).Eq("5")).With(orm.SelectIn(&w.Works)).One(ctx, s)
		ok(t, err)
		_, err = orm.Update(b).Set(orm.Assign(&b.WriterID, &third.ID)).Where(orm.RelatedTo(&b.Writer, fifth)).Run(ctx, s)
		ok(t, err)
		moved, err := third.Works.Load(ctx)
		left, err2 := fifth.Works.Load(ctx)
		if err := errors.Join(err, err2); err != nil || len(moved) != 8 || len(left) != 0 {
			t.Errorf("%d, %d, %v", len(moved), len(left), err)
		}

		// Nothing of the type is in memory, but a collection that may have other elements now.
		ok(t, s.Commit(ctx))
		apart := r.NewSession(db.DB)
		zero, err := orm.Select(w).Where(orm.C(&w.Name).Eq("0")).With(orm.SelectIn(&w.Works)).One(ctx, apart)
		ok(t, err)
		_, err = orm.Update(b).Set(orm.Assign(&b.WriterID, &zero.ID)).Where(orm.C(&b.ID).Eq(1)).Run(ctx, apart)
		ok(t, err)
		if own, err := zero.Works.Load(ctx); err != nil || len(own) != 1 {
			t.Errorf("%d works, %v", len(own), err)
		}
		ok(t, apart.Close())

		for want, u := range map[string]orm.Updating[Work]{
			"sets nothing":       orm.Update(b).All(),
			"part of the key":    orm.Update(b).Set(orm.Assign(&b.ID, 3)).All(),
			"no field of the":    orm.Update(b).Set(orm.Assign(&orm.From[Work]().Title, "x")).All(),
			"of all rows":        raise,
			"not of the query's": raise.Where(orm.C(&w.Name).Eq("3")),
		} {
			if _, err := u.Run(ctx, s); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		}
	})
}

// TestDeleteByConditions: objects in memory are deleted ones, until a rollback.
func TestDeleteByConditions(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		w, b := orm.From[Writer](), orm.From[Work]()
		third, err := orm.Select(w).Where(orm.C(&w.Name).Eq("3")).With(orm.SelectIn(&w.Works)).One(ctx, s)
		ok(t, err)
		works, err := third.Works.All()
		ok(t, err)
		_, err = orm.Delete(b).Run(ctx, s)
		if !errors.Is(err, orm.ErrNoWhere) {
			t.Errorf("%v", err)
		}
		cheap := orm.Delete(b).Where(orm.C(&b.Price).Lt(5))
		check := func(what string, status orm.Status, known int) {
			t.Helper()
			left, err := third.Works.All()
			if err != nil || s.StatusOf(works[0]) != status || s.StatusOf(works[2]) != orm.Persistent || len(left) != known {
				t.Errorf("%s: %v, %v, %d works, %v", what, s.StatusOf(works[0]), s.StatusOf(works[2]), len(left), err)
			}
		}
		n, err := cheap.Run(ctx, s)
		if err != nil || n != 6 {
			t.Fatalf("%d, %v", n, err)
		}
		check("deleted", orm.Deleted, 1)
		ok(t, s.Rollback())
		check("rolled back", orm.Persistent, 3)
		wantRows(t, db, "select count(*) from works", "15")
		_, err = cheap.Run(ctx, s)
		ok(t, err)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select count(*) from works", "9")
		if s.Contains(works[0]) {
			t.Error("the session has a deleted object")
		}
		n, err = orm.Delete(orm.From[Prize]()).All().Run(ctx, r.NewSession(db.DB, orm.ReadOnly()))
		if !errors.Is(err, orm.ErrReadOnly) {
			t.Errorf("%d, %v", n, err)
		}
	})
}

// panics is a value that a driver cannot ask for.
type panics struct{}

func (panics) Value() (driver.Value, error) { panic("no value") }
func (*panics) Scan(any) error              { return nil }

type Fragile struct {
	orm.Entity `gild:"fragile"`
	ID         int64  `gild:"id,pk"`
	Trap       panics `gild:"trap,type=text"`
}

// TestPanicWithinFlush: a session whose flush has panicked is to be rolled back, and the registry goes on.
func TestPanicWithinFlush(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Fragile](), orm.Model[Prize]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		s.Add(&Fragile{})
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic is gone")
				}
			}()
			_ = s.Commit(ctx)
		}()
		if err := s.Commit(ctx); !errors.Is(err, orm.ErrNeedsRollback) {
			t.Errorf("%v", err)
		}
		ok(t, s.Rollback())
		ok(t, s.Commit(ctx))
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error { s.Add(&Prize{Name: "a"}, &Prize{Name: "b"}); return nil }))
		wantRows(t, db, "select count(*) from prizes", "2")
	})
}
