package orm_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// TestConcreteChangesAlone: changes of rows that a base of concrete sub-types has itself leave the rows and objects of
// these alone, whichever way objects are kept in step.
func TestConcreteChangesAlone(t *testing.T) {
	eachWith(t, personModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		people(t, r, db)
		ctx := t.Context()
		p, m := orm.From[CPerson](), orm.From[CMember]()
		s := r.NewSession(db.DB)
		defer s.Close()
		all, err := orm.As[CStaff](orm.Select(p).OrderBy(orm.C(&p.Name))).All(ctx, s)
		ok(t, err)
		wantNames := func(what, want string) {
			t.Helper()
			if got := labels(all); got != want {
				t.Errorf("%s: %s\nwant %s", what, got, want)
			}
		}
		for _, mode := range []orm.SyncMode{orm.SyncFetch, orm.SyncEvaluate, orm.SyncNone} {
			name := fmt.Sprint("by", mode)
			n, err := orm.Update(p).BaseOnly().Set(orm.Assign(&p.Name, name)).Where(orm.C(&p.ID).Eq(1)).Sync(mode).Run(ctx, s)
			if err != nil || n != 1 {
				t.Fatalf("%d rows, %v", n, err)
			}
			if mode == orm.SyncNone {
				ok(t, s.Refresh(ctx, all[0]))
			}
			wantNames(name, name+":Person bob:Guest cid:Member dan:Patron eve:Bot")
		}
		n, err := orm.Update(m).BaseOnly().Set(orm.Assign(&m.Name, "new"), orm.AssignExpr(&m.Since, orm.C(&m.Since).Add(10))).All().Run(ctx, s)
		if err != nil || n != 2 || all[2].(*CMember).Since != 13 || all[3].(*CPatron).Version != 2 {
			t.Errorf("%d members, %v", n, err)
		}
		wantNames("members", "by2:Person bob:Guest new:Member new:Patron eve:Bot")
		changed, err := orm.Update(p).BaseOnly().Set(orm.AssignExpr(&p.Name, orm.C(&p.Name).Concat("!"))).All().Returning(ctx, s)
		ok(t, err)
		wantNames("all people", "by2!:Person bob!:Guest new:Member new:Patron eve:Bot")
		locked, err := orm.Select(p).BaseOnly().ForUpdate().OrderBy(orm.C(&p.ID)).All(ctx, s)
		if err != nil || labels(locked) != "by2!:Person bob!:Guest" || len(changed) != 2 {
			t.Errorf("%s, %v", labels(locked), err)
		}

		inserted, err := orm.InsertFrom(p, orm.Select(m).AsQuery(orm.C(&m.Name), expr.Val("")), &p.Name, &p.Memo).Run(ctx, s)
		if err != nil || inserted != 3 {
			t.Errorf("%d rows, %v", inserted, err)
		}
		n, err = orm.Delete(p).BaseOnly().Where(orm.C(&p.Name).In("new", "bob!")).Run(ctx, s)
		if err != nil || n != 3 || s.StatusOf(all[1]) != orm.Deleted || s.StatusOf(all[2]) != orm.Persistent {
			t.Errorf("%d rows, %v: %v, %v", n, err, s.StatusOf(all[1]), s.StatusOf(all[2]))
		}
		n, err = orm.Delete(m).BaseOnly().All().Run(ctx, s)
		if err != nil || n != 2 || s.StatusOf(all[3]) != orm.Deleted || s.StatusOf(all[4]) != orm.Persistent {
			t.Errorf("%d rows, %v", n, err)
		}
		ok(t, s.Commit(ctx))
		wantRows(t, db, "SELECT kind, name, version FROM cp_people ORDER BY id", "person,by2!,5 person,eve,1")
		wantRows(t, db, "SELECT count(*) FROM cp_members", "0")
		wantRows(t, db, "SELECT count(*) FROM cp_patrons", "0")
		wantRows(t, db, "SELECT name FROM cp_bots", "eve")
	})
}

// TestConcreteAloneMistakes: errors say how the base's own rows are changed, where it has any.
func TestConcreteAloneMistakes(t *testing.T) {
	eachWith(t, append(personModels[:len(personModels):len(personModels)], concreteModels...), func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx, s := context.Background(), r.NewSession(db.DB)
		defer s.Close()
		p, d := orm.From[CPerson](), orm.From[CDocument]()
		for want, err := range map[string]error{
			"one type at a time, its own rows with BaseOnly": second(orm.Delete(p).All().Run(ctx, s)),
			"BaseOnly of orm_test.CDocument, which has no":   second(orm.Delete(d).BaseOnly().All().Run(ctx, s)),
			"InsertFrom of orm_test.CDocument, which is":     second(orm.InsertFrom(d, orm.Select(d).AsQuery(orm.C(&d.Title)), &d.Title).Run(ctx, s)),
		} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v\nwant %s", err, want)
			}
		}
		if err := second(orm.Delete(d).All().Run(ctx, s)); err == nil || strings.Contains(err.Error(), "BaseOnly") {
			t.Errorf("%v", err)
		}
	})
}
