package orm_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

var errNoSmoking = errors.New("not here")

// Listeners refuse and replace what relationships are to have, on either side.
func TestChanging(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := create(t, db, roomModels()), t.Context()
		var n notes
		p, d := orm.From[Room](), orm.From[Desk]()
		label := func(d *Desk) string {
			if d == nil {
				return "none"
			}
			return d.Label
		}
		s := r.NewSession(db.DB)
		defer s.Close()
		a, b := &Room{Name: "a"}, &Room{Name: "b"}
		x := &Desk{Label: "x"}
		a.Desks.Add(x)
		remove := s.Listen(orm.Changing(p, &p.Desks, func(room *Room, was, next *Desk) (*Desk, error) {
			n.add("%s: %s for %s", room.Name, label(next), label(was))
			switch label(next) {
			case "refused":
				return nil, errNoSmoking
			case "dropped":
				return nil, nil
			case "replaced":
				return &Desk{Label: "instead"}, nil
			}
			return next, nil
		}))
		s.Add(a, b)
		n.want(t, "what a new object has", "a: x for none")
		a.Desks.Add(x, &Desk{Label: "dropped"}, &Desk{Label: "replaced"})
		n.want(t, "add", "a: dropped for none", "a: replaced for none")
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select label from desks order by id", "x instead")
		b.Desks.Add(x)
		n.want(t, "moved by the collection", "b: x for none", "a: none for x")
		x.Room.Set(a)
		n.want(t, "moved by the element", "b: none for x", "a: x for none")
		ok(t, a.Desks.Replace())
		if _, err := b.Desks.Load(ctx); err != nil {
			t.Error(err)
		}
		ok(t, s.Rollback())
		n = nil

		y := &Desk{Label: "refused"}
		a.Desks.Add(y)
		if s.Contains(y) || a.Desks.Contains(y) {
			t.Error("what is refused is there")
		}
		if err := s.Commit(ctx); !errors.Is(err, errNoSmoking) || !strings.Contains(err.Error(), "Room.Desks") {
			t.Errorf("refused: %v", err)
		}
		ok(t, s.Rollback())
		y.Room.Set(a)
		s.Add(y)
		if err := s.Commit(ctx); !errors.Is(err, errNoSmoking) {
			t.Errorf("refused by the other side: %v", err)
		}
		ok(t, s.Rollback())
		remove()

		n = nil
		remove = s.Listen(orm.Changing(d, &d.Room, func(d *Desk, was, next *Room) (*Room, error) {
			if next == nil {
				return nil, errNoSmoking
			}
			return b, nil
		}))
		x.Room.Set(a) // as it is
		z := &Desk{Label: "z"}
		s.Add(z)
		z.Room.Set(a)
		if owner, _ := z.Room.Get(); owner != b || a.Desks.Contains(z) || !b.Desks.Contains(z) {
			t.Error("the element is not where the listener has put it")
		}
		ok(t, s.Commit(ctx))
		a.Desks.Remove(x)
		if owner, _ := x.Room.Get(); owner != a || !a.Desks.Contains(x) {
			t.Error("a removal is refused, and done")
		}
		if err := s.Commit(ctx); !errors.Is(err, errNoSmoking) {
			t.Errorf("removal refused by the other side: %v", err)
		}
		ok(t, s.Rollback())
		a.Desks.Add(z)
		if err := s.Commit(ctx); err == nil || !strings.Contains(err.Error(), "cannot replace") {
			t.Errorf("replaced by the other side: %v", err)
		}
		ok(t, s.Rollback())
		remove()
		a.Desks.Remove(x)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select label, room_id from desks order by id", "x,NULL instead,1 z,2")
	})
}

// The other kinds of relationships ask, too.
func TestChangingKinds(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r := create(t, db, []orm.Mapping{orm.Model[ModelParent](), orm.Model[ModelChild](), orm.Model[ModelTag](), orm.Model[ModelNote](), orm.Model[ModelLog]()})
		var n notes
		p, tag := orm.From[ModelParent](), orm.From[ModelTag]()
		s := r.NewSession(db.DB, orm.WithEvents(
			orm.Changing(p, &p.Tags, func(_ *ModelParent, was, next *ModelTag) (*ModelTag, error) {
				n.add("tags %v %v", was != nil, next != nil)
				return next, nil
			}),
			orm.Changing(tag, &tag.Parents, func(_ *ModelTag, was, next *ModelParent) (*ModelParent, error) {
				n.add("parents %v %v", was != nil, next != nil)
				return next, nil
			}),
			orm.Changing(p, &p.Boss, func(_ *ModelParent, was, next *ModelParent) (*ModelParent, error) {
				n.add("boss %v %v", was != nil, next != nil)
				return next, nil
			}),
			orm.Changing(p, &p.Staff, func(_ *ModelParent, was, next *ModelParent) (*ModelParent, error) {
				n.add("staff %v %v", was != nil, next != nil)
				return next, nil
			}),
		))
		defer s.Close()
		a, b, k := &ModelParent{Name: "a"}, &ModelParent{Name: "b"}, &ModelTag{}
		s.Add(a, b)
		a.Tags.Add(k)
		n.want(t, "link", "tags false true", "parents false true")
		k.Parents.Remove(a)
		n.want(t, "unlink", "parents true false", "tags true false")
		a.Boss.Set(b)
		n.want(t, "set", "boss false true", "staff false true")
		a.Boss.Set(nil)
		n.want(t, "set to none", "boss true false", "staff true false")
		ok(t, s.Commit(t.Context()))
		again, err := orm.Get[ModelParent](t.Context(), s, b.ID)
		ok(t, err)
		again.Staff.Add(a)
		n.want(t, "by the other side", "staff false true", "boss false true")
		ok(t, s.Commit(t.Context()))
		wantRows(t, db, "select count(*) from mp where boss_id is not null", "1")
	})
}

