package pooling_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gildsql/gild/pooling"
)

// noting returns events that note themselves at the server.
func noting(s *server) pooling.Events {
	note := func(text string) func(context.Context, sqldriver.Conn) error {
		return func(ctx context.Context, c sqldriver.Conn) error {
			return pooling.Exec(ctx, c, text) // which shows that the connection can be used
		}
	}
	return pooling.Events{
		First: note("first"), Connect: note("connect"), Checkout: note("checkout"),
		Checkin:    func(c sqldriver.Conn) { _ = pooling.Exec(context.Background(), c, "checkin") },
		Invalidate: func(sqldriver.Conn, error) { s.note("invalidate") },
		Close:      func(c sqldriver.Conn) { _ = pooling.Exec(context.Background(), c, "close") },
	}
}

func TestEvents(t *testing.T) {
	for _, plain := range []bool{false, true} {
		for _, bounded := range []bool{false, true} {
			s := &server{plain: plain}
			config := pooling.Config{MaxOpen: 2, Events: []pooling.Events{noting(s), {}}}
			if bounded {
				config.CheckoutTimeout = time.Minute
			}
			db, pool := s.connect(t, config)
			wantLog := func(want ...string) {
				t.Helper()
				if log := s.take(); !slices.Equal(log, want) {
					t.Errorf("plain %t, bounded %t: got %q, want %q", plain, bounded, log, want)
				}
			}
			idOf(t, db)
			wantLog("first", "connect", "checkout", "checkin")
			idOf(t, db)
			wantLog("checkout", "checkin")
			pool.Invalidate()
			idOf(t, db)
			wantLog("invalidate", "close", "connect", "checkout", "checkin")
			check(t, db.Close())
			wantLog("close")
			if n := s.misuse.Load(); n != 0 {
				t.Errorf("%d misuses", n)
			}
		}
	}
}

// First is run once, however many come; an error of it gives the next one its turn.
func TestFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tries, running, early int
		s := &server{}
		ready := false
		db, _ := s.connect(t, pooling.Config{Events: []pooling.Events{{
			First: func(context.Context, sqldriver.Conn) error {
				if running++; running > 1 {
					t.Error("two at once")
				}
				time.Sleep(time.Second)
				running--
				if tries++; tries == 1 {
					return errors.New("not yet")
				}
				ready = true
				return nil
			},
			Connect: func(context.Context, sqldriver.Conn) error {
				if !ready {
					early++
				}
				return nil
			},
		}}})
		failed := 0
		var mu sync.Mutex
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				if err := db.Ping(); err != nil {
					mu.Lock()
					defer mu.Unlock()
					failed++
				}
			})
		}
		all.Wait()
		if tries != 2 || failed != 1 || early != 0 {
			t.Errorf("run %d times, %d failed, %d came too early", tries, failed, early)
		}
	})
}

// An error of Connect reaches the caller, and one of Checkout has another connection taken.
func TestEventsRefuse(t *testing.T) {
	for _, bounded := range []bool{false, true} {
		no := errors.New("no")
		var connect, checkout error
		s := &server{}
		config := pooling.Config{MaxOpen: 1, Events: []pooling.Events{{
			Connect:  func(context.Context, sqldriver.Conn) error { return connect },
			Checkout: func(context.Context, sqldriver.Conn) error { err := checkout; checkout = nil; return err },
		}}}
		if bounded {
			config.CheckoutTimeout = time.Minute
		}
		db, pool := s.connect(t, config)
		connect = no
		if err := db.Ping(); !errors.Is(err, no) {
			t.Errorf("got %v", err)
		}
		connect, checkout = nil, no
		if err := db.Ping(); !errors.Is(err, no) {
			t.Errorf("a new connection: got %v", err)
		}
		if id := idOf(t, db); id != 3 {
			t.Errorf("connection %d", id)
		}
		checkout = no
		if id := idOf(t, db); id != 4 {
			t.Errorf("an idle connection: connection %d", id)
		}
		if stats := pool.Stats(); stats.Closed != (pooling.Closed{Refused: 3}) || bounded && stats.Open != 1 {
			t.Errorf("%+v", stats)
		}
		if _, open, _ := s.counts(); open != 1 {
			t.Errorf("%d open", open)
		}
	}
}

// A function that panics loses its connection, and no slot.
func TestEventsPanic(t *testing.T) {
	for _, when := range []string{"connect", "checkout", "checkin", "take over"} {
		armed := ""
		strike := func(at string) {
			if armed == at {
				armed = ""
				panic(at)
			}
		}
		s := &server{}
		db, pool := s.connect(t, pooling.Config{MaxOpen: 1, CheckoutTimeout: 10 * time.Second, Events: []pooling.Events{{
			Connect:  func(context.Context, sqldriver.Conn) error { strike("connect"); return nil },
			Checkout: func(context.Context, sqldriver.Conn) error { strike("checkout"); return nil },
			Checkin:  func(sqldriver.Conn) { strike("checkin") },
		}}})
		if when != "connect" {
			idOf(t, db)
		}
		armed = when
		if when == "take over" {
			armed = "checkout"
			panics(t, when, func() { takeOver(db) })
		} else {
			panics(t, when, func() { _ = db.Ping() })
		}
		check(t, db.Ping())
		if _, open, _ := s.counts(); open != 1 || pool.Stats().Open != 1 {
			t.Errorf("%s: %d open, %+v", when, open, pool.Stats())
		}
	}
}

// takeOver connects past database/sql's idle connection.
func takeOver(db *sql.DB) {
	k, ok := connectors.Load(db)
	if ok {
		_, _ = k.(sqldriver.Connector).Connect(context.Background())
	}
}

func panics(t *testing.T, name string, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Errorf("%s: no panic", name)
		}
	}()
	f()
}

func onConnect(ctx context.Context, c sqldriver.Conn) error {
	return pooling.Exec(ctx, c, "select set_config('application_name', $1, false)", "mine")
}
