package faults

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	sqlite3driver "github.com/mattn/go-sqlite3"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
)

const (
	cancelSeed    = 7411
	cancelWorkers = 16
	cancelOps     = 2000 // by each backend, with and without an interceptor
	cancelConns   = 8
)

// Contexts that end at any moment leave no connection behind that is not as it was: not in use, not in a
// transaction, with the settings of its session, and with nobody else's rows.
func TestCancel(t *testing.T) {
	each(t, allBackends, func(t *testing.T, h *house) {
		t.Logf("seed %d", cancelSeed)
		h.db.SetMaxOpenConns(cancelConns)
		h.db.SetMaxIdleConns(cancelConns)
		var book ledger
		var workers sync.WaitGroup
		for worker := range cancelWorkers {
			workers.Go(func() {
				random := rand.New(rand.NewPCG(cancelSeed, uint64(worker)))
				for range cancelOps / 2 / cancelWorkers {
					h.canceled(t, random, &book)
				}
			})
		}
		workers.Wait()
		back(t, h.db)
		h.clean(t)
		book.check(t, h)
		h.well(t)
	})
}

// canceled does one thing, with a context that ends while it does, or shortly before or after.
func (h *house) canceled(t *testing.T, random *rand.Rand, book *ledger) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	longest := 3 * time.Millisecond
	if h.name == "sqlite3" { // where there is no network to wait for
		longest /= 20
	}
	after := time.Duration(random.Int64N(int64(longest)))
	if random.IntN(4) > 0 {
		defer time.AfterFunc(after, cancel).Stop()
	}
	reads := []func(context.Context, *testing.T, *rand.Rand) error{
		func(ctx context.Context, t *testing.T, _ *rand.Rand) error { return h.ask(ctx, t, h.db) },
		h.readHalf, h.readPrepared, h.readStatements, h.readInTx,
	}
	n := len(reads) + len(ways) + 1
	switch pick := random.IntN(n); {
	case pick < len(reads):
		_ = reads[pick](ctx, t, random) // an error is what is to be expected
	case pick < len(reads)+len(ways):
		way, id := ways[pick-len(reads)], serial.Add(1)
		f, err := way.write(h, ctx, id)
		book.note(id, way.name, f, err)
	default:
		id := serial.Add(1)
		f, err := h.copyRow(ctx, id)
		book.note(id, "copy", f, err)
	}
}

// readHalf reads some of the rows, all of which must be of this query.
func (h *house) readHalf(ctx context.Context, t *testing.T, random *rand.Rand) error {
	want := serial.Add(1)
	query := "select n, cast(? as signed) from numbers order by n"
	switch h.name {
	case "postgres", "pgx":
		query = "select n, $1::bigint from numbers order by n"
	case "sqlite3":
		query = "select n, cast(? as integer) from numbers order by n"
	}
	rows, err := h.db.QueryContext(ctx, query, want)
	if err != nil {
		return err
	}
	defer rows.Close()
	stop := random.IntN(200)
	n := 0
	for ; n < stop && rows.Next(); n++ {
		var number, got int64
		if err := rows.Scan(&number, &got); err != nil {
			return err
		}
		if number != int64(n) || got != want {
			t.Errorf("row %d is %d of query %d, want query %d", n, number, got, want)
		}
	}
	if rows.Err() == nil && stop > 100 && n != 100 {
		t.Errorf("%d rows and no error, want 100", n)
	}
	return rows.Err()
}

// readPrepared asks twice over a statement that it prepares.
func (h *house) readPrepared(ctx context.Context, t *testing.T, _ *rand.Rand) error {
	stmt, err := h.db.PrepareContext(ctx, h.echo)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for range 2 {
		want, got := serial.Add(1), int64(0)
		if err := stmt.QueryRowContext(ctx, want).Scan(&got); err != nil {
			return err
		}
		if got != want {
			t.Errorf("the prepared statement answers %d, want %d", got, want)
		}
	}
	return nil
}

