package wrap_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"testing"

	"github.com/lib/pq"

	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

func nameOf(ctx context.Context, r runner, id int) (name string, err error) {
	err = r.QueryRowContext(ctx, "", byID, sql.Named("id", id)).Scan(&name)
	return name, err
}

func TestPreparedStatementsAreKept(t *testing.T) {
	ctx := context.Background()
	sized := func(n int) expr.Statement {
		stmt := expr.Select(Items.Name)
		for range n {
			stmt = stmt.Where(Items.ID.Gt(0))
		}
		return stmt
	}
	tests := map[string]struct {
		kept                     int
		run                      []int // sizes of statements, each with a text of its own
		prepared, executed, gone int
	}{
		"a second run":      {0, []int{1, 1, 1}, 1, 3, 0},
		"several":           {0, []int{1, 2, 1, 2}, 2, 4, 0},
		"the oldest leaves": {2, []int{1, 2, 3, 2, 1}, 4, 5, 2},
		"only one":          {1, []int{1, 1, 2, 1}, 3, 4, 2},
		"turned off":        {-1, []int{1, 1}, 0, 0, 0},
	}
	for name, test := range tests {
		for how, options := range map[string][]driver.Option{"plain": nil, "interceptor": {passThrough()}} {
			t.Run(name+", "+how, func(t *testing.T) {
				fake := &fakeDB{conn: modern, rows: []sqldriver.Value{"ann"}}
				db := fake.wrapped(t, append(options, driver.WithPreparedStatements(test.kept))...)
				for _, n := range test.run {
					var got string
					check(t, db.QueryRowContext(ctx, "", sized(n)).Scan(&got))
				}
				if p, e, g := fake.count("prepare"), fake.count("stmt query"), fake.count("close stmt"); p != test.prepared || e != test.executed || g != test.gone {
					t.Errorf("%d prepared, %d executed, %d closed", p, e, g)
				}
				check(t, db.Close())
				if p, g := fake.count("prepare"), fake.count("close stmt"); p != g {
					t.Errorf("%d prepared, %d closed in the end", p, g)
				}
			})
		}
	}
}

// TestListsAreNotKept runs statements with lists: a text for each length would fill the
// connection, and push out those that come again.
func TestListsAreNotKept(t *testing.T) {
	ctx := context.Background()
	for name, run := range map[string]func(r runner, stmt expr.Statement) error{
		"rows": func(r runner, stmt expr.Statement) error {
			return r.QueryRowContext(ctx, "", stmt).Scan(new(string))
		},
		"sink": func(r runner, stmt expr.Statement) error {
			_, err := r.ExecContext(ctx, "", stmt, &typemap.Slice[string]{})
			return err
		},
		"effect": func(r runner, stmt expr.Statement) error {
			_, err := r.ExecContext(ctx, "", stmt)
			return err
		},
	} {
		for how, options := range map[string][]driver.Option{"plain": nil, "interceptor": {passThrough()}} {
			t.Run(name+", "+how, func(t *testing.T) {
				fake := &fakeDB{conn: modern, rows: []sqldriver.Value{"ann"}}
				db := fake.wrapped(t, options...)
				for n := range 60 {
					ids := make([]int64, n)
					check(t, run(db, expr.Select(Items.Name).Where(Items.ID.In(ids...))))
					_, err := db.ExecContext(ctx, "", expr.Delete(Items).Where(Items.ID.In(ids...)))
					check(t, err)
				}
				if p := fake.count("prepare"); p != 0 {
					t.Errorf("%d prepared", p)
				}
			})
		}
	}
	db := engines[1].fresh(t)
	db.SetMaxOpenConns(1)
	withItems(t, db, "ann")
	for n := range 60 {
		rows, err := db.QueryContext(ctx, "", expr.Select(Items.Name).Where(Items.ID.In(make([]int64, n)...)))
		check(t, err)
		check(t, rows.Close())
	}
	var names typemap.Slice[string]
	_, err := db.ExecContext(ctx, "", expr.Text("select statement from pg_prepared_statements where statement like '% IN (%'"), &names)
	check(t, err)
	if names.Len() != 0 {
		t.Errorf("the server keeps %d, such as %s", names.Len(), names.Rows()[0])
	}
}

// TestBusyStatementLeaves pushes a statement out of the cache whose rows are being read.
func TestBusyStatementLeaves(t *testing.T) {
	ctx := context.Background()
	fake := &fakeDB{conn: modern, rows: []sqldriver.Value{"ann"}}
	db := fake.wrapped(t, driver.WithPreparedStatements(1))
	conn, err := db.Conn(ctx)
	check(t, err)
	defer conn.Close()
	rows, err := conn.QueryContext(ctx, "", byID, sql.Named("id", 1))
	check(t, err)
	_, err = conn.ExecContext(ctx, "", expr.Delete(Items))
	check(t, err)
	if n := fake.count("close stmt"); n != 0 {
		t.Errorf("closed while in use")
	}
	check(t, rows.Close())
	if n := fake.count("close stmt SELECT"); n != 1 {
		t.Errorf("closed %d times", n)
	}
}

func TestPreparedStatementSurvivesItsErrors(t *testing.T) {
	ctx := context.Background()
	eachEngine(t, func(t *testing.T, e engine) {
		db := e.fresh(t)
		withItems(t, db, "ann")
		insert := func(id int64) error {
			_, err := db.ExecContext(ctx, "", expr.Insert(Items).Values(Items.ID.Set(id), Items.Name.Set("x")))
			return err
		}
		wantError(t, insert(1), "constraint")
		check(t, insert(2))
		wantError(t, insert(2), "constraint")
		check(t, insert(3))
	})
}

