package gild

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/internal/fault"
)

// TwoPhase is a transaction that is committed in two phases, together with others on other
// databases: Prepare makes it durable without its effects, and only when all of them are
// prepared, each gets its Commit. It is a DB: run statements with it. It holds a connection
// until Commit or Rollback, and like a *sql.Tx must get one of the two. Its
// methods are safe for concurrent use, but statements run one at a time.
//
// Between the phases, and for as long as nobody decides, a prepared transaction keeps its
// locks, even if the program, the connection or the server ends: write the decision down
// before the first Commit, and at the next start use PreparedTransactions, CommitPrepared
// and RollbackPrepared for those that are left.
type TwoPhase struct {
	id    string
	words *dialect.TwoPhase
	db    *sql.DB
	conn  *sql.Conn
	work  *sql.Tx // see beginWork

	mu    sync.Mutex // protects following field
	state twoPhaseState
}

type twoPhaseState int

const (
	twoPhaseActive twoPhaseState = iota
	twoPhasePrepared
	twoPhaseDecided // to commit, but the database has not said that it has
	twoPhaseEnded
)

// BeginTwoPhase begins a transaction for commit in two phases, on a connection of its own.
// id names it among all transactions of the server: at most 199 bytes for PostgreSQL, 64 for
// MySQL and MariaDB. PostgreSQL needs its setting max_prepared_transactions to be above 0,
// which it is not by default: Prepare would fail.
//
// Errors say so for a database without two-phase commit, such as SQLite, and for a db that is
// not opened through gild; others are the driver's.
func BeginTwoPhase(ctx context.Context, db *sql.DB, id string) (*TwoPhase, error) {
	if db == nil {
		return nil, errNilDB
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fault.Errorf("two-phase begin: %w", err)
	}
	t := &TwoPhase{id: id, db: db, conn: conn}
	if t.words, err = wordsFor(conn, id); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if err = t.run(ctx, t.words.Begin(id)); err == nil {
		err = t.beginWork()
	}
	if err != nil {
		t.discard()
		return nil, fault.Errorf("two-phase begin of %q: %w", id, err)
	}
	return t, nil
}

// beginWork makes the *sql.Tx in which the statements run until Prepare. It sends nothing: database/sql has it to
// close rows that are left open at its end, for which a *sql.Conn would wait for ever.
func (t *TwoPhase) beginWork() error {
	err := t.conn.Raw(func(dc any) error {
		c, ok := dc.(interface{ Within() })
		if !ok {
			return fmt.Errorf("a %T has no two-phase commit", dc)
		}
		c.Within()
		return nil
	})
	if err == nil {
		t.work, err = t.conn.BeginTx(context.Background(), nil)
	}
	return err
}

// ID returns the name that the transaction was begun with.
func (t *TwoPhase) ID() string { return t.id }

// ExecContext runs a statement in the transaction, until Prepare.
func (t *TwoPhase) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := t.active(); err != nil {
		return nil, err
	}
	return t.work.ExecContext(ctx, query, args...)
}

// QueryContext runs a query in the transaction, until Prepare. The rows must be closed before
// anything else is done with it; those that are open at Prepare or Rollback are closed.
func (t *TwoPhase) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := t.active(); err != nil {
		return nil, err
	}
	return t.work.QueryContext(ctx, query, args...)
}

func (t *TwoPhase) active() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.want("statement", twoPhaseActive)
}

// want returns an error unless the transaction is in one of states. The caller has the lock.
func (t *TwoPhase) want(what string, states ...twoPhaseState) error {
	for _, s := range states {
		if t.state == s {
			return nil
		}
	}
	switch t.state {
	case twoPhaseActive:
		return fmt.Errorf("gild: two-phase %s of %q: it is not prepared: call Prepare first", what, t.id)
	case twoPhasePrepared:
		return fmt.Errorf("gild: two-phase %s of %q: it is prepared: only Commit and Rollback are left", what, t.id)
	case twoPhaseDecided:
		return fmt.Errorf("gild: two-phase %s of %q: Commit has been called and may have been done: call it again,"+
			" or decide by CommitPrepared or RollbackPrepared", what, t.id)
	}
	return fault.Errorf("two-phase %s of %q: %w", what, t.id, sql.ErrTxDone)
}

