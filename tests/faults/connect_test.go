package faults

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"
	"github.com/lib/pq"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/tests/servers"
)

// at returns a data source name for a server at an address, which is no database.
func (b backend) at(addr string) string {
	if b.name != "mysql" {
		return "postgres://me@" + addr + "/db?sslmode=disable"
	}
	config := mysqldriver.NewConfig()
	config.User, config.Net, config.Addr, config.DBName = "me", "tcp", addr, "db"
	config.Logger = &mysqldriver.NopLogger{}
	return config.FormatDSN()
}

// listen accepts connections, gives each to serve and keeps it until the test ends.
func listen(t *testing.T, serve func(net.Conn)) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var done sync.WaitGroup
	done.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return // closed
			}
			defer conn.Close()
			serve(conn)
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		done.Wait()
	})
	return l.Addr().String()
}

// eachNowhere runs test with each backend at an address.
func eachNowhere(t *testing.T, addr string, test func(t *testing.T, db *sql.DB)) {
	_ = mysqldriver.SetLogger(&mysqldriver.NopLogger{}) // it is not nil
	for _, b := range serverBackends {
		for _, intercepted := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s-%t", b.name, intercepted), func(t *testing.T) {
				test(t, b.open(t, b.at(addr), intercepted))
			})
		}
	}
}

// attempts are the things that need a connection.
var attempts = map[string]func(ctx context.Context, db *sql.DB) error{
	"ping":      func(ctx context.Context, db *sql.DB) error { return db.PingContext(ctx) },
	"text":      func(ctx context.Context, db *sql.DB) error { return second(db.ExecContext(ctx, "select 1")) },
	"statement": func(ctx context.Context, db *sql.DB) error { return second(gild.Exec(ctx, db, insertMark(1))) },
	"Tx": func(ctx context.Context, db *sql.DB) error {
		return gild.Tx(ctx, db, nil, func(context.Context, *sql.Tx) error { return nil })
	},
}

// A server that is not there, and one that hangs up, are lost connections at once.
func TestNoServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := l.Addr().String()
	_ = l.Close()
	for name, addr := range map[string]string{
		"refused": nobody,
		"hung up": listen(t, func(conn net.Conn) { _ = conn.Close() }),
	} {
		t.Run(name, func(t *testing.T) {
			eachNowhere(t, addr, func(t *testing.T, db *sql.DB) {
				for what, attempt := range attempts {
					lost(t, what, attempt(limited(t), db))
				}
				back(t, db)
			})
		})
	}
}

// A server that accepts and says nothing costs no more time than the context has. lib/pq does not look at the
// context once it has a connection, with gild as without: there the time is a setting.
func TestSilentServer(t *testing.T) {
	addr := listen(t, func(net.Conn) {})
	for _, b := range serverBackends {
		for _, intercepted := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s-%t", b.name, intercepted), func(t *testing.T) {
				dsn := b.at(addr)
				if b.name == "postgres" {
					dsn += "&connect_timeout=1"
				}
				db := b.open(t, dsn, intercepted)
				var callers sync.WaitGroup
				for what, attempt := range attempts {
					callers.Go(func() {
						ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
						defer cancel()
						result := make(chan error, 1)
						go func() { result <- attempt(ctx, db) }()
						select {
						case err := <-result:
							if !errors.Is(err, context.DeadlineExceeded) && !timedOut(err) {
								t.Errorf("%s: error %v (%T), want one of the time that is over", what, err, err)
							}
						case <-time.After(patience / 4):
							t.Errorf("%s: it waits for ever", what)
						}
					})
				}
				callers.Wait()
			})
		}
	}
}

