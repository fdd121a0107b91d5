package servers

import (
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
)

// A PgBouncer has the settings asked for, leads to the server behind it, and is gone after the test.
func TestPgBouncer(t *testing.T) {
	t.Parallel()
	PgBouncerVersion(t)
	mustRecipe(t, newPostgres())
	c := Throwaway(t)
	mustExec(t, open(t, "postgres", c.URL()), "CREATE TABLE here (id int)")
	var dir string
	var port int
	t.Run("alive", func(t *testing.T) {
		dsn := PgBouncer(t, c.URL(), "pool_mode=transaction", "default_pool_size=1")
		dir, port = bouncerPlace(t, dsn)
		a, b := open(t, "postgres", dsn), open(t, "postgres", dsn)
		mustExec(t, a, "INSERT INTO here VALUES (1)")
		if scan[int](t, b, "SELECT count(*) FROM here") != 1 {
			t.Error("it leads to another server")
		}
		const pid = "SELECT pg_backend_pid()"
		if scan[int](t, a, pid) != scan[int](t, b, pid) {
			t.Error("two clients have two connections of the server, want the one that default_pool_size allows")
		}
	})
	mustBeGone(t, dir, port)
}

// bouncerPlace returns the directory and the port of the bouncer at dsn.
func bouncerPlace(t *testing.T, dsn string) (dir string, port int) {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	as, err := unprivileged([]string{"nobody", "postgres"})
	if err != nil {
		t.Fatal(err)
	}
	dir = scratch(as) + "/" + strings.ReplaceAll(strings.TrimPrefix(u.Path, "/"), "_", "-")
	if _, err := os.Stat(dir); err != nil {
		t.Fatal(err)
	}
	port, _ = strconv.Atoi(u.Port())
	return dir, port
}

// What PgBouncer cannot do is an error that names it.
func TestPgBouncerFails(t *testing.T) {
	t.Parallel()
	PgBouncerVersion(t)
	const dsn = "postgres://me:hunter2@127.0.0.1:1/db"
	for _, tt := range []struct{ dsn, setting, want string }{
		{dsn + "?search_path=x", "", "sets search_path"},
		{"host=127.0.0.1 password=hunter2", "", "not a URL"},
		{dsn, "no_such_setting=1", "no_such_setting"},
		{dsn, "pool_mode=hunter", "pool_mode"},
	} {
		r := record(func(tb testing.TB) { PgBouncer(tb, tt.dsn, tt.setting) })
		if r.skipped != "" || !strings.Contains(r.failed, tt.want) {
			t.Errorf("skipped %q, failed %q; want the failure %q", r.skipped, r.failed, tt.want)
		}
		if strings.Contains(r.failed, "hunter2") {
			t.Errorf("the password is in %q", r.failed)
		}
	}
}
