package orm_test

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// One table for all kinds of staff.
type (
	SStaff interface{ staff() *SEmployee }

	SEmployee struct {
		orm.Entity `gild:"s_staff,kind=employee"`
		ID         int64  `gild:"id,pk"`
		Kind       string `gild:"kind,size=20,discriminator"`
		Name       string `gild:"name,size=20"`
		CompanyID  *int64 `gild:"company_id,fk=s_companies.id"`
		Company    orm.Ref[*SCompany]
	}
	SManager struct {
		SEmployee `gild:"kind=manager"`
		Level     int
		Reports   orm.Many[*SReport] `gild:"back=Author,cascade=all delete-orphan"`
	}
	SEngineer struct {
		SEmployee `gild:"kind=engineer"`
		Language  *string `gild:"language,size=20"`
	}
	SChief struct { // of managers
		SManager `gild:"kind=chief"`
		Shares   int64
	}
	SCompany struct {
		orm.Entity `gild:"s_companies"`
		ID         int64            `gild:"id,pk"`
		Staff      orm.Many[SStaff] `gild:"back=Company,cascade=all delete-orphan"`
	}
	SReport struct {
		orm.Entity `gild:"s_reports"`
		ID         int64 `gild:"id,pk"`
		AuthorID   int64 `gild:"fk=s_staff.id"`
		Author     orm.Ref[*SManager]
	}
)

func (e *SEmployee) staff() *SEmployee { return e }

var singleModels = []orm.Mapping{
	orm.Model[SManager](), orm.Model[SEngineer](), orm.Model[SEmployee](), orm.Model[SChief](), orm.Model[SCompany](), orm.Model[SReport](),
}

// names are those of staff, with their types.
func names[E SStaff](list []E) string {
	var out []string
	for _, e := range list {
		name := e.staff().Name
		switch any(e).(type) {
		case *SManager:
			name += ":manager"
		case *SEngineer:
			name += ":engineer"
		case *SChief:
			name += ":chief"
		}
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

func fillSingle(t *testing.T, r *orm.Registry, db *live.Database) {
	t.Helper()
	ok(t, r.InTx(t.Context(), db, func(s *orm.Session) error {
		c := &SCompany{}
		c.Staff.Add(&SManager{SEmployee: SEmployee{Name: "mia"}, Level: 3}, &SEngineer{SEmployee: SEmployee{Name: "eve"}, Language: new("go")},
			&SEmployee{Name: "sam"}, &SChief{SManager: SManager{SEmployee: SEmployee{Name: "kim"}, Level: 9}, Shares: 7})
		s.Add(c)
		return nil
	}))
	db.Log.Take()
}

// TestSingleTable: types of one table are found by what they are, from the base and by themselves.
func TestSingleTable(t *testing.T) {
	eachWith(t, singleModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		fillSingle(t, r, db)
		wantRows(t, db, "select id, kind, name, level, language, shares, company_id from s_staff order by id",
			"1,manager,mia,3,NULL,NULL,1 2,engineer,eve,NULL,go,NULL,1 3,employee,sam,NULL,NULL,NULL,1 4,chief,kim,9,NULL,7,1")
		ctx := t.Context()
		s := r.NewSession(db)
		defer s.Close()

		e := orm.From[SEmployee]()
		staff, err := orm.As[SStaff](orm.Select(e).OrderBy(orm.C(&e.ID))).All(ctx, s)
		ok(t, err)
		if got := names(staff); got != "mia:manager eve:engineer sam kim:chief" {
			t.Errorf("got %s", got)
		}
		if chief := staff[3].(*SChief); chief.Level != 9 || chief.Shares != 7 || chief.Kind != "chief" {
			t.Errorf("got %+v", chief)
		}
		m := orm.From[SManager]()
		managers, err := orm.Select(m).Where(orm.C(&m.Level).Gt(1)).OrderBy(orm.C(&m.ID)).All(ctx, s)
		ok(t, err)
		if len(managers) != 2 || any(managers[0]) != any(staff[0]) || orm.Concrete(managers[1]) != any(staff[3]) {
			t.Errorf("got %s", names(managers))
		}
		db.Log.Take()
		chief, err := orm.Select(orm.From[SChief]()).One(ctx, s)
		ok(t, err)
		if text := strings.Join(db.Log.Take(), ""); any(chief) != any(staff[3]) || !strings.Contains(text, ".kind = ") {
			t.Errorf("got %s by %s", chief.Name, text)
		}
		n, err := orm.Select(m).Count(ctx, s)
		ok(t, err)
		if n != 2 {
			t.Errorf("counted %d managers", n)
		}
		apart, err := orm.As[SStaff](orm.Select(e).NoTrack().OrderBy(orm.C(&e.ID))).All(ctx, s)
		ok(t, err)
		if got := names(apart); got != "mia:manager eve:engineer sam kim:chief" || apart[0] == staff[0] {
			t.Errorf("got %s", got)
		}
	})
}

// TestSingleTableGet: a key has one object, and one of another type is not found.
func TestSingleTableGet(t *testing.T) {
	eachWith(t, singleModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		fillSingle(t, r, db)
		ctx := t.Context()
		for _, fresh := range []bool{true, false} {
			s := r.NewSession(db)
			e, err := orm.Get[SEmployee](ctx, s, 4)
			ok(t, err)
			if !fresh {
				ok(t, s.Commit(ctx)) // what is known now is stale
			}
			m, err := orm.Get[SManager](ctx, s, 4)
			ok(t, err)
			if chief, is := orm.Concrete(e).(*SChief); !is || orm.Concrete(m) != any(chief) || m.Level != 9 || &chief.SEmployee != e {
				t.Errorf("got %T and %T", orm.Concrete(e), orm.Concrete(m))
			}
			if _, err := orm.Get[SEngineer](ctx, s, 4); !errors.Is(err, sql.ErrNoRows) {
				t.Errorf("a chief as engineer: %v", err)
			}
			if _, err := orm.Get[SManager](ctx, s, 2); !errors.Is(err, sql.ErrNoRows) {
				t.Errorf("an engineer as manager: %v", err)
			}
			ok(t, s.Close())
		}
	})
}

