package wrap_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/tests/servers"
	"github.com/gildsql/gild/typemap"
	"github.com/gildsql/gild/wrap"
)

// eventLog notes the events of statements and transactions. It is safe for concurrent use.
type eventLog struct {
	mu    sync.Mutex // protects following field
	lines []string
}

func (l *eventLog) note(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, fmt.Sprintf(format, args...))
}

func (l *eventLog) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	lines := l.lines
	l.lines = nil
	return lines
}

func (l *eventLog) want(t *testing.T, what string, want ...string) {
	t.Helper()
	if got := l.take(); !slices.Equal(got, want) {
		t.Errorf("%s: got\n\t%s\nwant\n\t%s", what, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func kind(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, context.Canceled):
		return " canceled"
	}
	return " failed"
}

// events notes everything but the text, with a prefix.
func (l *eventLog) events(prefix string) wrap.Events {
	tx := func(what string) func(context.Context, *wrap.Transaction) {
		return func(_ context.Context, t *wrap.Transaction) { l.note("%s%s%s", prefix, what, kind(t.Err)) }
	}
	return wrap.Events{
		BeforeExecute: func(_ context.Context, e *wrap.Execution) (context.Context, error) {
			l.note("%sbefore %s %d", prefix, e.Op, len(e.Args))
			return nil, nil
		},
		AfterExecute: func(_ context.Context, e *wrap.Execution) {
			l.note("%safter %s %d%s", prefix, e.Op, e.Rows, kind(e.Err))
		},
		BeforeBegin: func(_ context.Context, t *wrap.Transaction) (context.Context, error) {
			l.note("%sbefore begin %v", prefix, t.ReadOnly)
			return nil, nil
		},
		AfterBegin:     tx("after begin"),
		BeforeCommit:   func(context.Context, *wrap.Transaction) error { l.note("%sbefore commit", prefix); return nil },
		AfterCommit:    tx("after commit"),
		BeforeRollback: tx("before rollback"),
		AfterRollback:  tx("after rollback"),
	}
}

// watched opens a database with three items, whose events are noted from now on.
func (e engine) watched(t *testing.T, more ...wrap.Events) (*sql.DB, *eventLog) {
	log := &eventLog{}
	db := e.fresh(t, driver.WithEvents(append([]wrap.Events{log.events("")}, more...)...))
	withItems(t, db, "ann", "bob", "cid")
	log.take()
	return db, log
}

func TestEventsOfStatements(t *testing.T) {
	ctx := t.Context()
	eachEngine(t, func(t *testing.T, e engine) {
		db, log := e.watched(t)

		_, err := db.ExecContext(ctx, "update items set name = 'x' where id > $1", 1)
		check(t, err)
		log.want(t, "exec", "before exec 1", "after exec 2")

		rows, err := db.QueryContext(ctx, "select name from items")
		check(t, err)
		log.want(t, "query before its rows are read", "before query 0")
		for rows.Next() {
		}
		check(t, rows.Close())
		log.want(t, "rows read to the end", "after query 3")

		rows, err = db.QueryContext(ctx, "select name from items")
		check(t, err)
		rows.Next()
		check(t, rows.Close())
		log.want(t, "rows closed early", "before query 0", "after query 1")

		_, err = db.ExecContext(ctx, "delete from nothing")
		wantError(t, err, "nothing")
		log.want(t, "error", "before exec 0", "after exec -1 failed")

		stmt, err := db.PrepareContext(ctx, "select name from items where id = $1")
		check(t, err)
		log.want(t, "prepare", "before prepare 0", "after prepare -1")
		check(t, stmt.QueryRowContext(ctx, 1).Scan(new(string)))
		check(t, stmt.Close())
		log.want(t, "prepared", "before query 1", "after query 1")

		_, err = db.ExecContext(ctx, "", expr.Delete(Items).Where(Items.ID.Eq(3)))
		check(t, err)
		log.want(t, "statement", "before exec 1", "after exec 1")
		_, err = db.ExecContext(ctx, "", expr.Select(Items.Name), &typemap.Slice[string]{})
		check(t, err)
		log.want(t, "sink", "before query 0", "after query 2")
		rows, err = db.QueryContext(ctx, "", expr.Select(Items.Name))
		check(t, err)
		for rows.Next() {
		}
		check(t, rows.Close())
		log.want(t, "statement's rows", "before query 0", "after query 2")
	})
}

// Rows that the program forgets are closed by database/sql when their context ends.
func TestEventsOfLeakedRows(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		done := make(chan string, 1)
		db := e.fresh(t, driver.WithEvents(wrap.Events{AfterExecute: func(_ context.Context, x *wrap.Execution) {
			if x.Op == "query" {
				done <- fmt.Sprint(x.Rows, kind(x.Err))
			}
		}}))
		withItems(t, db, "ann", "bob")
		ctx, cancel := context.WithCancel(t.Context())
		rows, err := db.QueryContext(ctx, "select name from items")
		check(t, err)
		rows.Next()
		cancel()
		if got := <-done; got != "1 canceled" {
			t.Errorf("got %q", got)
		}
		_ = rows.Close()
	})
}

