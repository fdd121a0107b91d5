package servers

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A throwaway cluster starts, also where a server is listening already, answers, and is gone after stop.
func TestCluster(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			c := mustStart(t, k.new())
			if scan[int](t, c.db, "SELECT 1") != 1 {
				t.Error("no answer")
			}
			if err := c.create("gild_test_cluster"); err != nil {
				t.Error(err)
			}
			if err := c.stop(); err != nil {
				t.Error(err)
			}
			mustBeGone(t, c.dir, c.port)
		})
	}
}

// A throwaway MariaDB has a directory for temporary tables of its own. As it starts, it removes all of them that
// it finds there; those of another server, in use, would take that server down.
func TestClusterTemporaryTables(t *testing.T) {
	t.Parallel()
	c := mustStart(t, newMySQL())
	if dir := scan[string](t, c.db, "SELECT @@tmpdir"); dir != c.dir {
		t.Errorf("temporary tables are in %s, want %s", dir, c.dir)
	}
}

// The end of this process ends its clusters, even if it has no chance to stop them.
func TestClusterOutlivesNobody(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			mustRecipe(t, k.new())
			owner := exec.Command(os.Args[0], "-test.run=^TestOwner$")
			owner.Env = append(os.Environ(), "GILD_TEST_OWNER="+k.name)
			out, err := owner.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := owner.Start(); err != nil {
				t.Fatal(err)
			}
			dir, port := "", 0
			lines := bufio.NewScanner(out)
			for port == 0 && lines.Scan() {
				_, _ = fmt.Sscanf(lines.Text(), "cluster %s %d", &dir, &port)
			}
			_ = owner.Process.Kill()
			_ = owner.Wait()
			if port == 0 {
				t.Fatal("the owner has no cluster")
			}
			mustBeGone(t, dir, port)
		})
	}
}

// TestOwner is the process that TestClusterOutlivesNobody kills.
func TestOwner(t *testing.T) {
	for _, k := range kinds {
		if k.name == os.Getenv("GILD_TEST_OWNER") {
			c := mustStart(t, k.new())
			fmt.Printf("cluster %s %d\n", c.dir, c.port)
			select {}
		}
	}
}

// A cluster that does not come up says why and leaves nothing behind.
func TestClusterFails(t *testing.T) {
	say := func(script string) []string { return []string{"/bin/sh", "-c", script} }
	for _, tt := range []struct {
		name          string
		create, serve []string
		want          string
	}{
		{"create", say("echo 'FATAL: no room'; echo hint; exit 1"), nil, "sh: exited: FATAL: no room"},
		{"serve", say("exit 0"), say("echo no luck; exit 0"), "sh: exited: no luck"},
		{"program", []string{"/nowhere/initdb"}, nil, "initdb: exited: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var dir string
			_, err := newPostgres().start(recipe{
				users:  []string{"nobody"},
				signal: "TERM",
				create: func(d string) []string { dir = d; return tt.create },
				serve:  func(string, int) []string { return tt.serve },
				dsn:    func(port int) string { return fmt.Sprintf("postgres://127.0.0.1:%d/", port) },
			})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %s", err, tt.want)
			}
			if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s is left behind: %v", dir, err)
			}
		})
	}
}

func TestNewestFirst(t *testing.T) {
	versions := []string{"/usr/lib/postgresql/9.6/bin", "/usr/lib/postgresql/15/bin", "/usr/pgsql-17/bin"}
	for i, bin := range versions {
		if i > 0 && postgresVersion(bin) <= postgresVersion(versions[i-1]) {
			t.Errorf("%s is not newer than %s", bin, versions[i-1])
		}
	}
}

func TestPublic(t *testing.T) {
	for _, tt := range []struct {
		outer, inner os.FileMode
		want         bool
	}{{0o755, 0o777, true}, {0o755, 0o755, false}, {0o700, 0o777, false}} {
		dir := t.TempDir()
		if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
			t.Fatal(err)
		}
		if !passable(dir) {
			const why = "the directory for temporary files is private: set TMPDIR to one that others may enter"
			if os.Getenv("GILD_REQUIRE_SERVERS") == "1" {
				t.Fatal(why)
			}
			t.Skip(why)
		}
		outer, inner := filepath.Join(dir, "outer"), filepath.Join(dir, "outer", "inner")
		mkdir(t, outer, tt.outer)
		mkdir(t, inner, tt.inner)
		if got := public(inner); got != tt.want {
			t.Errorf("%v in %v: public is %v", tt.inner, tt.outer, got)
		}
	}
}

func mkdir(t *testing.T, dir string, mode os.FileMode) {
	t.Helper()
	if err := errors.Join(os.Mkdir(dir, mode), os.Chmod(dir, mode)); err != nil { // past the umask
		t.Fatal(err)
	}
}

// mustRecipe returns the recipe of e. Where there are no programs for it, it skips if that is
// allowed, and fails otherwise.
func mustRecipe(t *testing.T, e *engine) recipe {
	t.Helper()
	r, err := e.recipe()
	if err != nil {
		absent(t, &missingError{e.name + " not found: apt-get install " + e.pkg})
	}
	return r
}

func mustStart(t *testing.T, e *engine) *cluster {
	t.Helper()
	c, err := e.start(mustRecipe(t, e))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.stop() })
	return c
}

// mustBeGone waits until neither the directory nor the port of a cluster is in use.
func mustBeGone(t *testing.T, dir string, port int) {
	t.Helper()
	var left error
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if left = remains(dir, port); left == nil {
			return
		}
	}
	t.Error(left)
}

func remains(dir string, port int) error {
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is left behind: %v", dir, err)
	}
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err == nil {
		_ = conn.Close()
		return fmt.Errorf("port %d is still open", port)
	}
	return nil
}
