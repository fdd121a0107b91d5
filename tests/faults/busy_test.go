package faults

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/tests/servers"
)

// Sixteen writers of one file: each row is there once, or its writer was told that the database is busy.
func TestBusy(t *testing.T) {
	for name, options := range map[string]string{
		"patient":           "?_busy_timeout=15000&_journal_mode=WAL",
		"impatient":         "?_busy_timeout=0&_journal_mode=WAL",
		"impatient, no WAL": "?_busy_timeout=0&_journal_mode=DELETE",
	} {
		b := sqliteBackend
		b.place = func(tb testing.TB) string { return "file:" + servers.SQLite(tb) + options + "&_synchronous=OFF" }
		t.Run(name, func(t *testing.T) {
			each(t, []backend{b}, func(t *testing.T, h *house) { writers(t, h, name == "patient") })
		})
	}
}

func writers(t *testing.T, h *house, patient bool) {
	_ = h.bare.Close() // it would be one more
	h.db.SetMaxIdleConns(16)
	var book ledger
	var workers sync.WaitGroup
	for worker := range 16 {
		workers.Go(func() {
			for i := range 25 {
				way, id := ways[(worker+i)%len(ways)], serial.Add(1)
				f, err := way.write(h, limited(t), id)
				if err != nil {
					if !gild.Is(err, gild.ErrLock) {
						t.Errorf("%s: error %v, want one of a lock", way.name, err)
					}
					if patient && single[way.name] {
						t.Errorf("%s: it did not wait: %v", way.name, err)
					}
					f = failed // which SQLite knows for certain
				}
				book.note(id, way.name, f, err)
			}
		})
	}
	workers.Wait()
	h.bare = openDB(t, h.name, h.dsn)
	book.check(t, h)
	h.well(t)
}

// returned is insertMark with what a program may not read.
func returned(id int64) expr.Statement {
	return expr.Insert(Marks).Values(Marks.ID.Set(id)).Returning(Marks.ID)
}

// A statement that is kept prepared holds no lock, however its last use has ended.
func TestKeptStatementsHoldNoLock(t *testing.T) {
	b := sqliteBackend
	b.place = func(tb testing.TB) string {
		return "file:" + servers.SQLite(tb) + "?_busy_timeout=0&_journal_mode=DELETE"
	}
	numbers := expr.Select(Numbers.N)
	const text, broken = "select n from numbers", "select abs(n - 9223372036854775807 - 1) from numbers where n < ? order by n desc"
	uses := map[string]func(ctx context.Context, conn *sql.Conn) error{
		"All": func(ctx context.Context, conn *sql.Conn) error { return second(gild.All[int64](ctx, conn, numbers)) },
		"One": func(ctx context.Context, conn *sql.Conn) error {
			return expect(gild.ErrTooManyRows, second(gild.One[int64](ctx, conn, numbers)))
		},
		"Exec": func(ctx context.Context, conn *sql.Conn) error { return second(gild.Exec(ctx, conn, numbers)) },
		"Returning": func(ctx context.Context, conn *sql.Conn) error {
			return second(gild.Exec(ctx, conn, returned(serial.Add(1))))
		},
		"Iter": func(ctx context.Context, conn *sql.Conn) error {
			for range gild.Iter[int64](ctx, conn, numbers) {
				break
			}
			return nil
		},
		"exec of a query": func(ctx context.Context, conn *sql.Conn) error { return second(conn.ExecContext(ctx, text)) },
		"exec returning": func(ctx context.Context, conn *sql.Conn) error {
			return second(conn.ExecContext(ctx, "insert into marks (id) values (?) returning id", 1))
		},
		"rows": func(ctx context.Context, conn *sql.Conn) error {
			rows, err := conn.QueryContext(ctx, text)
			if err != nil {
				return err
			}
			rows.Next()
			return rows.Close()
		},
		"row": func(ctx context.Context, conn *sql.Conn) error {
			var n int
			return conn.QueryRowContext(ctx, text).Scan(&n)
		},
		"canceled": func(ctx context.Context, conn *sql.Conn) error {
			ctx, cancel := context.WithCancel(ctx)
			rows, err := conn.QueryContext(ctx, text)
			if err == nil {
				rows.Next()
				cancel()
				for rows.Next() {
				}
				_ = rows.Close() // the context has ended
			}
			cancel()
			return err
		},
		"wrong": func(ctx context.Context, conn *sql.Conn) error {
			rows, err := conn.QueryContext(ctx, broken, 50)
			if err != nil {
				return nil // as it should be
			}
			defer rows.Close()
			for rows.Next() {
			}
			if rows.Err() == nil {
				return errors.New("no error for a number that is too small")
			}
			return nil
		},
	}
	each(t, []backend{b}, func(t *testing.T, h *house) {
		h.bare.SetMaxIdleConns(0) // it keeps no lock of its own
		for name, use := range uses {
			conn, err := h.db.Conn(limited(t))
			if err != nil {
				t.Fatal(err)
			}
			for range 3 { // the second time a text is kept, the third it is found
				if err := use(limited(t), conn); err != nil {
					t.Errorf("%s: %v", name, err)
				}
				for _, query := range []string{"create table other (a)", "drop table other"} {
					if _, err := h.bare.Exec(query); err != nil {
						t.Errorf("after %s: %v", name, err)
					}
				}
			}
			if err := conn.Close(); err != nil {
				t.Error(err)
			}
		}
		h.well(t)
	})
}

// expect returns nil for the error that is wanted.
func expect(want, got error) error {
	if errors.Is(got, want) {
		return nil
	}
	return errors.Join(errors.New("not the error that is wanted"), got)
}
