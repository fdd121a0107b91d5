package orm_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// wantSelects compares how many statements were sent, each with a part of its text.
func wantSelects(t *testing.T, db *live.Database, parts ...string) {
	t.Helper()
	sent := slices.DeleteFunc(db.Log.Take(), func(q string) bool { return !strings.HasPrefix(q, "SELECT") })
	for i, q := range sent {
		sent[i] = strings.Join(strings.Fields(q), " ")
	}
	if len(sent) != len(parts) {
		t.Fatalf("sent %d statements, want %d:\n%s", len(sent), len(parts), strings.Join(sent, "\n"))
	}
	for i, part := range parts {
		if !strings.Contains(sent[i], part) {
			t.Errorf("want %s in %s", part, sent[i])
		}
	}
}

// TestPolymorphicLoading: the ways to read what sub-types have in tables of their own.
func TestPolymorphicLoading(t *testing.T) {
	eachWith(t, joinedModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		fillJoined(t, r, db)
		ctx := t.Context()
		e, m, g, c := orm.From[JEmployee](), orm.From[JManager](), orm.From[JGuest](), orm.From[JCompany]()
		q := orm.Select(e).OrderBy(orm.C(&e.ID))
		within := func(name string, test func(t *testing.T, s *orm.Session)) {
			t.Run(name, func(t *testing.T) {
				s := r.NewSession(db)
				defer s.Close()
				_, err := gild.One[int](ctx, s, expr.Select(expr.Raw[int]("1"))) // the transaction has begun
				ok(t, err)
				db.Log.Take()
				test(t, s)
			})
		}
		within("one more statement for each type", func(t *testing.T, s *orm.Session) {
			all, err := orm.As[JStaff](q).All(ctx, s)
			ok(t, err)
			wantSelects(t, db, "FROM e ORDER BY", "FROM m WHERE m.id", "FROM g WHERE g.id", "JOIN ch", "FROM m WHERE m.id")
			if len(all) != 5 || len(s.Unread(all[0])) != 0 {
				t.Errorf("%d, unread %v", len(all), s.Unread(all[0]))
			}
		})
		within("the base alone", func(t *testing.T, s *orm.Session) {
			all, err := orm.As[JStaff](q.BaseOnly()).All(ctx, s)
			ok(t, err)
			wantSelects(t, db, "FROM e ORDER BY")
			mia, kim := all[0].(*JManager), all[3].(*JChief)
			if mia.Data != "" || mia.Name != "mia" || len(s.Unread(mia)) != 2 || len(s.Unread(kim)) != 3 {
				t.Errorf("%+v, unread %v %v", mia, s.Unread(mia), s.Unread(kim))
			}
			ok(t, s.Flush(ctx))
			kim.Data = "set"
			ok(t, s.Complete(ctx, kim, &mia.JEmployee))
			if kim.Data != "set" || kim.Shares != 7 || mia.Data != "m" || len(s.Unread(kim)) != 0 {
				t.Errorf("%+v %+v", mia, kim)
			}
			if text := fmt.Sprint(db.Log.Take()); !strings.Contains(text, "UPDATE m SET mdata=") || strings.Contains(text, "UPDATE e") {
				t.Errorf("sent %s", text)
			}
			eve := all[1].(*JGuest)
			if got, err := orm.Get[JGuest](ctx, s, 2); err != nil || got != eve || eve.Data != "" { // what is known is not read again
				t.Errorf("%+v %v", got, err)
			}
			_, err = orm.Select(g).One(ctx, s)
			ok(t, err)
			if eve.Data != "g" {
				t.Errorf("%+v", eve)
			}
		})
		within("in the same statement", func(t *testing.T, s *orm.Session) {
			some := q.Inline(m, g).Where(expr.Or(orm.C(&m.Data).Eq("m"), orm.C(&g.Data).Eq("g"), orm.C(&e.Name).Eq("sam")))
			all, err := orm.As[JStaff](some).All(ctx, s)
			ok(t, err)
			wantSelects(t, db, "FROM e LEFT OUTER JOIN m ON m.id = e.id LEFT OUTER JOIN g ON g.id = e.id WHERE")
			if len(all) != 3 || all[0].(*JManager).Data != "m" || all[1].(*JGuest).Data != "g" {
				t.Errorf("got %v", all)
			}
			n, err := some.Count(ctx, s)
			ok(t, err)
			if n != 3 {
				t.Errorf("counted %d", n)
			}
		})
		within("of what is related", func(t *testing.T, s *orm.Session) {
			company, err := orm.Select(c).With(orm.SelectIn(&c.Staff).Then(m, orm.SelectIn(&m.Projects))).One(ctx, s)
			ok(t, err)
			staff, err := company.Staff.All()
			ok(t, err)
			if staff[3].(*JChief).Shares != 7 || !staff[3].(*JChief).Projects.Loaded() {
				t.Errorf("%+v", staff[3])
			}
			managers, err := orm.All2(ctx, s, orm.Select(c).Join(&c.Staff, m).Where(orm.C(&m.Data).Eq("k")), m)
			ok(t, err)
			if len(managers) != 1 || orm.Concrete(managers[0].Second) != any(staff[3]) {
				t.Errorf("%v", managers)
			}
			n, err := orm.Select(c).Where(orm.HasWhere(&c.Staff, func(m *JChief) expr.Expr {
				return expr.And(orm.C(&m.Shares).Eq(7), orm.C(&m.Data).Eq("k"), orm.C(&m.Name).Eq("kim"))
			})).Count(ctx, s)
			ok(t, err)
			if n != 1 {
				t.Errorf("%d companies", n)
			}
			pairs, err := orm.All2(ctx, s, orm.Select(m).LeftJoin(&m.Helper, e).OrderBy(orm.C(&m.ID)), e)
			ok(t, err)
			if len(pairs) != 3 || pairs[0].Second != nil || pairs[1].Second.Name != "mia" {
				t.Errorf("%v", pairs)
			}
			db.Log.Take()
			fresh := r.NewSession(db)
			defer fresh.Close()
			kim, err := orm.Select(m).With(orm.Joined(&m.Helper)).Where(orm.C(&m.Name).Eq("kim")).One(ctx, fresh)
			ok(t, err)
			if helper, err := kim.Helper.Get(); err != nil || helper.(*JManager).Data != "m" {
				t.Errorf("%v %v", helper, err)
			}
			typed, err := orm.Select(e).With(orm.OfType(m, orm.SelectIn(&m.Projects), orm.SelectIn(&m.Helper))).OrderBy(orm.C(&e.ID)).All(ctx, fresh)
			ok(t, err)
			if mia := orm.Concrete(typed[0]).(*JManager); !mia.Projects.Loaded() || !mia.Helper.Loaded() {
				t.Errorf("%+v", mia)
			}
		})
		within("locked", func(t *testing.T, s *orm.Session) {
			if _, err := q.Inline(m).ForUpdate().All(ctx, s); err == nil || !strings.Contains(err.Error(), "locked") {
				t.Errorf("got %v", err)
			}
			all, err := orm.As[JStaff](q.ForUpdate()).All(ctx, s)
			ok(t, err)
			if all[0].(*JManager).Data != "m" {
				t.Errorf("%+v", all[0])
			}
		})
	})
}

