package servers

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestMain(m *testing.M) { Main(m) }

// kinds are the engines, each with the names database/sql needs to use it.
var kinds = []struct {
	name    string
	driver  string
	new     func() *engine
	private func(testing.TB) string
	here    string // query for the name of the private place
	exists  string // query that counts the places of one name, a format
}{
	{
		name: "postgres", driver: "postgres", new: newPostgres, private: Postgres,
		here:   "SELECT current_schema()",
		exists: "SELECT count(*) FROM pg_namespace WHERE nspname = '%s'",
	},
	{
		name: "mysql", driver: "mysql", new: newMySQL, private: MySQL,
		here:   "SELECT DATABASE()",
		exists: "SELECT count(*) FROM information_schema.schemata WHERE schema_name = '%s'",
	},
}

func TestPrivate(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			var names []string
			t.Run("isolated", func(t *testing.T) {
				for i := range 2 {
					db := open(t, k.driver, k.private(t))
					mustExec(t, db, "CREATE TABLE t (id int)")
					mustExec(t, db, fmt.Sprintf("INSERT INTO t VALUES (%d)", i))
					if got := scan[int](t, db, "SELECT sum(id) FROM t"); got != i {
						t.Errorf("the rows of another test are in t: sum %d, want %d", got, i)
					}
					names = append(names, scan[string](t, db, k.here))
				}
			})
			if t.Skipped() || len(names) < 2 {
				t.Skip("no server")
			}
			if names[0] == names[1] {
				t.Errorf("two tests share %s", names[0])
			}
			db := open(t, k.driver, k.private(t))
			for _, name := range names {
				if scan[int](t, db, fmt.Sprintf(k.exists, name)) != 0 {
					t.Errorf("%s is left behind", name)
				}
			}
		})
	}
}

func TestParallel(t *testing.T) {
	for _, k := range kinds {
		for i := range 8 {
			t.Run(fmt.Sprintf("%s/%d", k.name, i), func(t *testing.T) {
				t.Parallel()
				mustExec(t, open(t, k.driver, k.private(t)), "CREATE TABLE t (id int)")
			})
		}
	}
}

// A test that forgets a transaction fails, and its schema is dropped nevertheless.
func TestOpenTransaction(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			here := open(t, k.driver, k.private(t))
			var name string
			r := record(func(tb testing.TB) {
				db := open(t, k.driver, k.private(tb))
				name = scan[string](t, db, k.here)
				mustExec(t, db, "CREATE TABLE t (id int)")
				tx, err := db.Begin()
				if err != nil {
					t.Fatal(err)
				}
				if _, err := tx.Exec("INSERT INTO t VALUES (1)"); err != nil {
					t.Fatal(err)
				}
			})
			if !strings.Contains(r.failed, name) || !strings.Contains(strings.ToLower(r.failed), "lock") {
				t.Errorf("the failure is %q, want one about a lock on %s", r.failed, name)
			}
			if scan[int](t, here, fmt.Sprintf(k.exists, name)) != 0 {
				t.Errorf("%s is left behind", name)
			}
		})
	}
}

func TestSQLite(t *testing.T) {
	a, b := SQLite(t), SQLite(t)
	if a == b {
		t.Errorf("the same file twice: %s", a)
	}
	if info, err := os.Stat(filepath.Dir(a)); err != nil || !info.IsDir() {
		t.Errorf("no directory for %s: %v", a, err)
	}
	if _, err := os.Stat(a); !os.IsNotExist(err) {
		t.Errorf("%s exists", a)
	}
}

