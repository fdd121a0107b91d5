package suite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"sync"
	"time"

	"github.com/gildsql/gild/tests/suite/fakedriver"
)

func lastItems() []item {
	return []item{
		{"37_contexts_of_transactions", checkTx},
		{"38_results", checkResults},
		{"39_Raw", checkRaw},
		{"40_the_pool_is_the_programs", checkPool},
	}
}

func checkTx(tr *trial) {
	for _, f := range []fakedriver.ConnFeatures{0, fakedriver.AllConn} {
		for _, end := range []error{nil, errFake, driver.ErrBadConn} {
			tr.both(fmt.Sprint(f, end), failing(f, failOn("commit", end)), func(s *side) {
				ctx, cancel := context.WithCancel(s.ctx)
				tx, err := s.db.BeginTx(ctx, nil)
				s.Check(err)
				s.Note("commit", tx.Commit(), tx.Commit(), tx.Rollback())
				cancel()
				ctx, cancel = context.WithCancel(s.ctx)
				tx, err = s.db.BeginTx(ctx, nil)
				s.Check(err)
				cancel()
				s.settled(s.db)
				s.Note("cancelled", tx.Commit(), tx.Rollback(), s.fake.Count("rollback"))
				tx, err = s.db.BeginTx(s.ctx, nil)
				s.Check(err)
				s.Note("rollback", tx.Rollback(), tx.Rollback())
				s.calls()
			})
		}
	}
}

// checkResults looks for what the driver's own results and rows can do besides, by sql.Conn.Raw.
func checkResults(tr *trial) {
	for _, text := range []string{"", "LastInsertId", "RowsAffected"} {
		tr.both("fails "+text, failing(fakedriver.AllConn, failOn("nothing"+text, errFake)), func(s *side) {
			if text != "" {
				s.fake.Fail = failOn(text, errFake)()
			}
			for range 3 {
				r, err := s.db.ExecContext(s.ctx, "insert into t values (1)")
				s.Result("exec", r, err)
			}
			conn, err := s.db.Conn(s.ctx)
			s.Check(err)
			s.Check(conn.Raw(func(c any) error {
				r, err := c.(driver.ExecerContext).ExecContext(s.ctx, "insert into t values (1)", nil)
				s.Check(err)
				extra, ok := r.(interface{ Extra() string })
				s.Note("extra", ok && extra.Extra() == "extra")
				return nil
			}))
			s.Check(conn.Close())
		})
	}
}

func checkRaw(tr *trial) {
	for _, f := range []fakedriver.ConnFeatures{0, fakedriver.AllConn} {
		tr.both(f.String(), withConn(f), func(s *side) {
			conn, err := s.db.Conn(s.ctx)
			s.Check(err)
			s.Note("raw", conn.Raw(func(c any) error {
				id, ok := s.real(c).(interface{ ID() int })
				s.Note("the driver's own", ok && id.ID() == 1, fmt.Sprintf("%T", s.real(c)))
				return errFake
			}))
			s.Note("still there", conn.PingContext(s.ctx))
			s.Note("given up", conn.Raw(func(any) error { return driver.ErrBadConn }))
			s.Note("gone", conn.PingContext(s.ctx), conn.Close())
		})
	}
}

func checkPool(tr *trial) {
	for _, f := range []fakedriver.ConnFeatures{0, fakedriver.AllConn} {
		tr.both(f.String(), withConn(f), func(s *side) {
			s.db.SetMaxOpenConns(4)
			s.db.SetMaxIdleConns(2)
			everything(s)
			s.Note("connections", s.fake.Count("connect"))
			hold(s, 4, func() {
				s.pool(s.db)
				short, cancel := context.WithTimeout(s.ctx, 5*time.Millisecond)
				defer cancel()
				s.Note("full", s.db.PingContext(short))
			})
			s.pool(s.db)
			s.db.SetMaxIdleConns(-1)
			s.pool(s.db)
			s.calls()
		})
		tr.both(f.String()+" at once", withConn(f), func(s *side) {
			s.db.SetMaxOpenConns(3)
			s.db.SetMaxIdleConns(3)
			hold(s, 3) // so that the pool has three in the end
			var all sync.WaitGroup
			for range 20 {
				all.Go(func() {
					for range 20 {
						if _, err := s.db.ExecContext(s.ctx, "e ?", 1); err != nil {
							s.TB().Error(err)
						}
					}
				})
			}
			all.Wait()
			s.Note("connections", s.fake.Count("connect"), s.db.Stats().InUse)
			s.fake.Take()
			s.db.SetMaxIdleConns(-1)
			s.fake.Take()
		})
	}
}

// hold takes n connections at once, and gives them back when all is done.
func hold(s *side, n int, meanwhile ...func()) {
	var held []*sql.Conn
	for range n {
		conn, err := s.db.Conn(s.ctx)
		s.Check(err)
		held = append(held, conn)
	}
	for _, f := range meanwhile {
		f()
	}
	for _, c := range held {
		s.Check(c.Close())
	}
}
