package faults

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
)

// end ends the connection of a number, and waits until it is gone.
func (h *house) end(t *testing.T, pid int64) {
	t.Helper()
	if h.name == "mysql" {
		mustExec(t, h.bare, fmt.Sprintf("kill %d", pid)) // it takes no argument
	} else {
		mustExec(t, h.bare, h.kill, pid)
	}
	await(t, "the connection is gone", func() bool { return scan[int64](t, h.bare, h.others, pid) == 0 })
}

// lost fails the test if err is not that of a lost connection.
func lost(t *testing.T, what string, err error) {
	t.Helper()
	if !gild.Is(err, gild.ErrDisconnect) || gild.Retryable(err) {
		t.Errorf("%s: error %v (%T), want one of a lost connection", what, err, err)
	}
}

// well fails the test if the pool is not: all connections back, and good for work, also those that are new.
func (h *house) well(t *testing.T) {
	t.Helper()
	back(t, h.db)
	ctx := limited(t)
	for range 4 {
		if err := h.ask(ctx, t, h.db); err != nil {
			t.Errorf("the pool did not recover: %v", err)
		}
	}
}

// conns takes n connections, warm: each has prepared what ask asks.
func (h *house) conns(t *testing.T, n int) (conns []*sql.Conn, pids []int64) {
	t.Helper()
	ctx := limited(t)
	h.db.SetMaxIdleConns(n)
	for range n {
		conn, err := h.db.Conn(ctx)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() }) // most often closed already
		var pid int64
		if err := conn.QueryRowContext(ctx, h.pid).Scan(&pid); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := h.ask(ctx, t, conn); err != nil {
				t.Fatal(err)
			}
		}
		conns, pids = append(conns, conn), append(pids, pid)
	}
	return conns, pids
}

// Connections that end while they are idle are replaced, and cost each caller one error at most. A statement
// that has failed on one of them was not run.
func TestKilledIdle(t *testing.T) {
	each(t, serverBackends, func(t *testing.T, h *house) {
		conns, pids := h.conns(t, 5)
		survivor := conns[4]
		for _, conn := range conns[:4] {
			if err := conn.Close(); err != nil {
				t.Fatal(err)
			}
		}
		for _, pid := range pids[:4] {
			h.end(t, pid)
		}
		done, failed := map[int64]bool{}, 0
		for id := range int64(8) {
			var err error
			if id%2 == 0 {
				_, err = h.db.Exec(h.insert, id)
			} else {
				_, err = gild.Exec(limited(t), h.db, insertMark(id))
			}
			if done[id] = err == nil; err != nil {
				failed++
				lost(t, "insert", err)
			}
		}
		if failed > 4 {
			t.Errorf("%d statements failed, of 4 connections", failed)
		}
		found := h.marks(t)
		for id, ok := range done {
			if ok && found[id] != 1 || !ok && found[id] != 0 {
				t.Errorf("row %d is there %d times; reported written: %t", id, found[id], ok)
			}
		}
		if err := h.ask(limited(t), t, survivor); err != nil {
			t.Errorf("another connection suffers: %v", err)
		}
		if err := survivor.Close(); err != nil {
			t.Error(err)
		}
		h.well(t)
	})
}

// A connection that ends while a statement runs is an error of that statement, which is not run again.
func TestKilledMidQuery(t *testing.T) {
	each(t, serverBackends, func(t *testing.T, h *house) {
		mustExec(t, h.bare, "create table attempts (id int)")
		for name, run := range map[string]func(ctx context.Context, conn *sql.Conn) error{
			"query": func(ctx context.Context, conn *sql.Conn) error {
				rows, err := conn.QueryContext(ctx, h.slow)
				if err != nil {
					return err
				}
				defer rows.Close()
				for rows.Next() {
				}
				return rows.Err()
			},
			"exec": func(ctx context.Context, conn *sql.Conn) error {
				_, err := conn.ExecContext(ctx, "insert into marks (id) select 1 from ("+h.slow+") s")
				return err
			},
		} {
			t.Run(name, func(t *testing.T) {
				conns, pids := h.conns(t, 1)
				result := make(chan error, 1)
				ctx := limited(t)
				go func() { result <- run(ctx, conns[0]) }()
				await(t, "the query runs", func() bool { return h.running(t, pids[0]) })
				begun := time.Now()
				h.end(t, pids[0])
				lost(t, name, <-result)
				if took := time.Since(begun); took > patience/2 {
					t.Errorf("the end was noticed after %v", took)
				}
				if err := h.ask(limited(t), t, conns[0]); err == nil {
					t.Error("a connection that is gone answers")
				}
				_ = conns[0].Close() // it is lost
				if n := len(h.marks(t)); n != 0 {
					t.Errorf("%d rows were written", n)
				}
				h.well(t)
			})
		}
	})
}

