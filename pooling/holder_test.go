package pooling_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gildsql/gild/pooling"
)

func TestHolders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{}
		db, pool := s.connect(t, pooling.Config{Track: true, MaxIdle: 2})
		if h := pool.Holders(); len(h) != 0 {
			t.Errorf("%v", h)
		}
		taken := conns(t, db, 1)
		start := time.Now()
		time.Sleep(time.Minute)
		taken = append(taken, conns(t, db, 1)...)
		holders := pool.Holders()
		if len(holders) != 2 || !holders[0].Since.Equal(start) || !holders[1].Since.Equal(start.Add(time.Minute)) {
			t.Fatalf("%v", holders)
		}
		for _, h := range holders {
			if !strings.Contains(h.Stack, "pooling_test.TestHolders") || strings.Contains(h.Stack, "gild/wrap") {
				t.Errorf("%s", h)
			}
		}
		giveBack(t, taken[1:])
		if h, stats := pool.Holders(), pool.Stats(); len(h) != 1 || stats.InUse != 1 || stats.Checkouts != 2 || stats.Checkins != 1 {
			t.Errorf("%v, %+v", h, stats)
		}
		giveBack(t, taken[:1])
		giveBack(t, conns(t, db, 1)) // one that was idle
		if stats := pool.Stats(); stats.InUse != 0 || stats.Checkouts != 3 || stats.Checkins != 3 || stats.Made != 2 {
			t.Errorf("%+v", stats)
		}
	})
}

// Where a goroutine of database/sql makes the connection, the first use says who has it.
func TestHolderOfAConnectionMadeByTheOpener(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{}
		db, pool := s.connect(t, pooling.Config{Track: true, MaxOpen: 1})
		taken := conns(t, db, 1)
		result := make(chan *testing.T)
		go func() {
			tx, err := db.Begin() // which waits
			check(t, err)
			if h := pool.Holders(); len(h) != 1 || !strings.Contains(h[0].Stack, "pooling_test.TestHolderOf") {
				t.Errorf("%v", h)
			}
			check(t, tx.Rollback())
			close(result)
		}()
		synctest.Wait()
		pool.Invalidate() // so that it cannot get the connection that is given back
		giveBack(t, taken)
		<-result
		if stats := pool.Stats(); stats.Made != 2 || stats.InUse != 0 {
			t.Errorf("%+v", stats)
		}
	})
}

func TestLeakAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var leaks []pooling.Holder
		s := &server{}
		db, pool := s.connect(t, pooling.Config{
			LeakAfter: time.Minute, OnLeak: func(h pooling.Holder) { leaks = append(leaks, h) },
		})
		for range 3 { // who gives it back in time is no leak
			taken := conns(t, db, 1)
			time.Sleep(time.Minute - time.Second)
			giveBack(t, taken)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if len(leaks) != 0 {
			t.Fatalf("%v", leaks)
		}
		start := time.Now()
		taken := conns(t, db, 1)
		time.Sleep(time.Hour)
		synctest.Wait()
		if len(leaks) != 1 || !leaks[0].Since.Equal(start) || !strings.Contains(leaks[0].Stack, "pooling_test.TestLeakAfter") {
			t.Errorf("%v", leaks)
		}
		check(t, taken[0].PingContext(context.Background())) // it is only a report
		giveBack(t, taken)
		if stats := pool.Stats(); stats.Leaks != 1 {
			t.Errorf("%+v", stats)
		}
	})
}
