package orm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// TestUpdateReturning: the rows that an UPDATE has changed, as objects, whether the session had them or not.
func TestUpdateReturning(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		b, w := orm.From[Work](), orm.From[Writer]()
		known, err := orm.Select(b).Where(orm.C(&b.Title).Eq("5.4")).One(ctx, s)
		ok(t, err)
		raised, err := orm.Update(b).Set(orm.AssignExpr(&b.Price, orm.C(&b.Price).Add(1))).Where(orm.C(&b.Price).Ge(8)).Returning(ctx, s)
		if err != nil || len(raised) != 2 || raised[0].Price+raised[1].Price != 19 || known.Price != 10 || known.Version != 2 {
			t.Errorf("%s, %v, %v", titles(raised), known.Price, err)
		}
		raised[0].Title, raised[1].Title = "a", "b"
		ok(t, s.Flush(ctx))
		ok(t, s.Rollback())
		if known.Price != 9 || known.Title != "5.4" {
			t.Errorf("%+v", known)
		}

		named := orm.Update(b).Using(w).Set(orm.AssignExpr(&b.Title, orm.C(&w.Name))).Where(orm.C(&w.ID).EqExpr(orm.N(&b.WriterID)), orm.C(&w.Name).Ge("4"))
		n, err := named.Run(ctx, s)
		if err != nil || n != 9 || known.Title != "5" {
			t.Errorf("%d rows of several tables, %q, %v", n, known.Title, err)
		}
		n, err = orm.Delete(b).Using(w).Where(orm.C(&w.ID).EqExpr(orm.N(&b.WriterID)), orm.C(&w.Name).Eq("5")).Run(ctx, s)
		if t.Name() == "TestUpdateReturning/sqlite" {
			if err == nil || !strings.Contains(err.Error(), "no such DELETE") {
				t.Errorf("SQLite has no DELETE with other tables: %v", err)
			}
		} else if err != nil || n != 5 || s.StatusOf(known) != orm.Deleted {
			t.Errorf("%d rows deleted, %v, %v", n, s.StatusOf(known), err)
		}
		if _, err := orm.Update(b).Set(orm.AssignExpr(&b.SequelOf, nil)).All().Run(ctx, s); err == nil || !strings.Contains(err.Error(), "of a nil expression") {
			t.Errorf("%v", err)
		}
		if _, err := orm.Update(b).Using(b).Set(orm.Assign(&b.Title, "x")).All().Run(ctx, s); err == nil || !strings.Contains(err.Error(), "another probe") {
			t.Errorf("%v", err)
		}
	})
}

// TestSyncEvaluate: objects follow without a question to the database, as they do with one.
func TestSyncEvaluate(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		b := orm.From[Work]()
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error { s.Add(&Work{Title: "nobody's", Price: 6}); return nil }))
		three := int64(3)
		for name, cond := range map[string]expr.Expr{
			"compared":    orm.C(&b.Price).Ge(6),
			"and, or":     expr.Or(expr.And(orm.C(&b.Price).Gt(3), orm.C(&b.Price).Le(5)), orm.C(&b.Title).Eq("1.0")),
			"in":          orm.C(&b.Title).In("2.0", "3.1", "x"),
			"not in":      orm.C(&b.Title).NotIn("2.0", "3.1", "x"),
			"null":        orm.N(&b.WriterID).Eq(three), // is not true of NULL
			"not null":    expr.Not(orm.N(&b.WriterID).Eq(three)),
			"is null":     orm.C(&b.WriterID).IsNull(),
			"null in":     orm.N(&b.WriterID).In(three, 4),
			"null not in": orm.N(&b.WriterID).NotIn(three, 4),
			"between":     orm.C(&b.Price).Between(4, 6),
			"arithmetic":  orm.C(&b.Price).Mul(2).Gt(11),
		} {
			var got []string
			for _, mode := range []orm.SyncMode{orm.SyncFetch, orm.SyncEvaluate} {
				s := r.NewSession(db.DB)
				all, err := orm.Select(b).OrderBy(orm.C(&b.ID)).All(ctx, s)
				ok(t, err)
				db.Log.Take()
				n, err := orm.Update(b).Set(orm.Assign(&b.Title, "new"), orm.AssignExpr(&b.Price, orm.C(&b.Price).Add(100))).Where(cond).Sync(mode).Run(ctx, s)
				ok(t, err)
				if sent := db.Log.Take(); mode == orm.SyncEvaluate && (len(sent) != 1 || strings.Contains(sent[0], "RETURNING")) {
					t.Errorf("%s: %q", name, sent)
				}
				state := fmt.Sprint(n)
				for _, w := range all {
					state += fmt.Sprint(" ", w.Title, " ", w.Price, " ", w.Version)
				}
				got = append(got, state)
				all[0].Title = "goes on" // with the version that the row has
				ok(t, s.Flush(ctx))
				ok(t, s.Rollback())
				if all[0].Title != "1.0" || all[0].Price != 1 {
					t.Errorf("%s: %+v after a rollback", name, all[0])
				}
				ok(t, s.Close())
			}
			if got[0] != got[1] {
				t.Errorf("%s:\n%s, evaluated\n%s", name, got[0], got[1])
			}
		}
		s := r.NewSession(db.DB)
		defer s.Close()
		all, err := orm.Select(b).OrderBy(orm.C(&b.ID)).All(ctx, s)
		ok(t, err)
		var unknown *orm.UnevaluableError
		for name, cond := range map[string]expr.Expr{"like": orm.C(&b.Title).Like("%"), "along": orm.Has(&b.Writer), "order of texts": orm.C(&b.Title).Gt("3")} {
			db.Log.Take()
			if _, err := orm.Update(b).Set(orm.Assign(&b.Title, "x")).Where(cond).Sync(orm.SyncEvaluate).Run(ctx, s); !errors.As(err, &unknown) || len(db.Log.Take()) != 0 {
				t.Errorf("%s: %v", name, err)
			}
		}
		n, err := orm.Delete(b).Where(orm.C(&b.Price).Lt(3)).Sync(orm.SyncEvaluate).Run(ctx, s)
		if err != nil || n != 2 || s.StatusOf(all[0]) != orm.Deleted || s.StatusOf(all[5]) != orm.Persistent {
			t.Errorf("%d, %v, %v", n, s.StatusOf(all[0]), err)
		}
		_, err = orm.Update(b).Set(orm.Assign(&b.Title, "later")).All().Sync(orm.SyncNone).Run(ctx, s)
		if err != nil || all[5].Title == "later" {
			t.Errorf("%q, %v", all[5].Title, err)
		}
		if _, err = orm.Select(b).All(ctx, s); err != nil || all[5].Title != "later" {
			t.Errorf("%q, %v", all[5].Title, err)
		}
	})
}

