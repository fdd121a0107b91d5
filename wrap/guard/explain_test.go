package guard_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/mysql"
	_ "github.com/gildsql/gild/driver/pgx"
	_ "github.com/gildsql/gild/driver/pq"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/tests/servers"
	"github.com/gildsql/gild/wrap/guard"
)

func TestMain(m *testing.M) { servers.Main(m) }

// writers make functions and views that write to log, of which planners run some.
var writers = map[string][]string{
	"postgresql": {
		"create table t (id int primary key)", "insert into t values (1), (2)", "create table log (x int)",
		"create function volatile_() returns int language plpgsql volatile as $$ begin insert into log values (1); return 1; end $$",
		"create function stable_() returns int language plpgsql stable as $$ begin perform volatile_(); return 1; end $$",
		"create function immutable_() returns int language plpgsql immutable as $$ begin perform volatile_(); return 1; end $$",
		"create view v as select id from t where id = stable_()",
	},
	"mysql": {
		"create table t (id int primary key)", "insert into t values (1), (2)", "create table log (x int)",
		"create function volatile_() returns int not deterministic modifies sql data begin insert into log values (1); return 1; end",
		"create function stable_() returns int deterministic modifies sql data begin insert into log values (1); return 1; end",
		"create view v as select volatile_() as id union all select 2",
	},
}

// explained are queries that may write by what they use, and one that locks.
var explained = []string{
	"select id from t where id = 1",
	"select id from t where id = stable_()",
	"select id from t where id = (select stable_())",
	"select id from (select volatile_() as id) d",
	"select id from v",
	"with d as (select stable_() as id) select id from d",
	"select id from t where id = 1 for update",
}

// TestExplainWritesNothing compares what queries write with and without somebody who asks for their
// plans. Those that write nothing have one, and a transaction of the program goes on as it was.
func TestExplainWritesNothing(t *testing.T) {
	for name, open := range map[string]func(testing.TB, ...gild.Option) *live.Database{
		"postgresql": live.Postgres, "pgx": live.PGX, "mysql": live.MySQL,
	} {
		t.Run(name, func(t *testing.T) {
			f := &found{}
			g := guard.New(guard.Config{Slow: 1, Explain: 1, Report: f.report})
			bare := open(t, gild.WithPreparedStatements(-1))
			guarded, err := gild.Open(bare.URL, gild.WithPreparedStatements(-1), gild.WithEvents(g.Events()))
			if err != nil {
				t.Fatal(err)
			}
			defer guarded.Close()
			guarded.SetMaxOpenConns(1)
			for _, ddl := range writers[bare.Dialect.Name] {
				exec(t, bare, ddl)
			}
			for _, query := range explained {
				want := 0 // at most: a driver that keeps the plan runs functions once less
				for _, inTx := range []bool{false, true} {
					want = max(want, written(t, bare.DB, query, inTx))
					f.take()
					if got := written(t, guarded, query, inTx); got > want {
						t.Errorf("%s (in a transaction: %v): %d rows written, without the guard %d", query, inTx, got, want)
					}
					planned := want == 0 && !strings.Contains(query, "for update") && !(inTx && name == "mysql")
					if plan := f.planOf(query); planned && !strings.Contains(plan, "t") || strings.Contains(query, "for update") && plan != "" {
						t.Errorf("%s (in a transaction: %v): plan %q", query, inTx, plan)
					}
				}
			}
		})
	}
}

// written runs a query and returns how many rows it has written.
func written(t *testing.T, db *sql.DB, query string, inTx bool) (n int) {
	t.Helper()
	exec(t, db, "delete from log")
	run := func(db gild.DB) {
		rows, err := db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		for rows.Next() {
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
	}
	if !inTx {
		run(db)
	} else {
		err := gild.Tx(t.Context(), db, nil, func(ctx context.Context, tx *sql.Tx) error {
			exec(t, tx, "insert into log values (-1)")
			run(tx)
			exec(t, tx, "delete from log where x = -1") // it is not one that only reads now
			return nil
		})
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	if err := db.QueryRowContext(t.Context(), "select count(*) from log").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// take forgets what was found.
func (f *found) take() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = nil
}

// planOf returns the plan of a query.
func (f *found) planOf(query string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, one := range f.all {
		if one.SQL == strings.NewReplacer("1", "?").Replace(query) {
			return one.Plan
		}
	}
	return ""
}
