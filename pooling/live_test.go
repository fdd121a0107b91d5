package pooling_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/tests/servers"
)

// eachDatabase runs test on SQLite, PostgreSQL and MariaDB.
func eachDatabase(t *testing.T, config pooling.Config, test func(t *testing.T, db *sql.DB)) {
	live.Each(t, func(t *testing.T, db *live.Database) { test(t, db.DB) }, gild.WithPool(config))
	t.Run("mariadb", func(t *testing.T) {
		db, err := gild.Open(servers.MySQLURL(t), gild.WithPool(config))
		check(t, err)
		t.Cleanup(func() { _ = db.Close() })
		test(t, db)
	})
}

// A transaction that SQL text has begun and left open is not the next caller's.
func TestRollbackOnReturn(t *testing.T) {
	config := pooling.Config{Reset: pooling.Rollback, MaxOpen: 1, MaxIdle: 1}
	eachDatabase(t, config, func(t *testing.T, db *sql.DB) {
		ctx := context.Background()
		exec(t, db, "create table t (a integer)")
		conn, err := db.Conn(ctx)
		check(t, err)
		for _, query := range []string{"begin", "insert into t values (1)"} {
			_, err = conn.ExecContext(ctx, query)
			check(t, err)
		}
		check(t, conn.Close())
		var n int
		check(t, db.QueryRow("select count(*) from t").Scan(&n))
		if n != 0 {
			t.Errorf("%d rows: the transaction was not rolled back", n)
		}
		exec(t, db, "insert into t values (2)")
		check(t, db.QueryRow("select count(*) from t").Scan(&n))
		if stats := gild.PoolOf(db).Stats(); n != 1 || stats.Made != 1 || stats.Closed.Total() != 0 {
			t.Errorf("%d rows, %+v", n, stats)
		}
	})
}

// The limit holds on real connections, which are handed over with what they have prepared.
func TestHandoverOfRealConnections(t *testing.T) {
	config := pooling.Config{MaxOpen: 1, MaxIdle: 1, CheckoutTimeout: time.Minute}
	eachDatabase(t, config, func(t *testing.T, db *sql.DB) {
		exec(t, db, "create table t (a integer)")
		tx, err := db.Begin()
		check(t, err)
		pool := gild.PoolOf(db)
		results := make(chan error)
		go func() {
			_, err := db.Exec("insert into t values (1)")
			results <- err
		}()
		for pool.Stats().Waiting == 0 {
			time.Sleep(time.Millisecond)
		}
		_, err = tx.Exec("insert into t values (2)")
		check(t, err)
		check(t, tx.Commit())
		check(t, <-results)
		var n int
		check(t, db.QueryRow("select count(*) from t").Scan(&n))
		if stats := pool.Stats(); n != 2 || stats.Made != 1 || stats.Handovers == 0 {
			t.Errorf("%d rows, %+v", n, stats)
		}
	})
}

// Connect is where a program makes its settings.
func TestConnectEventSetsTheSession(t *testing.T) {
	config := pooling.Config{Events: []pooling.Events{{Connect: onConnect}}}
	db := live.Postgres(t, gild.WithPool(config))
	var name string
	for _, c := range conns(t, db.DB, 2) {
		check(t, c.QueryRowContext(context.Background(), "show application_name").Scan(&name))
		if name != "mine" {
			t.Errorf("got %q", name)
		}
		check(t, c.Close())
	}
}

// When the server ends one connection that is in use, InvalidateOnDisconnect takes the idle
// ones for lost, too; those made since it does not.
func TestInvalidateOnDisconnect(t *testing.T) {
	for _, on := range []bool{false, true} {
		ctx := context.Background()
		db := live.Postgres(t, gild.WithPool(pooling.Config{InvalidateOnDisconnect: on, MaxIdle: 4}))
		taken := conns(t, db.DB, 4)
		giveBack(t, taken[2:])
		for _, c := range taken[:2] {
			terminate(t, db.URL, c)
		}
		for _, c := range taken[:2] {
			if _, err := c.ExecContext(ctx, "select 1"); err == nil {
				t.Error("the connection is still there")
			}
			_ = c.Close()
		}
		pool := gild.PoolOf(db.DB)
		giveBack(t, conns(t, db.DB, 2))
		want := pooling.Closed{Lost: 2}
		if on {
			want.Invalidated = 2
		}
		if stats := pool.Stats(); stats.Closed != want || on != (stats.Invalidations == 1) {
			t.Errorf("on %t: %+v", on, stats)
		}
	}
}

// terminate has the server end a connection, and waits until it has.
func terminate(t *testing.T, url string, c *sql.Conn) {
	t.Helper()
	var pid int
	check(t, c.QueryRowContext(context.Background(), "select pg_backend_pid()").Scan(&pid))
	other, err := gild.Open(url)
	check(t, err)
	defer other.Close()
	exec(t, other, "set application_name = 'terminator'")
	_, err = other.Exec("select pg_terminate_backend($1)", pid)
	check(t, err)
	for n := 1; n > 0; {
		check(t, other.QueryRow("select count(*) from pg_stat_activity where pid = $1", pid).Scan(&n))
	}
}

// A database in memory has its one connection whatever else is set.
func TestDatabaseInMemoryWithAllSettings(t *testing.T) {
	for _, config := range []pooling.Config{
		{MaxOpen: 5, CheckoutTimeout: time.Second}, {Assert: true}, {NoIdle: true}, {Track: true}, {Reset: pooling.Rollback},
		{Recycle: time.Nanosecond},
	} {
		db, err := gild.Open("sqlite://", gild.WithPool(config))
		check(t, err)
		exec(t, db, "create table t (a integer)")
		gild.PoolOf(db).Invalidate()
		check(t, gild.Dispose(context.Background(), db))
		exec(t, db, "insert into t values (1)")
		check(t, db.Close())
	}
}

// A connection that its driver gives up when a context ends is lost alone, also if it is used once more.
func TestEndedContextKeepsThePool(t *testing.T) {
	config := gild.WithPool(pooling.Config{InvalidateOnDisconnect: true, MaxIdle: 4})
	for name, open := range map[string]func() *live.Database{
		"pq":      func() *live.Database { return live.Postgres(t, config) },
		"pgx":     func() *live.Database { return live.PGX(t, config) },
		"mariadb": func() *live.Database { return live.MySQL(t, config) },
	} {
		t.Run(name, func(t *testing.T) {
			db := open()
			sleep := "select pg_sleep(30)"
			if name == "mariadb" {
				sleep = "select sleep(30)"
			}
			taken := conns(t, db.DB, 2)
			brief, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			if _, err := taken[0].ExecContext(brief, sleep); err == nil {
				t.Error("it has slept")
			}
			if _, err := taken[0].ExecContext(t.Context(), "select 1"); err == nil {
				t.Error("the driver keeps the connection")
			}
			giveBack(t, taken[1:])
			_ = taken[0].Close()
			giveBack(t, conns(t, db.DB, 1))
			if stats := gild.PoolOf(db.DB).Stats(); stats.Invalidations != 0 || stats.Made != 2 || stats.Closed.Lost != 1 {
				t.Errorf("%+v", stats)
			}
		})
	}
}
