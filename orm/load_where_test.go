package orm_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// worksOf writes the works that are known of writers.
func worksOf(list []*Writer) string {
	var out []string
	for _, w := range list {
		out = append(out, fmt.Sprintf("%s(%s)", w.Name, titles(slices.Collect(w.Works.Each()))))
	}
	return strings.Join(out, " ")
}

// TestLoadsWhere: loads with conditions, an order, and so many elements of each object.
func TestLoadsWhere(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		w, b, p := orm.From[Writer](), orm.From[Work](), orm.From[Prize]()
		works := orm.SelectIn(&w.Works).As(b)
		byPrice := works.OrderBy(orm.C(&b.Price).Desc())
		for _, tt := range []struct {
			what string
			load orm.Load
			want string
		}{
			{"where", works.Where(orm.C(&b.Price).Gt(6), orm.C(&b.Price).Lt(9)), "0() 1() 2() 3() 4(4.3) 5(5.2 5.3)"},
			{"order", byPrice, "0() 1(1.0) 2(2.1 2.0) 3(3.2 3.1 3.0) 4(4.3 4.2 4.1 4.0) 5(5.4 5.3 5.2 5.1 5.0)"},
			{"limit", byPrice.Limit(2), "0() 1(1.0) 2(2.1 2.0) 3(3.2 3.1) 4(4.3 4.2) 5(5.4 5.3)"},
			{"limit in the relationship's order", works.Limit(1), "0() 1(1.0) 2(2.0) 3(3.0) 4(4.0) 5(5.0)"},
			{"limit and where", byPrice.Where(orm.C(&b.Price).Lt(8)).Limit(1), "0() 1(1.0) 2(2.1) 3(3.2) 4(4.3) 5(5.2)"},
			{"along relationships", works.Where(orm.HasWhere(&b.Writer, func(w *Writer) expr.Expr { return orm.Has(&w.Prizes) })), "0() 1(1.0) 2() 3(3.0 3.1 3.2) 4() 5(5.0 5.1 5.2 5.3 5.4)"},
			{"with something beside them", byPrice.Limit(1).Then(b, orm.Joined(&b.Sequels), orm.Joined(&b.Writer)), "0() 1(1.0) 2(2.1) 3(3.2) 4(4.3) 5(5.4)"},
		} {
			s := r.NewSession(db.DB)
			db.Log.Take()
			found, err := orm.Select(w).With(tt.load).OrderBy(orm.C(&w.ID)).All(ctx, s)
			sent := db.Log.Take()
			if got := worksOf(found); err != nil || got != tt.want || len(sent) != 2 {
				t.Errorf("%s: %v\n%s, want\n%s\n%s", tt.what, err, got, tt.want, strings.Join(sent, "\n"))
			}
			ok(t, s.Close())
		}

		s := r.NewSession(db.DB)
		defer s.Close()
		found, err := orm.Select(w).With(orm.SelectIn(&w.Prizes).As(p).OrderBy(orm.C(&p.Name)).Limit(1)).OrderBy(orm.C(&w.ID)).All(ctx, s)
		if err != nil || found[0].Prizes.Len() != 0 || found[1].Prizes.Len() != 1 || found[5].Prizes.Len() != 1 {
			t.Errorf("%v", err)
		}
		third := found[3]
		var part []*Work
		load := func(l orm.Load) {
			t.Helper()
			_, err := orm.Select(w).Where(orm.C(&w.Name).Eq("3")).With(l).One(ctx, s)
			ok(t, err)
			part, err = third.Works.All()
			ok(t, err)
		}
		load(byPrice.Limit(1))
		if !third.Works.Partial() || titles(part) != "3.2" {
			t.Errorf("%v, %s", third.Works.Partial(), titles(part))
		}
		load(works.Where(orm.C(&b.Title).Eq("3.0"))) // a part gives way to another
		if titles(part) != "3.0" {
			t.Errorf("%s", titles(part))
		}
		all, err := third.Works.Load(ctx)
		if err != nil || titles(all) != "3.0 3.1 3.2" || third.Works.Partial() {
			t.Errorf("%s, %v", titles(all), err)
		}
		load(works.Where(orm.C(&b.Title).Eq("3.0"))) // what is known as a whole stays so
		if titles(part) != "3.0 3.1 3.2" {
			t.Errorf("%s", titles(part))
		}
		_, err = orm.Select(w).Where(orm.C(&w.Name).Eq("3")).With(byPrice.Limit(1)).Renew().One(ctx, s) // unless it is to be renewed
		if err != nil || worksOf([]*Writer{third}) != "3(3.2)" {
			t.Errorf("%s, %v", worksOf([]*Writer{third}), err)
		}
		for want, l := range map[string]orm.Load{
			"not of the query's probe": orm.SelectIn(&w.Works).As(orm.From[Work]()).Where(orm.C(&b.Price).Gt(1)),
			"a probe is wanted":        orm.SelectIn(&w.Works).Where(orm.C(&b.Price).Gt(1)),
			"Limit is for SelectIn":    orm.Joined(&w.Works).Limit(1),
			"Inner is for Joined":      orm.SelectIn(&w.Works).Inner(),
			"at least 1":               orm.SelectIn(&w.Works).Limit(-1),
		} {
			if _, err := orm.Select(w).With(l).All(ctx, s); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		}
	})
}