// Prepare ends the first phase: after it the transaction outlives the connection, and can be
// committed. When it fails the transaction is over, rolled back; if the connection is lost on
// the way, it may be prepared nevertheless: the error is an *AmbiguousCommitError then, and
// RollbackPrepared clears it away.
func (t *TwoPhase) Prepare(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.want("prepare", twoPhaseActive); err != nil {
		return err
	}
	_ = t.work.Rollback() // of rows that are open, and nothing else
	texts := t.words.Prepare(t.id)
	last := len(texts) - 1
	err := t.run(ctx, texts[:last])
	unsure := false
	if err == nil {
		err = t.run(ctx, texts[last:])
		unsure = err != nil && !refused(err)
	}
	if err == nil {
		t.state = twoPhasePrepared
		return nil
	}
	t.state = twoPhaseEnded
	t.discard() // the database rolls back what is not prepared when its connection ends
	err = fault.Errorf("two-phase prepare of %q: %w", t.id, withCause(ctx, err))
	if unsure {
		return &AmbiguousCommitError{Err: err}
	}
	return err
}

// Commit commits what is prepared. When it fails, it may have been done: call it again, which
// uses another connection, until it succeeds or PreparedTransactions has the id no longer.
// Rollback is refused from here on, so that a deferred one does not undo a decision.
func (t *TwoPhase) Commit(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.want("commit", twoPhasePrepared, twoPhaseDecided); err != nil {
		return err
	}
	t.state = twoPhaseDecided
	if err := t.decide(ctx, t.words.CommitPrepared(t.id)); err != nil {
		return fault.Errorf("two-phase commit of %q: %w", t.id, err)
	}
	return nil
}

// Rollback rolls back, prepared or not. When it fails, call it again, as for Commit. After Commit it is an error: sql.ErrTxDone if Commit
// has succeeded, as for a *sql.Tx, so that it can be deferred.
func (t *TwoPhase) Rollback(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.want("rollback", twoPhaseActive, twoPhasePrepared); err != nil {
		return err
	}
	if t.state == twoPhaseActive {
		t.state = twoPhaseEnded
		_ = t.work.Rollback() // as for Prepare
		if err := t.run(ctx, t.words.Rollback(t.id)); err != nil {
			t.discard() // which rolls back too
			return nil
		}
		return t.conn.Close()
	}
	if err := t.decide(ctx, t.words.RollbackPrepared(t.id)); err != nil {
		return fault.Errorf("two-phase rollback of %q: %w", t.id, err)
	}
	return nil
}

// decide runs the statement that ends a prepared transaction, on its own connection the first
// time: in MariaDB no other can as long as that one lives.
func (t *TwoPhase) decide(ctx context.Context, text string) error {
	err := t.run(ctx, []string{text})
	if errors.Is(err, sql.ErrConnDone) {
		_, err = t.db.ExecContext(ctx, text)
	}
	if err != nil {
		t.discard()
		return withCause(ctx, err)
	}
	t.state = twoPhaseEnded
	_ = t.conn.Close() // only ErrConnDone, after an earlier failure
	return nil
}

// run runs texts on the transaction's connection, which a function of the program that panics meanwhile costs.
func (t *TwoPhase) run(ctx context.Context, texts []string) (err error) {
	returned := false
	defer func() {
		if !returned {
			t.discard()
		}
	}()
	for _, text := range texts {
		if _, err = t.conn.ExecContext(ctx, text); err != nil {
			break
		}
	}
	returned = true
	return err
}

// discard closes the connection, so that no transaction gets into the pool with it.
func (t *TwoPhase) discard() {
	_ = t.conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = t.conn.Close()
}
