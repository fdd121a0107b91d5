package orm_test

import (
	"errors"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// TestFailuresInHierarchies: after a failure at any statement of a flush that writes rows of several tables, a
// rollback leaves objects and rows as they were.
func TestFailuresInHierarchies(t *testing.T) {
	f := &fault{}
	live.Each(t, func(t *testing.T, db *live.Database) {
		ctx := t.Context()
		f.at = 0
		r := create(t, db, joinedModels)
		fillJoined(t, r, db)
		s := r.NewSession(db)
		defer s.Close()
		c, err := orm.Get[JCompany](ctx, s, 1)
		ok(t, err)
		staff, err := c.Staff.Load(ctx)
		ok(t, err)
		mia, eve, kim := staff[0].(*JManager), staff[1].(*JGuest), staff[3].(*JChief)
		ok(t, s.Commit(ctx))
		const all = "select e.id, type, name, mdata, helper_id, shares, gdata from e left join m on m.id = e.id left join ch on ch.id = e.id left join g on g.id = e.id order by e.id"
		before := stored(t, db, all)
		n := 0
		for {
			n++
			ok(t, s.Refresh(ctx, mia, eve, kim))
			_, err := c.Staff.Load(ctx)
			ok(t, err)
			mia.Data, mia.Name = "mm", "mo"
			added := &JChief{JManager: JManager{JEmployee: employee("new")}, Shares: 3}
			added.Helper.Set(&JGuest{JEmployee: JEmployee{Name: "help", CompanyID: 1}})
			added.Projects.Add(&JProject{})
			c.Staff.Add(added)
			c.Staff.Remove(kim)
			s.Delete(eve)
			f.writes, f.at = 0, n
			err = s.Commit(ctx)
			f.at = 0
			if err == nil {
				break
			}
			if !errors.Is(err, errFault) {
				t.Fatalf("statement %d: %v", n, err)
			}
			ok(t, s.Rollback())
			if mia.Data != "m" || mia.Name != "mia" || added.ID != 0 || added.HelperID != nil || s.Contains(added) || !s.Contains(eve) || !s.Contains(kim) || kim.Shares != 7 {
				t.Errorf("statement %d: objects are not as before: %+v %+v", n, mia, added)
			}
			if got := stored(t, db, all); got != before {
				t.Errorf("statement %d: rows are not as before: %s", n, got)
			}
		}
		if n < 10 {
			t.Errorf("the flush had %d statements", n-1)
		}
		wantRows(t, db, "select name, mdata, shares from e left join m on m.id = e.id left join ch on ch.id = e.id order by name",
			"help,NULL,NULL mo,mm,NULL new,,3 sam,NULL,NULL tom,t,NULL")
	}, gild.WithInterceptors(f))
}
