package orm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// noted are events that write down what they are told.
func noted(notes *[]string) []orm.Events {
	note := func(what string) func(context.Context, *orm.Session) error {
		return func(context.Context, *orm.Session) error { *notes = append(*notes, what); return nil }
	}
	e := orm.Events{
		BeforeFlush: note("before flush"), AfterFlush: note("after flush"), BeforeCommit: note("before commit"),
		AfterCommit: func(context.Context, *orm.Session) { *notes = append(*notes, "after commit") },
		AfterRollback: func(_ *orm.Session, savepoint bool) {
			*notes = append(*notes, fmt.Sprint("after rollback ", savepoint))
		},
	}
	return []orm.Events{e, orm.Moves(func(_ *orm.Session, a *Author, from, to orm.Status) {
		*notes = append(*notes, fmt.Sprintf("%s: %v to %v", a.Name, from, to))
	})}
}

func TestEvents(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		var notes []string
		want := func(what string, list ...string) {
			t.Helper()
			if strings.Join(notes, "\n") != strings.Join(list, "\n") {
				t.Errorf("%s:\n\t%s\nwant\n\t%s", what, strings.Join(notes, "\n\t"), strings.Join(list, "\n\t"))
			}
			notes = nil
		}
		s := r.NewSession(db.DB, orm.WithEvents(noted(&notes)...))
		defer s.Close()
		a, b := &Author{Name: "a"}, &Author{Name: "b"}
		a.Books.Add(&Book{Title: "of another type"})
		s.Add(a, b)
		want("add", "a: transient to pending", "b: transient to pending")
		s.Expunge(b)
		want("expunge", "b: pending to transient")
		ok(t, s.Commit(ctx))
		want("commit", "before commit", "before flush", "a: pending to persistent", "after flush", "after commit")
		ok(t, s.Flush(ctx))
		want("nothing to flush")

		s.Add(b)
		ok(t, s.Flush(ctx))
		s.Delete(a)
		ok(t, s.Flush(ctx))
		want("flush", "b: transient to pending", "before flush", "b: pending to persistent", "after flush",
			"before flush", "a: persistent to deleted", "after flush")
		ok(t, s.Rollback())
		want("rollback", "b: persistent to transient", "a: deleted to persistent", "after rollback false")

		s.Delete(a)
		ok(t, s.Commit(ctx))
		want("delete", "before commit", "before flush", "a: persistent to deleted", "after flush", "a: deleted to transient", "after commit")

		c := &Author{Name: "c"}
		s.Add(c)
		ok(t, s.Commit(ctx))
		s.Expunge(c)
		s.Add(c)
		notes = notes[len(notes)-2:]
		want("detached and back", "c: persistent to detached", "c: detached to persistent")
		err := s.InSavepoint(ctx, func() error { s.Add(&Author{Name: "d"}); _ = s.Flush(ctx); return errors.New("no") })
		if err == nil {
			t.Error("the error is lost")
		}
		want("savepoint", "d: transient to pending", "before flush", "d: pending to persistent", "after flush", "d: persistent to transient", "after rollback true")
		ok(t, s.Close())
		want("close", "after rollback false", "c: persistent to detached")
	})
}

// Events use the session: what they change is flushed, their errors stop what they are about, and they
// are called until they are removed.
func TestEventsTakePart(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		remove := s.Listen(orm.Events{
			BeforeFlush: func(ctx context.Context, s *orm.Session) error {
				if err := s.Flush(ctx); err == nil || s.Commit(ctx) == nil || s.Rollback() == nil {
					t.Error("an event can flush, commit or roll back")
				}
				n, err := orm.Select(orm.From[Author]()).All(ctx, s) // without a flush
				for obj, status := range s.Objects() {
					if a, ok := obj.(*Author); ok && status == orm.Pending {
						a.Name += fmt.Sprint(" after ", len(n))
					}
				}
				return err
			},
			AfterFlush: func(ctx context.Context, s *orm.Session) error {
				for obj := range s.Objects() {
					if _, isBook := obj.(*Book); isBook {
						return nil
					}
				}
				a, err := orm.Select(orm.From[Author]()).One(ctx, s)
				if err == nil {
					a.Books.Add(&Book{Title: "by an event"})
				}
				return err
			},
		})
		s.Add(&Author{Name: "a"})
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select name, title from authors join books on author_id = authors.id", "a after 0,by an event")
		remove()
		s.Add(&Author{Name: "b"})
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select name from authors order by id", "a after 0 b")

		stop := errors.New("stop")
		refuse := func(context.Context, *orm.Session) error { return stop }
		for name, e := range map[string]orm.Events{"before flush": {BeforeFlush: refuse}, "before commit": {BeforeCommit: refuse}, "after flush": {AfterFlush: refuse}} {
			remove := s.Listen(e)
			s.Add(&Author{Name: "c"})
			if err := s.Commit(ctx); !errors.Is(err, stop) {
				t.Errorf("%s: %v", name, err)
			}
			remove()
			if name == "after flush" {
				if err := s.Commit(ctx); !errors.Is(err, orm.ErrNeedsRollback) {
					t.Errorf("%s: %v", name, err)
				}
			}
			ok(t, s.Rollback())
			wantRows(t, db, "select count(*) from authors", "2")
		}
		defer s.Listen(orm.Events{AfterFlush: func(_ context.Context, s *orm.Session) error { s.Add(&Node{}); return nil }})()
		s.Add(&Node{})
		if err := s.Commit(ctx); !errors.Is(err, orm.ErrEndlessFlush) {
			t.Errorf("an endless commit: %v", err)
		}
	})
}

// What listens to a registry is bound to a type once, not in each session that meets the type.
func TestListenersAreBoundOnce(t *testing.T) {
	db := live.SQLite(t)
	r := create(t, db, cascading("all"))
	session := func() {
		s := r.NewSession(db.DB)
		s.Add(&MParent{})
		_ = s.Close()
	}
	alone := testing.AllocsPerRun(100, session)
	var told int
	remove := r.Listen(
		orm.BeforeInsert(func(context.Context, *orm.Session, *MParent) error { told++; return nil }),
		orm.AfterUpdate(func(context.Context, *orm.Session, any) error { return nil }),
		orm.Moves(func(*orm.Session, *MChild, orm.Status, orm.Status) {}))
	if n := testing.AllocsPerRun(100, session); n > alone {
		t.Errorf("a session needs %.0f allocations with listeners of the registry, %.0f without", n, alone)
	}

	s := r.NewSession(db.DB)
	defer s.Close()
	var order []string
	s.Listen(orm.BeforeInsert(func(context.Context, *orm.Session, *MParent) error {
		order = append(order, fmt.Sprint("own after ", told))
		return nil
	}))
	s.Add(&MParent{})
	ok(t, s.Flush(t.Context()))
	remove()
	s.Add(&MParent{})
	ok(t, s.Flush(t.Context()))
	if want := "[own after 1 own after 1]"; fmt.Sprint(order) != want {
		t.Errorf("called %v, want %s", order, want)
	}
}
