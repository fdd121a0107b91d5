package orm_test

import (
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

type MParent struct {
	orm.Entity `gild:"p"`
	ID         int64 `gild:"id,pk"`
	Data       orm.Opt[string]
	Extra      orm.Opt[string]
	Cs         orm.Many[*MChild] `gild:"back=P"`
}

type MChild struct {
	orm.Entity `gild:"c"`
	ID         int64 `gild:"id,pk"`
	Data       string
	PID        int64             `gild:"pid,fk=p.id"`
	P          orm.Ref[*MParent] `gild:"via=pid"`
}

type SoleParent struct {
	orm.Entity `gild:"p"`
	ID         int64 `gild:"id,pk"`
	Data       string
	C          orm.One[*SoleChild] `gild:"back=P"`
}

type SoleChild struct {
	orm.Entity `gild:"c"`
	ID         int64 `gild:"id,pk"`
	Data       string
	PID        int64                `gild:"pid,fk=p.id"`
	P          orm.Ref[*SoleParent] `gild:"via=pid"`
}

func cascading(text string) []orm.Mapping {
	return []orm.Mapping{orm.Model[MParent](orm.Tag("Cs", "back=P,cascade="+text)), orm.Model[MChild]()}
}

// A child that gets a new parent survives the deletion of the old one, whatever the cascade.
func TestScenarioMoveFromDyingParent(t *testing.T) {
	for _, cascade := range []string{"save-update merge", "all", "all delete-orphan"} {
		t.Run(cascade, func(t *testing.T) {
			eachWith(t, cascading(cascade), func(t *testing.T, r *orm.Registry, db *live.Database) {
				ctx := t.Context()
				s := r.NewSession(db.DB)
				defer s.Close()
				p1, c := &MParent{}, &MChild{Data: "c"}
				p1.Cs.Add(c)
				s.Add(p1)
				ok(t, s.Commit(ctx))
				db.Log.Take()
				p2 := &MParent{Data: orm.Some("p2")}
				s.Delete(p1)
				p2.Cs.Add(c)
				s.Add(p2)
				ok(t, s.Flush(ctx))
				lines := db.Log.TakeCalls()
				var writes []string
				for _, l := range lines {
					if b := brief(l); b[0] != 'S' {
						writes = append(writes, b)
					}
				}
				if len(writes) != 3 || writes[0] != "INSERT p (data) [p2]" || writes[1] != "UPDATE c SET pid=2 WHERE c.id = 1" || writes[2] != "DELETE p WHERE p.id = 1" {
					t.Errorf("sent %q", writes)
				}
				ok(t, s.Commit(ctx))
				wantRows(t, db, "select id, pid from c", "1,2")
			})
		})
	}
	t.Run("one-to-one", func(t *testing.T) {
		eachWith(t, []orm.Mapping{orm.Model[SoleParent](orm.Tag("C", "back=P,cascade=all delete-orphan")), orm.Model[SoleChild]()},
			func(t *testing.T, r *orm.Registry, db *live.Database) {
				ctx := t.Context()
				s := r.NewSession(db.DB)
				defer s.Close()
				p1, c := &SoleParent{}, &SoleChild{}
				p1.C.Set(c)
				s.Add(p1)
				ok(t, s.Flush(ctx))
				db.Log.Take()
				p2 := &SoleParent{Data: "p2"}
				s.Delete(p1)
				p2.C.Set(c)
				s.Add(p2)
				ok(t, s.Flush(ctx))
				wantSent(t, db, "INSERT p (data) [p2]", "UPDATE c SET pid=2 WHERE c.id = 1", "DELETE p WHERE p.id = 1")
			})
	})
}

func TestScenarioMove(t *testing.T) {
	eachWith(t, cascading("all delete-orphan"), func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		p1, p2, c := &MParent{}, &MParent{}, &MChild{Data: "c"}
		p1.Cs.Add(c)
		s.Add(p1, p2)
		ok(t, s.Flush(ctx))
		db.Log.Take()

		p1.Cs.Remove(c)
		p2.Cs.Add(c)
		ok(t, s.Flush(ctx))
		wantSent(t, db, "UPDATE c SET pid=2 WHERE c.id = 1")

		c.P.Set(p1) // the collections follow in memory
		if !p1.Cs.Contains(c) || p2.Cs.Contains(c) {
			t.Error("the collections did not follow")
		}
		ok(t, s.Flush(ctx))
		wantSent(t, db, "UPDATE c SET pid=1 WHERE c.id = 1")

		// 6e: the side with the foreign key alone says that there is no parent any more. The
		// other side, although not loaded, owns: its orphan is deleted.
		ok(t, s.Commit(ctx))
		fresh := r.NewSession(db.DB)
		defer fresh.Close()
		orphan, err := orm.Get[MChild](ctx, fresh, 1)
		ok(t, err)
		db.Log.Take()
		orphan.P.Set(nil)
		ok(t, fresh.Flush(ctx))
		wantSent(t, db, "DELETE c WHERE c.id = 1")
	})
}

// A row that is deleted and added anew with the same key is updated.
func TestScenarioRowSwitch(t *testing.T) {
	eachWith(t, cascading("all delete-orphan"), func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		p1 := &MParent{Data: orm.Some("old"), Extra: orm.Some("keep?")}
		p1.Cs.Add(&MChild{Data: "c1"}, &MChild{Data: "c2"})
		s.Add(p1)
		ok(t, s.Flush(ctx))
		db.Log.Take()

		p := &MParent{ID: 1, Data: orm.Some("new")}
		p.Cs.Add(&MChild{Data: "c3"}, &MChild{ID: 2, Data: "c2new"})
		s.Delete(p1)
		s.Add(p)
		ok(t, s.Flush(ctx))
		wantSent(t, db,
			"UPDATE p SET data=new WHERE p.id = 1",
			"UPDATE c SET data=c2new WHERE c.id = 2",
			"INSERT c (data, pid) [c3 1]",
			"DELETE c WHERE c.id = 1")
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select id, data, extra from p", "1,new,keep?")
		wantRows(t, db, "select id, data from c order by id", "2,c2new 3,c3")
		if again, err := orm.Get[MParent](ctx, s, 1); err != nil || again != p || s.Contains(p1) {
			t.Errorf("the identity is %p, %v; the new object is %p", again, err, p)
		}
	})
}

type NamedUser struct {
	orm.Entity `gild:"u"`
	Name       string              `gild:"name,pk"`
	As         orm.Many[*UserMail] `gild:"cascade=all delete-orphan"`
}

type UserMail struct {
	orm.Entity `gild:"a"`
	UName      string `gild:"uname,pk,fk=u.name"`
	Email      string `gild:"email,pk"`
	Etc        string
}

func TestScenarioRowSwitchOfKeysFromParents(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[NamedUser](), orm.Model[UserMail]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		old := &NamedUser{Name: "ed"}
		old.As.Add(&UserMail{Email: "e1"})
		s.Add(old)
		ok(t, s.Flush(ctx))
		db.Log.Take()
		s.Delete(old)
		again := &NamedUser{Name: "ed"}
		again.As.Add(&UserMail{Email: "e1", Etc: "foo"})
		s.Add(again)
		ok(t, s.Flush(ctx))
		wantSent(t, db, "UPDATE a SET etc=foo WHERE a.uname = ed AND a.email = e1")
	})
}
