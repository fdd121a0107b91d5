package pooling_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gildsql/gild/pooling"
)

func TestPrePing(t *testing.T) {
	dead := errors.New("no answer")
	tests := map[string]struct {
		config pooling.Config
		answer error
		uses   int
		pinged int
		want   int // the number of the connection that the last use gets
	}{
		"off":              {pooling.Config{PingAfter: time.Hour}, dead, 2, 0, 1},
		"each time":        {pooling.Config{PrePing: true}, nil, 3, 3, 1},
		"dead":             {pooling.Config{PrePing: true}, dead, 1, 1, 2},
		"fresh enough":     {pooling.Config{PrePing: true, PingAfter: time.Hour}, dead, 3, 0, 1},
		"not fresh enough": {pooling.Config{PrePing: true, PingAfter: time.Minute}, dead, 1, 1, 2},
		"fresh again":      {pooling.Config{PrePing: true, PingAfter: time.Minute}, nil, 3, 1, 1},
	}
	for name, test := range tests {
		for _, plain := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) { // where time is not real
				s := &server{plain: plain, ping: func(context.Context) error { return test.answer }}
				db, _ := s.connect(t, test.config)
				id := idOf(t, db)
				time.Sleep(time.Minute)
				for range test.uses {
					id = idOf(t, db)
				}
				if s.pinged != test.pinged || id != test.want {
					t.Errorf("%s: pinged %d times, want %d; connection %d, want %d", name, s.pinged, test.pinged, id, test.want)
				}
			})
		}
	}
}

// A connection is not to blame for a context that ends while it is asked.
func TestPrePingWithContextDone(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s := &server{ping: func(context.Context) error { cancel(); return errors.New("interrupted") }}
	db, pool := s.connect(t, pooling.Config{PrePing: true})
	idOf(t, db)
	_, err := db.ExecContext(ctx, "x") // what comes of it is up to the driver
	check(t, err)
	s.ping = nil
	if id, stats := idOf(t, db), pool.Stats(); id != 1 || stats.Closed.Total() != 0 || stats.Invalidations != 0 {
		t.Errorf("connection %d, %+v", id, stats)
	}
}

// What one ping finds dead, the others are taken for without asking.
func TestFailedPingInvalidatesThePool(t *testing.T) {
	failures := 1
	s := &server{ping: func(context.Context) error {
		if failures--; failures == 0 {
			return errors.New("no answer")
		}
		return nil
	}}
	db, pool := s.connect(t, pooling.Config{PrePing: true, MaxIdle: 3})
	giveBack(t, conns(t, db, 3))
	taken := conns(t, db, 3)
	if dialed, _, _ := s.counts(); dialed != 6 || s.pinged != 1 {
		t.Errorf("%d connections made, %d pings", dialed, s.pinged)
	}
	giveBack(t, taken)
	if id := idOf(t, db); id < 4 {
		t.Errorf("connection %d", id)
	}
	want := pooling.Closed{Ping: 1, Invalidated: 2}
	if stats := pool.Stats(); stats.Closed != want || stats.Invalidations != 1 || stats.Made != 6 {
		t.Errorf("%+v", stats)
	}
}

// Recycle needs no *sql.DB that knows of it.
func TestRecycle(t *testing.T) {
	for _, plain := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			s := &server{plain: plain}
			db, pool := s.connect(t, pooling.Config{Recycle: time.Hour})
			db.SetConnMaxLifetime(0)
			idOf(t, db)
			time.Sleep(time.Hour - time.Second)
			if id := idOf(t, db); id != 1 {
				t.Errorf("too early: connection %d", id)
			}
			time.Sleep(time.Second)
			if id := idOf(t, db); id != 2 {
				t.Errorf("too late: connection %d", id)
			}
			if stats := pool.Stats(); stats.Closed != (pooling.Closed{Recycled: 1}) {
				t.Errorf("%+v", stats)
			}
		})
	}
}

