package pooling_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/lib/pq"

	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/pooling"
)

// A single connection is asked for while it is in use: the pool says so instead of waiting
// for ever.
func TestSingleConnectionIsNotWaitedForForEver(t *testing.T) {
	for _, c := range []pooling.Config{{Single: true, CheckoutTimeout: time.Second}, {Single: true, Assert: true}} {
		synctest.Test(t, func(t *testing.T) {
			db, _ := (&server{}).connect(t, c)
			taken := conns(t, db, 1)
			start := time.Now()
			if err := db.Ping(); err == nil || time.Since(start) > 2*time.Second {
				t.Errorf("%+v: after %s: %v", c, time.Since(start), err)
			}
			giveBack(t, taken)
			check(t, db.Ping())
		})
	}
}

// database/sql passes over errors of ResetSession other than driver.ErrBadConn, and over a
// context that ends meanwhile: the connection is checked out all the same.
func TestCheckoutIsNeverPassedOver(t *testing.T) {
	for name, s := range map[string]*server{
		"an odd error": {reset: func(*fakeConn) error { return errors.New("not bad, only odd") }},
		"an ended context": {ping: func(ctx context.Context) error {
			ctx.Value(cancelKey{}).(context.CancelFunc)()
			return ctx.Err()
		}},
	} {
		var checkouts, checkins int
		db, pool := s.connect(t, pooling.Config{PrePing: s.ping != nil, Track: true, Events: []pooling.Events{{
			Checkout: func(context.Context, sqldriver.Conn) error { checkouts++; return nil },
			Checkin:  func(sqldriver.Conn) { checkins++ },
		}}})
		giveBack(t, conns(t, db, 1))
		ctx, cancel := context.WithCancel(context.Background())
		c, err := db.Conn(context.WithValue(ctx, cancelKey{}, cancel))
		if err == nil {
			if checkouts != 2 || len(pool.Holders()) != 1 {
				t.Errorf("%s: %d checkouts, %d holders", name, checkouts, len(pool.Holders()))
			}
			check(t, c.Close())
		}
		cancel()
		if checkouts != checkins {
			t.Errorf("%s: %d checkouts, %d check-ins", name, checkouts, checkins)
		}
	}
}

type cancelKey struct{}

// A connection that database/sql opens for somebody who has gone by then is nobody's, and
// its Checkout has the context of who takes it.
func TestConnectionsOfTheOpener(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{dial: func(_ context.Context, n int) error {
			if n == 2 {
				time.Sleep(2 * time.Second)
			}
			return nil
		}}
		var tenants []any
		db, pool := s.connect(t, pooling.Config{MaxOpen: 1, Events: []pooling.Events{{
			Checkout: func(ctx context.Context, _ sqldriver.Conn) error {
				tenants = append(tenants, ctx.Value(cancelKey{}))
				return nil
			},
		}}})
		taken := conns(t, db, 1)
		mine := context.WithValue(context.Background(), cancelKey{}, "mine")
		ctx, cancel := context.WithTimeout(mine, time.Second)
		defer cancel()
		done := make(chan error)
		go func() {
			_, err := db.Conn(ctx)
			done <- err
		}()
		synctest.Wait()
		_ = taken[0].Raw(func(any) error { return sqldriver.ErrBadConn })
		if err := <-done; !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		time.Sleep(3 * time.Second)
		if n := pool.Stats().InUse; n != 0 || db.Stats().InUse != 0 {
			t.Errorf("%d in use, holders %v", n, pool.Holders())
		}
		check(t, db.PingContext(mine))
		if len(tenants) != 2 || tenants[1] != "mine" {
			t.Errorf("checked out for %v", tenants)
		}
	})
}

// TestOneUserAtATime has database/sql take a connection back from somebody who has gone, and
// give it out without a word.
func TestOneUserAtATime(t *testing.T) {
	for range 100 {
		ctx, cancel := context.WithCancel(context.Background())
		gate := make(chan struct{})
		s := &server{dial: func(_ context.Context, n int) error {
			if n == 2 {
				<-gate
				cancel()
			}
			return nil
		}}
		db := sql.OpenDB(driver.NewConnector(s, driver.WithPool(pooling.Config{MaxOpen: 1, CheckoutTimeout: time.Hour})))
		db.SetMaxOpenConns(1)
		taken := conns(t, db, 1)
		done := make(chan *sql.Conn)
		go func() {
			c, _ := db.Conn(ctx)
			done <- c
		}()
		for db.Stats().WaitCount == 0 {
		}
		_ = taken[0].Raw(func(any) error { return sqldriver.ErrBadConn })
		close(gate)
		if c := <-done; c == nil {
			for db.Stats().Idle == 0 {
			}
			first, err := db.Conn(context.Background())
			check(t, err)
			db.SetMaxOpenConns(2)
			short, stop := context.WithTimeout(context.Background(), 5*time.Millisecond)
			second, err := db.Conn(short)
			stop()
			if err == nil {
				var a, b int
				check(t, first.QueryRowContext(context.Background(), "x").Scan(&a))
				check(t, second.QueryRowContext(context.Background(), "x").Scan(&b))
				if a == b {
					t.Fatalf("connection %d has two users at once", a)
				}
				check(t, second.Close())
			}
			check(t, first.Close())
		} else {
			check(t, c.Close())
		}
		check(t, db.Close())
	}
}

// What hosts answer does not make database/sql ask them again.
func TestFailoverIsNotRepeated(t *testing.T) {
	var dialed atomic.Int64
	s := &server{dial: func(context.Context, int) error {
		dialed.Add(1)
		return sqldriver.ErrBadConn
	}}
	db := sql.OpenDB(driver.NewConnector(pooling.Failover([]sqldriver.Connector{s}, pooling.FailoverConfig{})))
	defer db.Close()
	if err := db.Ping(); err == nil || dialed.Load() != 1 {
		t.Errorf("dialed %d times: %v", dialed.Load(), err)
	}
}

func TestNothingToConnectTo(t *testing.T) {
	if err := sql.OpenDB(driver.NewConnector(pooling.Failover(nil, pooling.FailoverConfig{}))).Ping(); err == nil {
		t.Error("no hosts: no error")
	}
	k := pooling.Rotating(pooling.RotatingConfig{Next: func(context.Context) (sqldriver.Connector, time.Time, error) {
		return nil, time.Time{}, nil
	}})
	if _, err := k.Connect(context.Background()); err == nil {
		t.Error("no credentials: no error")
	}
}

// Errors about a data source name do not show it, nor parts of it.
func TestDataSourceNamesAreNotShown(t *testing.T) {
	for _, dsn := range []string{
		"postgres://u:hun/ter2@h/db", "postgres://u:hun\"ter2@[h/db", "host=h password=hun ter2 x", "postgres://u:hun#ter2@h/db",
	} {
		k := pooling.Rotating(pooling.RotatingConfig{Next: pooling.DSNs(
			func(context.Context) (string, time.Time, error) { return dsn, time.Time{}, nil },
			func(dsn string) (sqldriver.Connector, error) { return pq.NewConnector(dsn) },
		)})
		if _, err := k.Connect(context.Background()); err != nil && (strings.Contains(err.Error(), "hun") || strings.Contains(err.Error(), "ter2")) {
			t.Errorf("got %v", err)
		}
	}
}

func TestHasEffect(t *testing.T) {
	for name, want := range map[string]bool{
		"nextval": true, "next_value": true, `"NEXTVAL"`: true, "pg_catalog.nextval": true, "pg_advisory_lock": true, "count": false, "lower": false, "": false,
	} {
		if got := pooling.HasEffect(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}