func timedOut(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

// locked has a server of the test's own ask one role for its password.
func locked(t *testing.T) (*servers.Cluster, *sql.DB) {
	t.Helper()
	server := servers.Throwaway(t)
	admin := openDB(t, "postgres", server.URL())
	mustExec(t, admin, "create role app login password 'first-secret'")
	hba := filepath.Join(scan[string](t, admin, "show data_directory"), "pg_hba.conf")
	mustExec(t, admin, `copy (values ('host all app all scram-sha-256'), ('host all all all trust')) to `+pq.QuoteLiteral(hba))
	mustExec(t, admin, "select pg_reload_conf()")
	wrong := openDB(t, "postgres", as(t, server, "wrong"))
	await(t, "the server asks for passwords", func() bool { return wrong.Ping() != nil })
	return server, admin
}

// as returns the URL of the server for the role with a password.
func as(t *testing.T, server *servers.Cluster, password string) string {
	t.Helper()
	u, err := url.Parse(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("app", password)
	return u.String()
}

// When a password changes, connections that are open go on. New ones are refused, or ask for the new password
// where there is somebody to ask.
func TestPasswordChanges(t *testing.T) {
	server, admin := locked(t)
	for _, b := range []backend{pqBackend, pgxBackend} {
		t.Run(b.name, func(t *testing.T) {
			mustExec(t, admin, "alter role app password 'first-secret'")
			keeper := newKeeper("first-secret")
			fixed := held(t, b.open(t, as(t, server, "first-secret"), false))
			asking := held(t, b.open(t, as(t, server, "never"), true, gild.WithCredentials(keeper.login)))
			mustExec(t, admin, "alter role app password 'second-secret'")
			keeper.password.Store("second-secret")

			err := fixed.Ping()
			if !gild.Is(err, gild.ErrAuth) || strings.Contains(fmt.Sprintf("%v %+v", err, gild.ErrorOf(err)), "first-secret") {
				t.Errorf("a new connection with the old password: %v", err)
			}
			back1(t, fixed)
			var callers sync.WaitGroup
			for range 8 {
				callers.Go(func() {
					if err := asking.PingContext(limited(t)); err != nil {
						t.Errorf("a new connection with somebody to ask: %v", err)
					}
				})
			}
			callers.Wait()
			if n := keeper.calls.Load(); n != 2 {
				t.Errorf("asked %d times for the password, want twice", n)
			}
		})
	}
	t.Run("Rotating", func(t *testing.T) {
		mustExec(t, admin, "alter role app password 'first-secret'")
		keeper := newKeeper("first-secret")
		k := pooling.Rotating(pooling.RotatingConfig{
			Driver: &pq.Driver{},
			Next: pooling.DSNs(func(ctx context.Context) (string, time.Time, error) {
				login, err := keeper.login(ctx)
				return as(t, server, login.Password), login.Expires, err
			}, pq.NewConnector),
			Refused: func(err error) bool { return postgres.Dialect.ClassOf(err) == dialect.ErrorAuth },
		})
		db := held(t, closing(t, sql.OpenDB(driver.NewConnector(k, driver.WithDialect(postgres.Dialect)))))
		mustExec(t, admin, "alter role app password 'second-secret'")
		if err := db.Ping(); !gild.Is(err, gild.ErrAuth) {
			t.Errorf("without a new password: %v", err)
		}
		keeper.password.Store("second-secret")
		if err := db.Ping(); err != nil {
			t.Errorf("with the new password: %v", err)
		}
	})
}

// keeper knows the password. It is safe for concurrent use.
type keeper struct {
	password atomic.Value
	calls    atomic.Int64
}

func newKeeper(password string) *keeper {
	k := &keeper{}
	k.password.Store(password)
	return k
}

func (k *keeper) login(context.Context) (pooling.Login, error) {
	k.calls.Add(1)
	return pooling.Login{User: "app", Password: k.password.Load().(string)}, nil
}

// held keeps a connection of db in use until the test ends, and asks it then whether it is still good.
func held(t *testing.T, db *sql.DB) *sql.DB {
	t.Helper()
	conn, err := db.Conn(limited(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.PingContext(context.Background()); err != nil {
			t.Errorf("an open connection was lost: %v", err)
		}
		_ = conn.Close()
	})
	return db
}

// back1 fails the test if more than the one connection that is held is in use.
func back1(t *testing.T, db *sql.DB) {
	t.Helper()
	await(t, "connections are back", func() bool { return db.Stats().InUse <= 1 })
}