func TestEventsOfTransactions(t *testing.T) {
	ctx := t.Context()
	eachEngine(t, func(t *testing.T, e engine) {
		db, log := e.watched(t)
		for _, end := range []func(*sql.Tx) error{(*sql.Tx).Commit, (*sql.Tx).Rollback} {
			tx, err := db.BeginTx(ctx, &sql.TxOptions{})
			check(t, err)
			check(t, end(tx))
		}
		log.want(t, "commit and rollback",
			"before begin false", "after begin", "before commit", "after commit",
			"before begin false", "after begin", "before rollback", "after rollback")

		_, err := db.BeginTx(ctx, &sql.TxOptions{Isolation: 99})
		if e.name == "postgresql" { // SQLite takes it
			wantError(t, err, "isolation")
			log.want(t, "begin that fails", "before begin false", "after begin failed")
		}
	})
}

func TestEventsOfCancelledTransaction(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		done := make(chan error, 1)
		db := e.fresh(t, driver.WithEvents(wrap.Events{AfterRollback: func(ctx context.Context, x *wrap.Transaction) { done <- ctx.Err() }}))
		ctx, cancel := context.WithCancel(t.Context())
		_, err := db.BeginTx(ctx, nil)
		check(t, err)
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("the context's error is %v", err)
		}
	})
}

func TestEventsOrder(t *testing.T) {
	log := &eventLog{}
	db := engines[0].fresh(t, driver.WithEvents(log.events("1 "), log.events("2 ")), driver.WithEvents(log.events("3 ")))
	tx, err := db.Begin()
	check(t, err)
	check(t, tx.QueryRow("select 1").Scan(new(int)))
	check(t, tx.Commit())
	log.want(t, "order",
		"1 before begin false", "2 before begin false", "3 before begin false",
		"3 after begin", "2 after begin", "1 after begin",
		"1 before query 0", "2 before query 0", "3 before query 0",
		"3 after query 1", "2 after query 1", "1 after query 1",
		"1 before commit", "2 before commit", "3 before commit",
		"3 after commit", "2 after commit", "1 after commit")
}

type tagKey struct{}

