package orm_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// TestChangesAcrossTables: values that one table of a type takes from another, or from other rows, are those before
// the change, whatever is changed first.
func TestChangesAcrossTables(t *testing.T) {
	eachWith(t, fleetModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		fillFleet(t, r, db)
		ctx := t.Context()
		s := r.NewSession(db)
		defer s.Close()
		taxi, boat, k := orm.From[VTaxi](), orm.From[VBoat](), orm.From[VCheck]()
		found, err := orm.Select(taxi).One(ctx, s)
		ok(t, err)
		db.Log.Take()
		n, err := orm.Update(taxi).Set(orm.AssignExpr(&taxi.Name, orm.C(&taxi.Note)), orm.AssignExpr(&taxi.Note, orm.C(&taxi.Radio)),
			orm.AssignExpr(&taxi.Radio, orm.C(&taxi.Name))).Where(orm.C(&taxi.Radio).Eq("r")).Run(ctx, s)
		ok(t, err)
		locked := " FOR UPDATE"
		if db.Dialect.Name == "sqlite" {
			locked = ""
		}
		tables := "v_base JOIN v_cars ON v_cars.id = v_base.id JOIN v_taxis ON v_taxis.id = v_cars.id WHERE "
		wantSent(t, db, "SELECT "+tables+"v_taxis.radio = r"+locked,
			"UPDATE v_base SET name=t WHERE v_base.id = 3", "UPDATE v_cars SET note=r WHERE v_cars.id = 3", "UPDATE v_taxis SET radio=taxi WHERE v_taxis.id = 3",
			"SELECT "+tables+"v_base.id = 3")
		if n != 1 || found.Name != "t" || found.Note != "r" || found.Radio != "taxi" {
			t.Errorf("%d rows: %+v", n, found)
		}
		ok(t, s.Rollback())
		if found.Name != "taxi" || found.Note != "t" || found.Radio != "r" {
			t.Errorf("after a rollback: %+v", found)
		}

		// Rows of others, in a query within.
		checks := orm.Select(k).Where(orm.C(&k.VehicleID).EqExpr(orm.C(&boat.ID))).AsQuery(expr.CountAll())
		n, err = orm.Update(boat).Set(orm.AssignExpr(&boat.Masts, expr.ScalarOf[int64](checks)), orm.Assign(&boat.Name, "two")).All().Run(ctx, s)
		ok(t, err)
		wantRows(t, db, "select count(*) from v_base", "6") // and the transaction is that of the session
		changed, err := orm.Select(boat).One(ctx, s)
		if err != nil || n != 1 || changed.Masts != 2 || changed.Name != "two" {
			t.Errorf("%d rows: %+v, %v", n, changed, err)
		}
	})
}

// carsText are cars, with what their tables have.
func carsText(cars []*VCar) string {
	var out []string
	for _, c := range cars {
		out = append(out, c.Name+"="+c.Note)
	}
	return strings.Join(out, " ")
}