// TestPartialRelationships: what a load has left out is not touched by a flush: not by changes of the rest, not
// by orphans; cascades of the owner find it.
func TestPartialRelationships(t *testing.T) {
	models := []orm.Mapping{orm.Model[Author](), orm.Model[Book](), orm.Model[Award](), orm.Model[Node]()}
	eachWith(t, models, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		a, b := orm.From[Author](), orm.From[Book]()
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
			ann := &Author{Name: "ann"}
			for i := range 5 {
				ann.Books.Add(&Book{Title: fmt.Sprint(i), Price: float64(i)})
			}
			ann.Awards.Add(&Award{Code: "x"}, &Award{Code: "y"})
			s.Add(ann)
			return nil
		}))
		s := r.NewSession(db.DB)
		defer s.Close()
		load := func() *Author {
			t.Helper()
			ann, err := orm.Select(a).Join(&a.Books, b).Where(orm.C(&b.Price).Ge(3)).With(orm.ContainsEager(&a.Books, b)).One(ctx, s)
			ok(t, err)
			return ann
		}
		ann := load()
		books, err := ann.Books.All()
		if err != nil || len(books) != 2 || !ann.Books.Partial() {
			t.Fatalf("%d books, %v", len(books), err)
		}
		if err := ann.Books.Replace(books[0]); !errors.Is(err, orm.ErrPartial) || !errors.Is(err, orm.ErrNotLoaded) {
			t.Errorf("%v", err)
		}
		ann.Name = "anna"
		ann.Books.Remove(books[0]) // an orphan, which is deleted
		ann.Books.Add(&Book{Title: "new"})
		ok(t, s.Flush(ctx))
		books, err = ann.Books.All()
		if err != nil || len(books) != 2 || books[1].Title != "new" || !ann.Books.Partial() {
			t.Errorf("%v, %v", books, err)
		}
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select count(*) from books", "5")
		if all, err := ann.Books.Load(ctx); err != nil || len(all) != 5 || ann.Books.Partial() {
			t.Errorf("%d books, %v", len(all), err)
		}
		ok(t, s.Commit(ctx))

		ann = load()
		ann.Books.Add(&Book{Title: "lost"})
		ok(t, s.Flush(ctx))
		ok(t, s.Rollback())
		if ann.Books.Len() != 1 || !ann.Books.Partial() {
			t.Errorf("%d books after a rollback", ann.Books.Len())
		}
		other := r.NewSession(db.DB)
		copied, err := orm.Merge(ctx, other, ann)
		if err != nil || copied.Books.Loaded() {
			t.Errorf("a part is merged as if it were all: %v", err)
		}
		ok(t, other.Close())
		s.Delete(load()) // with all books
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select count(*) from books", "0")
	})
}