func TestBeforeExecuteChanges(t *testing.T) {
	ctx := t.Context()
	eachEngine(t, func(t *testing.T, e engine) {
		var seen []string
		db := e.fresh(t, driver.WithEvents(wrap.Events{
			BeforeExecute: func(ctx context.Context, x *wrap.Execution) (context.Context, error) {
				if x.Op == "exec" {
					return nil, nil
				}
				x.SQL += " -- tag"
				for i := range x.Args {
					x.Args[i].Value = int64(2)
				}
				return context.WithValue(ctx, tagKey{}, x.Op), nil
			},
			AfterExecute: func(ctx context.Context, x *wrap.Execution) {
				if x.Op != "exec" {
					seen = append(seen, fmt.Sprintf("%v %d %v", ctx.Value(tagKey{}), strings.Count(x.SQL, "-- tag"), x.Prepared))
				}
			},
		}))
		withItems(t, db, "ann", "bob")
		var name string
		for range 3 { // the third would be run over a kept statement
			check(t, db.QueryRowContext(ctx, "select name from items where id = $1", 1).Scan(&name))
			if name != "bob" {
				t.Errorf("text: got %q", name)
			}
		}
		check(t, db.QueryRowContext(ctx, "", byID, sql.Named("id", 1)).Scan(&name))
		if name != "bob" {
			t.Errorf("statement: got %q", name)
		}
		stmt, err := db.PrepareContext(ctx, "select name from items where id = $1")
		check(t, err)
		check(t, stmt.QueryRowContext(ctx, 1).Scan(&name))
		check(t, stmt.Close())
		if name != "bob" {
			t.Errorf("prepared: got %q", name)
		}
		want := []string{"query 1 false", "query 1 false", "query 1 false", "query 1 false", "prepare 1 false", "query 1 true"}
		if !slices.Equal(seen, want) {
			t.Errorf("seen %q, want %q", seen, want)
		}
	})
}

func TestBeforeExecuteRefuses(t *testing.T) {
	ctx := t.Context()
	for _, refusal := range []error{errors.New("not today"), sqldriver.ErrSkip} {
		eachEngine(t, func(t *testing.T, e engine) {
			refuse := false
			db, log := e.watched(t, wrap.Events{
				BeforeExecute: func(ctx context.Context, _ *wrap.Execution) (context.Context, error) {
					if refuse {
						return nil, refusal
					}
					return ctx, nil
				},
				AfterExecute: func(_ context.Context, x *wrap.Execution) {
					if refuse {
						t.Error("who has refused was called after")
					}
				},
			})
			refuse = true
			_, err := db.ExecContext(ctx, "delete from items")
			wantError(t, err, refusal.Error())
			log.want(t, "text", "before exec 0", "after exec -1 failed")
			_, err = db.ExecContext(ctx, "", expr.Delete(Items))
			wantError(t, err, refusal.Error())
			log.want(t, "statement", "before exec 0", "after exec -1 failed")
			_, err = db.PrepareContext(ctx, "delete from items")
			wantError(t, err, refusal.Error())
			log.want(t, "prepare", "before prepare 0", "after prepare -1 failed")
			refuse = false
			var n int
			check(t, db.QueryRowContext(ctx, "select count(*) from items").Scan(&n))
			if n != 3 {
				t.Errorf("%d items are left", n)
			}
		})
	}
}

func TestBeforeCommitRefuses(t *testing.T) {
	refusal := errors.New("not today")
	eachEngine(t, func(t *testing.T, e engine) {
		db, log := e.watched(t, wrap.Events{BeforeCommit: func(context.Context, *wrap.Transaction) error { return refusal }})
		tx, err := db.Begin()
		check(t, err)
		_, err = tx.Exec("delete from items")
		check(t, err)
		if err := tx.Commit(); !errors.Is(err, refusal) {
			t.Errorf("got %v", err)
		}
		log.want(t, "refused", "before begin false", "after begin", "before exec 0", "after exec 3",
			"before commit", "before rollback", "after rollback")
		var n int
		check(t, db.QueryRow("select count(*) from items").Scan(&n))
		if n != 3 {
			t.Errorf("%d items are left", n)
		}
	})
}

