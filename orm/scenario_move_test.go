package orm_test

import (
	"fmt"
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

type FirstOwner struct {
	orm.Entity `gild:"first_owner"`
	ID         int64             `gild:"id,pk"`
	Both       orm.Many[*OfBoth] `gild:"back=First,cascade=all delete-orphan"`
}

type SecondOwner struct {
	orm.Entity `gild:"second_owner"`
	ID         int64             `gild:"id,pk"`
	Both       orm.Many[*OfBoth] `gild:"back=Second,cascade=all delete-orphan"`
}

type OfBoth struct {
	orm.Entity `gild:"of_both"`
	ID         int64  `gild:"id,pk"`
	FirstID    *int64 `gild:"first_id,fk=first_owner.id"`
	SecondID   *int64 `gild:"second_id,fk=second_owner.id"`
	First      orm.Ref[*FirstOwner]
	Second     orm.Ref[*SecondOwner]
}

// An object with two owners that delete orphans is deleted when one of them lets it go, and one that is new is not
// inserted when both have.
func TestScenarioOrphansOfTwoOwners(t *testing.T) {
	for _, c := range []struct {
		name                  string
		stored, first, second bool // whether it is, and who lets it go
		rows                  string
	}{
		{"stored, by none", true, false, false, "1,1"},
		{"stored, by the first", true, true, false, ""},
		{"stored, by the second", true, false, true, ""},
		{"stored, by both", true, true, true, ""},
		{"new, by none", false, false, false, "1,1"},
		{"new, by the first", false, true, false, "NULL,1"},
		{"new, by the second", false, false, true, "1,NULL"},
		{"new, by both", false, true, true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachWith(t, []orm.Mapping{orm.Model[FirstOwner](), orm.Model[SecondOwner](), orm.Model[OfBoth]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
				ctx := t.Context()
				s := r.NewSession(db.DB)
				defer s.Close()
				first, second, both := &FirstOwner{}, &SecondOwner{}, &OfBoth{}
				s.Add(first, second)
				ok(t, s.Commit(ctx))
				first.Both.Add(both)
				second.Both.Add(both)
				if c.stored {
					ok(t, s.Commit(ctx))
				}
				if c.first {
					both.First.Set(nil) // by the side with the foreign key
				}
				if c.second {
					second.Both.Remove(both)
				}
				ok(t, s.Commit(ctx))
				wantRows(t, db, "select first_id, second_id from of_both", c.rows)
				if isStored := s.StatusOf(both) == orm.Persistent; isStored != (c.rows != "") {
					t.Errorf("it is %v", s.StatusOf(both))
				}
			})
		})
	}
}

// Both sides say the same at once, before the flush and behind it, whichever side is changed and whatever is loaded.
func TestScenarioBothSides(t *testing.T) {
	eachWith(t, cascading("save-update merge"), func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		from, to, c := &MParent{}, &MParent{}, &MChild{Data: "c"}
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
			from.Cs.Add(c)
			s.Add(from, to)
			return nil
		}))
		for _, loaded := range []string{"none", "the old", "the new", "both"} {
			for how, change := range map[string]func(to *MParent, c *MChild){
				"added": func(to *MParent, c *MChild) { to.Cs.Add(c) },
				"set":   func(to *MParent, c *MChild) { c.P.Set(to) },
			} {
				s := r.NewSession(db.DB)
				c, err := orm.Get[MChild](ctx, s, c.ID)
				ok(t, err)
				from, err := orm.Get[MParent](ctx, s, from.ID)
				ok(t, err)
				to, err := orm.Get[MParent](ctx, s, to.ID)
				ok(t, err)
				if loaded == "the old" || loaded == "both" {
					_, err = from.Cs.Load(ctx)
					ok(t, err)
				}
				if loaded == "the new" || loaded == "both" {
					_, err = to.Cs.Load(ctx)
					ok(t, err)
				}
				check := func(when string) {
					t.Helper()
					if p, err := c.P.Get(); p != to || err != nil {
						t.Errorf("%s, loaded: %s, %s: the parent is %v, %v", how, loaded, when, p, err)
					}
					if _, err := from.Cs.All(); err == nil && from.Cs.Contains(c) {
						t.Errorf("%s, loaded: %s, %s: the old parent has it", how, loaded, when)
					}
					if _, err := to.Cs.All(); err == nil && !to.Cs.Contains(c) {
						t.Errorf("%s, loaded: %s, %s: the new parent does not have it", how, loaded, when)
					}
				}
				db.Log.Take()
				change(to, c)
				check("before the flush")
				ok(t, s.Flush(ctx))
				wantSent(t, db, fmt.Sprintf("UPDATE c SET pid=%d WHERE c.id = %d", to.ID, c.ID))
				check("behind the flush")
				_, err = from.Cs.Load(ctx)
				ok(t, err)
				_, err = to.Cs.Load(ctx)
				ok(t, err)
				check("all loaded")
				ok(t, s.Close())
			}
		}
	})
}
