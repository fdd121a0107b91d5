package orm_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

func TestModes(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Versioned]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error { s.Add(&Versioned{ID: "a", Data: "1"}); return nil }))
		v := orm.From[Versioned]()

		ro := r.NewSession(db.DB, orm.ReadOnly())
		a, err := orm.Get[Versioned](ctx, ro, "a")
		ok(t, err)
		a.Data = "never sent"
		ok(t, ro.Commit(ctx))
		wantRows(t, db, "select data from p", "1")
		ro.Add(&Versioned{ID: "b"})
		if err := ro.Flush(ctx); !errors.Is(err, orm.ErrReadOnly) {
			t.Errorf("the flush: %v", err)
		}
		ok(t, ro.Close())

		s := r.NewSession(db.DB)
		defer s.Close()
		apart, err := orm.Select(v).NoTrack().All(ctx, s)
		if err != nil || len(apart) != 1 || s.Contains(apart[0]) {
			t.Errorf("%v, %v", apart, err)
		}
		a, err = orm.Get[Versioned](ctx, s, "a")
		ok(t, err)
		_, err = s.ExecContext(ctx, "update p set v = 9, data = 'theirs'")
		ok(t, err)
		var stale *orm.StaleError
		if _, err := orm.GetForUpdate[Versioned](ctx, s, "a"); !errors.As(err, &stale) {
			t.Errorf("GetForUpdate: %v", err)
		}
		ok(t, s.Refresh(ctx, a))
		db.Log.Take()
		_, err = orm.GetForUpdate[Versioned](ctx, s, "a")
		ok(t, err)
		want := "SELECT p WHERE p.id = a"
		if db.Dialect.Name != "sqlite" {
			want += " FOR UPDATE"
		}
		wantSent(t, db, want)
		_, err = s.ExecContext(ctx, "update p set data = 'newer'")
		ok(t, err)
		if _, err := orm.Select(v).Renew().All(ctx, s); err != nil || a.Data != "newer" {
			t.Errorf("%q, %v", a.Data, err)
		}

		waits := r.NewSession(db.DB, orm.NoAutoflush())
		ok(t, s.Rollback())
		waits.Add(&Versioned{ID: "c"})
		found, err := orm.Select(v).All(ctx, waits)
		if err != nil || len(found) != 1 {
			t.Errorf("%v, %v", found, err)
		}
		ok(t, waits.Commit(ctx))
		wantRows(t, db, "select count(*) from p", "2")
	})
}

// A session on a program's own transaction sets a savepoint, and leaves the rest to it.
// A session is no database for another one, whatever that does first.
func TestSessionOnASession(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := create(t, db, cascading("all")), t.Context()
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error {
			for _, do := range []func(s *orm.Session) error{
				func(s *orm.Session) error { s.Add(&MParent{}); return nil },
				func(s *orm.Session) error { s.Add(&MParent{}); return s.Flush(ctx) },
				func(s *orm.Session) error { _, err := orm.Get[MParent](ctx, s, 1); return err },
			} {
				err := r.InTx(ctx, s, do, orm.LateBegin())
				if err == nil || !strings.Contains(err.Error(), "a session is made on a database, not on another session") {
					t.Errorf("a session on a session: %v", err)
				}
			}
			return nil
		}))
		wantRows(t, db, "select count(*) from p", "0")
	})
}

func TestJoinedTransaction(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Versioned]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		tx, err := db.BeginTx(ctx, nil)
		ok(t, err)
		defer tx.Rollback()
		s := r.NewSession(tx)
		s.Add(&Versioned{ID: "a"})
		ok(t, s.Commit(ctx))
		wantSent(t, db, "SAVEPOINT orm_0", "INSERT p (id, v, data) [a 1 ]", "RELEASE SAVEPOINT orm_0")
		s.Add(&Versioned{ID: "b"})
		ok(t, s.Flush(ctx))
		ok(t, s.Rollback())
		wantSent(t, db, "SAVEPOINT orm_0", "INSERT p (id, v, data) [b 1 ]", "ROLLBACK TO SAVEPOINT orm_0", "RELEASE SAVEPOINT orm_0")
		var n int
		ok(t, tx.QueryRowContext(ctx, "select count(*) from p").Scan(&n))
		ok(t, tx.Rollback())
		if n != 1 {
			t.Errorf("the transaction sees %d rows", n)
		}
		wantRows(t, db, "select count(*) from p", "0")
	})
}

