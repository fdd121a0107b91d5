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

// TestOnly: rows that a session is not to see are nowhere: in queries and counts, by key, loaded with
// others, joined, asked for by conditions, changed by conditions.
func TestOnly(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		w, b := orm.From[Writer](), orm.From[Work]()
		cheap := orm.Only(func(b *Work) expr.Expr { return orm.C(&b.Price).Lt(5) })
		productive := orm.Only(func(w *Writer) expr.Expr { // works that are seen count
			return orm.HasWhere(&w.Works, func(b *Work) expr.Expr { return orm.C(&b.Price).Gt(3) })
		})
		var dear *Work
		ok(t, r.InTx(ctx, db, func(s *orm.Session) (err error) {
			dear, err = orm.Select(b).Where(orm.C(&b.Title).Eq("5.4")).One(ctx, s)
			return err
		}))
		s := r.NewSession(db.DB, cheap, productive)
		defer s.Close()

		found, err := orm.Select(w).OrderBy(orm.C(&w.ID)).With(orm.SelectIn(&w.Works)).All(ctx, s)
		if err != nil || writerNames(found) != "3 4" {
			t.Fatalf("%q, %v", writerNames(found), err)
		}
		third, err := found[0].Works.All()
		if err != nil || titles(third) != "3.0 3.1" {
			t.Errorf("%q, %v", titles(third), err)
		}
		n, err := orm.Select(b).Count(ctx, s)
		if err != nil || n != 6 {
			t.Errorf("%d works, %v", n, err)
		}
		if any, err := orm.Select(b).Where(orm.C(&b.Title).Eq("5.4")).Exists(ctx, s); any || err != nil {
			t.Errorf("%v, %v", any, err)
		}
		if _, err := orm.Get[Work](ctx, s, dear.ID); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("Get: %v", err)
		}
		if _, err := orm.GetForUpdate[Work](ctx, s, dear.ID); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("GetForUpdate: %v", err)
		}
		works, err := orm.Select(b).OrderBy(orm.C(&b.ID)).With(orm.Joined(&b.Writer)).All(ctx, s)
		if err != nil || titles(works) != "1.0 2.0 2.1 3.0 3.1 4.0" {
			t.Fatalf("%q, %v", titles(works), err)
		}
		if own, err := works[0].Writer.Get(); own != nil || err != nil { // is not seen
			t.Errorf("%v, %v", own, err)
		}
		if own, err := works[3].Writer.Get(); own != found[0] || err != nil {
			t.Errorf("%v, %v", own, err)
		}
		n, err = orm.Select(w).Unfiltered().Where(orm.Has(&w.Works)).Count(ctx, s)
		if err != nil || n != 5 {
			t.Errorf("%d of all writers have works, %v", n, err)
		}
		n, err = orm.Update(b).Set(orm.Assign(&b.Title, "seen")).All().Run(ctx, s)
		if err != nil || n != 6 {
			t.Errorf("%d works are changed, %v", n, err)
		}
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select count(*) from works where title = 'seen'", "6")

		// What a flush looks up are rows as they are: those that nobody sees lose their writer, too.
		all := r.NewSession(db.DB, cheap)
		defer all.Close()
		fifth, err := orm.Select(w).Where(orm.C(&w.Name).Eq("5")).One(ctx, all)
		ok(t, err)
		all.Delete(fifth)
		ok(t, all.Commit(ctx))
		wantRows(t, db, "select count(*) from works where writer_id is null", "5")

		// Conditions that ask about each other end.
		mutual := r.NewSession(db.DB, productive, orm.Only(func(b *Work) expr.Expr { return orm.Has(&b.Writer) }))
		defer mutual.Close()
		works, err = orm.Select(b).OrderBy(orm.C(&b.ID)).All(ctx, mutual)
		if err != nil || len(works) != 7 { // those of writers with works of more than 3
			t.Errorf("%d works, %v", len(works), err)
		}

		wrong := r.NewSession(db.DB, orm.Only(func(*Work) expr.Expr { return orm.C(&w.Name).Eq("") }))
		if _, err := orm.Select(b).All(ctx, wrong); err == nil || !strings.Contains(err.Error(), "not of the query's probe") {
			t.Errorf("%v", err)
		}
	})
}
