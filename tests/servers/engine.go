package servers

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// patience is how long a server that is up may take to answer.
const patience = 20 * time.Second

// An engine is one kind of server: how it is found, and how a private place on it is made. It is safe for
// concurrent use: only find writes to it, once.
type engine struct {
	name string // of the product
	env  string // variable of the environment that locates a server
	pkg  string // Debian's package

	parse  func(dsn string) (locator, error)
	local  func() []string        // DSNs that may let us into a server listening on this machine
	recipe func() (recipe, error) // of a throwaway cluster

	createSQL, dropSQL string // formats of one name
	evict              func(ctx context.Context, db *sql.DB, name string) error

	once  sync.Once // guards the following fields
	found *server
	err   error
}

// A locator is a parsed DSN.
type locator interface {
	admin() (*sql.DB, error)   // a pool for creating and dropping; it has not connected yet
	within(name string) string // the DSN of one private place on the same server
	password() string          // never to be shown
}

// A server is one that answered. It is safe for concurrent use.
type server struct {
	*engine
	locator
	db *sql.DB
}

// A missingError says that this machine has no server of the wanted kind, and what to do about it.
type missingError struct{ text string }

func (e *missingError) Error() string { return e.text }

// find returns the server of this process. Only the first call looks for it.
func (e *engine) find() (*server, error) {
	e.once.Do(func() { e.found, e.err = e.search() })
	return e.found, e.err
}

func (e *engine) search() (*server, error) {
	if dsn := os.Getenv(e.env); dsn != "" {
		s, err := e.connect(dsn)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.env, err)
		}
		return s, nil
	}
	for _, dsn := range e.local() {
		if s, err := e.connect(dsn); err == nil {
			return s, nil
		}
	}
	return e.throwaway()
}

func (e *engine) throwaway() (*server, error) {
	r, err := e.recipe()
	if err != nil {
		return nil, &missingError{fmt.Sprintf("%s not found: apt-get install %s, or set %s", e.name, e.pkg, e.env)}
	}
	c, err := e.start(r)
	if err != nil {
		return nil, &missingError{fmt.Sprintf("%s does not start (%s): set %s", e.name, oneLine(err), e.env)}
	}
	return c.server, nil
}

// connect returns the server at dsn once it has answered.
func (e *engine) connect(dsn string) (*server, error) {
	loc, err := e.parse(dsn)
	if err != nil {
		return nil, err
	}
	db, err := loc.admin()
	if err != nil {
		return nil, masked(err, loc)
	}
	db.SetMaxOpenConns(4)
	db.SetMaxIdleConns(1) // several test binaries share the server's connections
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("no answer: %w", masked(err, loc))
	}
	return &server{engine: e, locator: loc, db: db}, nil
}

func (s *server) create(name string) error { return s.exec(s.createSQL, name) }

// drop drops name. A session left open by the test may be in the way: drop ends it, and returns an
// error all the same, because the test leaks.
func (s *server) drop(name string) error {
	inUse := s.exec(s.dropSQL, name)
	if inUse == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return errors.Join(inUse, masked(s.evict(ctx, s.db, name), s), s.exec(s.dropSQL, name))
}

func (s *server) exec(format, name string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, err := s.db.ExecContext(ctx, fmt.Sprintf(format, name))
	return masked(err, s)
}

// uniqueName returns a name that no other test has, in this or any other process.
func uniqueName() string { return "gild_test_" + strings.ToLower(rand.Text()[:16]) }

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

// masked returns err with the password of loc struck out.
func masked(err error, loc locator) error {
	pw := loc.password()
	if err == nil || pw == "" || !strings.Contains(err.Error(), pw) {
		return err
	}
	return errors.New(strings.ReplaceAll(err.Error(), pw, "xxxxx"))
}