// TestContainsEager: relationships come from what the query itself joins, under whatever name.
func TestContainsEager(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		w, b, p, o := orm.From[Writer](), orm.From[Work](), orm.From[Prize](), orm.From[Work]()
		dear := orm.Select(w).Join(&w.Works, b).Where(orm.C(&b.Price).Ge(6)).OrderBy(orm.C(&w.ID), orm.C(&b.Price).Desc())
		run := func(q *orm.Query[Writer], want string) []*Writer {
			t.Helper()
			s := r.NewSession(db.DB)
			t.Cleanup(func() { _ = s.Close() })
			db.Log.Take()
			found, err := q.All(ctx, s)
			if got := worksOf(found); err != nil || got != want || len(db.Log.Take()) != 1 {
				t.Errorf("%s, %v, want %s", got, err, want)
			}
			return found
		}
		found := run(dear.With(orm.ContainsEager(&w.Works, b)), "4(4.3 4.2) 5(5.4 5.3 5.2 5.1)")
		work, err := found[0].Works.All()
		ok(t, err)
		if own, err := work[0].Writer.Get(); err != nil || own != found[0] {
			t.Errorf("%v, %v", own, err)
		}
		run(orm.Select(w).LeftJoin(&w.Works, b, orm.C(&b.Price).Ge(8)).OrderBy(orm.C(&w.ID)).With(orm.ContainsEager(&w.Works, b)),
			"0() 1() 2() 3() 4() 5(5.3 5.4)")
		found = run(dear.Join(&w.Works, o, orm.C(&o.Price).Lt(4)).Join(&w.Prizes, p).With(orm.ContainsEager(&w.Works, b), orm.ContainsEager(&w.Prizes, p)), "")
		if len(found) != 0 {
			t.Errorf("%d", len(found))
		}
		found = run(dear.Join(&w.Works, o, orm.C(&o.Price).Eq(5)).Join(&w.Prizes, p).With(orm.ContainsEager(&w.Works, o), orm.ContainsEager(&w.Prizes, p)), "5(5.0)")
		if len(found) != 1 || found[0].Prizes.Len() != 1 {
			t.Errorf("%v", found)
		}
		s := r.NewSession(db.DB)
		defer s.Close()
		works, err := orm.Select(b).Join(&b.Writer, w).Join(&w.Prizes, p).Where(orm.C(&w.Name).Eq("3")).OrderBy(orm.C(&b.ID)).
			With(orm.ContainsEager(&b.Writer, w).Then(w, orm.ContainsEager(&w.Prizes, p))).All(ctx, s)
		if err != nil || titles(works) != "3.0 3.1 3.2" {
			t.Fatalf("%s, %v", titles(works), err)
		}
		writer, err := works[2].Writer.Get()
		if err != nil || writer.Name != "3" || writer.Prizes.Len() != 1 || works[0].Writer.Partial() || !writer.Prizes.Partial() {
			t.Errorf("%v, %v", writer, err)
		}
		first, err := dear.With(orm.ContainsEager(&w.Works, b)).First(ctx, s)
		if err != nil || worksOf([]*Writer{first}) != "4(4.3 4.2)" {
			t.Errorf("%v, %v", first, err)
		}
		for want, l := range map[string]orm.Load{
			"has been joined to the query": orm.ContainsEager(&w.Works, o),
			"those of the query":           orm.ContainsEager(&w.Works, b).Where(orm.C(&b.Price).Gt(1)),
		} {
			if _, err := dear.With(l).All(ctx, s); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		}
		if _, err := dear.Limit(3).With(orm.ContainsEager(&w.Works, b), orm.Joined(&w.Prizes)).All(ctx, s); err == nil {
			t.Error("a limit of rows and of objects in one query")
		}
	})
}

