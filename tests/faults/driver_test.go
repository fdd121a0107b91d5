package faults

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/wrap"
)

// driverEvents are the calls of a driver that can go wrong.
var driverEvents = []string{
	"Connect", "Conn.Close", "BeginTx", "Commit", "Rollback", "Ping", "ResetSession", "IsValid",
	"Conn.CheckNamedValue", "Conn.ExecContext", "Conn.QueryContext", "PrepareContext", "NumInput",
	"Stmt.ExecContext", "Stmt.QueryContext", "Stmt.Close", "LastInsertId", "RowsAffected",
	"Columns", "Next, first", "Next, later", "Rows.Close",
}

const someText, someInsert = "select n from numbers where n < ?", "insert into marks (id) values (?)"

// tasks are what programs that know nothing of gild do with a *sql.DB. What they have learned is the result.
var tasks = map[string]func(ctx context.Context, db *sql.DB) (string, error){
	"ping": func(ctx context.Context, db *sql.DB) (string, error) { return "", db.PingContext(ctx) },
	"exec": func(ctx context.Context, db *sql.DB) (string, error) {
		return learned(db.ExecContext(ctx, someInsert, 1))
	},
	"query": func(ctx context.Context, db *sql.DB) (string, error) {
		return read(db.QueryContext(ctx, someText, 3))
	},
	"row": func(ctx context.Context, db *sql.DB) (string, error) {
		var n int
		err := db.QueryRowContext(ctx, someText, 3).Scan(&n)
		return fmt.Sprint(n), err
	},
	"prepared": func(ctx context.Context, db *sql.DB) (string, error) {
		stmt, err := db.PrepareContext(ctx, someText)
		if err != nil {
			return "", err
		}
		defer stmt.Close()
		all, err := read(stmt.QueryContext(ctx, 3))
		if err != nil {
			return all, err
		}
		result, err := learned(stmt.ExecContext(ctx, 3))
		return all + result, errors.Join(err, stmt.Close())
	},
	"tx": func(ctx context.Context, db *sql.DB) (string, error) {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return "", err
		}
		defer tx.Rollback()
		result, err := learned(tx.ExecContext(ctx, someInsert, 1))
		if err != nil {
			return "", err
		}
		return result, tx.Commit()
	},
	"rollback": func(ctx context.Context, db *sql.DB) (string, error) {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return "", err
		}
		return "", tx.Rollback()
	},
}

// statementTasks are what programs do with gild.
var statementTasks = map[string]func(ctx context.Context, db *sql.DB) (string, error){
	"Exec": func(ctx context.Context, db *sql.DB) (string, error) {
		return learned(gild.Exec(ctx, db, insertMark(1)))
	},
	"All": func(ctx context.Context, db *sql.DB) (string, error) {
		all, err := gild.All[int64](ctx, db, expr.Select(Numbers.N))
		return fmt.Sprint(all), err
	},
	"Returning": func(ctx context.Context, db *sql.DB) (string, error) {
		all, err := gild.All[int64](ctx, db, returned(1))
		return fmt.Sprint(all), err
	},
	"Iter": func(ctx context.Context, db *sql.DB) (string, error) {
		var all []int64
		for n, err := range gild.Iter[int64](ctx, db, expr.Select(Numbers.N)) {
			if err != nil {
				return "", err
			}
			all = append(all, n)
		}
		return fmt.Sprint(all), nil
	},
	"Tx": func(ctx context.Context, db *sql.DB) (string, error) {
		return "", gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) error {
			return second(gild.Exec(ctx, tx, insertMark(1)))
		})
	},
}

// learned returns what a result says.
func learned(result sql.Result, err error) (string, error) {
	if err != nil {
		return "", err
	}
	id, idErr := result.LastInsertId()
	n, err := result.RowsAffected()
	return fmt.Sprintln(id, idErr != nil, n), err // gild's own results have no id
}

func read(rows *sql.Rows, err error) (string, error) {
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var all []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return "", err
		}
		all = append(all, n)
	}
	if err := rows.Err(); err != nil {
		return "", err
	}
	return fmt.Sprint(all), rows.Close()
}

// layers are the ways in which gild may stand before a driver.
var layers = map[string][]driver.Option{
	"plain":       nil,
	"intercepted": {driver.WithInterceptors(&passing{})},
	"kept":        {driver.WithTraits(wrap.Traits{Prepare: wrap.PrepareAll})},
	"pooled": {driver.WithTraits(wrap.Traits{Prepare: wrap.PrepareAll, ExclusiveRows: true}), driver.WithInterceptors(&passing{}),
		driver.WithPool(pooling.Config{PrePing: true, MaxOpen: 50, CheckoutTimeout: patience, Track: true})},
}