// A server that the environment names must answer: no fallback, no skip, no password in the message.
func TestEnvironmentFails(t *testing.T) {
	for _, tt := range []struct {
		engine func() *engine
		dsn    string
		want   string
	}{
		{newPostgres, "postgres://me:hunter2@127.0.0.1:1/db", "GILD_TEST_POSTGRES: no answer"},
		{newPostgres, "postgres://me@127.0.0.1:1/db?password=hunter2", "GILD_TEST_POSTGRES: no answer"},
		{newPostgres, "postgres://me:hunter2@127.0.0.1:1/db?sslmode=hunter2", "GILD_TEST_POSTGRES: "},
		{newPostgres, "postgres://me:hunter2%@127.0.0.1:1/db", "GILD_TEST_POSTGRES: not a URL"},
		{newPostgres, "host=127.0.0.1 password=hunter2", "GILD_TEST_POSTGRES: not a URL"},
		{newMySQL, "me:hunter2@tcp(127.0.0.1:1)/", "GILD_TEST_MYSQL: no answer"},
		{newMySQL, "me:hunter2@/(", "GILD_TEST_MYSQL: "},
		{newMySQL, "me:hunter2@tcp(127.0.0.1:1", "GILD_TEST_MYSQL: not a DSN"},
	} {
		t.Run(tt.dsn, func(t *testing.T) {
			e := tt.engine()
			t.Setenv(e.env, tt.dsn)
			r := record(func(tb testing.TB) { e.private(tb) })
			if r.skipped != "" || !strings.Contains(r.failed, tt.want) {
				t.Errorf("skipped %q, failed %q; want the failure %q", r.skipped, r.failed, tt.want)
			}
			if strings.Contains(r.failed, "hunter2") {
				t.Errorf("the password is in %q", r.failed)
			}
		})
	}
}

func TestMissing(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			e := k.new()
			t.Setenv(e.env, "")
			t.Setenv("GILD_REQUIRE_SERVERS", "")
			e.local = func() []string { return nil }
			e.recipe = func() (recipe, error) { return recipe{}, os.ErrNotExist }
			want := fmt.Sprintf("%s not found: apt-get install %s, or set %s", e.name, e.pkg, e.env)

			r := record(func(tb testing.TB) { e.private(tb) })
			if r.skipped != want || r.failed != "" {
				t.Errorf("skipped %q, failed %q; want the skip %q", r.skipped, r.failed, want)
			}
			t.Setenv("GILD_REQUIRE_SERVERS", "1")
			r = record(func(tb testing.TB) { e.private(tb) })
			if r.skipped != "" || r.failed != want {
				t.Errorf("skipped %q, failed %q; want the failure %q", r.skipped, r.failed, want)
			}
		})
	}
}

// A recorder is a test that only takes down what happens to it. Methods it does not have panic.
type recorder struct {
	testing.TB
	skipped, failed string
	cleanups        []func()
}

// record runs f as a test and its cleanups after it.
func record(f func(testing.TB)) *recorder {
	r := &recorder{}
	done := make(chan struct{})
	go func() { // Skip and Fatal end the goroutine
		defer close(done)
		f(r)
	}()
	<-done
	for i := len(r.cleanups) - 1; i >= 0; i-- {
		r.cleanups[i]()
	}
	return r
}

func (r *recorder) Helper()          {}
func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }

func (r *recorder) Skip(args ...any) {
	r.skipped = fmt.Sprint(args...)
	runtime.Goexit()
}

func (r *recorder) Fatal(args ...any) {
	r.failed = fmt.Sprint(args...)
	runtime.Goexit()
}

func (r *recorder) Fatalf(format string, args ...any) { r.Fatal(fmt.Sprintf(format, args...)) }
func (r *recorder) Errorf(format string, args ...any) { r.failed = fmt.Sprintf(format, args...) }

func open(tb testing.TB, driver, dsn string) *sql.DB {
	tb.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	return db
}

func mustExec(tb testing.TB, db *sql.DB, query string) {
	tb.Helper()
	if _, err := db.ExecContext(context.Background(), query); err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
}

func scan[T any](tb testing.TB, db *sql.DB, query string) T {
	tb.Helper()
	var v T
	if err := db.QueryRowContext(context.Background(), query).Scan(&v); err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	return v
}
