package pooling_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/internal/sqltext"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/wrap"
)

// routed returns a router over a primary and two replicas that tell their names, and whether
// the replicas are down.
func routed(t *testing.T, roles *[]pooling.Role) (*pooling.Router, *[2]bool) {
	t.Helper()
	var down [2]bool
	open := func(name string, down *bool) *sql.DB {
		s := &server{row: func(*fakeConn, string) sqldriver.Value { return name }}
		s.dial = func(context.Context, int) error {
			if down != nil && *down {
				return &net.OpError{Op: "dial", Err: errors.New("connection refused")}
			}
			return nil
		}
		db := sql.OpenDB(driver.NewConnector(s, driver.WithInterceptors(&roleLog{roles: roles})))
		db.SetMaxIdleConns(-1)
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	r, err := pooling.NewRouter(pooling.RouterConfig{
		Primary: open("primary", nil), Replicas: []*sql.DB{open("a", &down[0]), open("b", &down[1]), nil},
	})
	check(t, err)
	return r, &down
}

// roleLog is an interceptor that notes the roles of statements.
type roleLog struct {
	wrap.NullInterceptor
	roles *[]pooling.Role
}

func (l *roleLog) ConnExecContext(ctx context.Context, c sqldriver.ExecerContext, query string, args []sqldriver.NamedValue) (sqldriver.Result, error) {
	if l.roles != nil {
		*l.roles = append(*l.roles, pooling.RoleOf(ctx))
	}
	return c.ExecContext(ctx, query, args)
}

// reached names the server that a query reaches.
func reached(t *testing.T, ctx context.Context, r *pooling.Router, query string) (name string) {
	t.Helper()
	check(t, r.QueryRowContext(ctx, query).Scan(&name))
	return name
}

func TestRouter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := context.Background()
		var roles []pooling.Role
		r, down := routed(t, &roles)
		names := map[string]int{}
		for range 10 {
			names[reached(t, ctx, r, "select 1")]++
		}
		if names["a"] != 5 || names["b"] != 5 {
			t.Errorf("reads went to %v", names)
		}
		for _, query := range []string{"insert into t values (1) returning a", "select a from t for update", "call p()"} {
			if got := reached(t, ctx, r, query); got != "primary" {
				t.Errorf("%s went to %s", query, got)
			}
		}
		if got := reached(t, pooling.OnPrimary(ctx), r, "select 1"); got != "primary" {
			t.Errorf("a read for the primary went to %s", got)
		}
		_, err := r.ExecContext(ctx, "insert into t values (1)")
		check(t, err)
		_, err = r.ExecContext(ctx, "select 1")
		check(t, err)
		if len(roles) != 2 || roles[0] != pooling.Primary || roles[1] != pooling.Replica {
			t.Errorf("interceptors saw %v", roles)
		}

		down[0] = true
		for range 4 {
			if got := reached(t, ctx, r, "select 1"); got != "b" {
				t.Errorf("a read went to %s", got)
			}
		}
		down[1] = true
		if got := reached(t, ctx, r, "select 1"); got != "primary" {
			t.Errorf("a read went to %s", got)
		}
		*down = [2]bool{}
		if got := reached(t, ctx, r, "select 1"); got != "primary" { // they are left alone
			t.Errorf("a read went to %s", got)
		}
		time.Sleep(5 * time.Second)
		if got := reached(t, ctx, r, "select 1"); got == "primary" {
			t.Errorf("a read went to %s", got)
		}
	})
}

// A replica's answer that is no failure of the replica stands.
func TestRouterKeepsErrors(t *testing.T) {
	no := errors.New("no such table")
	asked := 0
	s := &server{exec: func(context.Context, string) error { asked++; return no }}
	db, _ := s.connect(t, pooling.Config{})
	r, err := pooling.NewRouter(pooling.RouterConfig{Primary: db, Replicas: []*sql.DB{db, db}})
	check(t, err)
	if _, err := r.ExecContext(context.Background(), "select 1"); err != no || asked != 1 {
		t.Errorf("got %v after %d tries", err, asked)
	}
	if _, err := pooling.NewRouter(pooling.RouterConfig{Replicas: []*sql.DB{db}}); err == nil {
		t.Error("a router without a primary")
	}
}

func TestSticky(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		plain := context.Background()
		r, _ := routed(t, nil)
		ctx := pooling.Sticky(plain)
		if got := reached(t, ctx, r, "select 1"); got == "primary" {
			t.Error("before a write")
		}
		_, err := r.ExecContext(ctx, "insert into t values (1)")
		check(t, err)
		if got := reached(t, ctx, r, "select 1"); got != "primary" {
			t.Errorf("after a write: %s", got)
		}
		if reached(t, plain, r, "select 1") == "primary" || reached(t, pooling.Sticky(plain), r, "select 1") == "primary" {
			t.Error("other contexts have not written")
		}
		time.Sleep(5 * time.Second)
		if got := reached(t, ctx, r, "select 1"); got == "primary" {
			t.Error("after the window")
		}
		for _, readOnly := range []bool{true, false} {
			tx, err := r.BeginTx(ctx, &sql.TxOptions{ReadOnly: readOnly})
			if err == nil { // the fake knows no options
				check(t, tx.Rollback())
			}
			time.Sleep(time.Hour)
			if got := reached(t, ctx, r, "select 1"); (got == "primary") == readOnly {
				t.Errorf("after a transaction, read only %t: %s", readOnly, got)
			}
		}
	})
}

func TestIsRead(t *testing.T) {
	for query, want := range map[string]bool{
		"select 1":                             true,
		"with x as (select 1) select * from x": true,
		"select 'for update into lock'":        true,
		"values (1)":                           true,
		"/* c */ select a from t":              true,
		"":                                     false,
		"select 1; delete from t":              false,
		"select a from t for update":           false,
		"select a into b from t":               false,
		"select a from t lock in share mode":   false,
		"select nextval('s')":                  false,
		"select pg_advisory_lock(1)":           false,
		"select pg_promote()":                  false,
		"select * from dblink('a', 'b') as t":  false,
		"select 1 /*! for update */":           false,
		"select /* plain */ 1":                 true,
		"with x as (delete from t returning a) select * from x": false,
		"insert into t values (1)":                              false,
		"explain analyze delete from t":                         false,
		"set a = 1":                                             false,
		"begin":                                                 false,
	} {
		if got := pooling.IsRead(query, sqltext.Postgres()); got != want {
			t.Errorf("%q: %t", query, got)
		}
	}
}

// A read that comes while the write runs goes to the primary, too.
func TestStickyWhileWriting(t *testing.T) {
	ctx := pooling.Sticky(context.Background())
	var r *pooling.Router
	var during string
	named := func(name string) *server {
		return &server{row: func(*fakeConn, string) sqldriver.Value { return name }}
	}
	primary, replica := named("primary"), named("replica")
	primary.exec = func(context.Context, string) error {
		during = reached(t, ctx, r, "select 1")
		return nil
	}
	p, _ := primary.connect(t, pooling.Config{})
	other, _ := replica.connect(t, pooling.Config{})
	var err error
	r, err = pooling.NewRouter(pooling.RouterConfig{Primary: p, Replicas: []*sql.DB{other}})
	check(t, err)
	_, err = r.ExecContext(ctx, "insert into t values (1)")
	check(t, err)
	if during != "primary" {
		t.Errorf("the read went to %s", during)
	}
}
