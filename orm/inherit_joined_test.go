package orm_test

import (
	"database/sql"
	"errors"
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// A table for what all have, and one for each kind.
type (
	JStaff interface{ staff() *JEmployee }

	JEmployee struct {
		orm.Entity `gild:"e,kind=employee"`
		ID         int64  `gild:"id,pk"`
		Kind       string `gild:"type,size=20,discriminator"`
		Name       string `gild:"name,size=20"`
		CompanyID  int64  `gild:"cid,fk=c.id"`
		Company    orm.Ref[*JCompany]
	}
	JManager struct {
		JEmployee `gild:"m,kind=m"`
		Data      string              `gild:"mdata,size=20"`
		Projects  orm.Many[*JProject] `gild:"back=Lead,cascade=all delete-orphan"`
		HelperID  *int64              `gild:"helper_id,fk=e.id"`
		Helper    orm.Ref[JStaff]     `gild:"via=helper_id"`
	}
	JGuest struct {
		JEmployee `gild:"g,kind=g"`
		Data      string `gild:"gdata,size=20"`
	}
	JChief struct { // of managers, in a table of its own
		JManager `gild:"ch,kind=chief"`
		Shares   int64
	}
	JClerk struct { // of managers, in their table
		JManager `gild:"kind=clerk"`
		Desk     int64
	}
	JCompany struct {
		orm.Entity `gild:"c"`
		ID         int64            `gild:"id,pk"`
		Staff      orm.Many[JStaff] `gild:"back=Company,cascade=all delete-orphan"`
	}
	JProject struct {
		orm.Entity `gild:"pr"`
		ID         int64 `gild:"id,pk"`
		LeadID     int64 `gild:"lead_id,fk=m.id"`
		Lead       orm.Ref[*JManager]
	}
)

func (e *JEmployee) staff() *JEmployee { return e }

var joinedModels = []orm.Mapping{
	orm.Model[JCompany](), orm.Model[JEmployee](), orm.Model[JManager](), orm.Model[JGuest](), orm.Model[JChief](), orm.Model[JClerk](), orm.Model[JProject](),
}

func employee(name string) JEmployee { return JEmployee{Name: name} }

// TestScenarioJoined is scenario 13: the order of rows in several tables.
func TestScenarioJoined(t *testing.T) {
	eachWith(t, joinedModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db)
		defer s.Close()
		m1, g1, m2 := &JManager{JEmployee: employee("a"), Data: "x"}, &JGuest{JEmployee: employee("b"), Data: "y"}, &JManager{JEmployee: employee("c"), Data: "z"}
		c := &JCompany{}
		c.Staff.Add(m1, g1, m2)
		s.Add(c)
		ok(t, s.Commit(ctx))
		wantSent(t, db, "INSERT c DEFAULT VALUES",
			"INSERT e (type, name, cid) [m a 1] [g b 1] [m c 1]",
			"INSERT m (id, mdata, helper_id) [1 x NULL] [3 z NULL]", "INSERT g (id, gdata) [2 y]")
		m1.Data, g1.Name = "xx", "bb"
		ok(t, s.Commit(ctx))
		wantSent(t, db, "UPDATE e SET name=bb WHERE e.id = 2", "UPDATE m SET mdata=xx WHERE m.id = 1")
		s.Delete(c)
		ok(t, s.Flush(ctx))
		got := db.Log.TakeCalls()
		var deletes []string
		for _, call := range got {
			if line := brief(call); line[:6] == "DELETE" {
				deletes = append(deletes, line)
			}
		}
		want := []string{"DELETE g WHERE g.id = 2", "DELETE m WHERE m.id = 1", "DELETE m WHERE m.id = 3",
			"DELETE e WHERE e.id = 1", "DELETE e WHERE e.id = 2", "DELETE e WHERE e.id = 3", "DELETE c WHERE c.id = 1"}
		if len(deletes) != len(want) {
			t.Fatalf("got %q", deletes)
		}
		for i := range want {
			if deletes[i] != want[i] {
				t.Errorf("got %s, want %s", deletes[i], want[i])
			}
		}
		ok(t, s.Rollback())
		if s.StatusOf(m1) != orm.Persistent || m1.Data != "xx" || g1.Name != "bb" {
			t.Errorf("after the rollback: %s %s %s", s.StatusOf(m1), m1.Data, g1.Name)
		}
		s.Delete(m1)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select id from e order by id", "2 3")
		wantRows(t, db, "select id from m order by id", "3")
	})
}

func fillJoined(t *testing.T, r *orm.Registry, db *live.Database) {
	t.Helper()
	ok(t, r.InTx(t.Context(), db, func(s *orm.Session) error {
		c := &JCompany{}
		mia := &JManager{JEmployee: employee("mia"), Data: "m"}
		kim := &JChief{JManager: JManager{JEmployee: employee("kim"), Data: "k"}, Shares: 7}
		kim.Helper.Set(mia)
		c.Staff.Add(mia, &JGuest{JEmployee: employee("eve"), Data: "g"}, &JEmployee{Name: "sam"}, kim,
			&JClerk{JManager: JManager{JEmployee: employee("tom"), Data: "t"}, Desk: 5})
		s.Add(c)
		return nil
	}))
	db.Log.Take()
}

