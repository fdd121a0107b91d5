package gildtest_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/mysql"
	_ "github.com/gildsql/gild/driver/pgx"
	_ "github.com/gildsql/gild/driver/pq"
	_ "github.com/gildsql/gild/driver/sqlite3"
	"github.com/gildsql/gild/gildtest"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

// fake is a test whose failures are looked at.
type fake struct {
	testing.TB
	failed   []string
	cleanups []func()
}

func (f *fake) Helper()           {}
func (f *fake) Failed() bool      { return f.failed != nil }
func (f *fake) Error(args ...any) { f.failed = append(f.failed, fmt.Sprint(args...)) }
func (f *fake) Cleanup(c func())  { f.cleanups = append(f.cleanups, c) }
func (f *fake) Errorf(format string, args ...any) {
	f.failed = append(f.failed, fmt.Sprintf(format, args...))
}

func (f *fake) end() {
	for _, c := range slices.Backward(f.cleanups) {
		c()
	}
}

func exec(t *testing.T, db gild.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), query, args...); err != nil {
		t.Fatal(err)
	}
}

func TestExpect(t *testing.T) {
	log := gildtest.NewLog()
	db := gildtest.Open(t, "sqlite://", gild.WithEvents(log.Events()))
	run := func() {
		exec(t, db, "create table if not exists t (a int)")
		exec(t, db, "insert into t values (?)", 1)
		if err := db.QueryRowContext(t.Context(), "select a\n  from t").Scan(new(int)); err != nil {
			t.Fatal(err)
		}
	}
	run()
	log.Expect(t, "create table...", "insert into t values (?)", "select a from t")
	run()
	log.ExpectCounts(t, gildtest.Count{"SELECT", "t", 1}, gildtest.Count{"INSERT", "", 1}, gildtest.Count{"CREATE", "t", 1})
	log.Expect(t)

	f := &fake{}
	run()
	log.Expect(f, "create table...", "delete from t", "select a from t")
	want := "gildtest: statements (- expected, + run):\n" +
		"  create table if not exists t (a int)\n- delete from t\n+ insert into t values (?)\n  select a from t\n"
	if len(f.failed) != 1 || f.failed[0] != want {
		t.Errorf("failures %q", f.failed)
	}
	f = &fake{}
	run()
	log.ExpectCounts(f, gildtest.Count{"SELECT", "t", 2}, gildtest.Count{"CREATE", "t", 1})
	if len(f.failed) != 1 || !strings.Contains(f.failed[0], "SELECT t: 1, want 2\nnot expected: insert into t") {
		t.Errorf("failures %q", f.failed)
	}
}

func TestLeaks(t *testing.T) {
	f := &fake{TB: t}
	db := gildtest.Open(f, "sqlite:///"+t.TempDir()+"/a.db")
	rows, err := db.QueryContext(t.Context(), "select 1 union select 2")
	if err != nil {
		t.Fatal(err)
	}
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	f.end()
	if len(f.failed) != 2 || !strings.Contains(f.failed[0], "the rows of select ? union select ?") ||
		!strings.Contains(f.failed[1], "a transaction") || !strings.Contains(f.failed[1], "gildtest_test.TestLeaks") {
		t.Errorf("failures %q", f.failed)
	}
	if err := errors.Join(rows.Close(), tx.Rollback()); err != nil {
		t.Error(err)
	}
}

// databases open one in a transaction of f, and once more to see what is left.
var databases = map[string]func(testing.TB, ...gild.Option) *live.Database{
	"sqlite": live.SQLite, "postgres": live.Postgres, "pgx": live.PGX, "mariadb": live.MySQL,
}

func TestInTx(t *testing.T) {
	for name, open := range databases {
		t.Run(name, func(t *testing.T) {
			f := &fake{TB: t}
			db := open(t, gildtest.InTx(f)).DB
			if name != "mariadb" { // where DDL commits
				exec(t, db, "create table t (id int primary key)")
			} else {
				exec(t, db, "create temporary table t (id int primary key)")
			}
			exec(t, db, "insert into t values (1)")
			if _, err := db.ExecContext(t.Context(), "insert into t values (1)"); err == nil {
				t.Error("the key is there twice")
			}
			wantCount(t, db, 1)

			refused := errors.New("refused")
			for _, end := range []error{nil, refused} {
				err := gild.Tx(t.Context(), db, nil, func(ctx context.Context, tx *sql.Tx) error {
					if _, err := tx.ExecContext(ctx, "insert into t values (2)"); end == nil && err != nil {
						return err
					}
					return end
				})
				if !errors.Is(err, end) {
					t.Error(err)
				}
			}
			wantCount(t, db, 2)

			rows, err := db.QueryContext(t.Context(), "select id from t order by id") // while another is run
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			for rows.Next() {
				wantCount(t, db, 2)
			}
			outOfOrder(t, db)
			f.end()
			if f.failed != nil {
				t.Error(f.failed)
			}
			if err := db.PingContext(t.Context()); err == nil {
				wantEnded(t, db)
			}
		})
	}
}

// TestInTxAfterDDL goes on where the database has committed by itself: what comes after DDL is in a
// transaction again, and those of the program end as they do without InTx.
func TestInTxAfterDDL(t *testing.T) {
	f := &fake{TB: t}
	plain := live.MySQL(t)
	db, err := gild.Open(plain.URL, gildtest.InTx(f))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	exec(t, db, "create table t (id int primary key)")
	exec(t, db, "insert into t values (1)")
	refused := errors.New("refused")
	for i, end := range []error{nil, refused} {
		err := gild.Tx(t.Context(), db, nil, func(ctx context.Context, tx *sql.Tx) error {
			exec(t, tx, fmt.Sprintf("insert into t values (%d)", 2+10*i))
			exec(t, tx, fmt.Sprintf("create table t%d (id int)", i)) // commits
			exec(t, tx, fmt.Sprintf("insert into t values (%d)", 3+10*i))
			return end
		})
		if !errors.Is(err, end) {
			t.Error(err)
		}
	}
	wantCount(t, db, 4) // all but the last one
	exec(t, db, "insert into t values (20)")
	err = gild.Tx(t.Context(), db, nil, func(ctx context.Context, tx *sql.Tx) error {
		exec(t, tx, "insert into t values (21)")
		return refused
	})
	if !errors.Is(err, refused) {
		t.Error(err)
	}
	wantCount(t, db, 5)
	f.end()
	if f.failed != nil {
		t.Error(f.failed)
	}
	wantCount(t, plain.DB, 4)
}

// outOfOrder ends transactions of two connections in the order of their beginning.
func outOfOrder(t *testing.T, db *sql.DB) {
	t.Helper()
	first, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	exec(t, first, "insert into t values (3)")
	second, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	exec(t, second, "insert into t values (4)")
	if err := errors.Join(first.Commit(), second.Rollback()); err != nil {
		t.Fatal(err)
	}
	wantCount(t, db, 3)
}

func wantCount(t *testing.T, db *sql.DB, want int) {
	t.Helper()
	var n int
	if err := db.QueryRowContext(t.Context(), "select count(*) from t").Scan(&n); err != nil || n != want {
		t.Errorf("%d rows, want %d: %v", n, want, err)
	}
}

func wantEnded(t *testing.T, db *sql.DB) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), "select count(*) from t").Scan(new(int)); err == nil {
		t.Error("what the test has written is still there")
	}
}
