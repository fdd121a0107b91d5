package suite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/gildsql/gild/tests/suite/fakedriver"
)

func modern() *fakedriver.DB {
	return &fakedriver.DB{
		Conn: fakedriver.Modern, Stmt: fakedriver.StmtExecContext | fakedriver.StmtQueryContext, Rows: fakedriver.AllRows,
	}
}

// withConn returns what makes a modern database whose connections have other interfaces.
func withConn(f fakedriver.ConnFeatures) func() *fakedriver.DB {
	return func() *fakedriver.DB {
		db := modern()
		db.Conn = f
		return db
	}
}

// failing returns what makes a database that fails as told; the function is made anew for each side.
func failing(f fakedriver.ConnFeatures, fail func() func(event string) error) func() *fakedriver.DB {
	return func() *fakedriver.DB {
		db := withConn(f)()
		db.Fail = fail()
		return db
	}
}

func driverItems() []item {
	return []item{
		{"01_DriverContext", checkDriverContext},
		{"02_no_empty_DSN", checkDSNs},
		{"03_DSN_byte_for_byte", checkDSNs},
		{"04_connector_Closer_and_Unwrap", checkConnector},
		{"05_Connect_contexts", checkConnect},
		{"06_Register_twice", checkRegister},
	}
}

func plainDriver() *fakedriver.DB {
	db := modern()
	db.WithoutDriverContext = true
	return db
}

func checkDriverContext(tr *trial) {
	for name, fake := range map[string]func() *fakedriver.DB{"with": modern, "without": plainDriver} {
		tr.both(name, fake, func(s *side) {
			for _, dsn := range []string{"good", "bad"} {
				db, err := sql.Open(s.register(), dsn)
				s.Note("open", err)
				if err == nil {
					s.Note("ping", db.PingContext(s.ctx))
					s.Note("close", db.Close())
				}
				s.strictCalls()
			}
			conn, err := s.driver().Open("bad")
			s.Note("Driver.Open", conn == nil, err)
			s.fake.Take() // by which of the two ways the driver is asked does not matter
		})
	}
}

func checkDSNs(tr *trial) {
	for name, fake := range map[string]func() *fakedriver.DB{"with": modern, "without": plainDriver} {
		tr.both(name, fake, func(s *side) {
			for _, dsn := range []string{"", " ", "file:a?b=%20&c=\x00", "registered conn config 7", "gild=1", "p\xffw;'\""} {
				db, err := sql.Open(s.register(), dsn)
				s.Check(err)
				s.Note("ping", db.PingContext(s.ctx))
				s.Note("close", db.Close())
				s.strictCalls()
			}
		})
	}
}

func checkConnector(tr *trial) {
	errClose := errors.New("closing")
	fake := func(closer bool) func() *fakedriver.DB {
		return func() *fakedriver.DB {
			db := modern()
			db.WithCloser = closer
			db.Fail = func(event string) error {
				if event == "close connector" {
					return errClose
				}
				return nil
			}
			return db
		}
	}
	program := func(s *side) {
		s.Note("ping", s.db.PingContext(s.ctx))
		err := s.db.Close()
		s.Note("close", err, err == errClose)
		s.strictCalls()
		s.Note("again", s.db.Close())
		s.strictCalls()
	}
	tr.both("with Closer", fake(true), program)
	tr.both("without Closer", fake(false), program)
	tr.both("Unwrap", fake(false), func(s *side) {
		d := s.db.Driver()
		if s.w != nil {
			w, ok := d.(interface{ Unwrap() driver.Driver })
			if !ok {
				s.TB().Fatalf("db.Driver() is a %T, which has no Unwrap", d)
			}
			if s.driver().(interface{ Unwrap() driver.Driver }).Unwrap() != s.fake.Driver() {
				s.TB().Error("the wrapped driver does not unwrap to the real one")
			}
			d = w.Unwrap()
		}
		s.Note("driver", d == s.fake.Driver())
	})
}

func checkConnect(tr *trial) {
	tr.both("of the request", modern, func(s *side) {
		limited, cancel := context.WithTimeout(s.ctx, time.Hour)
		defer cancel()
		s.Note("ping", s.db.PingContext(limited))
		s.strictCalls()
		cancel()
		s.Note("done", s.db.PingContext(limited))
		s.strictCalls()
	})
	tr.both("of the pool", modern, func(s *side) { // which opens for a request that waits
		s.db.SetMaxOpenConns(1)
		held, err := s.db.Conn(s.ctx)
		s.Check(err)
		done := make(chan error)
		go func() { done <- s.db.PingContext(s.ctx) }()
		for s.db.Stats().WaitCount == 0 {
			time.Sleep(time.Millisecond)
		}
		s.Note("given up", held.Raw(func(any) error { return driver.ErrBadConn }))
		s.Note("waited", <-done)
		s.strictCalls()
	})
	tr.both("at once", modern, func(s *side) {
		var all sync.WaitGroup
		errs := make([]error, 8)
		conns := make([]*sql.Conn, len(errs))
		for i := range errs {
			all.Go(func() { conns[i], errs[i] = s.db.Conn(s.ctx) })
		}
		all.Wait()
		s.Note("connected", errors.Join(errs...), s.fake.Count("connect"))
		s.fake.Take()
		for _, c := range conns {
			_ = c.Close()
		}
		s.Check(s.db.Close())
		s.fake.Take() // in no particular order
	})
}

func checkRegister(tr *trial) {
	tr.both("twice", modern, func(s *side) {
		name := s.register()
		defer func() { s.Note("panic", fmt.Sprint(recover()) == "sql: Register called twice for driver "+name) }()
		sql.Register(name, s.driver())
	})
}