// TestJoinedTables: objects of several tables come whole, from the base and by themselves.
func TestJoinedTables(t *testing.T) {
	eachWith(t, joinedModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		fillJoined(t, r, db)
		wantRows(t, db, "select e.id, type, name, mdata, shares, desk, gdata from e left join m on m.id = e.id left join ch on ch.id = e.id left join g on g.id = e.id order by e.id",
			"1,m,mia,m,NULL,NULL,NULL 2,g,eve,NULL,NULL,NULL,g 3,employee,sam,NULL,NULL,NULL,NULL 4,chief,kim,k,7,NULL,NULL 5,clerk,tom,t,NULL,5,NULL")
		ctx := t.Context()
		s := r.NewSession(db)
		defer s.Close()
		e := orm.From[JEmployee]()
		q := orm.Select(e).OrderBy(orm.C(&e.ID))
		staff, err := orm.As[JStaff](q).All(ctx, s)
		ok(t, err)
		check := func(staff []JStaff) {
			t.Helper()
			mia, eve, kim, tom := staff[0].(*JManager), staff[1].(*JGuest), staff[3].(*JChief), staff[4].(*JClerk)
			if mia.Data != "m" || eve.Data != "g" || kim.Data != "k" || kim.Shares != 7 || tom.Desk != 5 || tom.Data != "t" || staff[2].(*JEmployee).Name != "sam" {
				t.Errorf("got %+v %+v %+v %+v", mia, eve, kim, tom)
			}
		}
		check(staff)
		apart, err := orm.As[JStaff](q.NoTrack()).All(ctx, s)
		ok(t, err)
		check(apart)

		m := orm.From[JManager]()
		managers, err := orm.Select(m).Where(orm.C(&m.Data).Ne("t"), orm.C(&m.Name).Ne("eve")).OrderBy(orm.C(&m.ID)).All(ctx, s)
		ok(t, err)
		if len(managers) != 2 || managers[0] != staff[0] || orm.Concrete(managers[1]) != any(staff[3]) {
			t.Errorf("got %d", len(managers))
		}
		n, err := orm.Select(m).Count(ctx, s)
		ok(t, err)
		clerks, err := orm.Select(orm.From[JClerk]()).All(ctx, s)
		ok(t, err)
		if n != 3 || len(clerks) != 1 {
			t.Errorf("%d managers, %d clerks", n, len(clerks))
		}
		if helper, err := staff[3].(*JChief).Helper.Get(); err != nil || helper != staff[0] {
			t.Errorf("got %v %v", helper, err)
		}
		for key, found := range map[int64]bool{1: true, 2: false, 4: true} {
			fresh := r.NewSession(db)
			_, err := orm.Get[JManager](ctx, fresh, key)
			ok(t, fresh.Close())
			if (err == nil) != found || err != nil && !errors.Is(err, sql.ErrNoRows) {
				t.Errorf("%d: %v", key, err)
			}
		}
	})
}

// TestJoinedTablesChanges: changes, of what lies in which table, moves between owners, rollbacks, and refreshing.
func TestJoinedTablesChanges(t *testing.T) {
	eachWith(t, joinedModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		fillJoined(t, r, db)
		ctx := t.Context()
		s := r.NewSession(db)
		defer s.Close()
		kim, err := orm.Get[JChief](ctx, s, 4)
		ok(t, err)
		eve, err := orm.Get[JGuest](ctx, s, 2)
		ok(t, err)
		kim.Shares, kim.Name = 8, "kit"
		kim.Helper.Set(eve)
		kim.Projects.Add(&JProject{})
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select name, shares, helper_id from e join m on m.id = e.id join ch on ch.id = e.id", "kit,8,2")
		wantRows(t, db, "select lead_id from pr", "4")

		kim.Shares, kim.Data = 99, "?"
		ok(t, s.Flush(ctx))
		ok(t, s.Rollback())
		if kim.Shares != 8 || kim.Data != "k" {
			t.Errorf("after the rollback: %+v", kim)
		}
		kim.Shares = 50
		s.Expire(kim)
		ok(t, s.Refresh(ctx, &kim.JEmployee))
		if kim.Shares != 8 {
			t.Errorf("refreshed: %+v", kim)
		}
		added := &JChief{JManager: JManager{JEmployee: JEmployee{Name: "new", CompanyID: 1}}}
		added.Projects.Add(&JProject{})
		s.Add(added)
		ok(t, s.Flush(ctx))
		ok(t, s.Rollback())
		if added.ID != 0 || s.StatusOf(added) != orm.Transient {
			t.Errorf("after the rollback: %+v", added)
		}
		merged, err := orm.Merge(ctx, s, &JChief{JManager: JManager{JEmployee: JEmployee{ID: 4, Name: "merged", CompanyID: 1}, Data: "d"}, Shares: 1})
		ok(t, err)
		if merged != kim || kim.Shares != 1 {
			t.Errorf("merged: %+v", kim)
		}
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select name, mdata, shares from e join m on m.id = e.id join ch on ch.id = e.id", "merged,d,1")
		s.Delete(kim)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select count(*) from ch", "0")
		wantRows(t, db, "select count(*) from e", "4")
		wantRows(t, db, "select count(*) from pr", "0")
	})
}
