package pooling_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/lib/pq"

	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/tests/servers"
)

// deadPort returns a port where nobody listens.
func deadPort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func TestFailoverOnPostgreSQL(t *testing.T) {
	dead, err := pq.NewConnector(fmt.Sprintf("postgres://me:secret-pw@127.0.0.1:%d/app?sslmode=disable", deadPort(t)))
	check(t, err)
	live, err := pq.NewConnector(servers.Postgres(t))
	check(t, err)
	k := pooling.Failover([]sqldriver.Connector{dead, live}, pooling.FailoverConfig{Check: pooling.PostgresPrimary})
	db := sql.OpenDB(driver.NewConnector(k, driver.WithDialect(postgres.Dialect)))
	defer db.Close()
	check(t, db.Ping())

	none := sql.OpenDB(pooling.Failover([]sqldriver.Connector{dead, dead}, pooling.FailoverConfig{}))
	defer none.Close()
	err = none.Ping()
	var refused *net.OpError
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), "host 2 of 2") || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
}

func TestFailoverOnMariaDB(t *testing.T) {
	config, err := mysql.ParseDSN(servers.MySQL(t))
	check(t, err)
	live, err := mysql.NewConnector(config)
	check(t, err)
	db := sql.OpenDB(pooling.Failover([]sqldriver.Connector{live}, pooling.FailoverConfig{Check: pooling.MySQLPrimary}))
	defer db.Close()
	check(t, db.Ping())
}

// The servers say what they are in the forms of the drivers.
func TestPrimary(t *testing.T) {
	for _, test := range []struct {
		answer sqldriver.Value
		want   error
	}{
		{false, nil}, {true, pooling.ErrNotPrimary}, {int64(0), nil}, {int64(1), pooling.ErrNotPrimary},
		{[]byte("0"), nil}, {[]byte("1"), pooling.ErrNotPrimary}, {"0", nil}, {"ON", pooling.ErrNotPrimary},
		{nil, pooling.ErrNotPrimary},
	} {
		s := &server{row: func(*fakeConn, string) sqldriver.Value { return test.answer }}
		conn, err := s.Connect(context.Background())
		check(t, err)
		if err := pooling.PostgresPrimary(context.Background(), conn); err != test.want {
			t.Errorf("%v: got %v", test.answer, err)
		}
	}
}

func TestFailoverOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := context.Background()
		var hosts [3]*server
		var up [3]bool
		var connectors []sqldriver.Connector
		for i := range hosts {
			hosts[i] = &server{dial: func(ctx context.Context, _ int) error {
				if !up[i] {
					<-ctx.Done() // it does not even answer
				}
				return ctx.Err()
			}}
			connectors = append(connectors, hosts[i])
		}
		standby := [3]bool{}
		k := pooling.Failover(connectors, pooling.FailoverConfig{
			DialTimeout: time.Second, ReturnAfter: time.Hour,
			Check: func(_ context.Context, c sqldriver.Conn) error {
				for i, h := range hosts {
					if c.(resettingConn).server == h && standby[i] {
						return pooling.ErrNotPrimary
					}
				}
				return nil
			},
		})
		connect := func(want int, took time.Duration) {
			t.Helper()
			start := time.Now()
			c, err := k.Connect(ctx)
			check(t, err)
			if c.(resettingConn).server != hosts[want] || time.Since(start) != took {
				t.Errorf("another host than %d, or after %s", want, time.Since(start))
			}
		}
		up = [3]bool{false, true, true}
		standby[1] = true
		connect(2, time.Second)
		if _, open, _ := hosts[1].counts(); open != 0 {
			t.Error("the connection to the standby is open")
		}
		connect(2, 0) // it is remembered
		up[0] = true
		connect(2, 0)
		time.Sleep(time.Hour)
		connect(0, 0) // and the first one is preferred again
		up = [3]bool{}
		short, cancel := context.WithTimeout(ctx, time.Second/2)
		defer cancel()
		if _, err := k.Connect(short); err != context.DeadlineExceeded {
			t.Errorf("got %v", err)
		}
		if _, err := k.Connect(ctx); !strings.Contains(err.Error(), "host 3 of 3: context deadline exceeded") {
			t.Errorf("got %v", err)
		}
	})
}

func TestFailoverShuffles(t *testing.T) {
	var connectors []sqldriver.Connector
	hosts := [2]*server{{}, {}}
	for _, h := range hosts {
		connectors = append(connectors, h)
	}
	k := pooling.Failover(connectors, pooling.FailoverConfig{Shuffle: true})
	for range 100 {
		_, err := k.Connect(context.Background())
		check(t, err)
	}
	for i, h := range hosts {
		if n, _, _ := h.counts(); n < 10 {
			t.Errorf("host %d: %d connections", i, n)
		}
	}
}