// running reports whether the connection of a number runs the slow query.
func (h *house) running(t *testing.T, pid int64) bool {
	query := "select count(*) from pg_stat_activity where pid = $1 and state = 'active' and wait_event = 'PgSleep'"
	if h.name == "mysql" {
		query = "select count(*) from information_schema.processlist where id = ? and state = 'User sleep'"
	}
	return scan[int64](t, h.bare, query, pid) == 1
}

// On a *sql.DB, too, a statement is not run again elsewhere when its connection ends while it runs, which may
// have been after it was done.
func TestKilledIsNotRunAgain(t *testing.T) {
	each(t, serverBackends, func(t *testing.T, h *house) {
		slow := "insert into marks (id) select 1 from pg_sleep(30)"
		if h.name == "mysql" {
			slow = "insert into marks (id) select sleep(30)"
		}
		h.db.SetMaxOpenConns(2)
		for name, run := range map[string]func(ctx context.Context) error{
			"text":      func(ctx context.Context) error { return second(h.db.ExecContext(ctx, slow)) },
			"statement": func(ctx context.Context) error { return second(gild.Exec(ctx, h.db, expr.Text(slow))) },
		} {
			if h.repeats && name == "text" {
				continue
			}
			conns, pids := h.conns(t, 1)
			if err := conns[0].Close(); err != nil {
				t.Fatal(err)
			}
			result := make(chan error, 1)
			ctx := limited(t)
			go func() { result <- run(ctx) }()
			await(t, "the statement runs", func() bool { return h.running(t, pids[0]) })
			h.end(t, pids[0])
			select { // a second run would sleep again
			case err := <-result:
				lost(t, name, err)
			case <-time.After(patience / 2):
				t.Errorf("%s: it was run again", name)
				<-result
			}
		}
		if n := len(h.marks(t)); n != 0 {
			t.Errorf("%d rows were written", n)
		}
		h.well(t)
	})
}

// A connection that ends in a transaction takes the transaction with it: nothing of it is committed, and
// nothing is run again.
func TestKilledMidTransaction(t *testing.T) {
	each(t, serverBackends, func(t *testing.T, h *house) {
		ctx := limited(t)
		tx, err := h.db.BeginTx(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		h.breakIn(t, ctx, tx, 1)
		_, err = tx.ExecContext(ctx, h.insert, 2)
		lost(t, "statement", err)
		if err := tx.Commit(); err == nil {
			t.Error("the commit succeeds")
		}

		tx, err = h.db.BeginTx(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		h.breakIn(t, ctx, tx, 3)
		lost(t, "commit", tx.Commit())

		runs := 0
		err = gild.Tx(ctx, h.db, nil, func(ctx context.Context, tx *sql.Tx) error {
			runs++
			h.breakIn(t, ctx, tx, 4)
			_, err := gild.Exec(ctx, tx, insertMark(5))
			return err
		})
		lost(t, "gild.Tx", err)
		if runs != 1 {
			t.Errorf("the transaction was run %d times", runs)
		}
		if found := h.marks(t); len(found) != 0 {
			t.Errorf("rows of lost transactions are there: %v", found)
		}
		h.well(t)
	})
}

// breakIn writes a row in tx and ends its connection.
func (h *house) breakIn(t *testing.T, ctx context.Context, tx *sql.Tx, id int64) {
	t.Helper()
	var pid int64
	if err := tx.QueryRowContext(ctx, h.pid).Scan(&pid); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		h.ask(ctx, t, tx), h.ask(ctx, t, tx),
		second(gild.Exec(ctx, tx, insertMark(id))),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	h.end(t, pid)
}

func second[T any](_ T, err error) error { return err }

// A result that breaks off is an error, never a short result.
func TestKilledMidRows(t *testing.T) {
	const long = `with recursive s as (select 1 as n union all select n + 1 from s where n < 200000)
		select n, repeat('x', 200) from s`
	each(t, serverBackends, func(t *testing.T, h *house) {
		ctx := limited(t)
		conns, pids := h.conns(t, 1)
		if h.name == "mysql" {
			if _, err := conns[0].ExecContext(ctx, "set max_recursive_iterations = 1000000"); err != nil {
				t.Fatal(err)
			}
		}
		rows, err := conns[0].QueryContext(ctx, long)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		n := 0
		for ; n < 10 && rows.Next(); n++ {
		}
		h.end(t, pids[0])
		for rows.Next() {
			n++
		}
		lost(t, fmt.Sprintf("after %d rows", n), rows.Err())
		_ = rows.Close()
		_ = conns[0].Close() // it is lost
		h.well(t)
	})
}