// TestLateBegin: what is read before anything is written needs no transaction; what follows a lock or a
// flush is part of one.
func TestLateBegin(t *testing.T) {
	c := &crash{}
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
			ed := &Author{Name: "ed"}
			ed.Books.Add(&Book{Title: "one"}, &Book{Title: "two"})
			s.Add(ed)
			return nil
		}))
		s := r.NewSession(db.DB, orm.LateBegin())
		defer s.Close()
		c.begun = 0
		begun := func(what string, want int) {
			t.Helper()
			if c.begun != want {
				t.Errorf("%s: %d transactions begun, want %d", what, c.begun, want)
			}
		}
		a := orm.From[Author]()
		found, err := orm.Select(a).With(orm.SelectIn(&a.Books)).One(ctx, s)
		ok(t, err)
		again, err := orm.Get[Author](ctx, s, found.ID)
		if err != nil || again != found {
			t.Fatalf("%v, %v", again, err)
		}
		ok(t, s.Refresh(ctx, found))
		begun("queries", 0)

		books, err := found.Books.All()
		if err != nil || len(books) != 2 {
			t.Fatalf("%v, %v", books, err)
		}
		found.Name, books[0].Title = "edward", "uno"
		ok(t, s.Flush(ctx))
		begun("a flush", 1)
		_, err = orm.Get[Book](ctx, s, books[1].ID)
		ok(t, err)
		ok(t, s.Rollback())
		if found.Name != "ed" {
			t.Errorf("after the rollback the name is %q", found.Name)
		}
		wantRows(t, db, "select name from authors", "ed")

		_, err = orm.GetForUpdate[Author](ctx, s, found.ID)
		ok(t, err)
		begun("a lock", 2)
		_, err = orm.Select(a).All(ctx, s)
		ok(t, err)
		ok(t, s.Commit(ctx))
		begun("a query behind the lock", 2)
	}, gild.WithInterceptors(c))
}

// TestLateBeginOfDeferred: a deferred column is loaded without a transaction, too.
func TestLateBeginOfDeferred(t *testing.T) {
	c := &crash{}
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := create(t, db, []orm.Mapping{orm.Model[Paper]()}), t.Context()
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
			p := &Paper{Title: "p"}
			p.Body.Set("long")
			s.Add(p)
			return nil
		}))
		s := r.NewSession(db.DB, orm.LateBegin())
		defer s.Close()
		c.begun = 0
		p, err := orm.Get[Paper](ctx, s, 1)
		ok(t, err)
		body, err := p.Body.Load(ctx)
		if err != nil || body != "long" || c.begun != 0 {
			t.Errorf("%q, %v, %d transactions begun", body, err, c.begun)
		}
	}, gild.WithInterceptors(c))
}

// A registry and what is made from it is for all goroutines, from its first use on; a session is for one.
func TestRegistryOfManyGoroutines(t *testing.T) {
	db := live.Postgres(t)
	ctx := t.Context()
	r := create(t, db, []orm.Mapping{orm.Model[MParent](orm.Tag("Cs", "back=P,cascade=all delete-orphan")), orm.Model[MChild]()})
	p, c := orm.From[MParent](), orm.From[MChild]()
	q := orm.Select(p).Where(orm.HasWhere(&p.Cs, func(c *MChild) expr.Expr { return orm.C(&c.Data).Like("c%") }))
	work := func(s *orm.Session) error {
		parent := &MParent{Data: orm.Some("p")}
		parent.Cs.Add(&MChild{Data: "c1"}, &MChild{Data: "c2"})
		s.Add(parent)
		if err := s.Flush(ctx); err != nil {
			return err
		}
		if _, err := q.With(orm.SelectIn(&p.Cs)).All(ctx, s); err != nil {
			return err
		}
		if _, err := orm.Select(c).With(orm.Joined(&c.P)).Limit(3).All(ctx, s); err != nil {
			return err
		}
		parent.Data = orm.Some("changed")
		children, err := parent.Cs.All()
		if err != nil {
			return err
		}
		parent.Cs.Remove(children[0])
		if _, err := orm.Update(c).Set(orm.Assign(&c.Data, "c3")).Where(orm.C(&c.ID).Eq(children[1].ID)).Run(ctx, s); err != nil {
			return err
		}
		s.Delete(parent)
		return s.Flush(ctx)
	}
	var group sync.WaitGroup
	errs := make(chan error, 8)
	for range cap(errs) {
		group.Go(func() {
			remove := r.Listen(orm.BeforeInsert(func(context.Context, *orm.Session, *MChild) error { return nil }))
			defer remove()
			errs <- r.InTx(ctx, db.DB, work, orm.Attempts(10))
		})
	}
	group.Wait()
	close(errs)
	for err := range errs {
		ok(t, err)
	}
	wantRows(t, db, "select count(*) from p", "0")
}