// TestSingleTableChanges: updates and deletions of objects and by conditions, relationships, and a rollback.
func TestSingleTableChanges(t *testing.T) {
	eachWith(t, singleModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		fillSingle(t, r, db)
		ctx := t.Context()
		s := r.NewSession(db)
		defer s.Close()
		c, err := orm.Get[SCompany](ctx, s, 1)
		ok(t, err)
		staff, err := c.Staff.Load(ctx)
		ok(t, err)
		if got := names(staff); got != "mia:manager eve:engineer sam kim:chief" {
			t.Fatalf("got %s", got)
		}
		mia, eve := staff[0].(*SManager), staff[1].(*SEngineer)
		mia.Level++
		mia.Reports.Add(&SReport{})
		eve.Name = "eva"
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select name, level, language from s_staff where id < 3 order by id", "mia,4,NULL eva,NULL,go")
		wantRows(t, db, "select author_id from s_reports", "1")
		if owner, err := eve.Company.Get(); err != nil || owner != c {
			t.Errorf("got %v %v", owner, err)
		}

		m := orm.From[SManager]()
		n, err := orm.Update(m).Set(orm.Assign(&m.Level, 20)).All().Run(ctx, s)
		ok(t, err)
		if n != 2 || mia.Level != 20 || staff[3].(*SChief).Level != 20 {
			t.Errorf("%d rows, mia has %d", n, mia.Level)
		}
		n, err = orm.Delete(orm.From[SEngineer]()).All().Run(ctx, s)
		ok(t, err)
		if n != 1 || s.StatusOf(eve) != orm.Deleted || c.Staff.Len() != 3 {
			t.Errorf("%d rows, eve is %s, %d left", n, s.StatusOf(eve), c.Staff.Len())
		}
		s.Delete(&mia.SEmployee) // as what it embeds
		n, err = orm.Select(orm.From[SEmployee]()).Count(ctx, s)
		ok(t, err)
		if n != 2 {
			t.Errorf("%d are left", n)
		}
		ok(t, s.Rollback())
		if s.StatusOf(mia) != orm.Persistent || mia.Level != 4 || eve.Name != "eva" || s.StatusOf(&eve.SEmployee) != orm.Persistent {
			t.Errorf("after the rollback: %s %d, %s", s.StatusOf(mia), mia.Level, eve.Name)
		}
		s.Delete(c)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select count(*) from s_staff", "0")
	})
}