// Transactions and their parts are told, in order; what begins one can be set up.
func TestTransactionEvents(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := create(t, db, roomModels()), t.Context()
		var n notes
		told := func(what string) func(context.Context, *orm.Session) {
			return func(context.Context, *orm.Session) { n.add("%s", what) }
		}
		refused := errors.New("no transaction today")
		refuse := false
		var late error
		use := func(s *orm.Session) { _, late = s.ExecContext(ctx, "select 1") }
		remove := r.Listen(orm.Events{
			AfterBegin: func(ctx context.Context, s *orm.Session, tx gild.DB) error {
				n.add("begin")
				if refuse {
					return refused
				}
				_, err := tx.ExecContext(ctx, "select 1")
				if err == nil {
					_, err = orm.Select(orm.From[Room]()).All(ctx, s) // uses what the session works with
				}
				return err
			},
			AfterSavepoint: told("savepoint"), AfterRelease: told("release"),
			AfterCommit:   func(_ context.Context, s *orm.Session) { n.add("commit"); use(s) },
			AfterRollback: func(s *orm.Session, savepoint bool) { n.add("rollback %v", savepoint); use(s) },
			AfterBulk: func(_ context.Context, _ *orm.Session, c orm.BulkChange) error {
				n.add("%s of %d %s", c.Operation, c.Rows, c.Type.Name())
				return nil
			},
		})
		s := r.NewSession(db.DB)
		defer s.Close()
		s.Add(&Room{Name: "a"}, &Room{Name: "b"})
		ok(t, s.Commit(ctx))
		n.want(t, "commit", "begin", "commit")
		if late == nil || !strings.Contains(late.Error(), "has ended") {
			t.Errorf("a statement after the commit: %v", late)
		}
		p := orm.From[Room]()
		sp, err := s.Savepoint(ctx)
		ok(t, err)
		_, err = orm.Update(p).Set(orm.Assign(&p.Name, "c")).All().Run(ctx, s)
		ok(t, err)
		_, err = orm.Delete(p).Where(orm.C(&p.ID).Eq(1)).Run(ctx, s)
		ok(t, err)
		ok(t, sp.Release(ctx))
		sp, err = s.Savepoint(ctx)
		ok(t, err)
		ok(t, sp.Rollback())
		if late != nil {
			t.Errorf("a statement after a savepoint's rollback: %v", late)
		}
		ok(t, s.Rollback())
		n.want(t, "savepoints", "begin", "savepoint", "UPDATE of 2 Room", "DELETE of 1 Room", "release", "savepoint", "rollback true", "rollback false")
		refuse = true
		if _, err := orm.Get[Room](ctx, s, 1); !errors.Is(err, refused) {
			t.Errorf("AfterBegin refuses: %v", err)
		}
		remove()
		n = nil
		ok(t, s.Rollback())
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error { _, err := orm.Get[Room](ctx, s, 1); return err }))
		n.want(t, "removed")
	})
}

// Listeners come and go, also while they are called.
func TestListenersComeAndGo(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := create(t, db, roomModels()), t.Context()
		var n notes
		s := r.NewSession(db.DB)
		defer s.Close()
		tell := func(what string, then func()) orm.Events {
			return orm.AfterInsert(func(context.Context, *orm.Session, *Room) error { n.add("%s", what); then(); return nil })
		}
		var removeFirst, removeThird func()
		removeFirst = s.Listen(tell("first", func() { removeFirst(); removeThird() }))
		s.Listen(orm.Once(tell("second", func() {})))
		removeThird = s.Listen(tell("third", func() {}))
		s.Listen(tell("fourth", func() { s.Listen(tell("fifth", func() {})) }))
		s.Add(&Room{}, &Room{})
		ok(t, s.Flush(ctx))
		n.want(t, "two rows", "first", "second", "fourth", "fourth", "fifth")
		for what, e := range map[string]orm.Events{
			"no pointer":   orm.BeforeInsert(func(context.Context, *orm.Session, Room) error { return nil }),
			"not mapped":   orm.Loaded(func(*orm.Session, *strings.Builder) error { return nil }),
			"another type": orm.Modified(orm.From[Room](), &orm.From[Desk]().Label, func(context.Context, *orm.Session, *Room, string, string) error { return nil }),
		} {
			s.Listen(e)
			if err := s.Commit(ctx); err == nil {
				t.Errorf("%s: no mistake", what)
			}
			ok(t, s.Rollback())
		}
	})
}
