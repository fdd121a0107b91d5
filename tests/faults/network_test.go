package faults

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/gildsql/gild"
)

// A network that breaks after any byte is an error: never a wrong row, never one written twice.
func TestBrokenNetwork(t *testing.T) {
	const seed, cuts = 20240611, 40
	for _, b := range []backend{pqBackend, pgxBackend} {
		for _, intercepted := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s-%t", b.name, intercepted), func(t *testing.T) {
				h := b.house(t, b.place(t), intercepted)
				t.Logf("seed %d", seed)
				p := newProxy(t, h, seed)
				_, dsn := h.address(t, p.Addr().String())
				h.db = b.open(t, dsn, intercepted)
				h.db.SetMaxOpenConns(1) // one after the other, so that the seed decides
				var book ledger
				for i := 0; p.cuts.Load() < cuts; i++ {
					way, id := ways[i%len(ways)], serial.Add(1)
					ctx, cancel := context.WithTimeout(context.Background(), patience)
					f, err := way.write(h, ctx, id)
					book.note(id, way.name, f, err)
					broken(t, err)
					broken(t, h.ask(ctx, t, h.db))
					cancel()
				}
				p.whole.Store(true)
				_ = h.ask(limited(t), t, h.db) // on the last connection that is to be cut
				book.check(t, h)
				h.well(t)
			})
		}
	}
}

// broken fails the test if err is another one than of a connection that is lost.
func broken(t *testing.T, err error) {
	t.Helper()
	if err != nil && !gone(err) {
		t.Errorf("error %v (%T), want one of a lost connection", err, err)
	}
}

// gone reports whether err is of a lost connection. pgx may say no more about it than that it is closed.
func gone(err error) bool {
	return gild.Is(err, gild.ErrDisconnect) || errors.Is(err, pgconn.ErrConnClosed)
}

// When the server has done something and its answer is lost, that is an error of unknown outcome, and nothing is
// done twice.
func TestLostAnswer(t *testing.T) {
	for _, b := range serverBackends {
		for _, intercepted := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s-%t", b.name, intercepted), func(t *testing.T) {
				h := b.house(t, b.place(t), intercepted)
				p := newProxy(t, h, 1)
				p.whole.Store(true)
				_, dsn := h.address(t, p.Addr().String())
				h.db = b.open(t, dsn, intercepted)
				h.db.SetMaxOpenConns(1)
				ctx := limited(t)
				var book ledger
				id := int64(0)
				for way, insert := range map[string]func(id int64) error{
					"statement": func(id int64) error { return second(gild.Exec(ctx, h.db, insertMark(id))) },
					"text":      func(id int64) error { return second(h.db.ExecContext(ctx, h.insert, id)) },
				} {
					if h.repeats && way == "text" {
						continue
					}
					for range 3 { // the insert is kept prepared then, and its answer the next one
						id++
						if err := insert(id); err != nil {
							t.Fatal(err)
						}
						book.note(id, "warm", written, nil)
					}
					id++
					p.deaf.Store(true)
					err := insert(id)
					lost(t, way, err)
					book.note(id, "lost", unknown, err)
					await(t, "the server has done it", func() bool { return h.marks(t)[id] > 0 })
				}
				err := gild.Tx(ctx, h.db, nil, func(ctx context.Context, tx *sql.Tx) error {
					err := second(gild.Exec(ctx, tx, insertMark(11)))
					p.deaf.Store(true)
					return err
				})
				broken(t, err)
				var ambiguous *gild.AmbiguousCommitError
				if !errors.As(err, &ambiguous) {
					t.Errorf("the answer to COMMIT is lost: error %v", err)
				}
				book.note(11, "commit", unknown, err)
				await(t, "the server has committed", func() bool { return h.marks(t)[11] > 0 })
				book.check(t, h)
				h.well(t)
			})
		}
	}
}
