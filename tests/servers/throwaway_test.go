package servers

import (
	"strings"
	"testing"
)

// A throwaway PostgreSQL has the settings asked for, and keeps what is committed when it is stopped or
// crashes, but not what is not.
func TestThrowaway(t *testing.T) {
	t.Parallel()
	mustRecipe(t, newPostgres())
	var dir string
	var port int
	t.Run("alive", func(t *testing.T) {
		c := Throwaway(t, "max_prepared_transactions=7")
		dir, port = c.cluster.dir, c.cluster.port
		url := c.URL()
		db := open(t, "postgres", url)
		if got := scan[int](t, db, "SELECT current_setting('max_prepared_transactions')::int"); got != 7 {
			t.Errorf("the setting is %d, want 7", got)
		}
		mustExec(t, db, "CREATE TABLE t (id int)")
		for i, halt := range []func(){c.Stop, c.Kill} {
			mustExec(t, db, "INSERT INTO t VALUES (1)")
			tx, err := db.Begin()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := tx.Exec("INSERT INTO t VALUES (100)"); err != nil {
				t.Fatal(err)
			}
			halt()
			if err := tx.Commit(); err == nil {
				t.Error("a stopped server commits")
			}
			if err := db.Ping(); err == nil {
				t.Error("a stopped server answers")
			}
			c.Start()
			if c.URL() != url {
				t.Errorf("the URL is %s now, was %s", c.URL(), url)
			}
			if got := scan[int](t, db, "SELECT sum(id) FROM t"); got != i+1 {
				t.Errorf("the sum is %d, want %d", got, i+1)
			}
		}
	})
	mustBeGone(t, dir, port)
}

// A stopped cluster goes with the test too, and misuse is an error.
func TestThrowawayStopped(t *testing.T) {
	t.Parallel()
	mustRecipe(t, newPostgres())
	var c *Cluster
	r := record(func(tb testing.TB) {
		c = Throwaway(tb)
		c.Stop()
		c.Stop()
	})
	if !strings.Contains(r.failed, "not running") {
		t.Errorf("a second Stop fails with %q", r.failed)
	}
	mustBeGone(t, c.cluster.dir, c.cluster.port)
	r = record(func(tb testing.TB) { Throwaway(tb).Start() })
	if !strings.Contains(r.failed, "is running") {
		t.Errorf("Start of a running cluster fails with %q", r.failed)
	}
	r = record(func(tb testing.TB) { Throwaway(tb, "no_such_setting=1") })
	if !strings.Contains(r.failed, "no_such_setting") {
		t.Errorf("an unknown setting fails with %q", r.failed)
	}
}