// TestDefaultLoad: what is loaded already is gone through, and all relationships are loaded by one word.
func TestDefaultLoad(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		w, b := orm.From[Writer](), orm.From[Work]()
		s := r.NewSession(db.DB)
		defer s.Close()
		one := orm.Select(w).Where(orm.C(&w.Name).Eq("3"))
		through := one.With(orm.DefaultLoad(&w.Works).Then(b, orm.SelectIn(&b.Sequels)))
		third, err := through.One(ctx, s)
		if err != nil || third.Works.Loaded() {
			t.Errorf("%v", err)
		}
		works, err := third.Works.Load(ctx)
		ok(t, err)
		db.Log.Take()
		_, err = through.One(ctx, s)
		if sent := db.Log.Take(); err != nil || len(sent) != 2 || !works[2].Sequels.Loaded() {
			t.Errorf("%v, %d statements", err, len(sent))
		}

		for depth, statements := range map[int]int{1: 3, 2: 4} {
			s := r.NewSession(db.DB)
			db.Log.Take()
			third, err := one.With(orm.SelectInAll(depth)).One(ctx, s)
			sent := db.Log.Take()
			if err != nil || len(sent) != statements || worksOf([]*Writer{third}) != "3(3.0 3.1 3.2)" || third.Prizes.Len() != 1 {
				t.Errorf("depth %d: %v, %d statements\n%s", depth, err, len(sent), strings.Join(sent, "\n"))
			}
			works, err := third.Works.All()
			if err != nil || works[0].Sequels.Loaded() != (depth == 2) {
				t.Errorf("depth %d: %v", depth, err)
			}
			ok(t, s.Close())
		}
		explicit := r.NewSession(db.DB)
		defer explicit.Close()
		third, err = one.With(orm.SelectInAll(1), orm.SelectIn(&w.Works).As(b).Limit(1)).One(ctx, explicit)
		if err != nil || worksOf([]*Writer{third}) != "3(3.0)" || third.Prizes.Len() != 1 {
			t.Errorf("%s, %v", worksOf([]*Writer{third}), err)
		}
	})
}

// TestLoadOnly: fields that are not read are known as such, on the way along relationships too.
func TestLoadOnly(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		w, b := orm.From[Writer](), orm.From[Work]()
		s := r.NewSession(db.DB)
		defer s.Close()
		works := orm.Select(b).Where(orm.C(&b.Title).Eq("3.1"))
		db.Log.Take()
		work, err := works.With(orm.LoadOnly(&b.Price), orm.Joined(&b.Writer).Then(w, orm.Defer(&w.Name))).One(ctx, s)
		ok(t, err)
		if sent := db.Log.Take(); strings.Contains(sent[0], "title,") || strings.Contains(sent[0], "name") || !strings.Contains(sent[0], "version") {
			t.Errorf("%s", sent[0])
		}
		writer, err := work.Writer.Get()
		if err != nil || work.Price != 4 || work.Title != "" || writer.Name != "" {
			t.Errorf("%+v, %v", work, err)
		}
		if unread := fmt.Sprint(s.Unread(work), s.Unread(writer)); unread != "[Title] [Name]" {
			t.Errorf("%s", unread)
		}
		ok(t, s.Flush(ctx)) // writes nothing
		if sent := db.Log.Take(); len(sent) != 0 {
			t.Errorf("%v", sent)
		}
		work.Title = "changed"
		all, err := orm.Select(b).OrderBy(orm.C(&b.ID)).NoTrack().All(ctx, s) // flushes
		if err != nil || all[4].Title != "changed" || len(s.Unread(work)) != 0 {
			t.Errorf("%v, %v", all[4], err)
		}
		ok(t, s.Rollback())
		if len(s.Unread(work)) != 1 || work.Title != "" {
			t.Errorf("%v after a rollback", s.Unread(work))
		}
		if _, err = works.One(ctx, s); err != nil || work.Title != "3.1" || len(s.Unread(work)) != 0 {
			t.Errorf("%+v, %v", work, err)
		}
		_, err = orm.Select(w).With(orm.SelectIn(&w.Works).Then(b, orm.LoadOnly(&b.Title))).All(ctx, s)
		if err != nil || writer.Name != "3" || writer.Works.Len() != 3 {
			t.Errorf("%v, %v", writer, err)
		}
		other, err := writer.Works.Load(ctx)
		if err != nil || other[0].Title != "3.0" || other[0].Price != 0 || fmt.Sprint(s.Unread(other[0])) != "[Price]" {
			t.Errorf("%+v, %v", other[0], err)
		}
		ok(t, s.Refresh(ctx, other[0]))
		if other[0].Price != 3 {
			t.Errorf("%v", other[0].Price)
		}
		other[2].Price = 8 // set before it is read
		apart := r.NewSession(db.DB)
		defer apart.Close()
		copied, err := orm.Merge(ctx, apart, other[2])
		if err != nil || copied.Title != "3.2" {
			t.Errorf("%v, %v", copied, err)
		}
		if _, err := orm.Select(b).With(orm.LoadOnly(&w.Name)).All(ctx, s); err == nil || !strings.Contains(err.Error(), "LoadOnly or Defer") {
			t.Errorf("%v", err)
		}
	})
}