// TestSyncAcrossTables: objects are brought in step with changes of several tables by each mode, and come back by a
// rollback.
func TestSyncAcrossTables(t *testing.T) {
	eachWith(t, fleetModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		fillFleet(t, r, db)
		ctx := t.Context()
		c, v := orm.From[VCar](), orm.From[VBase]()
		const before, after = "car=c taxi=t lone=", "new=c! taxi=t new=!"
		for mode, want := range map[orm.SyncMode]struct {
			then  string
			reads int
		}{orm.SyncFetch: {after, 2}, orm.SyncEvaluate: {after, 1}, orm.SyncNone: {before, 1}} {
			s := r.NewSession(db)
			cars, err := orm.Select(c).OrderBy(orm.C(&c.ID)).All(ctx, s)
			ok(t, err)
			db.Log.Take()
			change := orm.Update(c).Set(orm.Assign(&c.Name, "new"), orm.AssignExpr(&c.Note, orm.C(&c.Note).Concat("!"))).Sync(mode)
			n, err := change.Where(orm.C(&c.Note).Ne("x"), orm.C(&c.Name).NotLike("%axi")).Run(ctx, s) // which memory cannot tell
			ok(t, err)
			sent := strings.Join(db.Log.Take(), "\n")
			if got := carsText(cars); n != 2 || got != want.then || strings.Count(sent, "SELECT") != want.reads || strings.Count(sent, "UPDATE v_") != 2 {
				t.Errorf("mode %d, %d rows: %s\n%s", mode, n, got, sent)
			}
			ok(t, s.Flush(ctx))
			if sent := db.Log.Take(); len(sent) > 0 {
				t.Errorf("mode %d: what has been changed is written again: %q", mode, sent)
			}
			if _, err := orm.Select(c).All(ctx, s); err != nil || carsText(cars) != after {
				t.Errorf("mode %d, read: %s, %v", mode, carsText(cars), err)
			}
			ok(t, s.Rollback())
			if got := carsText(cars); mode != orm.SyncNone && got != before {
				t.Errorf("mode %d, after a rollback: %s", mode, got)
			}
			if _, err := orm.Select(c).All(ctx, s); err != nil || carsText(cars) != before {
				t.Errorf("mode %d, read after a rollback: %s, %v", mode, carsText(cars), err)
			}

			n, err = orm.Delete(c).Where(orm.C(&c.Name).Eq("lone")).Sync(mode).Run(ctx, s)
			gone := orm.Deleted
			if mode == orm.SyncNone {
				gone = orm.Persistent
			}
			if err != nil || n != 1 || s.StatusOf(cars[2]) != gone {
				t.Errorf("mode %d: %d deleted, %v, %v", mode, n, s.StatusOf(cars[2]), err)
			}
			ok(t, s.Close())
		}

		s := r.NewSession(db)
		defer s.Close()
		partly, err := orm.Select(v).BaseOnly().Where(orm.C(&v.Name).Eq("car")).One(ctx, s)
		ok(t, err)
		var unknown *orm.UnevaluableError
		_, err = orm.Update(c).Set(orm.AssignExpr(&c.Note, orm.C(&c.Note).Concat("!"))).All().Sync(orm.SyncEvaluate).Run(ctx, s)
		if !errors.As(err, &unknown) || strings.Contains(strings.Join(db.Log.Take(), " "), "UPDATE v_") {
			t.Errorf("a value of what has not been read, %v: %v", s.Unread(partly), err)
		}
	})
}

