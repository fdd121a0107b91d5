package gildtest

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/wrap"
)

// InTx is an option for a database all of whose connections are one, in one transaction that is
// rolled back at the end of the test: the test sees what it writes, and no other does. Transactions
// of the program become savepoints. A statement that fails outside of them does not end the
// whole, as it would on PostgreSQL; there each statement outside has a savepoint of its own.
//
// Statements of several goroutines take turns, and rows are read to their end at once. Of
// transactions at the same time, one that is rolled back must be the last one begun of those that
// are open; else its Rollback is an error, since one connection cannot undo it alone. What others
// have done since it was begun is undone with it. What the database commits by itself, with DDL on
// MySQL and MariaDB and all that came before it, stays; what comes after it is rolled back.
func InTx(t testing.TB) gild.Option {
	return func(c *wrap.Config) {
		within := c.Real
		c.Real = func(real driver.Connector, d *dialect.Dialect) driver.Connector {
			if within != nil {
				real = within(real, d)
			}
			s := &shared{connector: real, dialect: d, guarded: d != nil && d.System == "postgresql"}
			t.Cleanup(func() {
				if err := s.end(); err != nil {
					t.Errorf("gildtest: rolling back: %v", err)
				}
			})
			return s
		}
	}
}

// shared is the one real connection, as a connector of connections that share it. It is safe for
// concurrent use.
type shared struct {
	connector driver.Connector
	dialect   *dialect.Dialect // may be nil
	guarded   bool             // an error ends a transaction, so that statements need savepoints

	mu    sync.Mutex // protects following fields, and the use of conn
	conn  driver.Conn
	tx    driver.Tx
	stack []*savepoint // those that are open, the last one begun at the end
	made  int
	ended bool
}

var errEnded = errors.New("gildtest: the test's transaction has ended with the test")

// Connect begins the transaction at the first call.
func (s *shared) Connect(ctx context.Context) (driver.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return nil, errEnded
	}
	if s.conn == nil {
		ctx = context.WithoutCancel(ctx) // the first caller's context is not the transaction's
		conn, err := s.connector.Connect(ctx)
		if err != nil {
			return nil, err
		}
		tx, err := beginReal(ctx, conn)
		if err != nil {
			return nil, errors.Join(err, conn.Close())
		}
		s.conn, s.tx = conn, tx
		if err := s.stayInTx(); err != nil {
			return nil, errors.Join(err, tx.Rollback(), conn.Close())
		}
	}
	return &sharing{s: s}, nil
}

// stayInTx has a database that commits with DDL begin another transaction by itself. The caller holds
// the mutex.
func (s *shared) stayInTx() error {
	if s.dialect == nil || s.dialect.System != "mysql" && s.dialect.System != "mariadb" {
		return nil
	}
	err := s.exec("SET autocommit = 0")
	if err != nil {
		s.conn = nil
	}
	return err
}

// isGone reports whether an error is that a savepoint is not there, since the database has committed.
func (s *shared) isGone(err error) bool {
	if err == nil || s.dialect == nil || s.dialect.Describe == nil {
		return false
	}
	e := s.dialect.Describe(err)
	return e != nil && e.Class == dialect.ErrorUndefined && e.Code == "1305"
}

// Driver returns the real driver.
func (s *shared) Driver() driver.Driver { return s.connector.Driver() }

func (s *shared) end() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	if s.conn == nil {
		return nil
	}
	err := errors.Join(s.tx.Rollback(), s.conn.Close())
	s.conn = nil
	return err
}

func beginReal(ctx context.Context, conn driver.Conn) (driver.Tx, error) {
	if b, ok := conn.(driver.ConnBeginTx); ok {
		return b.BeginTx(ctx, driver.TxOptions{})
	}
	//lint:ignore SA1019 drivers from before contexts have no other
	return conn.Begin()
}

// run does something with the connection, in a savepoint if a failure would end the transaction
// and the program is in none of its own.
func (s *shared) run(ctx context.Context, do func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		return errEnded
	}
	if !s.guarded || len(s.stack) > 0 {
		return do()
	}
	if err := s.exec("SAVEPOINT gildtest_statement"); err != nil {
		return err
	}
	err := do()
	if err != nil && err != driver.ErrSkip {
		return errors.Join(err, s.exec("ROLLBACK TO SAVEPOINT gildtest_statement"))
	}
	return errors.Join(err, s.exec("RELEASE SAVEPOINT gildtest_statement"))
}

// exec runs a text of its own. The caller holds the mutex.
func (s *shared) exec(query string) error {
	ctx := context.Background()
	if e, ok := s.conn.(driver.ExecerContext); ok {
		if _, err := e.ExecContext(ctx, query, nil); err != driver.ErrSkip {
			return err
		}
	}
	stmt, err := s.conn.Prepare(query)
	if err != nil {
		return err
	}
	defer stmt.Close()
	_, err = execStmt(ctx, stmt, nil)
	return err
}

// savepoint is a transaction of the program.
type savepoint struct {
	s    *shared
	name string
	done bool // committed, while one begun after it is open
}

func (s *shared) begin() (driver.Tx, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		return nil, errEnded
	}
	s.made++
	p := &savepoint{s: s, name: fmt.Sprintf("gildtest_%d", s.made)}
	if err := s.exec("SAVEPOINT " + p.name); err != nil {
		return nil, err
	}
	s.stack = append(s.stack, p)
	return p, nil
}

// Commit releases the savepoint, now or when those within have ended.
func (p *savepoint) Commit() error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.done = true
	return p.s.release()
}

// release ends the savepoints on top that are committed.
func (s *shared) release() error {
	for n := len(s.stack); n > 0 && s.stack[n-1].done && s.conn != nil; n = len(s.stack) {
		top := s.stack[n-1]
		s.stack = s.stack[:n-1]
		if err := s.exec("RELEASE SAVEPOINT " + top.name); err != nil && !s.isGone(err) {
			return errors.Join(err, s.exec("ROLLBACK TO SAVEPOINT "+top.name))
		}
	}
	return nil
}

// Rollback undoes what was done since the savepoint.
func (p *savepoint) Rollback() error {
	s := p.s
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil { // with the test
		return nil
	}
	if s.stack[len(s.stack)-1] != p {
		p.done = true
		return errors.New("gildtest: a transaction that was begun after this one is open on the test's only connection: end that one first")
	}
	err := s.exec("ROLLBACK TO SAVEPOINT " + p.name)
	if s.isGone(err) { // what came before is committed, what came after has no savepoint
		err = s.exec("ROLLBACK")
	}
	if err != nil {
		return err
	}
	p.done = true
	return s.release()
}