func TestBeforeBeginChanges(t *testing.T) {
	db := engines[1].fresh(t, driver.WithEvents(wrap.Events{
		BeforeBegin: func(ctx context.Context, x *wrap.Transaction) (context.Context, error) {
			x.ReadOnly = true
			return ctx, nil
		},
	}))
	tx, err := db.Begin()
	check(t, err)
	defer tx.Rollback()
	_, err = tx.Exec("create table forbidden (id int)")
	wantError(t, err, "read-only")
}

// A statement that a driver wants prepared is one execution. MariaDB's driver does so for all
// that have arguments.
func TestEventsOfSkippedStatements(t *testing.T) {
	ctx := t.Context()
	log := &eventLog{}
	maria := engine{name: "mysql", driver: &mysql.MySQLDriver{}, dsn: servers.MySQL}
	db := opened(t, driver.NewConnector(maria.connector(t, maria.dsn(t)), driver.WithEvents(log.events(""), wrap.Events{
		BeforeExecute: func(_ context.Context, x *wrap.Execution) (context.Context, error) {
			x.SQL = strings.Replace(x.SQL, "nobody", "items", 1)
			return nil, nil
		},
	})))
	db.SetMaxOpenConns(1)
	_, err := db.ExecContext(ctx, "create table items (id bigint primary key, name text)")
	check(t, err)
	log.take()
	for i := range 3 { // the third is run over a kept statement
		_, err = db.ExecContext(ctx, "insert into nobody values (?, ?), (?, 'x')", i, "ann", uint32(i+10))
		check(t, err)
		log.want(t, "exec", "before exec 3", "after exec 2")
		rows, err := db.QueryContext(ctx, "select name from nobody where id in (?, ?)", i, i+10)
		check(t, err)
		for rows.Next() {
		}
		check(t, rows.Close())
		log.want(t, "query", "before query 2", "after query 2")
	}
	_, err = db.ExecContext(ctx, "insert into nobody values (?, ?)", 1)
	wantError(t, err, "expected 2 arguments, got 1")
	log.want(t, "too few", "before exec 1", "after exec -1 failed")
	// Those that gild keeps are all that are open.
	if open := mysqlStatus(t, db, "Com_stmt_prepare") - mysqlStatus(t, db, "Com_stmt_close"); open != 2 {
		t.Errorf("%d prepared statements are open", open)
	}
}

func mysqlStatus(t *testing.T, db *sql.DB, name string) (n int) {
	t.Helper()
	check(t, db.QueryRow("show session status like '"+name+"'").Scan(new(string), &n))
	return n
}

// A connection that is lost is another execution: database/sql repeats it.
func TestEventsOfRetries(t *testing.T) {
	lost := 1
	fake := &fakeDB{conn: modern, fail: func(event string) error {
		if strings.HasPrefix(event, "exec") && lost > 0 {
			lost--
			return sqldriver.ErrBadConn
		}
		return nil
	}}
	log := &eventLog{}
	db := fake.wrapped(t, driver.WithEvents(log.events("")))
	_, err := db.ExecContext(t.Context(), "delete from items")
	check(t, err)
	log.want(t, "retry", "before exec 0", "after exec -1 failed", "before exec 0", "after exec 1")
}