// open opens the database through gild.
func (f *faulty) db(t *testing.T, options []driver.Option) *sql.DB {
	options = append(slices.Clip(options), driver.WithDialect(sqlite.Dialect))
	db := sql.OpenDB(driver.NewConnector(f, options...))
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// An outcome is what a program sees of a task.
type outcome struct {
	result, err string
	panicked    any
	inUse       int
	tries       int // calls of the driver that were at fault
}

// do does a task three times, so that what is kept is found, and once more while event is at fault.
func (f *faulty) do(t *testing.T, db *sql.DB, event string, fault func() error, task func(context.Context, *sql.DB) (string, error)) (o outcome, cause error) {
	t.Helper()
	for range 3 {
		if event == "Connect" {
			break // which happens once
		}
		if _, err := task(limited(t), db); err != nil {
			t.Fatal(err)
		}
	}
	f.set(func(at string) error {
		if at == event {
			o.tries++
			return fault()
		}
		return nil
	})
	func() {
		defer func() { o.panicked = recover() }()
		o.result, cause = task(limited(t), db)
	}()
	f.set(nil)
	if cause != nil {
		o.err = cause.Error()
	}
	o.inUse = db.Stats().InUse
	return o, cause
}

// useful fails the test if db is not as good as new.
func useful(t *testing.T, what string, db *sql.DB) {
	t.Helper()
	ctx := limited(t)
	for name, task := range map[string]func(context.Context, *sql.DB) (string, error){
		"exec": tasks["exec"], "query": tasks["query"], "Exec": statementTasks["Exec"], "All": statementTasks["All"],
	} {
		if result, err := task(ctx, db); err != nil || result == "" {
			t.Errorf("after %s: %s: %q, %v", what, name, result, err)
		}
	}
}

// A driver that panics panics for the program as it does without gild, and nothing stays locked.
func TestDriverPanics(t *testing.T) {
	for layer, options := range layers {
		t.Run(layer, func(t *testing.T) {
			for _, event := range driverEvents {
				fault := func() error { panic("fault: " + event) }
				for name, task := range tasks {
					f, bare := &faulty{}, &faulty{}
					db, bareDB := f.db(t, options), sql.OpenDB(bare)
					what := name + ", " + event
					got, _ := f.do(t, db, event, fault, task)
					want, _ := bare.do(t, bareDB, event, fault, task)
					_ = bareDB.Close() // may wait for nothing
					switch {
					case layer == "plain" || layer == "intercepted":
						if got != want {
							t.Errorf("%s: got %+v, want %+v", what, got, want)
						}
					case got.panicked != nil && got.panicked != "fault: "+event:
						t.Errorf("%s: the panic is %v", what, got.panicked)
					}
					useful(t, what, db)
				}
				for name, task := range statementTasks {
					f := &faulty{}
					db := f.db(t, options)
					got, _ := f.do(t, db, event, fault, task)
					if got.panicked != nil && got.panicked != "fault: "+event {
						t.Errorf("%s, %s: the panic is %v", name, event, got.panicked)
					}
					useful(t, name+", "+event, db)
				}
			}
		})
	}
}

var errBoom = errors.New("boom")

// driverErrors are what drivers fail with: their own, and what database/sql has a meaning for.
var driverErrors = map[string]error{
	"boom": errBoom, "ErrBadConn": sqldriver.ErrBadConn, "wrapped ErrBadConn": fmt.Errorf("gone: %w", sqldriver.ErrBadConn),
	"ErrSkip": sqldriver.ErrSkip, "wrapped ErrSkip": fmt.Errorf("skipped: %w", sqldriver.ErrSkip),
	"canceled": context.Canceled,
}

// A driver that fails, once or each time, in any of its methods fails for the program as it does without gild,
// after as many tries. Nothing leaks.
func TestDriverFails(t *testing.T) {
	for layer, options := range layers {
		t.Run(layer, func(t *testing.T) {
			for _, event := range driverEvents {
				for kind, err := range driverErrors {
					failing(t, layer, options, event, kind, err, 1000)
					if errors.Is(err, sqldriver.ErrBadConn) { // which database/sql answers by trying again
						failing(t, layer, options, event, kind, err, 1)
					}
				}
			}
		})
	}
}

// failing compares all tasks of a program while a driver fails some times.
func failing(t *testing.T, layer string, options []driver.Option, event, kind string, err error, times int) {
	faults := func() func() error {
		n := 0
		return func() error {
			if n++; n > times {
				return nil
			}
			return err
		}
	}
	for name, task := range tasks {
		what := fmt.Sprintf("%s, %s: %s, %d times", name, event, kind, times)
		f := &faulty{}
		db := f.db(t, options)
		got, gotErr := f.do(t, db, event, faults(), task)
		if layer == "plain" || layer == "intercepted" {
			bare := &faulty{}
			bareDB := sql.OpenDB(bare)
			want, wantErr := bare.do(t, bareDB, event, faults(), task)
			_ = bareDB.Close() // the driver's errors concern nobody
			if err == sqldriver.ErrSkip {
				got.tries, want.tries = 0, 0 // a driver says that without doing anything
			}
			if got != want || errors.Is(gotErr, err) != errors.Is(wantErr, err) {
				t.Errorf("%s: got %+v, want %+v", what, got, want)
			}
		}
		f.sound(t, what, db, got, gotErr)
	}
	for name, task := range statementTasks {
		what := fmt.Sprintf("%s, %s: %s, %d times", name, event, kind, times)
		f := &faulty{}
		db := f.db(t, options)
		good, _ := task(context.Background(), db)
		got, gotErr := f.do(t, db, event, faults(), task)
		if gotErr == nil && got.result != good && event != "LastInsertId" {
			t.Errorf("%s: the result is %q without an error, want %q", what, got.result, good)
		}
		if strings.HasPrefix(event, "Next") && got.tries > 1 && err != sqldriver.ErrSkip {
			t.Errorf("%s: a statement whose rows were being read was run again", what)
		}
		f.sound(t, what, db, got, gotErr)
	}
}

// sound fails the test if something has leaked, or db is no longer good.
func (f *faulty) sound(t *testing.T, what string, db *sql.DB, o outcome, err error) {
	t.Helper()
	if o.panicked != nil {
		t.Errorf("%s: panic: %v", what, o.panicked)
	}
	if o.inUse != 0 {
		t.Errorf("%s: %d connections leaked", what, o.inUse)
	}
	if err != nil && strings.Contains(err.Error(), "skip fast-path") && !strings.Contains(what, "Skip") {
		t.Errorf("%s: %v", what, err)
	}
	useful(t, what, db)
	_ = db.Close()
	if conns, stmts := f.left(); conns != 0 || stmts != 0 {
		t.Errorf("%s: %d connections and %d statements are not closed", what, conns, stmts)
	}
}
