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

type KUser struct {
	orm.Entity `gild:"u"`
	Name       string `gild:"name,pk"`
	Addrs      orm.Many[*KAddr]
}

type KAddr struct {
	orm.Entity `gild:"a"`
	Email      string  `gild:"email,pk"`
	UName      *string `gild:"uname,fk=u.name"`
}

// keyed makes the tables with a foreign key that follows its target.
func keyed(t *testing.T, db *live.Database, tag, onUpdate string) *orm.Registry {
	t.Helper()
	r := orm.NewRegistry(nil, orm.Model[KUser](orm.Tag("Addrs", tag)), orm.Model[KAddr]())
	ok(t, r.Err())
	for _, text := range []string{
		"create table u (name varchar(50) primary key)",
		"create table a (email varchar(50) primary key, uname varchar(50) references u(name) " + onUpdate + ")",
	} {
		_, err := db.ExecContext(t.Context(), text)
		ok(t, err)
	}
	db.Log.Take()
	return r
}

func TestScenarioKeyChange(t *testing.T) {
	for _, c := range []struct {
		name, tag, onUpdate string
		want                []string
	}{
		{"a: by the database", "cascade=save-update", "on update cascade", []string{"UPDATE u SET name=ed WHERE u.name = jack"}},
		{"b: by gild", "active-updates", "deferrable initially deferred", []string{
			"SELECT a WHERE a.uname = jack ORDER BY a.email",
			"UPDATE u SET name=ed WHERE u.name = jack",
			"UPDATE a SET uname=ed WHERE a.email = j1", "UPDATE a SET uname=ed WHERE a.email = j2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			live.Each(t, func(t *testing.T, db *live.Database) {
				ctx := t.Context()
				r := keyed(t, db, c.tag, c.onUpdate)
				ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
					u := &KUser{Name: "jack"}
					u.Addrs.Add(&KAddr{Email: "j1"}, &KAddr{Email: "j2"})
					s.Add(u)
					return nil
				}))
				s := r.NewSession(db.DB)
				defer s.Close()
				u, err := orm.Get[KUser](ctx, s, "jack")
				ok(t, err)
				db.Log.Take()
				u.Name = "ed"
				ok(t, s.Flush(ctx))
				wantSent(t, db, c.want...)
				if same, err := orm.Get[KUser](ctx, s, "ed"); same != u || err != nil {
					t.Errorf("%p, %v; want %p", same, err, u)
				}
				ok(t, s.Flush(ctx))
				wantSent(t, db)
				ok(t, s.Commit(ctx))
				wantRows(t, db, "select email, uname from a order by email", "j1,ed j2,ed")
			})
		})
	}
}

func TestScenarioKeyTakenOver(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		ctx := t.Context()
		r := keyed(t, db, "cascade=none", "")
		s := r.NewSession(db.DB)
		defer s.Close()
		u1, u2 := &KUser{Name: "u1"}, &KUser{Name: "u2"}
		s.Add(u1, u2)
		ok(t, s.Commit(ctx))
		s.Delete(u1)
		ok(t, s.Flush(ctx))
		u2.Name = "u1"
		ok(t, s.Flush(ctx))
		ok(t, s.Rollback())
		got1, err1 := orm.Get[KUser](ctx, s, "u1")
		got2, err2 := orm.Get[KUser](ctx, s, "u2")
		if got1 != u1 || got2 != u2 || u2.Name != "u2" || err1 != nil || err2 != nil {
			t.Errorf("after the rollback: %p %p, %q; want %p %p", got1, got2, u2.Name, u1, u2)
		}
	})
}

type Coded struct {
	orm.Entity `gild:"coded"`
	Code       int64 `gild:"code,pk"`
	Status     int64 `gild:"status,pk"`
}

func TestScenarioCompositeKeyChange(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Coded]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		a, b := &Coded{Code: 1, Status: 1}, &Coded{Code: 1, Status: 2}
		s.Add(b, a)
		ok(t, s.Commit(ctx))
		db.Log.Take()
		a.Status, b.Status = 3, 1
		ok(t, s.Flush(ctx))
		wantSent(t, db,
			"UPDATE coded SET status=3 WHERE coded.code = 1 AND coded.status = 1",
			"UPDATE coded SET status=1 WHERE coded.code = 1 AND coded.status = 2")
		if got, err := orm.Get[Coded](ctx, s, 1, 1); got != b || err != nil {
			t.Errorf("%+v, %v", got, err)
		}
		ok(t, s.Commit(ctx))
		a.Status, b.Status = 1, 3 // a swap, which no database takes
		if err := s.Flush(ctx); !gild.Is(err, gild.ErrUnique) {
			t.Errorf("the swap: %v", err)
		}
		ok(t, s.Rollback())
		if a.Status != 3 || b.Status != 1 {
			t.Error(a.Status, b.Status)
		}
	})
}

type Versioned struct {
	orm.Entity `gild:"p"`
	ID         string `gild:"id,pk"`
	V          int    `gild:"v,version"`
	Data       string
}