// TestNestedRows reads the rows of a statement while it runs again, and others, on the
// same connection.
func TestNestedRows(t *testing.T) {
	ctx := context.Background()
	all := expr.Select(Items.Name).OrderBy(Items.ID.Asc())
	db := engines[0].fresh(t)
	withItems(t, db, "ann", "bob")
	tx, err := db.BeginTx(ctx, nil)
	check(t, err)
	defer func() { check(t, tx.Rollback()) }()
	var pairs string
	outer, err := tx.QueryContext(ctx, "", all)
	check(t, err)
	defer outer.Close()
	for outer.Next() {
		var a, b string
		check(t, outer.Scan(&a))
		inner, err := tx.QueryContext(ctx, "", all)
		check(t, err)
		for inner.Next() {
			check(t, inner.Scan(&b))
			pairs += a + b + " "
		}
		check(t, inner.Close())
		_, err = tx.ExecContext(ctx, "update items set note = $1", a)
		check(t, err)
	}
	if pairs != "annann annbob bobann bobbob " {
		t.Errorf("got %q", pairs)
	}
}

// TestNestedRowsOfAnExclusiveDriver does it with lib/pq, which cannot, and would lose the
// connection.
func TestNestedRowsOfAnExclusiveDriver(t *testing.T) {
	ctx := context.Background()
	for name, options := range map[string][]driver.Option{
		"plain": nil, "interceptor": {passThrough()}, "not prepared": {driver.WithPreparedStatements(-1)},
	} {
		t.Run(name, func(t *testing.T) {
			db := engines[1].fresh(t, options...)
			withItems(t, db, "ann", "bob")
			tx, err := db.BeginTx(ctx, nil)
			check(t, err)
			prepared, err := tx.PrepareContext(ctx, "select 1")
			check(t, err)
			rows, err := tx.QueryContext(ctx, "", expr.Select(Items.Name).Where(Items.ID.In(1, 2)))
			check(t, err)
			_, nested := nameOf(ctx, tx, 1)
			wantError(t, nested, "the rows of another statement are still being read on this connection")
			check(t, rows.Close())
			rows, err = tx.QueryContext(ctx, "", expr.Select(Items.Name).OrderBy(Items.ID.Asc()))
			check(t, err)
			n := 0
			for rows.Next() {
				n++
				_, statement := nameOf(ctx, tx, 1)
				_, text := tx.ExecContext(ctx, "update items set note = 'x'")
				_, prepare := tx.PrepareContext(ctx, "select 2")
				_, again := prepared.ExecContext(ctx)
				for _, err := range []error{statement, text, prepare, again} {
					wantError(t, err, "the rows of another statement are still being read on this connection")
				}
			}
			if err := errors.Join(rows.Err(), rows.Close()); err != nil || n != 2 {
				t.Fatalf("%d rows, %v", n, err)
			}
			_, err = tx.ExecContext(ctx, "update items set note = 'x'")
			check(t, err)
			check(t, tx.Commit())
		})
	}
}

// TestSchemaChange changes the type of a column beneath a prepared statement.
func TestSchemaChange(t *testing.T) {
	ctx := context.Background()
	eachEngine(t, func(t *testing.T, e engine) {
		db := e.fresh(t)
		db.SetMaxOpenConns(1)
		withItems(t, db, "7")
		change := func(typ string) {
			t.Helper()
			query := "alter table items alter column name type " + typ + " using name::" + typ
			if e.name == "sqlite" { // which cannot change a type
				query = "alter table items add column \"" + typ + "\" text"
			}
			_, err := db.ExecContext(ctx, query)
			check(t, err)
		}
		sink := &typemap.Slice[string]{}
		read := func(r runner) error {
			_, err := r.ExecContext(ctx, "", byID, sink, sql.Named("id", 1))
			return err
		}
		check(t, read(db))
		change("varchar(9)")
		change("char(7)")
		check(t, read(db))
		change("text")
		if name, err := nameOf(ctx, db, 1); err != nil || trim(name) != "7" {
			t.Errorf("got %q, %v", name, err)
		}

		if e.name != "postgresql" {
			return
		}
		tx, err := db.BeginTx(ctx, nil)
		check(t, err)
		check(t, read(tx))
		_, err = tx.ExecContext(ctx, "alter table items alter column name type varchar(8)")
		check(t, err)
		check(t, read(tx)) // gild has seen it
		_, err = tx.ExecContext(ctx, "do $$ begin alter table items alter column name type int using name::int; end $$")
		check(t, err)
		var stale *pq.Error
		if err := read(tx); !errors.As(err, &stale) || stale.Code != "0A000" {
			t.Errorf("in a transaction: got %v", err)
		}
		check(t, tx.Rollback())
		check(t, read(db))
		_, err = db.ExecContext(ctx, "deallocate all")
		check(t, err)
		check(t, read(db))
	})
}

func TestFailedPrepareIsReported(t *testing.T) {
	fake := &fakeDB{conn: modern, fail: func(event string) error {
		if event[0] == 'p' {
			return fmt.Errorf("cannot prepare")
		}
		return nil
	}}
	_, err := nameOf(context.Background(), fake.wrapped(t), 1)
	wantError(t, err, "cannot prepare")
}
