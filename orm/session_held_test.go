package orm_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ngrok/sqlmw"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/wrap"
)

// eachHeld runs test by each driver: what a connection does when contexts and transactions end is theirs.
func eachHeld(t *testing.T, test func(t *testing.T, db *live.Database)) {
	t.Helper()
	live.Each(t, test)
	t.Run("pgx", func(t *testing.T) { test(t, live.PGX(t)) })
	t.Run("mariadb", func(t *testing.T) { test(t, live.MySQL(t)) })
}

// threeBooks is a database with three books, and one connection to it.
func threeBooks(t *testing.T, db *live.Database) (*orm.Registry, *sql.DB) {
	t.Helper()
	r := library(t, db)
	ok(t, r.InTx(t.Context(), db, func(s *orm.Session) error {
		ed := &Author{Name: "ed"}
		ed.Books.Add(&Book{Title: "one"}, &Book{Title: "two"}, &Book{Title: "three"})
		s.Add(ed)
		return nil
	}))
	db.SetMaxOpenConns(1)
	return r, db.DB
}

// Rows that a program has asked a session for and left open are closed by the end of the transaction, and are no
// longer read as if they had ended. The connection goes back to the pool.
func TestOpenRowsAtTheEnd(t *testing.T) {
	eachHeld(t, func(t *testing.T, db *live.Database) {
		r, pool := threeBooks(t, db)
		for name, end := range map[string]func(*orm.Session) error{
			"commit":   func(s *orm.Session) error { return s.Commit(t.Context()) },
			"rollback": (*orm.Session).Rollback,
			"close":    (*orm.Session).Close,
		} {
			t.Run(name, func(t *testing.T) {
				s := r.NewSession(pool)
				defer s.Close()
				_, err := orm.Get[Book](t.Context(), s, 1)
				ok(t, err)
				rows, err := s.QueryContext(t.Context(), "select title from books order by id")
				ok(t, err)
				if !rows.Next() {
					t.Fatal(rows.Err())
				}
				ok(t, end(s))
				if rows.Next() || rows.Err() == nil {
					t.Errorf("read on behind the end of the transaction: %v", rows.Err())
				}
				if n := pool.Stats().InUse; n != 0 {
					t.Errorf("%d connections are in use", n)
				}
			})
		}
	})
}

// Who changes rows while reading others does so in one transaction.
func TestWritesBetweenRows(t *testing.T) {
	db := live.SQLite(t)
	r, pool := threeBooks(t, db)
	ctx := t.Context()
	ok(t, r.InTx(ctx, pool, func(s *orm.Session) error {
		rows, err := s.QueryContext(ctx, "select id from books order by id")
		ok(t, err)
		defer rows.Close()
		for rows.Next() {
			var id int
			ok(t, rows.Scan(&id))
			b, err := orm.Get[Book](ctx, s, id)
			ok(t, err)
			b.Title += "!"
		}
		return rows.Err()
	}))
	wantRows(t, db, "select title from books order by id", "one! two! three!")
}

// The wait for a connection of the pool ends with the context, and leaves the session usable.
func TestWaitForConnectionEnds(t *testing.T) {
	eachHeld(t, func(t *testing.T, db *live.Database) {
		r, pool := threeBooks(t, db)
		taken, err := pool.Conn(t.Context())
		ok(t, err)
		s := r.NewSession(pool)
		defer s.Close()
		brief, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if _, err := orm.Get[Book](brief, s, 1); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		ok(t, taken.Close())
		b, err := orm.Get[Book](t.Context(), s, 1)
		if err != nil || b.Title != "one" {
			t.Errorf("%v, %v", b, err)
		}
	})
}