// TestUsingAcrossTables: values and conditions of other tables, of which a row may have several partners.
func TestUsingAcrossTables(t *testing.T) {
	eachWith(t, fleetModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		fillFleet(t, r, db)
		ctx := t.Context()
		s := r.NewSession(db)
		defer s.Close()
		c, d, w, boat, k := orm.From[VCar](), orm.From[VDriver](), orm.From[VWheel](), orm.From[VBoat](), orm.From[VCheck]()
		cars, err := orm.Select(c).OrderBy(orm.C(&c.ID)).All(ctx, s)
		ok(t, err)
		db.Log.Take()
		n, err := orm.Update(c).Using(d).Set(orm.AssignExpr(&c.Note, orm.C(&d.Name)), orm.Assign(&c.Name, "driven")).
			Where(orm.C(&d.ID).EqExpr(orm.N(&c.DriverID))).Run(ctx, s)
		ok(t, err)
		if got := carsText(cars); n != 1 || got != "driven=ann taxi=t lone=" {
			t.Errorf("%d rows: %s", n, got)
		}
		locked := map[string]string{"postgresql": " FOR UPDATE OF v_base, v_cars", "mysql": " FOR UPDATE"}[db.Dialect.Name]
		wantSent(t, db, "SELECT v_base JOIN v_cars ON v_cars.id = v_base.id, v_drivers WHERE v_drivers.id = v_cars.driver_id"+locked,
			"UPDATE v_cars SET note=ann WHERE v_cars.id = 1", "UPDATE v_base SET name=driven WHERE v_base.id = 1",
			"SELECT v_base JOIN v_cars ON v_cars.id = v_base.id WHERE v_base.id = 1")

		other := orm.From[VCar]() // of the type itself, each row of which has two partners; all go by one of them
		n, err = orm.Update(c).Using(other).Set(orm.AssignExpr(&c.Note, orm.C(&other.Name)), orm.AssignExpr(&c.Name, orm.C(&other.Name))).
			Where(orm.C(&other.ID).NeExpr(orm.C(&c.ID))).Sync(orm.SyncEvaluate).Run(ctx, s)
		ok(t, err)
		for i, car := range cars {
			if was := []string{"driven", "taxi", "lone"}; n != 3 || car.Name != car.Note || car.Name == was[i] {
				t.Errorf("%d rows: %s", n, carsText(cars))
			}
		}
		ok(t, s.Refresh(ctx, cars[0], cars[1], cars[2]))
		if cars[0].Name != cars[0].Note {
			t.Errorf("the row: %s", carsText(cars))
		}
		if _, err := orm.Update(c).Using(c).Set(orm.Assign(&c.Note, "x")).All().Run(ctx, s); err == nil || !strings.Contains(err.Error(), "another probe") {
			t.Errorf("%v", err)
		}
		ok(t, s.Rollback())

		n, err = orm.Update(boat).Using(k).Set(orm.AssignExpr(&boat.Masts, orm.C(&k.ID))).Where(orm.C(&k.VehicleID).EqExpr(orm.C(&boat.ID))).Run(ctx, s)
		if err != nil || n != 1 { // though it has been checked twice
			t.Errorf("%d boats, %v", n, err)
		}
		_, err = orm.Delete(w).All().Run(ctx, s)
		ok(t, err)
		n, err = orm.Delete(c).Using(d).Where(orm.C(&d.ID).EqExpr(orm.N(&c.DriverID)), orm.C(&d.Name).Eq("bob")).Run(ctx, s)
		if err != nil || n != 0 {
			t.Errorf("%d cars of Bob deleted, %v", n, err)
		}
		_, err = orm.Delete(k).All().Run(ctx, s)
		ok(t, err)
		_, err = gild.Exec(ctx, s, expr.Delete(r.MetaData().Table("v_bells")))
		ok(t, err)
		n, err = orm.Delete(c).Using(d).Where(orm.C(&d.ID).EqExpr(orm.N(&c.DriverID))).Run(ctx, s) // on SQLite too
		if err != nil || n != 1 || s.StatusOf(cars[0]) != orm.Deleted || s.StatusOf(cars[1]) != orm.Persistent {
			t.Errorf("%d cars deleted, %v, %v", n, s.StatusOf(cars[0]), err)
		}
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select name from v_base order by id", "boat taxi bike plain lone")
	})
}

// TestReturningAcrossTables: the rows that have been changed, as objects, on databases without RETURNING too.
func TestReturningAcrossTables(t *testing.T) {
	eachWith(t, fleetModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		fillFleet(t, r, db)
		ctx := t.Context()
		s := r.NewSession(db)
		defer s.Close()
		c := orm.From[VCar]()
		known, err := orm.Select(c).Where(orm.C(&c.Name).Eq("car")).One(ctx, s)
		ok(t, err)
		changed, err := orm.Update(c).Set(orm.Assign(&c.Name, "new"), orm.AssignExpr(&c.Note, orm.C(&c.Name))).Where(orm.C(&c.Note).Ne("")).Returning(ctx, s)
		ok(t, err)
		if len(changed) != 2 || known.Name != "new" || known.Note != "car" {
			t.Fatalf("%s, %s", carsText(changed), carsText([]*VCar{known}))
		}
		for _, one := range changed {
			taxi, isTaxi := orm.Concrete(one).(*VTaxi)
			if one != known && (!isTaxi || taxi.Radio != "r" || taxi.Note != "taxi" || taxi.Name != "new" || s.StatusOf(taxi) != orm.Persistent) {
				t.Errorf("%+v", orm.Concrete(one))
			}
			one.Note = "written"
		}
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select name, note from v_base join v_cars on v_cars.id = v_base.id order by name, note", "lone, new,written new,written")
		none, err := orm.Update(c).Set(orm.Assign(&c.Name, "new")).Where(orm.C(&c.Note).Eq("none")).Returning(ctx, s)
		if err != nil || len(none) != 0 {
			t.Errorf("%d, %v", len(none), err)
		}
	})
}
