package orm_test

import (
	"errors"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

type DParent struct {
	orm.Entity `gild:"p"`
	ID         int64 `gild:"id,pk"`
	Cs         orm.Many[*DChild]
}

type DChild struct {
	orm.Entity `gild:"c"`
	ID         int64  `gild:"id,pk"`
	PID        *int64 `gild:"pid,fk=p.id,ondelete=CASCADE"`
}

func TestScenarioDeleteUnloaded(t *testing.T) {
	const selects = "SELECT c WHERE c.pid = 1 ORDER BY c.id"
	deletes := []string{"DELETE c WHERE c.id = 1", "DELETE c WHERE c.id = 2", "DELETE c WHERE c.id = 3", "DELETE p WHERE p.id = 1"}
	nulls := []string{"UPDATE c SET pid=NULL WHERE c.id = 1", "UPDATE c SET pid=NULL WHERE c.id = 2", "UPDATE c SET pid=NULL WHERE c.id = 3", "DELETE p WHERE p.id = 1"}
	for _, c := range []struct {
		name, tag string
		load      bool
		want      []string
		left      string
	}{
		{"a: no cascade", "cascade=save-update", false, append([]string{selects}, nulls...), "3"},
		{"b: all", "cascade=all", false, append([]string{selects}, deletes...), "0"},
		{"c: all, passive", "cascade=all,passive=deletes", false, deletes[3:], "0"},
		{"c: all, passive, loaded", "cascade=all,passive=deletes", true, deletes, "0"},
		{"d: passive all", "passive=all", false, deletes[3:], "0"},
		{"d: passive all, loaded", "passive=all", true, deletes[3:], "0"},
		{"e: orphans", "cascade=all delete-orphan", false, append([]string{selects}, deletes...), "0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachWith(t, []orm.Mapping{orm.Model[DParent](orm.Tag("Cs", c.tag)), orm.Model[DChild]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
				ctx := t.Context()
				p := &DParent{}
				p.Cs.Add(&DChild{}, &DChild{}, &DChild{})
				ok(t, r.InTx(ctx, db, func(s *orm.Session) error { s.Add(p); return nil }))
				s := r.NewSession(db.DB)
				defer s.Close()
				p, err := orm.Get[DParent](ctx, s, 1)
				ok(t, err)
				if c.load {
					_, err := p.Cs.Load(ctx)
					ok(t, err)
				}
				db.Log.Take()
				s.Delete(p)
				ok(t, s.Flush(ctx))
				wantSent(t, db, c.want...)
				ok(t, s.Commit(ctx))
				wantRows(t, db, "select count(*) from c", c.left)
			})
		})
	}
}

type Profile struct {
	orm.Entity `gild:"profile"`
	ID         int64 `gild:"id,pk"`
	Data       string
	HolderID   int64 `gild:"holder_id,fk=holder.id,unique"`
}

type Holder struct {
	orm.Entity `gild:"holder"`
	ID         int64             `gild:"id,pk"`
	Profile    orm.One[*Profile] `gild:"cascade=all delete-orphan"`
}

// 15c: the new element of a one-to-one takes a unique foreign key, which the old one gives up
// first.
func TestScenarioReplaceUnique(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Holder](), orm.Model[Profile]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		h := &Holder{}
		h.Profile.Set(&Profile{Data: "old"})
		s.Add(h)
		ok(t, s.Flush(ctx))
		db.Log.Take()
		h.Profile.Set(&Profile{Data: "new"})
		ok(t, s.Flush(ctx))
		wantSent(t, db, "DELETE profile WHERE profile.id = 1", "INSERT profile (data, holder_id) [new 1]")
		ok(t, s.Commit(ctx))

		fresh := r.NewSession(db.DB) // where the old one is not known
		defer fresh.Close()
		h, err := orm.Get[Holder](ctx, fresh, 1)
		ok(t, err)
		second := "2"
		if db.Dialect.Name == "sqlite" { // which gives numbers again
			second = "1"
		}
		db.Log.Take()
		h.Profile.Set(&Profile{Data: "newest"})
		ok(t, fresh.Flush(ctx))
		wantSent(t, db, "SELECT profile WHERE profile.holder_id = 1 ORDER BY profile.id",
			"DELETE profile WHERE profile.id = "+second, "INSERT profile (data, holder_id) [newest 1]")
		ok(t, fresh.Commit(ctx))
		wantRows(t, db, "select data from profile", "newest")
	})
}

type RUser struct {
	orm.Entity `gild:"u"`
	ID         int64 `gild:"id,pk"`
	Name       string
	Addrs      orm.Many[*RAddr] `gild:"cascade=all delete-orphan"`
}

type RAddr struct {
	orm.Entity `gild:"a"`
	ID         int64 `gild:"id,pk"`
	Email      string
	UID        int64 `gild:"uid,fk=u.id"`
}