// TestUpdateWithinFlush: a change by conditions from an event of a flush leaves what is not written yet to the
// flush, which writes it over what the statement has set.
func TestUpdateWithinFlush(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		b := orm.From[Work]()
		for _, mode := range []orm.SyncMode{orm.SyncFetch, orm.SyncEvaluate} {
			s := r.NewSession(db.DB, orm.WithEvents(orm.Events{BeforeFlush: func(ctx context.Context, s *orm.Session) error {
				_, err := orm.Update(b).Set(orm.Assign(&b.Title, "by condition"), orm.AssignExpr(&b.Price, orm.C(&b.Price).Add(10))).
					Where(orm.C(&b.ID).Eq(1)).Sync(mode).Run(ctx, s)
				return err
			}}))
			work, err := orm.Select(b).Where(orm.C(&b.ID).Eq(1)).One(ctx, s)
			ok(t, err)
			work.Title = "unwritten"
			before := work.Price
			ok(t, s.Flush(ctx))
			if work.Title != "unwritten" || work.Price != before+10 || work.Version < 3 {
				t.Errorf("mode %d: %+v", mode, work)
			}
			ok(t, s.Refresh(ctx, work))
			if work.Title != "unwritten" || work.Price != before+10 {
				t.Errorf("mode %d: the row is %+v", mode, work)
			}
			ok(t, s.Rollback())
			if work.Title != "1.0" || work.Price != before {
				t.Errorf("mode %d, after a rollback: %+v", mode, work)
			}
			ok(t, s.Close())
		}
	})
}

// TestInsertFrom: the rows of a query become rows of a type.
func TestInsertFrom(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB, orm.Only(func(b *Work) expr.Expr { return orm.C(&b.Price).Lt(9) }))
		defer s.Close()
		w, b := orm.From[Writer](), orm.From[Work]()
		second, err := orm.Select(w).Where(orm.C(&w.Name).Eq("2")).With(orm.SelectIn(&w.Works)).One(ctx, s)
		ok(t, err)
		dear := orm.Select(b).Where(orm.C(&b.Price).Ge(7)).AsQuery(orm.C(&b.Title), orm.C(&b.Price), expr.Val(second.ID))
		n, err := orm.InsertFrom(b, dear, &b.Title, &b.Price, &b.WriterID).Run(ctx, s)
		if err != nil || n != 3 { // 9 is not seen
			t.Fatalf("%d, %v", n, err)
		}
		works, err := second.Works.Load(ctx)
		if err != nil || len(works) != 5 || works[4].Version != 1 {
			t.Errorf("%s, %v", titles(works), err)
		}
		ok(t, s.Commit(ctx))
		cheap := orm.Select(w).Where(orm.C(&w.Name).Eq("0")).AsQuery(orm.C(&w.Name), expr.Val(1.5))
		made, err := orm.InsertFrom(b, cheap, &b.Title, &b.Price).Returning(ctx, s)
		if t.Name() == "TestInsertFrom/mysql" && err != nil {
			return
		}
		if err != nil || len(made) != 1 || made[0].Title != "0" || s.StatusOf(made[0]) != orm.Persistent {
			t.Errorf("%v, %v", made, err)
		}
		if _, err := orm.InsertFrom(b, cheap, &w.Name, &b.Price).Run(ctx, s); err == nil || !strings.Contains(err.Error(), "not that of a field of the probe") {
			t.Errorf("%v", err)
		}
	})
}
