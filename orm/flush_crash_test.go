package orm_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// crash is an interceptor that counts what begins, and fails one of the statements that write: with
// an error of the database's, or because the connection is gone.
type crash struct {
	fault
	begun  int
	killed bool
}

func (c *crash) ConnBeginTx(ctx context.Context, conn driver.ConnBeginTx, opts driver.TxOptions) (context.Context, driver.Tx, error) {
	c.begun++
	tx, err := conn.BeginTx(ctx, opts)
	return ctx, tx, err
}

func (c *crash) ConnExecContext(ctx context.Context, conn driver.ExecerContext, query string, args []driver.NamedValue) (driver.Result, error) {
	r, err := c.fault.ConnExecContext(ctx, conn, query, args)
	return r, c.as(err)
}

func (c *crash) ConnQueryContext(ctx context.Context, conn driver.QueryerContext, query string, args []driver.NamedValue) (context.Context, driver.Rows, error) {
	ctx, rows, err := c.fault.ConnQueryContext(ctx, conn, query, args)
	return ctx, rows, c.as(err)
}

func (c *crash) as(err error) error {
	if c.killed && errors.Is(err, errFault) {
		return driver.ErrBadConn
	}
	return err
}

// TestCrashes plays random changes whose flush fails at each of its statements in turn, by an error
// or because the connection is lost: the database is as before, and after a rollback the same
// session does the same again.
func TestCrashes(t *testing.T) {
	c := &crash{}
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		rounds := 60
		if db.Dialect.Name != "sqlite" {
			rounds = 15
		}
		for round := range rounds {
			*c = crash{}
			s := r.NewSession(db.DB)
			authors := make([]*Author, 3)
			for i := range authors {
				authors[i] = &Author{Name: fmt.Sprint("old", i)}
				authors[i].Books.Add(&Book{Title: "a"}, &Book{Title: "b"})
				s.Add(authors[i])
			}
			ok(t, s.Commit(ctx))
			const all = "select name from authors union all select title from books order by 1"
			before := stored(t, db, all)
			for c.killed = false; ; c.killed = !c.killed {
				k := c.at + 1
				rnd := rand.New(rand.NewPCG(1, uint64(round)))
				changeAtRandom(t, s, rnd, authors)
				c.writes, c.at = 0, k
				err := s.Commit(ctx)
				failed := c.writes >= k
				if c.at = 0; err == nil {
					if failed && !c.killed { // a lone statement may have been sent again
						t.Fatalf("round %d: statement %d failed and nobody noticed", round, k)
					}
					break
				}
				if !errors.Is(err, errFault) && !errors.Is(err, driver.ErrBadConn) && !gild.Is(err, gild.ErrDisconnect) {
					t.Fatalf("round %d, statement %d: %v", round, k, err)
				}
				ok(t, s.Rollback())
				if got := stored(t, db, all); got != before {
					t.Fatalf("round %d, statement %d: rows are not as before: %s", round, k, got)
				}
				c.at = k
			}
			for _, a := range authors {
				s.Delete(a)
			}
			ok(t, s.Close())
			for _, text := range []string{"delete from books", "delete from authors"} {
				_, err := db.ExecContext(ctx, text)
				ok(t, err)
			}
		}
	}, gild.WithInterceptors(c))
}

// changeAtRandom changes what a session has, each time the same for the same numbers.
func changeAtRandom(t *testing.T, s *orm.Session, rnd *rand.Rand, authors []*Author) {
	t.Helper()
	for range 1 + rnd.IntN(5) {
		a := authors[rnd.IntN(len(authors))]
		switch rnd.IntN(5) {
		case 0:
			a.Name = fmt.Sprint("new", rnd.IntN(100))
		case 1:
			fresh := &Author{Name: "fresh"}
			for range rnd.IntN(20) {
				fresh.Books.Add(&Book{Title: "f"})
			}
			s.Add(fresh)
		case 2:
			a.Books.Add(&Book{Title: "added"})
		case 3:
			books, err := a.Books.Load(t.Context())
			ok(t, err)
			if len(books) > 0 {
				a.Books.Remove(books[0])
			}
		case 4:
			books, err := a.Books.Load(t.Context())
			ok(t, err)
			for _, b := range books {
				b.Title = "changed"
			}
		}
	}
}

// TestLoneStatement: a commit with one row to write begins no transaction; others do.
func TestLoneStatement(t *testing.T) {
	c := &crash{}
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		begins := func(what string, want int) {
			t.Helper()
			c.begun = 0
			ok(t, s.Commit(ctx))
			if c.begun != want {
				t.Errorf("%s: %d transactions begun, want %d", what, c.begun, want)
			}
		}
		ed := &Author{Name: "ed"}
		s.Add(ed)
		begins("an insert", 0)
		ed.Name = "edward"
		begins("an update", 0)
		begins("nothing", 0)
		ed.Books.Add(&Book{Title: "one"})
		ed.Name = "ed"
		begins("two statements", 1)
		s.Delete(ed)
		s.Add(&Author{Name: "other"})
		begins("three statements", 1)
		other, err := orm.Select(orm.From[Author]()).One(ctx, s)
		ok(t, err)
		other.Name = "late"
		begins("an update in a transaction that a query has begun", 0)
		wantRows(t, db, "select name from authors", "late")
		for range 100 {
			s.Add(&Author{Name: "one of many"})
		}
		begins("many rows", 1) // although they are one statement on PostgreSQL
		wantRows(t, db, "select count(*) from authors", "101")
	}, gild.WithInterceptors(c))
}

// TestSwallowedRow: where a trigger takes one of several rows away, the others are not written either.
func TestSwallowedRow(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		for _, ddl := range map[string][]string{
			"sqlite": {"CREATE TRIGGER swallow BEFORE INSERT ON authors WHEN new.name = 'none' BEGIN SELECT RAISE(IGNORE); END"},
			"postgresql": {
				"CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
				"CREATE TRIGGER swallow BEFORE INSERT ON authors FOR EACH ROW WHEN (new.name = 'none') EXECUTE FUNCTION swallow()",
			},
		}[db.Dialect.Name] {
			_, err := db.ExecContext(ctx, ddl)
			ok(t, err)
		}
		for _, n := range []int{1, 3, 40} {
			s := r.NewSession(db.DB)
			for i := range n {
				s.Add(&Author{Name: []string{"none", "some"}[min(i, 1)]})
			}
			if err := s.Commit(ctx); err == nil {
				t.Errorf("%d rows: no error", n)
			}
			s.Close()
			wantRows(t, db, "select count(*) from authors", "0")
		}
	})
}

// TestManyElements compares a relationship of many elements with a map.
func TestManyElements(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	a := &Author{}
	books := make([]*Book, 300)
	for i := range books {
		books[i] = &Book{}
	}
	has := map[*Book]bool{}
	for range 5000 {
		b := books[rnd.IntN(len(books))]
		if rnd.IntN(3) == 0 {
			a.Books.Remove(b)
			delete(has, b)
		} else {
			a.Books.Add(b)
			has[b] = true
		}
		if a.Books.Len() != len(has) || a.Books.Contains(b) != has[b] {
			t.Fatalf("%d elements, want %d", a.Books.Len(), len(has))
		}
	}
}
