package gild

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"sync"
)

// hook is a function that AfterCommit has taken.
type hook = func(ctx context.Context)

// transaction is what is known of a *sql.Tx while a call of Tx uses it.
type transaction struct {
	tx    *sql.Tx
	users int // calls of Tx that have begun and not ended; protected by enrolled

	mu       sync.Mutex // protects following fields
	ours     bool       // a call of Tx has begun it, and will end it
	options  TxOptions  // it was begun with, if ours
	current  *scope     // the innermost
	hopeless error      // why it must not be committed
}

// enrolled are the transactions in use, so that a savepoint finds its own whatever context
// it is given.
var enrolled = struct {
	sync.Mutex // protects following field
	open       map[*sql.Tx]*transaction
}{open: map[*sql.Tx]*transaction{}}

// enroll returns what is known of tx. It is to be withdrawn.
func enroll(tx *sql.Tx) *transaction {
	enrolled.Lock()
	defer enrolled.Unlock()
	t := enrolled.open[tx]
	if t == nil {
		t = &transaction{tx: tx}
		enrolled.open[tx] = t
	}
	t.users++
	return t
}

func (t *transaction) withdraw() {
	enrolled.Lock()
	defer enrolled.Unlock()
	if t.users--; t.users == 0 {
		delete(enrolled.open, t.tx)
	}
}

func (t *transaction) begun(o TxOptions) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ours, t.options = true, o
}

// lose notes that the transaction is not what it should be, and must not be committed.
func (t *transaction) lose(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.hopeless = err
}

// lost returns why the transaction must not be committed, nil if it may be.
func (t *transaction) lost() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.hopeless
}

// scope is one running function of Tx: the transaction itself, or a savepoint in it.
type scope struct {
	t     *transaction
	ctx   context.Context // for the function
	db    any             // what the transaction was begun on; nil for a savepoint
	outer *scope          // what the context carried, of whatever transaction
	under *scope          // the scope of t that this one is in
	depth int             // of the savepoint, 1 for the first; 0 for the transaction itself

	hooks []hook // protected by t.mu
	ended bool   // protected by t.mu
}

type scopeKey struct{}

func scopeFrom(ctx context.Context) *scope {
	s, _ := ctx.Value(scopeKey{}).(*scope)
	return s
}

// openScope returns the scope in ctx whose transaction was begun on db and is not ended.
func openScope(ctx context.Context, db any) *scope {
	for s := scopeFrom(ctx); s != nil; s = s.outer {
		if sameDB(s.db, db) && !s.isEnded() {
			return s
		}
	}
	return nil
}

// sameDB compares what may be a type that cannot be compared.
func sameDB(a, b any) bool {
	return a != nil && reflect.ValueOf(a).Comparable() && a == b
}

func (s *scope) isEnded() bool {
	s.t.mu.Lock()
	defer s.t.mu.Unlock()
	return s.ended
}

// enter makes a scope for a transaction that has just begun.
func (t *transaction) enter(ctx context.Context, db any) *scope {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.push(ctx, &scope{db: db})
}

// enterSavepoint makes a scope in the innermost one, unless the context is that of another.
func (t *transaction) enterSavepoint(ctx context.Context, o TxOptions) (*scope, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.allows(o); err != nil {
		return nil, err
	}
	for s := scopeFrom(ctx); s != nil; s = s.outer {
		if s.t != t || s.ended {
			continue
		}
		if s != t.current {
			return nil, errors.New("gild: Tx: another savepoint is open in this transaction: nest in its function, with its context, or wait for its end")
		}
		break
	}
	s := &scope{under: t.current, depth: 1}
	if s.under != nil {
		s.depth = s.under.depth + 1
	}
	return t.push(ctx, s), nil
}

func (t *transaction) push(ctx context.Context, s *scope) *scope {
	s.t, s.outer = t, scopeFrom(ctx)
	s.ctx = context.WithValue(ctx, scopeKey{}, s)
	t.current = s
	return s
}

// leave ends the scope.
func (s *scope) leave() {
	s.t.mu.Lock()
	defer s.t.mu.Unlock()
	s.ended = true
	s.t.current = s.under
}

// allows refuses options of a savepoint that its transaction does not have.
func (t *transaction) allows(o TxOptions) error {
	const wayOut = "set it where the transaction begins"
	switch {
	case o.Independent:
		return errors.New("gild: Tx: a savepoint is never Independent: pass the *sql.DB")
	case o.Isolation != sql.LevelDefault && o.Isolation != t.options.Isolation:
		return fmt.Errorf("gild: Tx: a savepoint cannot have the isolation level %v in a transaction that was begun with %s: %s",
			o.Isolation, t.begunWith(t.options.Isolation.String()), wayOut)
	case o.ReadOnly && !t.options.ReadOnly:
		return fmt.Errorf("gild: Tx: a savepoint cannot be read-only in a transaction that was begun with %s: %s",
			t.begunWith("writes allowed"), wayOut)
	}
	return nil
}

// begunWith says how the transaction was begun, as far as that is known.
func (t *transaction) begunWith(text string) string {
	if !t.ours {
		return "options that are not known here"
	}
	return text
}
