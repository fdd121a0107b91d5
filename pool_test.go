package gild_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/lib/pq"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/tests/servers"
)

// The pool of a *sql.DB is found however it was opened, and is its own.
func TestPoolOf(t *testing.T) {
	dsn := servers.SQLite(t)
	byName, err := sql.Open("sqlite3+gild", dsn)
	check(t, err)
	defer byName.Close()
	again, err := sql.Open("sqlite3+gild", dsn)
	check(t, err)
	defer again.Close()
	byURL := live.SQLite(t)
	for _, db := range []*sql.DB{byName, byURL.DB} {
		check(t, db.Ping())
		if made := gild.PoolOf(db).Stats().Made; made != 1 {
			t.Errorf("%d connections made", made)
		}
	}
	if made := gild.PoolOf(again).Stats().Made; made != 0 {
		t.Errorf("%d connections made by another", made)
	}
	k, err := pq.NewConnector("")
	check(t, err)
	bare := sql.OpenDB(k)
	defer bare.Close()
	for _, db := range []*sql.DB{bare, nil} {
		if gild.PoolOf(db) != nil || gild.Dispose(context.Background(), db) == nil {
			t.Error("a pool that gild does not know")
		}
	}
}

func TestDispose(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		check(t, db.Ping())
		check(t, gild.Dispose(context.Background(), db.DB))
		if s := db.Stats(); s.OpenConnections != 0 {
			t.Errorf("%+v", s)
		}
		check(t, db.Ping())
		if s := gild.PoolOf(db.DB).Stats(); s.Made != 2 || s.Closed.Total() != 1 {
			t.Errorf("%+v", s)
		}
	})
}

// Statements of the expression language are routed by what they are, with and without a sink.
func TestRouterKnowsStatements(t *testing.T) {
	ctx := context.Background()
	primary, replica := live.SQLite(t), live.SQLite(t)
	router, err := gild.NewRouter(sqlite.Dialect, pooling.RouterConfig{Primary: primary.DB, Replicas: []*sql.DB{replica.DB}})
	check(t, err)
	for _, db := range []*live.Database{primary, replica} {
		_, err := db.Exec("create table t (a integer)")
		check(t, err)
		db.Log.Take()
	}
	one := expr.Select(expr.Val(1).As("one"))
	sent := func(db *live.Database, want int) {
		t.Helper()
		log := db.Log.Take()
		if len(log) != want {
			t.Errorf("got %q, want %d statements", log, want)
		}
	}
	_, err = gild.All[int](ctx, router, one)
	check(t, err)
	for _, err := range gild.Iter[int](ctx, router, one) {
		check(t, err)
	}
	_, err = gild.All[int](ctx, router, expr.Text("select 1"))
	check(t, err)
	sent(replica, 3)
	sent(primary, 0)
	_, err = gild.Exec(ctx, router, expr.Text("insert into t values (1)"))
	check(t, err)
	_, err = router.ExecContext(ctx, "delete from t")
	check(t, err)
	sent(primary, 2)
	sent(replica, 0)
}