// A transaction outlives the context that it was begun with, and has no goroutine that waits for it.
func TestTransactionOutlivesContext(t *testing.T) {
	eachHeld(t, func(t *testing.T, db *live.Database) {
		r, pool := threeBooks(t, db)
		s := r.NewSession(pool)
		defer s.Close()
		before := runtime.NumGoroutine()
		first, cancel := context.WithCancel(t.Context())
		b, err := orm.Get[Book](first, s, 1)
		ok(t, err)
		cancel()
		for range 100 { // until the driver has seen it, too
			if runtime.NumGoroutine() <= before {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		if n := runtime.NumGoroutine(); n > before {
			t.Errorf("%d goroutines more", n-before)
		}
		b.Title = "uno"
		ok(t, s.Commit(t.Context()))
		wantRows(t, db, "select title from books where id = 1", "uno")
	})
}

// A context that has ended before a statement is sent ends nothing else.
func TestEndedContextInTransaction(t *testing.T) {
	eachHeld(t, func(t *testing.T, db *live.Database) {
		r, pool := threeBooks(t, db)
		s := r.NewSession(pool)
		defer s.Close()
		one, err := orm.Get[Book](t.Context(), s, 1)
		ok(t, err)
		one.Title = "uno"
		ok(t, s.Flush(t.Context()))
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := orm.Get[Book](ended, s, 2); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if _, err := s.QueryContext(ended, "select 1"); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if _, err := s.ExecContext(ended, "delete from books"); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		_, err = orm.Get[Book](t.Context(), s, 2)
		ok(t, err)
		ok(t, s.Commit(t.Context()))
		wantRows(t, db, "select title from books order by id", "uno two three")
	})
}

// A connection that has died while nobody used it is replaced when a transaction begins, and one that dies within
// a transaction ends it: the session can be used after Rollback.
func TestDeadConnection(t *testing.T) {
	db := live.Postgres(t)
	r, pool := threeBooks(t, db)
	ctx := t.Context()
	pool.SetMaxOpenConns(2)
	pool.SetMaxIdleConns(2)
	killer, err := pool.Conn(ctx)
	ok(t, err)
	defer killer.Close()
	kill := func(db gild.DB) {
		t.Helper()
		pid, err := gild.One[int](ctx, db, expr.Select(expr.Func[int]("pg_backend_pid")))
		ok(t, err)
		_, err = killer.ExecContext(ctx, "select pg_terminate_backend($1, 10000)", pid)
		ok(t, err)
	}
	use := map[string]func(s *orm.Session, b *Book) error{
		"read": func(s *orm.Session, _ *Book) error {
			_, err := orm.Get[Book](ctx, s, 2)
			return err
		},
		"write": func(s *orm.Session, _ *Book) error { return s.Flush(ctx) },
		"commit": func(s *orm.Session, b *Book) error {
			b.Title = "one"
			return s.Commit(ctx)
		},
	}
	for name, fails := range use {
		for _, asked := range []bool{false, true} { // for rows, before
			t.Run(fmt.Sprint(name, asked), func(t *testing.T) {
				kill(pool)
				s := r.NewSession(pool)
				defer s.Close()
				b, err := orm.Get[Book](ctx, s, 1)
				ok(t, err)
				if asked {
					rows, err := s.QueryContext(ctx, "select 1")
					ok(t, err)
					ok(t, rows.Close())
				}
				kill(s)
				b.Title = "uno"
				if err := fails(s, b); err == nil {
					t.Error("no error over a dead connection")
				}
				_ = s.Rollback() // over the dead connection, too
				if b.Title != "one" {
					t.Errorf("the title is %q", b.Title)
				}
				_, err = orm.Get[Book](ctx, s, 2)
				ok(t, err)
				ok(t, s.Commit(ctx))
				if n := pool.Stats().InUse; n != 1 {
					t.Errorf("%d connections are in use, with that of the test", n)
				}
			})
		}
	}
}

// losing loses the connection in UPDATE.
type losing struct{ wrap.NullInterceptor }

func (losing) ConnExecContext(ctx context.Context, conn driver.ExecerContext, query string, args []driver.NamedValue) (driver.Result, error) {
	if strings.HasPrefix(query, "UPDATE") {
		return nil, driver.ErrBadConn
	}
	return conn.ExecContext(ctx, query, args)
}

// changeOne changes a book, and reads rows of its own before if it is to.
func changeOne(ctx context.Context, s *orm.Session, reads bool) error {
	b, err := orm.Get[Book](ctx, s, 1)
	if err != nil {
		return err
	}
	if reads {
		rows, err := s.QueryContext(ctx, "select title from books")
		if err != nil {
			return err
		}
		if err := rows.Close(); err != nil {
			return err
		}
	}
	b.Title = "uno"
	return s.Flush(ctx)
}

// A transaction whose connection is lost ends, for who watches transactions too, and gives its place in the pool back.
func TestLostWithin(t *testing.T) {
	for _, reads := range []bool{false, true} {
		var told []string
		db := live.SQLite(t, gild.WithInterceptors(losing{}), gild.WithEvents(gild.Events{
			AfterBegin:    func(context.Context, *gild.Transaction) { told = append(told, "begin") },
			AfterCommit:   func(context.Context, *gild.Transaction) { told = append(told, "commit") },
			AfterRollback: func(context.Context, *gild.Transaction) { told = append(told, "rollback") },
		}))
		r, pool := threeBooks(t, db)
		told = nil
		failed := make(chan error, 1)
		go func() {
			failed <- r.InTx(context.Background(), pool, func(s *orm.Session) error {
				return changeOne(context.Background(), s, reads)
			})
		}()
		select {
		case err := <-failed:
			if !errors.Is(err, driver.ErrBadConn) {
				t.Errorf("got %v", err)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("reads %v: it hangs", reads)
		}
		if want := []string{"begin", "rollback"}; !slices.Equal(told, want) {
			t.Errorf("reads %v: told of %q, not of %q", reads, told, want)
		}
		if n := pool.Stats().InUse; n != 0 {
			t.Errorf("reads %v: %d connections are in use", reads, n)
		}
	}
}

// A function of the program that panics at the end of a transaction costs its connection, and no place in the pool.
func TestPanicAtTheEnd(t *testing.T) {
	for _, reads := range []bool{false, true} {
		panics := false
		db := live.SQLite(t, gild.WithEvents(gild.Events{BeforeCommit: func(context.Context, *gild.Transaction) error {
			if panics {
				panic("not now")
			}
			return nil
		}}))
		r, pool := threeBooks(t, db)
		panics = true
		func() {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			_ = r.InTx(t.Context(), pool, func(s *orm.Session) error { return changeOne(t.Context(), s, reads) })
		}()
		panics = false
		if n := pool.Stats().InUse; n != 0 {
			t.Fatalf("reads %v: %d connections are in use", reads, n)
		}
		wantRows(t, db, "select title from books where id = 1", "one")
	}
}

// Behind another wrapper of drivers a session begins its transaction as database/sql does.
func TestHeldBehindAnother(t *testing.T) {
	db := live.SQLite(t)
	r, _ := threeBooks(t, db)
	k, err := sqlmw.Driver(db.Driver(), sqlmw.NullInterceptor{}).(driver.DriverContext).OpenConnector(strings.TrimPrefix(db.URL, "sqlite:///"))
	ok(t, err)
	pool := sql.OpenDB(k)
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	ok(t, r.InTx(t.Context(), pool, func(s *orm.Session) error { return changeOne(t.Context(), s, true) }))
	wantRows(t, db, "select title from books where id = 1", "uno")
	if n := pool.Stats().InUse; n != 0 {
		t.Errorf("%d connections are in use", n)
	}
	taken, err := pool.Conn(t.Context())
	ok(t, err)
	defer taken.Close()
	s := r.NewSession(pool)
	defer s.Close()
	brief, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := orm.Get[Book](brief, s, 1); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}