// TestInlineSubTypes: a sub-type that is tagged inline comes with all queries of its base.
func TestInlineSubTypes(t *testing.T) {
	models := slices.Clone(joinedModels)
	models[3] = orm.Model[JGuest](orm.Tag("JEmployee", "g,kind=g,inline"))
	models[4] = orm.Model[JChief](orm.Tag("JManager", "ch,kind=chief,inline"))
	eachWith(t, models, func(t *testing.T, r *orm.Registry, db *live.Database) {
		fillJoined(t, r, db)
		ctx := t.Context()
		s := r.NewSession(db)
		defer s.Close()
		e, m, c := orm.From[JEmployee](), orm.From[JManager](), orm.From[JCompany]()
		all, err := orm.As[JStaff](orm.Select(e).OrderBy(orm.C(&e.ID))).All(ctx, s)
		ok(t, err)
		wantSelects(t, db, "FROM e LEFT OUTER JOIN g ON g.id = e.id LEFT OUTER JOIN m ON m.id = e.id LEFT OUTER JOIN ch ON ch.id = m.id")
		if all[3].(*JChief).Shares != 7 || all[4].(*JClerk).Desk != 5 {
			t.Errorf("%v", all)
		}
		company, err := orm.Select(c).With(orm.SelectIn(&c.Staff)).One(ctx, s)
		ok(t, err)
		wantSelects(t, db, "FROM c", "LEFT OUTER JOIN ch")
		if company.Staff.Len() != 5 {
			t.Errorf("%d", company.Staff.Len())
		}
		kim, err := orm.Select(m).With(orm.Joined(&m.Helper)).Where(orm.C(&m.Name).Eq("kim")).One(ctx, s)
		ok(t, err)
		if orm.Concrete(kim) != any(all[3]) {
			t.Errorf("%v", kim)
		}
		all[1].staff().Name = "eva"
		n, err := orm.Update(e).Set(orm.Assign(&e.Name, "x")).Where(orm.C(&e.Name).Eq("sam")).Run(ctx, s)
		ok(t, err)
		if n != 1 || all[2].staff().Name != "x" || all[1].(*JGuest).Data != "g" {
			t.Errorf("%d rows: %v", n, all[2])
		}
		locked, err := orm.As[JStaff](orm.Select(e).OrderBy(orm.C(&e.ID)).ForUpdate()).All(ctx, s)
		ok(t, err)
		if !slices.Equal(locked, all) {
			t.Errorf("%v", locked)
		}
	})
}