func TestScenarioVersions(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Versioned]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		a, b := &Versioned{ID: "a", Data: "1"}, &Versioned{ID: "b", Data: "1"}
		s.Add(a, b)
		ok(t, s.Commit(ctx))
		wantSent(t, db, "INSERT p (id, v, data) [a 1 1] [b 1 1]")
		a.Data, b.Data = "2", "2"
		ok(t, s.Flush(ctx))
		wantSent(t, db, "UPDATE p SET v=2, data=2 WHERE p.id = a AND p.v = 1", "UPDATE p SET v=2, data=2 WHERE p.id = b AND p.v = 1")
		a.Data = "2" // no change
		ok(t, s.Commit(ctx))
		wantSent(t, db)
		if a.V != 2 {
			t.Errorf("the version is %d", a.V)
		}

		for _, change := range []func(){func() { a.Data = "mine" }, func() { s.Delete(a) }} {
			_, err := s.ExecContext(ctx, "update p set v = v + 1 where id = 'a'")
			ok(t, err)
			change()
			var stale *orm.StaleError
			err = s.Flush(ctx)
			if !errors.As(err, &stale) || stale.Matched != 0 || !strings.Contains(err.Error(), "expected 1 row(s); 0 matched") {
				t.Errorf("the error is %v", err)
			}
			ok(t, s.Rollback())
			if _, err := orm.Get[Versioned](ctx, s, "a"); err != nil {
				t.Error(err)
			}
		}

		next := &Versioned{ID: "b", Data: "switched"} // 5b: a row switch goes on counting
		s.Delete(b)
		s.Add(next)
		db.Log.Take()
		ok(t, s.Flush(ctx))
		wantSent(t, db, "UPDATE p SET v=3, data=switched WHERE p.id = b AND p.v = 2")
	})
}

type Batched struct {
	orm.Entity `gild:"t"`
	ID         int64 `gild:"id,pk"`
	Data       string
	D          *string `gild:"d,default='d'"`
}

func TestScenarioBatches(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Batched]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		own := "own"
		six := &Batched{ID: 6}
		list := []*Batched{{Data: "t1"}, {Data: "t2"}, {ID: 3, Data: "t3"}, {ID: 4, Data: "t4"}, six,
			{ID: 7, Data: "t7"}, {ID: 8, Data: "t8"}, {ID: 9, Data: "t9", D: &own}, {ID: 10, Data: "t10", D: &own}, {ID: 11, Data: "t11"}}
		for _, b := range list {
			s.Add(b)
		}
		orm.SetExpr(s, six, &six.Data, expr.Lower(expr.Val("T6")))
		ok(t, s.Flush(ctx))
		wantSent(t, db,
			"INSERT t (data) [t1] [t2]",
			"INSERT t (id, data) [3 t3] [4 t4]",
			"INSERT t (id, data) VALUES (6, lower(T6))",
			"INSERT t (id, data) [7 t7] [8 t8]",
			"INSERT t (id, data, d) [9 t9 own] [10 t10 own]",
			"INSERT t (id, data) [11 t11]")
		if six.Data != "t6" || six.D == nil || *six.D != "d" || list[1].ID != 2 {
			t.Errorf("%+v", six)
		}
		list[2].Data, list[0].Data, list[1].D = "x3", "x1", &own
		s.Add(&Batched{ID: 12, Data: "t12"})
		ok(t, s.Flush(ctx))
		wantSent(t, db,
			"UPDATE t SET data=x1 WHERE t.id = 1",
			"UPDATE t SET d=own WHERE t.id = 2",
			"UPDATE t SET data=x3 WHERE t.id = 3",
			"INSERT t (id, data) [12 t12]")
	})
}

type Speaker struct {
	orm.Entity `gild:"speaker"`
	Name       string            `gild:"name,pk"`
	Talks      orm.Many[*Speech] `gild:"through=gives,back=By,active-updates"`
}

type Speech struct {
	orm.Entity `gild:"speech"`
	Title      string             `gild:"title,pk"`
	By         orm.Many[*Speaker] `gild:"through=gives"`
}

// Rows between two types follow changed keys: by the database, or by gild, also where other objects take the keys that
// were given up and links come and go in the same flush.
func TestScenarioLinksFollowKeys(t *testing.T) {
	for tag, action := range map[string]string{"": "on update cascade", ",active-updates": "deferrable initially deferred"} {
		t.Run(action, func(t *testing.T) {
			live.Each(t, func(t *testing.T, db *live.Database) {
				ctx := t.Context()
				r := orm.NewRegistry(nil, orm.Model[Speaker](orm.Tag("Talks", "through=gives,back=By"+tag)), orm.Model[Speech]())
				ok(t, r.Err())
				for _, text := range []string{
					"create table speaker (name varchar(50) primary key)",
					"create table speech (title varchar(50) primary key)",
					"create table gives (speaker_name varchar(50) references speaker(name) " + action + ", speech_title varchar(50) references speech(title) " + action + ")",
				} {
					_, err := db.ExecContext(ctx, text)
					ok(t, err)
				}
				s := r.NewSession(db.DB)
				defer s.Close()
				a, b, i, j := &Speaker{Name: "a"}, &Speaker{Name: "b"}, &Speech{Title: "i"}, &Speech{Title: "j"}
				a.Talks.Add(i)
				b.Talks.Add(i, j)
				s.Add(a, b)
				ok(t, s.Commit(ctx))

				a.Name, b.Name, i.Title = "b", "c", "k"
				a.Talks.Add(j)
				b.Talks.Remove(j)
				ok(t, s.Commit(ctx))
				wantRows(t, db, "select speaker_name, speech_title from gives order by 1, 2", "b,j b,k c,k")
				ok(t, s.Flush(ctx))
				wantSent(t, db)

				a.Name = "z" // and goes, with the rows that it has under the key of its row
				s.Delete(a)
				ok(t, s.Commit(ctx))
				wantRows(t, db, "select speaker_name, speech_title from gives", "c,k")
			})
		})
	}
}