// readStatements reads by gild.All and, breaking off, by gild.Iter.
func (h *house) readStatements(ctx context.Context, t *testing.T, random *rand.Rand) error {
	low := random.Int64N(100)
	q := expr.Select(Numbers.N).Where(Numbers.N.Ge(low)).OrderBy(Numbers.N)
	all, err := gild.All[int64](ctx, h.db, q)
	if err != nil {
		return err
	}
	if len(all) != int(100-low) || all[0] != low {
		t.Errorf("%d rows from %d, want %d from %d", len(all), all[0], 100-low, low)
	}
	stop, want := random.Int64N(100), low
	for n, err := range gild.Iter[int64](ctx, h.db, q) {
		if err != nil {
			return err
		}
		if n != want {
			t.Errorf("row %d, want %d", n, want)
		}
		if want++; n > stop {
			return nil
		}
	}
	if want != 100 {
		t.Errorf("the rows end before %d without an error", want)
	}
	return nil
}

// readInTx asks in a transaction, and leaves its end to the context.
func (h *house) readInTx(ctx context.Context, t *testing.T, _ *rand.Rand) error {
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if _, err = tx.ExecContext(ctx, h.local()); err == nil {
		err = h.ask(ctx, t, tx)
	}
	return errors.Join(err, tx.Rollback())
}

// copyRow writes a row by COPY, where there is such a thing.
func (h *house) copyRow(ctx context.Context, id int64) (fate, error) {
	switch h.name {
	case "postgres":
		return h.copyIn(ctx, id)
	case "pgx":
		return h.alone(gild.WithRaw(ctx, h.db, func(c *pgx.Conn) error {
			return second(c.CopyFrom(ctx, pgx.Identifier{"marks"}, []string{"id"}, pgx.CopyFromRows([][]any{{id}})))
		}))
	}
	return h.writeTx(ctx, id)
}

// copyIn is COPY as lib/pq has it: a prepared statement in a transaction.
func (h *house) copyIn(ctx context.Context, id int64) (fate, error) {
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return failed, err
	}
	stmt, err := tx.PrepareContext(ctx, `copy "marks" ("id") from stdin`)
	if err == nil {
		_, err = stmt.ExecContext(ctx, id)
		if err == nil {
			_, err = stmt.ExecContext(ctx)
		}
		err = errors.Join(err, stmt.Close())
	}
	if err != nil {
		_ = tx.Rollback() // err is what counts
		return failed, err
	}
	if err := tx.Commit(); err != nil {
		return unknown, err
	}
	return written, nil
}

// clean takes all connections of the pool at once, and fails the test if one of them is not as it should be.
func (h *house) clean(t *testing.T) {
	t.Helper()
	ctx := limited(t)
	for range cancelConns {
		conn, err := h.db.Conn(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := h.alike(ctx, conn); err != nil {
			t.Error(err)
		}
		for range 3 {
			if err := h.ask(ctx, t, conn); err != nil {
				t.Errorf("a connection of the pool: %v", err)
			}
		}
	}
}

// alike reports a connection that is in a transaction, or whose settings are not as they were.
func (h *house) alike(ctx context.Context, conn *sql.Conn) error {
	if h.name == "sqlite3" {
		return conn.Raw(func(driverConn any) error {
			if c, ok := gild.As[*sqlite3driver.SQLiteConn](driverConn); !ok || !c.AutoCommit() {
				return errors.New("a connection of the pool is in a transaction")
			}
			return nil
		})
	}
	setting, inTx := "select 0", "select count(*) from information_schema.innodb_trx where trx_mysql_thread_id = ?"
	if h.name != "mysql" {
		setting = "select current_setting('statement_timeout')"
		inTx = "select count(*) from pg_stat_activity where pid = $1 and state <> 'idle'"
	}
	var pid, open int64
	var value string
	err := errors.Join(
		conn.QueryRowContext(ctx, setting).Scan(&value),
		conn.QueryRowContext(ctx, h.pid).Scan(&pid),
		h.bare.QueryRowContext(ctx, inTx, pid).Scan(&open))
	switch {
	case err != nil:
		return fmt.Errorf("a connection of the pool: %w", err)
	case value != "0":
		return fmt.Errorf("a connection of the pool has a setting that a transaction has made: %s", value)
	case open != 0:
		return errors.New("a connection of the pool is in a transaction")
	}
	return nil
}