// TestKinds: what the discriminator may have.
func TestKinds(t *testing.T) {
	type Base struct {
		orm.Entity `gild:"kinds"`
		ID         int64   `gild:"id,pk"`
		Kind       *string `gild:"kind,size=10,discriminator"`
	}
	type Shape struct { // of circles and the like, none of its own
		Base  `gild:",abstract"`
		Color string `gild:"color,size=10"`
	}
	type Circle struct {
		Shape  `gild:"kind=circle"`
		Radius int64
	}
	eachWith(t, []orm.Mapping{orm.Model[Base](), orm.Model[Shape](), orm.Model[Circle]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db)
		defer s.Close()
		circle := &Circle{Shape: Shape{Color: "red"}, Radius: 2}
		s.Add(&Base{}, circle)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select id, kind, radius from kinds order by id", "1,NULL,NULL 2,circle,2")
		b, shape := orm.From[Base](), orm.From[Shape]()
		all, err := orm.Select(b).OrderBy(orm.C(&b.ID)).All(ctx, s)
		ok(t, err)
		if len(all) != 2 || orm.Concrete(all[1]) != any(circle) || orm.Concrete(all[0]) != any(all[0]) {
			t.Errorf("%v", all)
		}
		shapes, err := orm.Select(shape).All(ctx, s)
		ok(t, err)
		if len(shapes) != 1 || orm.Concrete(shapes[0]) != any(circle) {
			t.Errorf("%v", shapes)
		}
		ok(t, s.Commit(ctx))
		_, err = db.ExecContext(ctx, "update kinds set kind = 'square' where id = 1")
		ok(t, err)
		_, err = orm.Select(b).All(ctx, s)
		var kind *orm.KindError
		if !errors.As(err, &kind) || kind.Kind != "square" || fmt.Sprint(kind.Key) != "[1]" || !strings.Contains(err.Error(), "square") {
			t.Errorf("got %v", err)
		}
		ok(t, s.Rollback())
		s.Add(&Shape{})
		if err := s.Flush(ctx); err == nil || !strings.Contains(err.Error(), "abstract") {
			t.Errorf("an abstract one: %v", err)
		}
		ok(t, s.Rollback())
		circle.Kind = new("square")
		if err := s.Flush(ctx); err == nil || !strings.Contains(err.Error(), "stays of its type") {
			t.Errorf("another kind: %v", err)
		}
		ok(t, s.Rollback())
		s.Add(&Circle{Shape: Shape{Base: Base{Kind: new("square")}}})
		if err := s.Flush(ctx); err == nil || !strings.Contains(err.Error(), "set by itself") {
			t.Errorf("the kind of another: %v", err)
		}
	})
}
