package pooling_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

// killed opens a pool of one connection and has the server end it while it is idle.
func killed(t *testing.T, options ...gild.Option) (db *live.Database, pid int) {
	t.Helper()
	db = live.Postgres(t, options...)
	db.SetMaxOpenConns(1)
	check(t, db.QueryRow("select pg_backend_pid()").Scan(&pid))
	other, err := gild.Open(db.URL)
	check(t, err)
	defer other.Close()
	var done bool
	check(t, other.QueryRow("select pg_terminate_backend($1)", pid).Scan(&done))
	for n := 1; n > 0; { // until it has gone
		check(t, other.QueryRow("select count(*) from pg_stat_activity where pid = $1", pid).Scan(&n))
	}
	return db, pid
}

func TestPrePingReplacesALostConnection(t *testing.T) {
	db, lost := killed(t, gild.WithPool(pooling.Config{PrePing: true}))
	db.Log.Take()
	tx, err := db.Begin() // a transaction is not repeated: without the ping it would fail
	check(t, err)
	defer func() { check(t, tx.Rollback()) }()
	var pid int
	check(t, tx.QueryRow("select pg_backend_pid()").Scan(&pid))
	if pid == lost {
		t.Error("the connection was not replaced")
	}
	if sent := db.Log.Take(); len(sent) != 1 {
		t.Errorf("interceptors saw the ping: %q", sent)
	}
}

// Without PrePing it is up to the driver and the network whether the first use fails. The
// second does not: no use comes to the connection that is lost, nor stays with its error.
func TestLostConnectionWithoutPrePing(t *testing.T) {
	db, lost := killed(t)
	var pid int
	if err := db.QueryRow("select pg_backend_pid()").Scan(&pid); err != nil {
		check(t, db.QueryRow("select pg_backend_pid()").Scan(&pid))
	}
	if pid == lost {
		t.Error("the connection was not replaced")
	}
	if n := db.Stats().OpenConnections; n != 1 {
		t.Errorf("%d connections", n)
	}
}

func TestConfigIsApplied(t *testing.T) {
	ctx := context.Background()
	db := live.SQLite(t, gild.WithPool(pooling.Config{MaxOpen: 2, MaxIdle: 1, Recycle: time.Nanosecond}))
	if n := db.Stats().MaxOpenConnections; n != 2 {
		t.Errorf("at most %d connections", n)
	}
	a, err := db.Conn(ctx)
	check(t, err)
	b, err := db.Conn(ctx)
	check(t, err)
	short, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	if _, err := db.Conn(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a third connection: %v", err)
	}
	check(t, errors.Join(a.Close(), b.Close(), db.Ping()))
	if s := db.Stats(); s.MaxIdleClosed+s.MaxLifetimeClosed < 2 {
		t.Errorf("nothing was recycled: %+v", s)
	}
}

// TestDatabaseInMemory does to a pool all that makes it close connections.
func TestDatabaseInMemory(t *testing.T) {
	ctx := context.Background()
	for _, url := range []string{
		"sqlite://", "sqlite:///:memory:", "sqlite://?_busy_timeout=100", "sqlite:///file::memory:", "sqlite:///mine?mode=memory",
		"sqlite:///file:mine%3Fmode=memory",
	} {
		t.Run(url, func(t *testing.T) {
			db, err := gild.Open(url, gild.WithPool(pooling.Config{MaxOpen: 10, Recycle: time.Nanosecond, PrePing: true}))
			check(t, err)
			defer db.Close()
			_, err = db.Exec("create table t (a integer)")
			check(t, err)
			db.SetMaxIdleConns(0)
			db.SetMaxOpenConns(5)
			db.SetConnMaxIdleTime(time.Nanosecond)
			for range 3 {
				_, err = db.Exec("insert into t values (1)")
				check(t, err)
			}
			cancelled, cancel := context.WithCancel(ctx)
			tx, err := db.BeginTx(cancelled, nil)
			check(t, err)
			_, err = tx.Exec("insert into t values (2)")
			check(t, err)
			cancel()
			for db.Stats().InUse > 0 {
				time.Sleep(time.Millisecond)
			}
			conn, err := db.Conn(ctx)
			check(t, err)
			short, stop := context.WithTimeout(ctx, 10*time.Millisecond)
			defer stop()
			if err := db.PingContext(short); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("a second connection: %v", err)
			}
			check(t, conn.Close())
			var n int
			check(t, db.QueryRow("select count(*) from t").Scan(&n))
			if n != 3 {
				t.Errorf("%d rows", n)
			}
			check(t, db.Close())
			if err := db.Ping(); err == nil {
				t.Error("open after Close")
			}
		})
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