func TestScenarioRecovery(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[RUser](), orm.Model[RAddr]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		u1, a1 := &RUser{Name: "ed"}, &RAddr{Email: "foo"}
		u1.Addrs.Add(a1)
		s.Add(u1)
		ok(t, s.Commit(ctx))
		db.Log.Take()

		u1.Name, a1.Email = "edward", "foober"
		u2, a2 := &RUser{ID: 1, Name: "u2"}, &RAddr{Email: "bar"}
		u2.Addrs.Add(a2)
		s.Add(u2)
		if err := s.Commit(ctx); !gild.Is(err, gild.ErrUnique) {
			t.Fatalf("the commit: %v", err)
		}
		wantSent(t, db, "UPDATE u SET name=edward WHERE u.id = 1", "INSERT u (id, name) [1 u2]")
		if err := s.Commit(ctx); !errors.Is(err, orm.ErrNeedsRollback) {
			t.Errorf("the second commit: %v", err)
		}
		wantSent(t, db)
		ok(t, s.Rollback())
		if s.Contains(u2) || s.Contains(a2) || u2.ID != 1 || a2.UID != 0 || u1.Name != "ed" || a1.Email != "foo" {
			t.Errorf("after the rollback: %v %v %+v %+v", s.Contains(u2), s.Contains(a2), u1, a1)
		}
		u1.Name, a1.Email = "edward", "foober"
		ok(t, s.Commit(ctx))
		wantSent(t, db, "UPDATE u SET name=edward WHERE u.id = 1", "UPDATE a SET email=foober WHERE a.id = 1")

		u1.Name = "before" // b) within a savepoint
		err := s.InSavepoint(ctx, func() error {
			s.Add(&RUser{ID: 1})
			return s.Flush(ctx)
		})
		if !gild.Is(err, gild.ErrUnique) || u1.Name != "before" {
			t.Errorf("the savepoint: %v, %q", err, u1.Name)
		}
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select name from u", "before")
	})
}

func TestScenarioSavepoints(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[RUser](), orm.Model[RAddr]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		u1, u2, clean := &RUser{Name: "u1"}, &RUser{Name: "u2"}, &RUser{Name: "clean"}
		s.Add(u1, u2, clean)
		ok(t, s.Flush(ctx))
		db.Log.Take()
		u2.Name = "pre"
		sp, err := s.Savepoint(ctx)
		ok(t, err)
		wantSent(t, db, "UPDATE u SET name=pre WHERE u.id = 2", "SAVEPOINT orm_1")
		u1.Name = "edward"
		u3 := &RUser{Name: "u3"}
		s.Add(u3)
		s.Delete(u2)
		ok(t, s.Flush(ctx))
		wantSent(t, db, "UPDATE u SET name=edward WHERE u.id = 1", "INSERT u (name) [u3]", "DELETE u WHERE u.id = 2")
		if s.StatusOf(u2) != orm.Deleted || s.StatusOf(u3) != orm.Persistent {
			t.Error(s.StatusOf(u2), s.StatusOf(u3))
		}
		ok(t, sp.Rollback())
		wantSent(t, db, "ROLLBACK TO SAVEPOINT orm_1", "RELEASE SAVEPOINT orm_1")
		if s.StatusOf(u3) != orm.Transient || u3.ID != 0 || !s.Contains(u2) || u2.Name != "pre" || u1.Name != "u1" || clean.Name != "clean" {
			t.Errorf("after the rollback: %v %+v, %v %q, %q", s.StatusOf(u3), u3.ID, s.Contains(u2), u2.Name, u1.Name)
		}
		ok(t, s.Flush(ctx))
		wantSent(t, db)

		// The commit of a savepoint leaves everything to the rollback of what is around it.
		ok(t, s.Commit(ctx))
		ok(t, s.InSavepoint(ctx, func() error {
			u1.Name = "inner"
			return s.InSavepoint(ctx, func() error { clean.Name = "innermost"; return nil })
		}))
		ok(t, s.Rollback())
		if u1.Name != "u1" || clean.Name != "clean" || !s.Contains(u1) {
			t.Errorf("after the rollback: %q, %q, %v", u1.Name, clean.Name, s.Contains(u1))
		}
		wantRows(t, db, "select name from u order by id", "u1 pre clean")
	})
}

// What was deleted and flushed comes back with its owner, and with another one that takes it.
func TestScenarioDeletedComesBack(t *testing.T) {
	eachWith(t, cascading("all delete-orphan"), func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		p, q, c := &MParent{}, &MParent{}, &MChild{Data: "c"}
		p.Cs.Add(c)
		s.Add(p, q)
		ok(t, s.Commit(ctx))
		s.Delete(p)
		ok(t, s.Flush(ctx))
		s.Add(p)
		db.Log.Take()
		ok(t, s.Flush(ctx))
		wantSent(t, db, "INSERT p (id) [1]", "INSERT c (id, data, pid) [1 c 1]")
		s.Delete(c)
		ok(t, s.Flush(ctx))
		q.Cs.Add(c)
		ok(t, s.Flush(ctx))
		if s.StatusOf(c) != orm.Persistent || c.PID != q.ID {
			t.Errorf("%v, owner %d", s.StatusOf(c), c.PID)
		}
		ok(t, s.Rollback())
		if s.StatusOf(c) != orm.Persistent || c.PID != p.ID || !p.Cs.Contains(c) || q.Cs.Contains(c) {
			t.Errorf("after the rollback: %v, owner %d", s.StatusOf(c), c.PID)
		}
		s.Delete(p)
		ok(t, s.Flush(ctx))
		s.Add(p)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select id, data, pid from c", "1,c,1")
	})
}