func TestEventFunctionsThatPanic(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		armed := ""
		boom := func(what string) {
			if armed == what {
				armed = ""
				panic(what)
			}
		}
		db := e.fresh(t, driver.WithEvents(wrap.Events{
			BeforeExecute: func(context.Context, *wrap.Execution) (context.Context, error) {
				boom("before execute")
				return nil, nil
			},
			AfterExecute: func(context.Context, *wrap.Execution) { boom("after execute") },
			BeforeCommit: func(context.Context, *wrap.Transaction) error { boom("before commit"); return nil },
			AfterBegin:   func(context.Context, *wrap.Transaction) { boom("after begin") },
		}))
		withItems(t, db, "ann", "bob")
		wantPanic := func(what string, run func()) {
			t.Helper()
			armed = what
			defer func() {
				if got := recover(); got != what {
					t.Errorf("%s: recovered %v", what, got)
				}
				// Nothing is open that would lock the table.
				if _, err := db.Exec("update items set name = name"); err != nil {
					t.Errorf("%s: %v", what, err)
				}
			}()
			run()
		}
		wantPanic("before execute", func() { _, _ = db.Exec("delete from items") })
		wantPanic("after execute", func() { _ = db.QueryRow("select name from items").Scan(new(string)) })
		wantPanic("after execute", func() {
			_, _ = db.ExecContext(t.Context(), "", expr.Select(Items.Name), &typemap.Slice[string]{})
		})
		wantPanic("before commit", func() {
			tx, err := db.Begin()
			check(t, err)
			_, err = tx.Exec("update items set name = 'lost'")
			check(t, err)
			_ = tx.Commit()
		})
		wantPanic("after begin", func() { _, _ = db.Begin() })
		var n int
		check(t, db.QueryRow("select count(*) from items where name <> 'lost'").Scan(&n))
		if n != 2 {
			t.Errorf("%d items are as they were", n)
		}
	})
}

func TestEventsOfConnections(t *testing.T) {
	log := &eventLog{}
	ofConn := func(what string) func(context.Context, sqldriver.Conn) error {
		return func(_ context.Context, c sqldriver.Conn) error {
			if _, ok := c.(wrap.Conn); !ok {
				t.Errorf("%s: got a %T", what, c)
			}
			log.note("%s", what)
			return nil
		}
	}
	db := engines[0].fresh(t, driver.WithEvents(wrap.Events{
		First: ofConn("first"), Connect: ofConn("connect"), Checkout: ofConn("checkout"),
		Checkin: func(sqldriver.Conn) { log.note("checkin") },
		Close:   func(sqldriver.Conn) { log.note("close") },
	}))
	check(t, db.Ping())
	check(t, db.Ping())
	check(t, db.Close())
	log.want(t, "connections", "first", "connect", "checkout", "checkin", "checkout", "checkin", "close")
}

func TestHandleError(t *testing.T) {
	ctx := t.Context()
	mine := errors.New("mine")
	eachEngine(t, func(t *testing.T, e engine) {
		log := &eventLog{}
		db := e.fresh(t, driver.WithEvents(wrap.Events{
			HandleError: func(_ context.Context, f *wrap.Failure) {
				log.note("handle %s", f.Op)
				f.Err = mine
				f.Disconnect = strings.Contains(f.SQL, "disconnect")
			},
			Invalidate: func(_ sqldriver.Conn, cause error) { log.note("invalidate %v", cause) },
			Close:      func(sqldriver.Conn) { log.note("close") },
			Connect:    func(context.Context, sqldriver.Conn) error { log.note("connect"); return nil },
			AfterExecute: func(_ context.Context, x *wrap.Execution) {
				if errors.Is(x.Err, mine) || x.Err == nil && x.Op == "exec" {
					t.Errorf("after: %v", x.Err)
				}
			},
		}))
		db.SetMaxOpenConns(1)
		_, err := db.ExecContext(ctx, "bad syntax")
		if err != mine {
			t.Errorf("got %v", err)
		}
		_, err = db.ExecContext(ctx, "bad syntax -- disconnect")
		if err != mine {
			t.Errorf("got %v", err)
		}
		check(t, db.QueryRowContext(ctx, "select 1").Scan(new(int)))
		log.want(t, "errors", "connect", "handle exec", "handle exec", "invalidate mine", "close", "connect")
	})
}

// Who wants no events of statements pays nothing for them.
func TestEventsThatNobodyWants(t *testing.T) {
	var c wrap.Config
	c.AddEvents(wrap.Events{}, wrap.Events{Connect: func(context.Context, sqldriver.Conn) error { return nil }})
	if len(c.Interceptors) != 0 || len(c.ErrorHandlers) != 0 || len(c.Pool.Events) != 1 {
		t.Errorf("got %+v", c)
	}
}
