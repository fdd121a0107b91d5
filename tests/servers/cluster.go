package servers

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// startup is how long a cluster may take to answer.
const startup = time.Minute

// errExited marks a program that ended when it should not have.
var errExited = errors.New("exited")

// A recipe says how to make a throwaway cluster in a directory of its own.
type recipe struct {
	users   []string // the servers refuse root: whom to run them as in its stead, first choice first
	signal  string   // ends the programs
	create  func(dir string) []string
	serve   func(dir string, port int) []string
	dsn     func(port int) string
	dataDir string // query for the server's data directory
}

// A cluster is a server that this process has started.
type cluster struct {
	*server
	recipe recipe
	dir    string
	port   int
	as     *identity
	proc   *process
}

// running holds the clusters of this process that have yet to be stopped.
var running struct {
	sync.Mutex // protects following fields
	clusters   []*cluster
}

// start makes a cluster and returns it when it answers. On an error nothing of it is left.
func (e *engine) start(r recipe) (*cluster, error) {
	c := &cluster{recipe: r}
	if err := c.start(e); err != nil {
		return nil, errors.Join(err, c.stop())
	}
	running.Lock()
	defer running.Unlock()
	running.clusters = append(running.clusters, c)
	return c, nil
}

// stopAll stops the clusters of this process.
func stopAll() error {
	running.Lock()
	defer running.Unlock()
	var errs []error
	for _, c := range running.clusters {
		errs = append(errs, c.stop())
	}
	running.clusters = nil
	return errors.Join(errs...)
}

func (c *cluster) start(e *engine) (err error) {
	if c.as, err = unprivileged(c.recipe.users); err != nil {
		return err
	}
	c.dir = filepath.Join(scratch(c.as), "gild-"+strings.ToLower(rand.Text()[:10]))
	if err := c.initialize(); err != nil {
		return err
	}
	for range 3 { // another process may take the free port before the server does
		if err = c.serve(e); !errors.Is(err, errExited) {
			break
		}
	}
	return err
}

// initialize makes the data directory.
func (c *cluster) initialize() (err error) {
	if c.proc, err = launch(c.dir, c.as, c.recipe.signal, c.recipe.create(c.dir)); err != nil {
		return err
	}
	select {
	case <-c.proc.done:
		if c.proc.succeeded() {
			return nil
		}
		return c.failure(errExited)
	case <-time.After(startup):
		return c.failure(context.DeadlineExceeded)
	}
}

// serve starts the server at a free port and waits until it answers.
func (c *cluster) serve(e *engine) (err error) {
	if c.port, err = freePort(); err != nil {
		return err
	}
	if c.proc, err = launch(c.dir, c.as, c.recipe.signal, c.recipe.serve(c.dir, c.port)); err != nil {
		return err
	}
	return c.await(e)
}

// await waits until the server answers.
func (c *cluster) await(e *engine) error {
	timeout := time.After(startup)
	for {
		select {
		case <-c.proc.done:
			return c.failure(errExited)
		case <-timeout:
			return c.failure(context.DeadlineExceeded)
		case <-time.After(50 * time.Millisecond):
			if c.server = c.answer(e); c.server != nil {
				return nil
			}
		}
	}
}

// answer returns the server at the port if it answers and is ours: otherwise another process has taken
// the port, and ours is about to notice.
func (c *cluster) answer(e *engine) *server {
	s, err := e.connect(c.recipe.dsn(c.port))
	if err != nil {
		return nil
	}
	var data string
	err = s.db.QueryRow(c.recipe.dataDir).Scan(&data)
	if err != nil || !strings.Contains(data, filepath.Base(c.dir)) {
		_ = s.db.Close()
		return nil
	}
	return s
}

// stop ends the server, waits for it and removes its directory. It works on a cluster that has
// started only half.
func (c *cluster) stop() error {
	var err error
	if c.server != nil {
		err = c.db.Close()
	}
	if c.proc != nil {
		err = errors.Join(err, c.proc.stop())
	}
	if c.dir == "" {
		return err
	}
	return errors.Join(err, os.RemoveAll(c.dir))
}

// failure returns err with what the program's log has to say about it: the first line that speaks of an
// error, since advice may follow it, or else the last.
func (c *cluster) failure(err error) error {
	log, missing := os.ReadFile(filepath.Join(c.dir, "log"))
	if missing != nil {
		log = c.proc.stderr.Bytes()
	}
	var cause string
	for line := range strings.Lines(string(log)) {
		cause = strings.TrimSpace(line)
		lower := strings.ToLower(line)
		if strings.Contains(lower, "error") || strings.Contains(lower, "fatal") {
			break
		}
	}
	return fmt.Errorf("%s: %w: %s", filepath.Base(c.proc.name), err, cause)
}

// scratch returns the directory for temporary files of the given user; nil is the user of this process.
func scratch(as *identity) string {
	dir := os.TempDir()
	if as != nil && !public(dir) {
		return "/tmp"
	}
	return dir
}

// public reports whether every user may make a directory in dir.
func public(dir string) bool {
	info, err := os.Stat(dir)
	return err == nil && info.Mode().Perm()&0o002 != 0 && passable(dir)
}

// passable reports whether every user may pass through dir and its parents.
func passable(dir string) bool {
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm()&0o001 == 0 {
		return false
	}
	parent := filepath.Dir(dir)
	return parent == dir || passable(parent)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
