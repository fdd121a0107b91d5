package faults

import (
	"database/sql/driver"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
)

// TestConnClosed loses a connection in a transaction: pgx says "conn closed" of what comes after.
func TestConnClosed(t *testing.T) {
	h := pgxBackend.house(t, pgxBackend.place(t), false)
	tx, err := h.db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	h.breakIn(t, limited(t), tx, 1)
	_, err = tx.Exec(h.insert, 2)
	lost(t, "the first statement", err)
	_, err = tx.Exec(h.insert, 3)
	lost(t, "the second statement", err)
	_ = tx.Rollback()
	if !gild.Is(pgconn.ErrConnClosed, gild.ErrDisconnect) {
		t.Error("pgconn.ErrConnClosed is no disconnect")
	}
}

// TestLostAnswerPQ loses the answer to a write. lib/pq says driver.ErrBadConn then, for which database/sql would run
// it again: text it does, as without gild; statements it does not.
func TestLostAnswerPQ(t *testing.T) {
	for _, intercepted := range []bool{false, true} {
		h := pqBackend.house(t, pqBackend.place(t), intercepted)
		p := newProxy(t, h, 1)
		p.whole.Store(true)
		_, dsn := h.address(t, p.Addr().String())
		h.db = h.open(t, dsn, intercepted)
		h.db.SetMaxOpenConns(1)
		for id := range int64(2) {
			if _, err := gild.Exec(limited(t), h.db, insertMark(id)); err != nil {
				t.Fatal(err)
			}
		}
		p.deaf.Store(true)
		_, err := gild.Exec(limited(t), h.db, insertMark(10))
		lost(t, "statement", err)
		await(t, "it is done", func() bool { return h.marks(t)[10] > 0 })
		if n := h.marks(t)[10]; n != 1 {
			t.Errorf("the row is there %d times", n)
		}
	}
}

// TestSkipIsAskedOnce has a driver leave a text to database/sql to prepare.
func TestSkipIsAskedOnce(t *testing.T) {
	for _, name := range []string{"exec", "query"} {
		f := &faulty{}
		event := map[string]string{"exec": "Conn.ExecContext", "query": "Conn.QueryContext"}[name]
		got, err := f.do(t, f.db(t, nil), event, func() error { return driver.ErrSkip }, tasks[name])
		if got.tries != 1 || err != nil {
			t.Errorf("%s: the driver was asked %d times, %v", name, got.tries, err)
		}
	}
}

func TestSkipWhileReading(t *testing.T) {
	f := &faulty{}
	got, err := f.do(t, f.db(t, nil), "Next, first", func() error { return driver.ErrSkip }, statementTasks["Returning"])
	if got.tries != 1 || err == nil {
		t.Errorf("the statement was run %d times, %v", got.tries, err)
	}
}

// TestStalePgx changes the schema under statements that pgx keeps itself.
func TestStalePgx(t *testing.T) {
	for _, b := range postgresBackends {
		h := b.house(t, b.place(t), false)
		h.db.SetMaxOpenConns(1)
		for i, change := range []string{"select 1", "create temporary table numbers (n int)"} {
			mustExec(t, h.db, change)
			if _, err := gild.All[int64](limited(t), h.db, expr.Select(Numbers.N)); err != nil {
				t.Errorf("%s, %d: %v", b.name, i, err)
			}
		}
	}
}
