package pooling_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/pooling"
)

func TestCheckoutTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{}
		db, pool := s.connect(t, pooling.Config{MaxOpen: 2, CheckoutTimeout: 3 * time.Second})
		taken := conns(t, db, 2)
		start := time.Now()
		err := db.Ping()
		var timeout *pooling.TimeoutError
		if !errors.As(err, &timeout) || !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 3*time.Second {
			t.Fatalf("got %v after %s", err, time.Since(start))
		}
		if want := (pooling.TimeoutError{Limit: 2, InUse: 2, Waited: 3 * time.Second}); *timeout != want {
			t.Errorf("got %+v", timeout)
		}
		if !strings.Contains(err.Error(), "no connection was free within 3s: all of MaxOpen (2) are in use") {
			t.Errorf("got %v", err)
		}
		short, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := db.PingContext(short); err != context.DeadlineExceeded {
			t.Errorf("the context's end: got %v", err)
		}
		giveBack(t, taken)
		check(t, db.Ping())
		stats := pool.Stats()
		if stats.Timeouts != 1 || stats.Waits != 2 || stats.WaitTime != 4*time.Second || stats.Open != 2 || stats.Waiting != 0 {
			t.Errorf("%+v", stats)
		}
	})
}

// Callers are served in the order in which they came, with the connection that is given back.
func TestWaitersAreServedInOrder(t *testing.T) {
	for _, plain := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			s := &server{plain: plain}
			db, pool := s.connect(t, pooling.Config{MaxOpen: 1, CheckoutTimeout: time.Hour})
			taken := conns(t, db, 1)
			var order []int // one at a time has the connection
			var all sync.WaitGroup
			for i := range 10 {
				all.Go(func() {
					c, err := db.Conn(context.Background())
					check(t, err)
					order = append(order, i)
					check(t, c.Close())
				})
				synctest.Wait()
			}
			giveBack(t, taken)
			all.Wait()
			if !slices.IsSorted(order) || len(order) != 10 {
				t.Errorf("order %v", order)
			}
			if stats := pool.Stats(); stats.Made != 1 || stats.Handovers != 10 || stats.Closed.Total() != 0 {
				t.Errorf("%+v", stats)
			}
		})
	}
}

// A caller that waits does not wait for ever when the one before it breaks its connection,
// or cannot connect.
func TestSlotsAreNotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refused := errors.New("refused")
		s := &server{dial: func(_ context.Context, n int) error {
			if n%2 == 0 {
				return refused
			}
			return nil
		}}
		db, pool := s.connect(t, pooling.Config{MaxOpen: 1, CheckoutTimeout: time.Hour})
		taken := conns(t, db, 1)
		results := make(chan error, 2)
		for range 2 {
			go func() { results <- db.Ping() }()
			synctest.Wait()
		}
		err := taken[0].Raw(func(any) error { return sqldriver.ErrBadConn })
		if !errors.Is(err, sqldriver.ErrBadConn) {
			t.Fatal(err)
		}
		if got := errors.Join(<-results, <-results); !errors.Is(got, refused) || got.Error() != refused.Error() {
			t.Errorf("one is to be refused, the other to connect: %v", got)
		}
		synctest.Wait()
		if stats := pool.Stats(); stats.Open != 1 || stats.Made != 2 || stats.ConnectFailed != 1 {
			t.Errorf("%+v", stats)
		}
		check(t, db.Ping())
	})
}

// While nothing but idle connections is there, a caller for whom database/sql did not look
// at them gets one; what is left of it in database/sql's pool gives way.
func TestIdleConnectionIsTaken(t *testing.T) {
	for _, plain := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			ctx := context.Background()
			s := &server{plain: plain}
			k := driver.NewConnector(s, driver.WithPool(pooling.Config{MaxOpen: 1, CheckoutTimeout: time.Hour}))
			db := sql.OpenDB(k)
			defer db.Close()
			stmt, err := db.Prepare("select 1")
			check(t, err)
			taken, err := k.Connect(ctx) // as if it did not look
			check(t, err)
			check(t, stmt.Close()) // must not touch the connection: it is in use elsewhere
			if log := s.take(); len(log) != 0 {
				t.Errorf("%q", log)
			}
			got := make(chan int)
			go func() { got <- idOf(t, db) }()
			synctest.Wait() // it waits
			select {
			case <-got:
				t.Fatal("two have the connection")
			default:
			}
			if taken.(sqldriver.Validator).IsValid() {
				t.Error("kept, although somebody waits")
			}
			check(t, taken.Close())
			if id, stats := <-got, k.Pool().Stats(); id != 1 || stats.Made != 1 || stats.Handovers != 2 {
				t.Errorf("connection %d, %+v", id, stats)
			}
			if log := s.take(); !slices.Equal(log, []string{"close select 1"}) {
				t.Errorf("%q", log)
			}
		})
	}
}

// While a statement of an idle connection is closed, nobody else gets the connection.
func TestIdleConnectionInUse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := context.Background()
		s := &server{}
		pool := pooling.New(pooling.Config{MaxOpen: 1, CheckoutTimeout: time.Hour})
		if m, err := pool.Acquire(ctx); m != nil || err != nil {
			t.Fatal(m, err)
		}
		conn, err := s.Connect(ctx)
		check(t, err)
		m := pool.NewMember("it", conn.(sqldriver.Pinger))
		dial, err := pool.Dial(ctx)
		check(t, err)
		check(t, dial.Made(ctx, m, conn))
		if !m.CheckIn(conn, func() bool { return true }) {
			t.Fatal("not kept")
		}
		got := make(chan *pooling.Member)
		check(t, m.Use(0, func() error {
			go func() {
				m, err := pool.Acquire(ctx)
				check(t, err)
				got <- m
			}()
			synctest.Wait()
			select {
			case <-got:
				t.Error("two use the connection")
			default:
			}
			return nil
		}))
		if got := <-got; got != m || got.Owner() != "it" || got.Lease() != 1 {
			t.Errorf("got %v", got)
		}
		if m.Resume(0) || !m.Resume(1) {
			t.Error("the lease is wrong")
		}
	})
}

func TestCloseEndsWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{}
		db, _ := s.connect(t, pooling.Config{MaxOpen: 1, CheckoutTimeout: time.Hour})
		taken := conns(t, db, 1)
		result := make(chan error)
		go func() { result <- db.Ping() }()
		synctest.Wait()
		check(t, db.Close())
		if err := <-result; err == nil || err.Error() != "sql: database is closed" {
			t.Errorf("got %v", err)
		}
		giveBack(t, taken)
		if _, open, _ := s.counts(); open != 0 {
			t.Errorf("%d open", open)
		}
	})
}

// TestManyCallers does all that moves connections, by many at once, and finds the limit kept,
// no connection in two hands, no caller without its connection, and no slot lost.
func TestManyCallers(t *testing.T) {
	const limit, callers, rounds = 4, 24, 150
	var handovers int64
	for _, plain := range []bool{false, true} {
		for _, idle := range []int{-1, 1, limit} {
			t.Run(fmt.Sprintf("plain=%t,idle=%d", plain, idle), func(t *testing.T) {
				s := &server{plain: plain}
				s.reset = func(*fakeConn) error {
					if rand.N(20) == 0 {
						return sqldriver.ErrBadConn
					}
					return nil
				}
				s.row = func(c *fakeConn, _ string) sqldriver.Value {
					runtime.Gosched() // a database takes its time, and others come meanwhile
					return int64(c.id)
				}
				db, pool := s.connect(t, pooling.Config{MaxOpen: limit, CheckoutTimeout: time.Minute})
				db.SetMaxIdleConns(idle)
				var all sync.WaitGroup
				for range callers {
					all.Go(func() {
						for range rounds {
							if err := anything(db, pool); err != nil {
								t.Error(err)
								return
							}
						}
					})
				}
				all.Wait()
				if _, _, most := s.counts(); most > limit {
					t.Errorf("%d connections at once", most)
				}
				if n := s.misuse.Load(); n != 0 {
					t.Errorf("connections were in two hands %d times", n)
				}
				giveBack(t, conns(t, db, limit)) // all slots are there
				if stats := pool.Stats(); stats.Waiting != 0 || stats.InUse != 0 || stats.Timeouts != 0 || stats.Open > limit {
					t.Errorf("%+v", stats)
				}
				handovers += pool.Stats().Handovers
			})
		}
	}
	if handovers == 0 {
		t.Error("nothing was handed over")
	}
}

// anything does one of the things that programs do.
func anything(db *sql.DB, pool *pooling.Pool) error {
	ctx := context.Background()
	switch rand.N(8) {
	case 0:
		stmt, err := db.Prepare("select 1")
		if err != nil {
			return err
		}
		var id int
		return errors.Join(stmt.QueryRow().Scan(&id), stmt.Close())
	case 1:
		ctx, cancel := context.WithCancel(ctx)
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			cancel()
			return err
		}
		cancel()
		_ = tx.Rollback()
	case 2:
		ctx, cancel := context.WithTimeout(ctx, rand.N(100*time.Microsecond))
		defer cancel()
		_ = db.PingContext(ctx)
	case 3:
		conn, err := db.Conn(ctx)
		if err != nil {
			return err
		}
		_ = conn.Raw(func(any) error { return sqldriver.ErrBadConn })
	case 4:
		if rand.N(20) == 0 {
			pool.Invalidate()
		}
		tx, err := db.Begin()
		if err != nil {
			return err
		}
		_, err = tx.Exec("x")
		return errors.Join(err, tx.Commit())
	default:
		var id int
		return db.QueryRow("select id").Scan(&id)
	}
	return nil
}

func TestAssert(t *testing.T) {
	s := &server{}
	db, pool := s.connect(t, pooling.Config{Assert: true})
	taken := conns(t, db, 1)
	err := db.Ping()
	var held *pooling.HeldError
	if !errors.As(err, &held) || held.Limit != 1 || len(held.Holders) != 1 {
		t.Fatalf("got %v", err)
	}
	if text := err.Error(); !strings.Contains(text, "pooling_test.TestAssert") || strings.Contains(text, "database/sql.") {
		t.Errorf("got %s", text)
	}
	giveBack(t, taken)
	for range 3 {
		check(t, db.Ping())
	}
	if stats := pool.Stats(); stats.Made != 1 || stats.Open != 1 || stats.InUse != 0 {
		t.Errorf("%+v", stats)
	}
}

// What is being made while the pool is invalidated may have been made before.
func TestInvalidateWhileConnecting(t *testing.T) {
	s := &server{}
	var pool *pooling.Pool
	s.dial = func(_ context.Context, n int) error {
		if n == 1 {
			pool.Invalidate()
		}
		return nil
	}
	db, p := s.connect(t, pooling.Config{})
	pool = p
	idOf(t, db)
	if id := idOf(t, db); id != 2 {
		t.Errorf("connection %d", id)
	}
}
