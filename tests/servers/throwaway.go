package servers

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A Cluster is a PostgreSQL of a test's own, which the test may stop, crash and start again. It is
// listening when Throwaway returns it. Its methods fail the test if they fail and must, like tb.Fatal, be
// called from the goroutine of the test; URL may be called from any.
type Cluster struct {
	tb      testing.TB
	cluster *cluster
	engine  *engine
}

// Throwaway starts a PostgreSQL for tb alone, with settings such as "max_prepared_transactions=8" besides
// those that make it fast, and ends it when tb and its subtests are done. What has been committed outlives
// Stop and Kill; a crash of the machine is not provided for. Where the machine has no programs of
// PostgreSQL, tb is skipped, or fails with GILD_REQUIRE_SERVERS=1. For most tests [Postgres] is enough,
// and much faster.
func Throwaway(tb testing.TB, settings ...string) *Cluster {
	tb.Helper()
	c := &Cluster{tb: tb, engine: newPostgres()}
	r, err := c.engine.recipe()
	if err != nil {
		absent(tb, &missingError{fmt.Sprintf("%s's programs not found: apt-get install %s", c.engine.name, c.engine.pkg)})
	}
	c.cluster = &cluster{recipe: r.with(append([]string{"synchronous_commit=on"}, settings...))}
	tb.Cleanup(func() {
		if err := c.cluster.stop(); err != nil {
			tb.Errorf("servers: the throwaway cluster: %v", err)
		}
	})
	if err := c.cluster.start(c.engine); err != nil {
		absent(tb, err)
	}
	return c
}

// absent skips tb for lack of a server if that is allowed, and fails it otherwise.
func absent(tb testing.TB, err error) {
	tb.Helper()
	var missing *missingError
	if errors.As(err, &missing) && os.Getenv("GILD_REQUIRE_SERVERS") != "1" {
		tb.Skip(err)
	}
	tb.Fatal(err)
}

// with returns the recipe with settings of the server, which go before those of the same name.
func (r recipe) with(settings []string) recipe {
	serve := r.serve
	r.serve = func(dir string, port int) []string {
		argv := serve(dir, port)
		for _, s := range settings {
			argv = append(argv, "-c", s)
		}
		return argv
	}
	return r
}

// URL returns the postgres:// URL of the cluster's database. It stays the same over Stop and Start.
func (c *Cluster) URL() string { return c.cluster.recipe.dsn(c.cluster.port) }

// Stop shuts the server down, as an administrator does: sessions are ended, open transactions rolled back.
func (c *Cluster) Stop() {
	c.tb.Helper()
	c.halt("INT")
}

// Kill crashes the server: its processes end at once without cleaning up, and Start recovers from the log.
func (c *Cluster) Kill() {
	c.tb.Helper()
	c.halt("QUIT") // SIGKILL would leave shared memory behind
}

func (c *Cluster) halt(signal string) {
	c.tb.Helper()
	if err := c.cluster.halt(signal); err != nil {
		c.tb.Fatalf("servers: stopping the throwaway cluster: %v", err)
	}
}

// Start starts the server again after Stop or Kill, at the same port with the same data, and waits until it
// answers.
func (c *Cluster) Start() {
	c.tb.Helper()
	if err := c.cluster.restart(c.engine); err != nil {
		c.tb.Fatalf("servers: starting the throwaway cluster again: %v", err)
	}
}

// halt ends the server by a signal but keeps its directory.
func (c *cluster) halt(signal string) error {
	if c.server == nil {
		return errors.New("it is not running")
	}
	_ = c.db.Close() // its connection may be broken
	c.server = nil
	if _, err := fmt.Fprintln(c.proc.pipe, signal); err != nil {
		return err
	}
	timeout := time.After(patience)
	for {
		if _, err := os.Stat(filepath.Join(c.dir, "down")); err == nil {
			return nil
		}
		select {
		case <-c.proc.done:
			return c.failure(errExited)
		case <-timeout:
			return c.failure(errors.New("does not end"))
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// restart serves again after halt.
func (c *cluster) restart(e *engine) error {
	if c.server != nil {
		return errors.New("it is running")
	}
	if _, err := fmt.Fprintln(c.proc.pipe, "start"); err != nil {
		return err
	}
	return c.await(e)
}