func TestRecycleJitter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{}
		db, pool := s.connect(t, pooling.Config{Recycle: time.Hour, RecycleJitter: 30 * time.Minute, MaxIdle: 100})
		db.SetConnMaxLifetime(0)
		giveBack(t, conns(t, db, 100))
		time.Sleep(30 * time.Minute)
		giveBack(t, conns(t, db, 100))
		if n := pool.Stats().Closed.Recycled; n != 0 {
			t.Errorf("%d were recycled too early", n)
		}
		time.Sleep(15 * time.Minute)
		giveBack(t, conns(t, db, 100))
		if n := pool.Stats().Closed.Recycled; n < 20 || n > 80 {
			t.Errorf("%d of 100 were recycled", n)
		}
		time.Sleep(15 * time.Minute)
		giveBack(t, conns(t, db, 100))
		if n := pool.Stats().Closed.Recycled; n < 100 {
			t.Errorf("%d of 100 were recycled", n)
		}
	})
}

func TestInvalidate(t *testing.T) {
	for _, config := range []pooling.Config{{}, {Track: true}, {MaxOpen: 3, CheckoutTimeout: time.Minute}} {
		config.MaxIdle = 3
		s := &server{}
		db, pool := s.connect(t, config)
		giveBack(t, conns(t, db, 2))
		used := conns(t, db, 1)
		pool.Invalidate()
		check(t, used[0].PingContext(context.Background())) // in use, it goes on
		giveBack(t, used)
		if _, open, _ := s.counts(); open != 1 {
			t.Errorf("%+v: %d open, the idle one is left", config, open)
		}
		if id := idOf(t, db); id != 3 {
			t.Errorf("%+v: connection %d", config, id)
		}
		if id, stats := idOf(t, db), pool.Stats(); id != 3 || stats.Closed.Invalidated != 2 {
			t.Errorf("%+v: connection %d, %+v", config, id, stats)
		}
	}
}

// Dispose closes what is idle, makes nothing, and leaves the settings of the *sql.DB alone.
func TestDispose(t *testing.T) {
	for _, plain := range []bool{false, true} {
		for _, config := range []pooling.Config{{}, {MaxOpen: 6}, {Track: true}, {MaxOpen: 6, CheckoutTimeout: time.Minute}, {PrePing: true}} {
			config.MaxIdle = 5
			s := &server{plain: plain}
			db, pool := s.connect(t, config)
			used := conns(t, db, 6)
			giveBack(t, used[1:])
			check(t, pool.Dispose(context.Background(), db))
			if dialed, open, _ := s.counts(); dialed != 6 || open != 1 || db.Stats().Idle != 0 {
				t.Errorf("plain %t, %+v: %d made, %d open", plain, config, dialed, open)
			}
			giveBack(t, used[:1])
			_, open, _ := s.counts()
			if seen := !plain || config.Track || config.CheckoutTimeout > 0; seen && open != 0 {
				t.Errorf("plain %t, %+v: %d open", plain, config, open)
			}
			giveBack(t, conns(t, db, 5))
			if n := db.Stats().Idle; n != 5 {
				t.Errorf("plain %t, %+v: %d idle", plain, config, n)
			}
		}
	}
}

// database/sql closes a connection whose transaction was ended by its context, unless the
// driver can reset and validate it. That a setting adds both changes nothing.
func TestTransactionEndedByItsContext(t *testing.T) {
	for _, plain := range []bool{false, true} {
		s := &server{plain: plain}
		db, pool := s.connect(t, pooling.Config{Track: true})
		ctx, cancel := context.WithCancel(context.Background())
		tx, err := db.BeginTx(ctx, nil)
		check(t, err)
		cancel()
		for db.Stats().InUse > 0 {
			time.Sleep(time.Millisecond)
		}
		_ = tx.Rollback()
		want := int64(0)
		if plain {
			want = 1
		}
		if stats := pool.Stats(); stats.Closed.Driver != want {
			t.Errorf("plain %t: %+v", plain, stats)
		}
		tx, err = db.Begin() // one that ends by itself
		check(t, err)
		check(t, tx.Rollback())
		if stats := pool.Stats(); stats.Closed.Driver != want {
			t.Errorf("plain %t: %+v", plain, stats)
		}
	}
}

