package orm_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// TestLoadsThen: what is loaded beside elements, path by path.
func TestLoadsThen(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		w, b := orm.From[Writer](), orm.From[Work]()
		list := orm.Select(w).OrderBy(orm.C(&w.ID)).With(orm.SelectIn(&w.Works).Then(b, orm.SelectIn(&b.Sequels)), orm.SelectIn(&w.Prizes))
		found, err := list.All(ctx, s)
		ok(t, err)
		if n := len(db.Log.Take()); n != 4 {
			t.Errorf("%d statements, want one for each relationship", n)
		}
		for n, w := range found {
			works, err := w.Works.All()
			prizes, err2 := w.Prizes.All()
			if err := errors.Join(err, err2); err != nil || len(works) != n || len(prizes) != n%2 {
				t.Errorf("%d works and %d prizes of writer %d, %v", len(works), len(prizes), n, err)
			}
			for _, work := range works {
				if _, err := work.Sequels.All(); err != nil {
					t.Error(err)
				}
				if own, err := work.Writer.Get(); err != nil || own != w {
					t.Errorf("%v, %v", own, err)
				}
			}
		}
		if _, err = list.All(ctx, s); err != nil || len(db.Log.Take()) != 1 {
			t.Errorf("what is loaded is loaded again: %v", err)
		}
		for want, l := range map[string]orm.Load{
			"a *orm_test.Work, not a *orm_test.Writer": orm.SelectIn(&w.Works).Then(w, orm.SelectIn(&w.Works)),
			"not that of a relationship":               orm.SelectIn(&w.Works).Then(b, orm.SelectIn(&w.Works)),
			"Limit is for SelectIn":                    orm.Joined(&w.Works).Limit(1),
			"objects of one type":                      orm.SelectIn(&w.Works).Depth(2),
		} {
			if _, err := orm.Select(w).With(l).All(ctx, s); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		}
	})
}

// TestLoadsDepth: a relationship that leads on is followed level by level.
func TestLoadsDepth(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		b := orm.From[Work]()
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
			first := &Work{Title: "part 1"}
			s.Add(first)
			for n := 2; n <= 5; n++ {
				next := &Work{Title: fmt.Sprintf("part %d", n)}
				first.Sequels.Add(next)
				first = next
			}
			return nil
		}))
		for depth, want := range map[int]struct{ loaded, statements int }{1: {1, 2}, 2: {2, 3}, -1: {5, 6}, 9: {5, 6}} {
			s := r.NewSession(db.DB)
			db.Log.Take()
			work, err := orm.Select(b).Where(orm.C(&b.Title).Eq("part 1")).With(orm.SelectIn(&b.Sequels).Depth(depth)).One(ctx, s)
			ok(t, err)
			if n := len(db.Log.Take()); n != want.statements {
				t.Errorf("depth %d: %d statements, want %d", depth, n, want.statements)
			}
			loaded := 0
			for work.Sequels.Loaded() {
				loaded++
				next, err := work.Sequels.All()
				ok(t, err)
				if len(next) == 0 {
					break
				}
				work = next[0]
			}
			if loaded != want.loaded {
				t.Errorf("depth %d: %d levels are loaded, want %d", depth, loaded, want.loaded)
			}
			ok(t, s.Close())
		}
	})
}

// TestLoadsJoined: targets come with the query, in its one statement.
func TestLoadsJoined(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		b := orm.From[Work]()
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
			second := &Work{Title: "second"}
			first, err := orm.Select(b).Where(orm.C(&b.Title).Eq("3.1")).One(ctx, s)
			ok(t, err)
			first.Sequels.Add(second)
			s.Add(second)
			return nil
		}))
		s := r.NewSession(db.DB)
		defer s.Close()
		db.Log.Take()
		f := orm.From[Work]()
		q := orm.Select(b).With(orm.Joined(&b.Writer), orm.Joined(&b.First).Then(f, orm.Joined(&f.Writer)))
		found, err := q.Where(orm.C(&b.Title).NotLike("%.0")).OrderBy(orm.C(&b.ID).Desc()).Limit(3).All(ctx, s)
		ok(t, err)
		if sent := db.Log.Take(); len(sent) != 1 {
			t.Fatalf("%d statements: %v", len(sent), sent)
		}
		if titles(found) != "second 5.4 5.3" {
			t.Errorf("%s", titles(found))
		}
		for n, w := range found {
			writer, err := w.Writer.Get()
			first, err2 := w.First.Get()
			if err := errors.Join(err, err2); err != nil || (writer == nil) != (n == 0) || (first == nil) != (n != 0) {
				t.Fatalf("%q: %v, %v, %v", w.Title, writer, first, err)
			}
			if writer != nil && writer.Name != "5" {
				t.Errorf("%q is of %q", w.Title, writer.Name)
			}
		}
		first, err := found[0].First.Get()
		ok(t, err)
		third, err := first.Writer.Get()
		if err != nil || first.Title != "3.1" || third.Name != "3" {
			t.Errorf("%v, %v, %v", first, third, err)
		}
		again, err := orm.Get[Writer](ctx, s, third.ID)
		if err != nil || again != third || len(db.Log.Take()) != 0 {
			t.Errorf("%v, %v", again, err)
		}
		if _, err := q.ForUpdate().All(ctx, s); err == nil || !strings.Contains(err.Error(), "ForUpdate") {
			t.Errorf("%v", err)
		}
	})
}

// TestMaxLoads: a relationship that is loaded one by one for too many objects is an error, until the
// transaction ends; what is there already is not counted.
func TestMaxLoads(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		w := orm.From[Writer]()
		s := r.NewSession(db.DB, orm.MaxLoads(2))
		defer s.Close()
		for range 2 {
			found, err := orm.Select(w).All(ctx, s)
			ok(t, err)
			for i, w := range found {
				_, err := w.Works.Load(ctx)
				var many *orm.NPlusOneError
				if (i < 2) != (err == nil) || i >= 2 && !errors.As(err, &many) {
					t.Fatalf("object %d: %v", i, err)
				}
				if many != nil && many.Relationship != "orm_test.Writer.Works" {
					t.Errorf("%+v", many)
				}
				if i < 2 {
					_, err := w.Works.Load(ctx) // is there
					ok(t, err)
				}
			}
			found, err = orm.Select(w).With(orm.SelectIn(&w.Works)).All(ctx, s)
			ok(t, err)
			_, err = found[5].Works.Load(ctx)
			ok(t, err)
			ok(t, s.Commit(ctx))
		}
	})
}
