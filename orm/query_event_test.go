package orm_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

var errNothing = errors.New("nothing was found")

// TestOnQuery: events see what is read, with the path that leads to it, narrow it down, and load more.
func TestOnQuery(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		var seen []string
		limit := 100.0
		s := r.NewSession(db.DB, orm.WithEvents(
			orm.OnQuery(func(_ context.Context, _ *orm.Session, q orm.QueryOf[Work]) error {
				seen = append(seen, fmt.Sprint(q.Kind, " ", strings.Join(q.Path, " ")))
				q.Where(func(b *Work) expr.Expr { return orm.C(&b.Price).Lt(limit) })
				q.Found(func(found []*Work) error {
					if q.Kind == orm.QueryLoad && len(found) == 0 && limit == 0 {
						return errNothing
					}
					return nil
				})
				return nil
			}),
			orm.OnQuery(func(ctx context.Context, s *orm.Session, q orm.QueryOf[Writer]) error {
				seen = append(seen, fmt.Sprint("writers ", q.Kind))
				if q.Kind == orm.QueryObjects {
					q.With(func(w *Writer) []orm.Load { return []orm.Load{orm.SelectIn(&w.Prizes)} })
				}
				_, err := orm.Select(orm.From[Work]()).Count(ctx, s) // is not told
				return err
			})))
		defer s.Close()
		w, b := orm.From[Writer](), orm.From[Work]()
		told := func(want ...string) {
			t.Helper()
			if !slices.Equal(seen, want) {
				t.Errorf("told of %q, want %q", seen, want)
			}
			seen = nil
		}
		limit = 8
		writers, err := orm.Select(w).With(orm.SelectIn(&w.Works).Then(b, orm.SelectIn(&b.Sequels))).OrderBy(orm.C(&w.ID)).All(ctx, s)
		if err != nil || worksOf(writers[4:]) != "4(4.0 4.1 4.2 4.3) 5(5.0 5.1 5.2)" || !writers[0].Prizes.Loaded() {
			t.Errorf("%s, %v", worksOf(writers[4:]), err)
		}
		told("writers 0", "2 Writer.Works", "2 Writer.Works Work.Sequels")
		n, err := orm.Select(b).Count(ctx, s)
		if err != nil || n != 13 {
			t.Errorf("%d works, %v", n, err)
		}
		limit = 5
		rows, err := orm.All2(ctx, s, orm.Select(b).Join(&b.Writer, w), w)
		if err != nil || len(rows) != 6 {
			t.Errorf("%d rows, %v", len(rows), err)
		}
		limit = 0
		if _, err := orm.Get[Work](ctx, s, int64(15)); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("%v", err)
		}
		told("1 ", "1 ", "3 ")
		ok(t, s.Commit(ctx))
		if works, err := writers[5].Works.Load(ctx); !errors.Is(err, errNothing) {
			t.Errorf("%d works, %v", len(works), err)
		}
		told("2 Writer.Works")
		refused := errors.New("refused")
		s.Listen(orm.Events{BeforeQuery: func(_ context.Context, _ *orm.Session, q *orm.QueryEvent) error {
			if q.Type.Name() == "Prize" {
				return refused
			}
			return nil
		}})
		if _, err := orm.Select(orm.From[Prize]()).All(ctx, s); !errors.Is(err, refused) {
			t.Errorf("%v", err)
		}
		s.Add(&Work{Title: "new", Price: 1000})
		ok(t, s.Commit(ctx)) // what a flush looks up is not told
	})
}

// TestAnswer: a cache beside sessions answers queries, with objects that become those of the session.
func TestAnswer(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		type cached struct{}
		cache := map[any][]*Writer{}
		remove := r.Listen(orm.OnQuery(func(ctx context.Context, _ *orm.Session, q orm.QueryOf[Writer]) error {
			key := ctx.Value(cached{})
			if key == nil || q.Kind != orm.QueryObjects {
				return nil
			}
			if known, hit := cache[key]; hit {
				q.Answer(known...)
				return nil
			}
			q.Found(func(found []*Writer) error { cache[key] = found; return nil })
			return nil
		}))
		defer remove()
		w := orm.From[Writer]()
		dear := context.WithValue(ctx, cached{}, "all")
		for n := range 3 {
			s := r.NewSession(db.DB)
			known, err := orm.Get[Writer](ctx, s, int64(1))
			ok(t, err)
			db.Log.Take()
			found, err := orm.Select(w).OrderBy(orm.C(&w.ID)).With(orm.SelectIn(&w.Works)).All(dear, s)
			sent := db.Log.Take()
			if err != nil || len(found) != 6 || found[0] != known || len(sent) != 2-min(n, 1) || !found[5].Works.Loaded() {
				t.Errorf("run %d: %d found, %v, %q", n, len(found), err, sent)
			}
			if n > 0 && (found[5] == cache["all"][5] || found[5].Name != "5") {
				t.Error("the object is that of the cache")
			}
			if n == 1 {
				found[5].Name = "changed"
				ok(t, s.Commit(ctx))
				wantRows(t, db, "select name from writers where id = "+fmt.Sprint(found[5].ID), "changed")
			}
			ok(t, s.Close())
		}
		s := r.NewSession(db.DB, orm.WithEvents(orm.OnQuery(func(_ context.Context, _ *orm.Session, q orm.QueryOf[Writer]) error {
			q.Answer(nil)
			return nil
		})))
		defer s.Close()
		if _, err := orm.Select(w).All(ctx, s); err == nil || !strings.Contains(err.Error(), "a nil") {
			t.Errorf("%v", err)
		}
		if _, err := orm.Select(w).Count(ctx, s); err == nil || !strings.Contains(err.Error(), "ask the database") {
			t.Errorf("%v", err)
		}
	})
}