// TestSingleTableConditions: sub-types in Has, Join and RelatedTo, and what is loaded of sub-types alone.
func TestSingleTableConditions(t *testing.T) {
	eachWith(t, singleModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		fillSingle(t, r, db)
		ctx := t.Context()
		s := r.NewSession(db)
		defer s.Close()
		c, m := orm.From[SCompany](), orm.From[SManager]()
		for _, q := range []struct {
			cond expr.Expr
			want int64
		}{
			{orm.HasWhere(&c.Staff, func(e *SEngineer) expr.Expr { return orm.N(&e.Language).Eq("go") }), 1},
			{orm.HasWhere(&c.Staff, func(m *SManager) expr.Expr { return orm.C(&m.Level).Gt(9) }), 0},
			{orm.HasWhere(&c.Staff, func(m *SChief) expr.Expr { return orm.C(&m.Level).Eq(9) }), 1},
			{orm.HasWhere(&c.Staff, func(e *SEmployee) expr.Expr { return orm.C(&e.Name).Eq("sam") }), 1},
		} {
			n, err := orm.Select(c).Where(q.cond).Count(ctx, s)
			ok(t, err)
			if n != q.want {
				t.Errorf("%d companies, want %d", n, q.want)
			}
		}
		rows, err := orm.All2(ctx, s, orm.Select(c).Join(&c.Staff, m).OrderBy(orm.C(&m.ID)), m)
		ok(t, err)
		if len(rows) != 2 || names([]*SManager{rows[0].Second}) != "mia:manager" {
			t.Errorf("%d rows", len(rows))
		}
		mia := rows[0].Second
		n, err := orm.Select(c).Where(orm.RelatedTo(&c.Staff, mia)).Count(ctx, s)
		ok(t, err)
		if n != 1 {
			t.Errorf("%d companies of mia", n)
		}
		mia.Reports.Add(&SReport{})
		ok(t, s.Commit(ctx))

		fresh := r.NewSession(db)
		defer fresh.Close()
		report := orm.From[SReport]()
		one, err := orm.Select(report).With(orm.Joined(&report.Author)).One(ctx, fresh)
		ok(t, err)
		if author, err := one.Author.Get(); err != nil || author.Level != 3 {
			t.Errorf("got %v %v", author, err)
		}
		company, err := orm.Select(c).With(orm.SelectIn(&c.Staff).Then(m, orm.SelectIn(&m.Reports))).One(ctx, fresh)
		ok(t, err)
		all, err := company.Staff.All()
		ok(t, err)
		if known, err := all[0].(*SManager).Reports.All(); err != nil || len(known) != 1 || known[0] != one {
			t.Errorf("got %v %v", known, err)
		}
	})
}

// TestInsertFromOfTypes: rows that a query gives are of the type that they are inserted as.
func TestInsertFromOfTypes(t *testing.T) {
	eachWith(t, singleModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		s.Add(&SEmployee{Name: "ann"}, &SManager{SEmployee: SEmployee{Name: "bob"}, Level: 1})
		e, m := orm.From[SEmployee](), orm.From[SManager]()
		all := func(name string) expr.Query {
			return orm.Select(e).Where(orm.C(&e.Name).Eq(name)).AsQuery(orm.C(&e.Name).Concat("2"))
		}
		n, err := orm.InsertFrom(e, all("ann"), &e.Name).Run(ctx, s)
		if err != nil || n != 1 {
			t.Fatalf("as the base: %d, %v", n, err)
		}
		both := expr.UnionAll(
			orm.Select(e).Where(orm.C(&e.Name).Eq("ann")).AsQuery(orm.C(&e.Name).Concat("3"), expr.Val[int64](7)),
			orm.Select(m).AsQuery(orm.C(&m.Name).Concat("3"), orm.C(&m.Level)))
		if n, err = orm.InsertFrom(m, both, &m.Name, &m.Level).Run(ctx, s); err != nil || n != 2 {
			t.Fatalf("as managers: %d, %v", n, err)
		}
		list, err := orm.Select(e).OrderBy(orm.C(&e.Name)).All(ctx, s)
		ok(t, err)
		var got []string
		for _, one := range list {
			got = append(got, fmt.Sprintf("%s:%T", one.Name, orm.Concrete(one)))
		}
		if want := "ann:*orm_test.SEmployee ann2:*orm_test.SEmployee ann3:*orm_test.SManager bob:*orm_test.SManager bob3:*orm_test.SManager"; strings.Join(got, " ") != want {
			t.Errorf("%v", got)
		}
		if _, err := orm.InsertFrom(m, all("ann"), &m.Kind).Run(ctx, s); err == nil || !strings.Contains(err.Error(), "is set by itself") {
			t.Errorf("a kind of its own: %v", err)
		}
	})
	eachWith(t, fleetModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		s := r.NewSession(db.DB)
		defer s.Close()
		taxi := orm.From[VTaxi]()
		if _, err := orm.InsertFrom(taxi, orm.Select(taxi).AsQuery(orm.C(&taxi.Name)), &taxi.Name).Run(t.Context(), s); err == nil || !strings.Contains(err.Error(), "in several tables: add objects") {
			t.Errorf("into several tables: %v", err)
		}
	})
}
