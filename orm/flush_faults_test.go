package orm_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

var errFault = errors.New("fault")

// fault is an interceptor that fails one of the statements that write, and may run
// something in the middle of one that reads.
type fault struct {
	live.Log
	at     int // the statement that fails, counted from 1; 0 for none
	writes int
	inRead func()
}

func (f *fault) fail(query string) error {
	if strings.HasPrefix(query, "SELECT") {
		if f.inRead != nil {
			f.inRead()
		}
		return nil
	}
	f.writes++
	if f.writes == f.at {
		return errFault
	}
	return nil
}

func (f *fault) ConnExecContext(ctx context.Context, conn driver.ExecerContext, query string, args []driver.NamedValue) (driver.Result, error) {
	if err := f.fail(query); err != nil {
		return nil, err
	}
	return conn.ExecContext(ctx, query, args)
}

func (f *fault) ConnQueryContext(ctx context.Context, conn driver.QueryerContext, query string, args []driver.NamedValue) (context.Context, driver.Rows, error) {
	if err := f.fail(query); err != nil {
		return ctx, nil, err
	}
	rows, err := conn.QueryContext(ctx, query, args)
	return ctx, rows, err
}

func TestFailureAtAnyStatementLeavesEverythingAsBefore(t *testing.T) {
	f := &fault{}
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		f.at = 0
		old := &Author{Name: "old"}
		old.Books.Add(&Book{Title: "kept"}, &Book{Title: "dropped"})
		doomed := &Author{Name: "doomed"}
		s.Add(old, doomed)
		ok(t, s.Commit(ctx))
		const all = "select name from authors union all select title from books order by 1"
		before := stored(t, db, all)

		work := func(s *orm.Session) *Author {
			books, err := old.Books.Load(ctx)
			ok(t, err)
			old.Name = "new name"
			old.Books.Remove(books[1])
			fresh := &Author{Name: "fresh"}
			fresh.Books.Add(&Book{Title: "f1"}, &Book{Title: "f2"})
			s.Add(fresh)
			s.Delete(doomed)
			return fresh
		}
		n := 0
		for {
			n++
			fresh := work(s)
			f.writes, f.at = 0, n
			err := s.Commit(ctx)
			f.at = 0
			if err == nil {
				break
			}
			if !errors.Is(err, errFault) {
				t.Fatalf("statement %d: %v", n, err)
			}
			if err := s.Flush(ctx); !errors.Is(err, orm.ErrNeedsRollback) {
				t.Errorf("statement %d: flush before rollback: %v", n, err)
			}
			ok(t, s.Rollback())
			if old.Name != "old" || fresh.ID != 0 || s.Contains(fresh) || !s.Contains(doomed) {
				t.Errorf("statement %d: objects are not as before: %q, %d", n, old.Name, fresh.ID)
			}
			if got := stored(t, db, all); got != before {
				t.Errorf("statement %d: rows are not as before: %s", n, got)
			}
		}
		if n != 6 { // update, an insert of two types, two deletes; the sixth does not exist
			t.Errorf("the flush had %d statements", n-1)
		}
		wantRows(t, db, all, "f1 f2 fresh kept new name")
	}, gild.WithInterceptors(f))
}

func TestUseWhileInUseIsRefused(t *testing.T) {
	f := &fault{}
	db := live.SQLite(t, gild.WithInterceptors(f))
	r, ctx := library(t, db), t.Context()
	s := r.NewSession(db.DB)
	defer s.Close()
	var inside error
	f.inRead = func() { inside = s.Flush(ctx) }
	u := orm.From[Author]()
	if _, err := orm.Select(u).All(ctx, s); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(inside, orm.ErrSessionInUse) {
		t.Errorf("use while in use: %v", inside)
	}
}
