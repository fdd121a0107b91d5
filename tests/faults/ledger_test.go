package faults

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/gildsql/gild"
)

// A fate is what a program was told about a row that it wrote.
type fate int

const (
	written fate = iota // it is there
	failed              // it is not
	unknown             // the answer is missing
)

func (f fate) String() string { return [...]string{"written", "failed", "of unknown fate"}[f] }

// A ledger keeps the fates of rows. It is safe for concurrent use.
type ledger struct {
	mu    sync.Mutex // protects following field
	fates map[int64]entry
	n     [3]int
}

type entry struct {
	fate fate
	way  string
	err  error
}

func (l *ledger) note(id int64, way string, f fate, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fates == nil {
		l.fates = map[int64]entry{}
	}
	l.fates[id] = entry{f, way, err}
	l.n[f]++
}

// count returns how many rows have a fate.
func (l *ledger) count(f fate) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.n[f]
}

// check compares the ledger with the table.
func (l *ledger) check(t *testing.T, h *house) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	found := h.marks(t)
	for id, e := range l.fates {
		n := found[id]
		delete(found, id)
		most := 1
		if h.repeats && single[e.way] {
			most = 3 // as often as database/sql tries
		}
		if e.fate == written && n == 0 || e.fate == failed && n > 0 || n > most {
			t.Errorf("row %d by %s is there %d times, reported %v: %v", id, e.way, n, e.fate, e.err)
		}
	}
	for id, n := range found {
		t.Errorf("row %d is there %d times, and nobody has written it", id, n)
	}
	t.Logf("%d rows written, %d failed, %d of unknown fate", l.n[written], l.n[failed], l.n[unknown])
}

// ways are the ways of writing a row.
var ways = []struct {
	name  string
	write func(h *house, ctx context.Context, id int64) (fate, error)
}{
	{"text", func(h *house, ctx context.Context, id int64) (fate, error) {
		return h.alone(second(h.db.ExecContext(ctx, h.insert, id)))
	}},
	{"statement", func(h *house, ctx context.Context, id int64) (fate, error) {
		return h.alone(second(gild.Exec(ctx, h.db, insertMark(id))))
	}},
	{"prepared", (*house).writePrepared},
	{"sql.Tx", (*house).writeTx},
	{"gild.Tx", (*house).writeGildTx},
}

// single are the ways that leave the transaction to the server and what is run again to database/sql. Statements
// of the expression language are not run again.
var single = map[string]bool{"text": true, "prepared": true}

// alone returns the fate of a row written without a transaction around it. Where database/sql has run the
// statement again, the error of the second connection says nothing about the first.
func (h *house) alone(err error) (fate, error) {
	switch {
	case err == nil:
		return written, nil
	case unsent(err) && !h.repeats:
		return failed, err
	}
	return unknown, err
}

// unsent reports whether err says that there was no connection to send anything on.
func unsent(err error) bool {
	var dial *net.OpError
	var connect *pgconn.ConnectError
	e := gild.ErrorOf(err)
	return errors.As(err, &dial) && dial.Op == "dial" || errors.As(err, &connect) || e != nil && e.Code == "57P03"
}

func (h *house) writePrepared(ctx context.Context, id int64) (fate, error) {
	stmt, err := h.db.PrepareContext(ctx, h.insert)
	if err != nil {
		return failed, err
	}
	defer stmt.Close()
	return h.alone(second(stmt.ExecContext(ctx, id)))
}

func (h *house) writeTx(ctx context.Context, id int64) (fate, error) {
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return failed, err
	}
	if _, err := tx.ExecContext(ctx, h.insert, id); err != nil {
		_ = tx.Rollback() // err is what counts
		return failed, err
	}
	if err := tx.Commit(); err != nil {
		return unknown, err
	}
	return written, nil
}

func (h *house) writeGildTx(ctx context.Context, id int64) (fate, error) {
	err := gild.Tx(ctx, h.db, nil, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, h.local()); err != nil {
			return err
		}
		return second(gild.Exec(ctx, tx, insertMark(id)))
	})
	var ambiguous *gild.AmbiguousCommitError
	switch {
	case err == nil:
		return written, nil
	case errors.As(err, &ambiguous):
		return unknown, err
	}
	return failed, err
}

// local is a statement that leaves a trace in the session until the transaction ends, if the database has one.
func (h *house) local() string {
	if h.name == "postgres" || h.name == "pgx" {
		return "set local statement_timeout = '77s'"
	}
	return "update numbers set n = n where n = -1"
}
