package wrap_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"github.com/lib/pq"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
	"github.com/gildsql/gild/wrap"
)

// failures are the ways to violate a unique key, or not to get a row's value.
var failures = map[string]struct {
	run  func(ctx context.Context, db *sql.DB) error
	want dialect.ErrorClass
	text bool // the program's own
}{
	"exec": {func(ctx context.Context, db *sql.DB) error {
		_, err := db.ExecContext(ctx, "insert into items (id, name) values (1, 'again')")
		return err
	}, dialect.ErrorUnique, true},
	"exec with arguments": {func(ctx context.Context, db *sql.DB) error {
		_, err := db.ExecContext(ctx, "insert into items (id, name) values ($1, $2)", 1, "again")
		return err
	}, dialect.ErrorUnique, true},
	"query": {func(ctx context.Context, db *sql.DB) error {
		return db.QueryRowContext(ctx, "insert into items (id, name) values ($1, $2) returning id", 1, "again").Scan(new(int))
	}, dialect.ErrorUnique, true},
	"prepared": {func(ctx context.Context, db *sql.DB) error {
		stmt, err := db.PrepareContext(ctx, "insert into items (id, name) values ($1, $2)")
		if err != nil {
			return err
		}
		defer stmt.Close()
		_, err = stmt.ExecContext(ctx, 1, "again")
		return err
	}, dialect.ErrorUnique, true},
	"prepare": {func(ctx context.Context, db *sql.DB) error {
		_, err := db.PrepareContext(ctx, "select a from nowhere")
		return err
	}, dialect.ErrorUndefined, true},
	"statement": {func(ctx context.Context, db *sql.DB) error {
		_, err := db.ExecContext(ctx, "", expr.Insert(Items).Values(Items.ID.Set(1), Items.Name.Set("again")))
		return err
	}, dialect.ErrorUnique, false},
	"statement with rows": {func(ctx context.Context, db *sql.DB) error {
		return db.QueryRowContext(ctx, "", expr.Insert(Items).Values(Items.ID.Set(1), Items.Name.Set("again")).Returning(Items.ID)).Scan(new(int))
	}, dialect.ErrorUnique, false},
	"sink": {func(ctx context.Context, db *sql.DB) error {
		_, err := db.ExecContext(ctx, "", expr.Insert(Items).Values(Items.ID.Set(1), Items.Name.Set("again")).Returning(Items.ID), &typemap.Slice[int]{})
		return err
	}, dialect.ErrorUnique, false},
}

func TestErrorsOfTheDriver(t *testing.T) {
	ctx := context.Background()
	eachEngine(t, func(t *testing.T, e engine) {
		for _, typed := range []bool{false, true} {
			var options []driver.Option
			if typed {
				options = append(options, driver.WithTypedErrors())
			}
			db := e.fresh(t, options...)
			withItems(t, db, "ann")
			for name, f := range failures {
				for range 3 { // the last time prepared, if it is kept
					err := f.run(ctx, db)
					var explained *dialect.Error
					is := errors.As(err, &explained)
					if is != (typed || !f.text) {
						t.Errorf("%s, typed %v: got a %T: %v", name, typed, err, err)
					}
					if is && (!errors.Is(err, f.want) || explained.SQL == "" || explained.Op == "") {
						t.Errorf("%s: got %v of %q, %q", name, explained.Class, explained.Op, explained.SQL)
					}
					var native *pq.Error
					if e.name == "postgresql" && !errors.As(err, &native) {
						t.Errorf("%s: the driver's own error is lost in %v", name, err)
					}
					if _, bare := err.(*pq.Error); e.name == "postgresql" && bare == is {
						t.Errorf("%s, typed %v: got a %T", name, typed, err)
					}
				}
			}
		}
	})
}

// TestErrorsWhileReading has a query fail at its second row, and a transaction at its end.
func TestErrorsWhileReading(t *testing.T) {
	ctx := context.Background()
	db := engines[1].fresh(t, driver.WithTypedErrors())
	for range 4 {
		rows, err := db.QueryContext(ctx, "select 1 / (2 - i) from generate_series(1, $1::int) i", 5)
		for err == nil && rows.Next() {
		}
		if err == nil {
			err = errors.Join(rows.Err(), rows.Close())
		}
		var explained *dialect.Error
		if !errors.As(err, &explained) || explained.Code != "22012" {
			t.Errorf("got %v", err)
		}
	}
	_, err := db.Exec("create table p (a int primary key); create table c (a int references p deferrable initially deferred)")
	check(t, err)
	tx, err := db.Begin()
	check(t, err)
	_, err = tx.Exec("insert into c values (1)")
	check(t, err)
	if err := tx.Commit(); !errors.Is(err, dialect.ErrorForeignKey) {
		t.Errorf("commit: got %v", err)
	}
}

// TestErrorHandlers has handlers replace an error and take a connection for lost.
func TestErrorHandlers(t *testing.T) {
	mine, odd := errors.New("mine"), errors.New("odd")
	handlers := func(c *wrap.Config) {
		c.ErrorHandlers = append(c.ErrorHandlers,
			func(_ context.Context, f *wrap.Failure) {
				if f.SQL == "replace" {
					f.Err = mine
				}
			},
			func(_ context.Context, f *wrap.Failure) { f.Disconnect = f.Disconnect || f.SQL == "lose" })
	}
	fake := &fakeDB{conn: modern, fail: func(event string) error {
		switch event {
		case "exec replace []", "exec lose []", "exec plain []":
			return odd
		}
		return nil
	}}
	db := fake.wrapped(t, handlers)
	for query, want := range map[string]error{"replace": mine, "plain": odd, "lose": odd, "fine": nil} {
		if _, err := db.Exec(query); err != want {
			t.Errorf("%s: got %v", query, err)
		}
	}
	fake.take()
	_, err := db.Exec("lose")
	if err == nil {
		t.Error("no error")
	}
	_, err = db.Exec("fine")
	check(t, err)
	if fake.count("connect") == 0 {
		t.Errorf("the connection was used again: %q", fake.take())
	}
}

// TestErrorHandlersSeeConnecting has a handler replace the error of a connection that
// cannot be made.
func TestErrorHandlersSeeConnecting(t *testing.T) {
	mine := errors.New("mine")
	fake := &fakeDB{fail: func(string) error { return errors.New("refused") }}
	db := fake.wrapped(t, func(c *wrap.Config) {
		c.ErrorHandlers = append(c.ErrorHandlers, func(_ context.Context, f *wrap.Failure) {
			if f.Op == "connect" && f.Err.Error() == "refused" {
				f.Err = mine
			}
		})
	})
	if err := db.Ping(); err != mine {
		t.Errorf("got %v", err)
	}
}

// TestStatementIsKnown has an interceptor look at the statement behind the text.
func TestStatementIsKnown(t *testing.T) {
	var seen []expr.Statement
	fake := &fakeDB{conn: modern}
	db := fake.wrapped(t, driver.WithEvents(wrap.Events{
		BeforeExecute: func(ctx context.Context, e *wrap.Execution) (context.Context, error) {
			seen = append(seen, e.Info.Statement)
			return ctx, nil
		},
	}))
	stmt := expr.Delete(Items).Where(Items.ID.Eq(1))
	_, err := db.Exec("", stmt)
	check(t, err)
	_, err = db.Exec("delete from items")
	check(t, err)
	if len(seen) != 2 || seen[0] != expr.Statement(stmt) || seen[1] != nil {
		t.Errorf("got %v", seen)
	}
}
