package orm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// TestHierarchiesInQueries: hierarchies beside what else queries have: joined collections, limits for each owner,
// subqueries, pages, batches, columns and objects in rows, other names.
func TestHierarchiesInQueries(t *testing.T) {
	inline := append([]orm.Mapping{}, joinedModels...)
	inline[2] = orm.Model[JManager](orm.Tag("JEmployee", "m,kind=m,inline"))
	for name, models := range map[string][]orm.Mapping{"apart": joinedModels, "inline": inline} {
		t.Run(name, func(t *testing.T) {
			eachWith(t, models, hierarchyInQueries)
		})
	}
}

func hierarchyInQueries(t *testing.T, r *orm.Registry, db *live.Database) {
	fillJoined(t, r, db)
	ctx := t.Context()
	c, e, m := orm.From[JCompany](), orm.From[JEmployee](), orm.From[JManager]()
	list := func(staff []JStaff) string {
		var out []string
		for _, one := range staff {
			text := one.staff().Name
			switch one := one.(type) {
			case *JManager:
				text += "=" + one.Data
			case *JGuest:
				text += "=" + one.Data
			case *JChief:
				text += fmt.Sprintf("=%s%d", one.Data, one.Shares)
			case *JClerk:
				text += fmt.Sprintf("=%s%d", one.Data, one.Desk)
			}
			out = append(out, text)
		}
		return strings.Join(out, " ")
	}
	const all = "mia=m eve=g sam kim=k7 tom=t5"
	company := func(t *testing.T, s *orm.Session, loads ...orm.Load) string {
		t.Helper()
		found, err := orm.Select(c).With(loads...).All(ctx, s)
		ok(t, err)
		staff, err := found[0].Staff.All()
		if err != nil {
			for one := range found[0].Staff.Each() {
				staff = append(staff, one)
			}
		}
		return list(staff)
	}
	for name, test := range map[string]func(t *testing.T, s *orm.Session) (got, want string){
		"joined": func(t *testing.T, s *orm.Session) (string, string) {
			return company(t, s, orm.Joined(&c.Staff)), all
		},
		"joined, of some with a limit": func(t *testing.T, s *orm.Session) (string, string) {
			found, err := orm.Select(c).With(orm.Joined(&c.Staff)).OrderBy(orm.C(&c.ID)).Limit(1).All(ctx, s)
			ok(t, err)
			staff, err := found[0].Staff.All()
			ok(t, err)
			return list(staff), all
		},
		"the first of each": func(t *testing.T, s *orm.Session) (string, string) {
			return company(t, s, orm.SelectIn(&c.Staff).As(e).OrderBy(orm.C(&e.Name).Desc()).Limit(2)), "tom=t5 sam"
		},
		"with conditions": func(t *testing.T, s *orm.Session) (string, string) {
			return company(t, s, orm.SelectIn(&c.Staff).As(e).Where(orm.C(&e.Name).Like("%m%"))), "mia=m sam kim=k7 tom=t5"
		},
		"loaded by hand": func(t *testing.T, s *orm.Session) (string, string) {
			found, err := orm.Get[JCompany](ctx, s, 1)
			ok(t, err)
			staff, err := found.Staff.Load(ctx)
			ok(t, err)
			return list(staff), all
		},
		"pages": func(t *testing.T, s *orm.Session) (string, string) {
			var got []JStaff
			for batch, err := range orm.Select(e).OrderBy(orm.C(&e.Name)).Batches(ctx, s, 2) {
				ok(t, err)
				for _, one := range batch {
					got = append(got, orm.Concrete(one).(JStaff))
				}
			}
			return list(got), "eve=g kim=k7 mia=m sam tom=t5"
		},
		"pages of a sub-type": func(t *testing.T, s *orm.Session) (string, string) {
			q := orm.Select(m).OrderBy(orm.C(&m.Data)).Limit(2)
			first, err := orm.As[JStaff](q.After(nil)).All(ctx, s)
			ok(t, err)
			last, err := orm.Get[JManager](ctx, s, first[1].staff().ID)
			ok(t, err)
			rest, err := orm.As[JStaff](q.After(last)).All(ctx, s)
			ok(t, err)
			return list(append(first, rest...)), "kim=k7 mia=m tom=t5"
		},
		"rows": func(t *testing.T, s *orm.Session) (string, string) {
			rows, err := orm.Rows[string](ctx, s, orm.Select(m).OrderBy(orm.C(&m.ID)), expr.Concat(orm.C(&m.Name), orm.C(&m.Data)))
			ok(t, err)
			return strings.Join(rows, " "), "miam kimk tomt"
		},
		"some columns": func(t *testing.T, s *orm.Session) (string, string) {
			staff, err := orm.As[JStaff](orm.Select(e).With(orm.LoadOnly(&e.Name)).OrderBy(orm.C(&e.ID))).All(ctx, s)
			ok(t, err)
			return list(staff), all
		},
		"two of a kind": func(t *testing.T, s *orm.Session) (string, string) {
			other := orm.From[JManager]()
			pairs, err := orm.All2(ctx, s, orm.Select(m).Join(&m.Company, c).Join(&c.Staff, other).Where(orm.C(&m.Data).LtExpr(orm.C(&other.Data))).OrderBy(orm.C(&m.ID), orm.C(&other.ID)), other)
			ok(t, err)
			var got []JStaff
			for _, p := range pairs {
				got = append(got, orm.Concrete(p.First).(JStaff), orm.Concrete(p.Second).(JStaff))
			}
			return list(got), "mia=m tom=t5 kim=k7 mia=m kim=k7 tom=t5"
		},
		"what a condition of a session hides": func(t *testing.T, _ *orm.Session) (string, string) {
			s := r.NewSession(db, orm.Only(func(e *JEmployee) expr.Expr { return orm.C(&e.Name).Ne("kim") }))
			defer s.Close()
			managers, err := orm.As[JStaff](orm.Select(m).OrderBy(orm.C(&m.ID))).All(ctx, s)
			ok(t, err)
			return list(managers) + "; " + company(t, s, orm.SelectIn(&c.Staff)), "mia=m tom=t5; mia=m eve=g sam tom=t5"
		},
		"what a condition on a sub-type hides": func(t *testing.T, _ *orm.Session) (string, string) {
			s := r.NewSession(db, orm.Only(func(m *JManager) expr.Expr { return orm.C(&m.Data).Ne("k") }), orm.Only(func(c *JClerk) expr.Expr { return orm.C(&c.Desk).Gt(5) }))
			defer s.Close()
			staff, err := orm.As[JStaff](orm.Select(e).OrderBy(orm.C(&e.ID))).All(ctx, s)
			ok(t, err)
			managers, err := orm.As[JStaff](orm.Select(m)).All(ctx, s)
			ok(t, err)
			return list(staff) + "; " + list(managers) + "; " + company(t, s, orm.Joined(&c.Staff)), "mia=m eve=g sam; mia=m; mia=m eve=g sam"
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := r.NewSession(db)
			defer s.Close()
			if got, want := test(t, s); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}