func TestNoIdle(t *testing.T) {
	s := &server{}
	config := pooling.Config{NoIdle: true}
	db, _ := s.connect(t, config)
	db.SetMaxIdleConns(5) // it does not depend on the *sql.DB
	for want := range 3 {
		if id := idOf(t, db); id != want+1 {
			t.Errorf("connection %d", id)
		}
	}
	if _, open, _ := s.counts(); open != 0 {
		t.Errorf("%d open", open)
	}
	config.Apply(db)
	if idOf(t, db); db.Stats().Idle != 0 {
		t.Error("not applied")
	}
}

func TestResetFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := func(ctx context.Context, _ sqldriver.Conn) error { <-ctx.Done(); return nil }
		for name, reset := range map[string]pooling.ResetFunc{
			"error": func(context.Context, sqldriver.Conn) error { return errors.New("cannot") },
			"slow":  slow,
		} {
			start := time.Now()
			s := &server{}
			db, pool := s.connect(t, pooling.Config{Reset: reset, ResetTimeout: time.Second})
			idOf(t, db)
			if stats := pool.Stats(); stats.Closed != (pooling.Closed{Reset: 1}) || time.Since(start) > time.Second {
				t.Errorf("%s: %+v after %s", name, stats, time.Since(start))
			}
		}
	})
}

// A driver's ResetSession that gives up the connection is counted; other errors it has are
// passed over by database/sql.
func TestDriversReset(t *testing.T) {
	answer := errors.New("cannot")
	s := &server{reset: func(*fakeConn) error { return answer }}
	db, pool := s.connect(t, pooling.Config{})
	idOf(t, db)
	if id := idOf(t, db); id != 1 {
		t.Errorf("connection %d", id)
	}
	answer = sqldriver.ErrBadConn
	if id := idOf(t, db); id != 2 {
		t.Errorf("connection %d", id)
	}
	if stats := pool.Stats(); stats.Closed != (pooling.Closed{Reset: 1}) {
		t.Errorf("%+v", stats)
	}
}

func TestConnectCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{dial: func(_ context.Context, n int) error {
			time.Sleep(time.Second)
			if n == 1 {
				return errors.New("refused")
			}
			return nil
		}}
		db, pool := s.connect(t, pooling.Config{})
		if err := db.Ping(); err == nil {
			t.Error("connected")
		}
		check(t, db.Ping())
		if stats := pool.Stats(); stats.ConnectFailed != 1 || stats.Made != 1 || stats.ConnectTime != 2*time.Second {
			t.Errorf("%+v", stats)
		}
		check(t, db.Close())
		if stats := pool.Stats(); stats.Closed != (pooling.Closed{Other: 1}) {
			t.Errorf("%+v", stats)
		}
	})
}

// Without settings, connections have the interfaces that the driver's have.
func TestInterfacesWithoutSettings(t *testing.T) {
	for _, test := range []struct {
		config            pooling.Config
		plain             bool
		resets, validates bool
	}{
		{pooling.Config{}, true, false, false},
		{pooling.Config{}, false, true, true},
		{pooling.Config{MaxOpen: 1, MaxIdle: 1}, true, false, false},
		{pooling.Config{InvalidateOnDisconnect: true}, true, false, false},
		{pooling.Config{Events: []pooling.Events{{Close: func(sqldriver.Conn) {}}}}, true, false, false},
		{pooling.Config{Recycle: time.Hour}, true, true, false},
		{pooling.Config{Track: true}, true, true, true},
	} {
		s := &server{plain: test.plain}
		db, _ := s.connect(t, test.config)
		withRaw(t, db, func(c any) {
			_, resets := c.(sqldriver.SessionResetter)
			_, validates := c.(sqldriver.Validator)
			if resets != test.resets || validates != test.validates {
				t.Errorf("%+v: resets %t, validates %t", test, resets, validates)
			}
		})
	}
}

func withRaw(t testing.TB, db *sql.DB, f func(c any)) {
	t.Helper()
	conn, err := db.Conn(context.Background())
	check(t, err)
	defer conn.Close()
	check(t, conn.Raw(func(c any) error { f(c); return nil }))
}
