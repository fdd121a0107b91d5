package gild_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/lib/pq"
	"github.com/mattn/go-sqlite3"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/tests/servers"
	"github.com/gildsql/gild/typemap"
)

type user struct {
	ID   int64
	Name string
	Nick *string
}

// Named lends its field to the structs that embed it.
type Named struct{ Name string }

type publicEmbedding struct {
	Named
	ID int32
}

type partial struct{ Name string }

// plain makes values comparable and readable: pointers become what they point to.
func plain(v any) string {
	rv := reflect.ValueOf(v)
	for rv.Kind() == reflect.Pointer {
		if rv.IsNil() {
			return "nil"
		}
		rv = rv.Elem()
	}
	switch rv.Kind() {
	case reflect.Slice:
		var parts []string
		for i := range rv.Len() {
			parts = append(parts, plain(rv.Index(i).Interface()))
		}
		return "[" + strings.Join(parts, " ") + "]"
	case reflect.Struct:
		var parts []string
		for i := range rv.NumField() {
			parts = append(parts, plain(rv.Field(i).Interface()))
		}
		return "{" + strings.Join(parts, " ") + "}"
	}
	return fmt.Sprint(rv)
}

// result is what a test runs, in a form that hides the type parameter.
type result func(ctx context.Context, db gild.DB) (any, error)

func all[T any](stmt expr.Statement, args ...gild.Arg) result {
	return func(ctx context.Context, db gild.DB) (any, error) { return gild.All[T](ctx, db, stmt, args...) }
}

func one[T any](stmt expr.Statement, args ...gild.Arg) result {
	return func(ctx context.Context, db gild.DB) (any, error) { return gild.One[T](ctx, db, stmt, args...) }
}

// iterated collects what Iter yields.
func iterated[T any](stmt expr.Statement, args ...gild.Arg) result {
	return func(ctx context.Context, db gild.DB) (any, error) {
		list := []T{}
		for v, err := range gild.Iter[T](ctx, db, stmt, args...) {
			if err != nil {
				return list, err
			}
			list = append(list, v)
		}
		return list, nil
	}
}

func TestResults(t *testing.T) {
	names := expr.Select(Users.Name).OrderBy(Users.ID.Asc())
	nicks := expr.Select(Users.Nick).OrderBy(Users.ID.Asc())
	nobody := expr.Select(Users).Where(Users.ID.Eq(99))
	text := expr.Text("select id, name from users where id < :max order by id")
	tests := map[string]struct {
		run  result
		want string
	}{
		"structs":           {all[user](everyone), "[{1 ann a} {2 bob nil} {3 cid nil}]"},
		"pointers":          {all[*user](everyone), "[{1 ann a} {2 bob nil} {3 cid nil}]"},
		"scalars":           {all[string](names), "[ann bob cid]"},
		"nullable scalars":  {all[*string](nicks), "[a nil nil]"},
		"sql.Null":          {all[sql.Null[string]](nicks), "[{a true} { false} { false}]"},
		"embedded":          {all[publicEmbedding](everyone), "[{{ann} 1} {{bob} 2} {{cid} 3}]"},
		"some columns":      {all[partial](everyone), "[{ann} {bob} {cid}]"},
		"strict":            {all[user](everyone, gild.Strict()), "[{1 ann a} {2 bob nil} {3 cid nil}]"},
		"no rows":           {all[user](nobody), "[]"},
		"strict, amid":      {all[user](byID, gild.Strict(), sql.Named("id", 2), gild.Strict()), "[{2 bob nil}]"},
		"parameter":         {all[user](byID, sql.Named("id", 2)), "[{2 bob nil}]"},
		"text":              {all[user](text, sql.Named("max", 2)), "[{1 ann nil}]"},
		"one":               {one[user](byID, sql.Named("id", 1)), "{1 ann a}"},
		"one pointer":       {one[*user](byID, sql.Named("id", 1), gild.Strict()), "{1 ann a}"},
		"one scalar":        {one[int](expr.Select(expr.CountAll()).From(Users)), "3"},
		"iterated":          {iterated[user](everyone), "[{1 ann a} {2 bob nil} {3 cid nil}]"},
		"iterated pointers": {iterated[*user](everyone), "[{1 ann a} {2 bob nil} {3 cid nil}]"},
		"iterated text":     {iterated[user](text, sql.Named("max", 3)), "[{1 ann nil} {2 bob nil}]"},
		"iterated no rows":  {iterated[user](nobody), "[]"},
		"returning":         {all[int](expr.Update(Users).Set(Users.Name.Set("eve")).Where(Users.ID.Eq(3)).Returning(Users.ID)), "[3]"},
	}
	eachWithUsers(t, func(t *testing.T, db *live.Database) {
		ctx := context.Background()
		for name, test := range tests {
			t.Run(name, func(t *testing.T) {
				tx, err := db.BeginTx(ctx, nil)
				check(t, err)
				got, err := test.run(ctx, tx)
				check(t, err)
				check(t, tx.Rollback())
				if got := plain(got); got != test.want {
					t.Errorf("got %s, want %s", got, test.want)
				}
			})
		}
		if rows, err := gild.All[user](ctx, db, nobody); err != nil || rows == nil {
			t.Errorf("no rows: got %#v, %v", rows, err)
		}
	})
}

func TestResultMistakes(t *testing.T) {
	type number struct {
		ID   int64
		Name int
	}
	type small struct{ ID bool }
	type twice struct {
		A string `gild:"name"`
		B string `gild:"name"`
	}
	tests := map[string]struct {
		run   result
		wants []string
	}{
		"wrong type":        {all[number](everyone), []string{"row 1", `column "name"`, "gild_test.number.Name (int)"}},
		"later row":         {all[small](everyone), []string{"row 2", `column "id"`, "gild_test.small.ID (bool)"}},
		"null":              {all[string](expr.Select(Users.Nick).OrderBy(Users.ID.Asc())), []string{"row 2", `column "nick"`, "string", "NULL"}},
		"strict":            {all[partial](everyone, gild.Strict()), []string{`column "id" has no field in gild_test.partial`}},
		"no column fits":    {all[struct{ Other int }](everyone), []string{"no column of the result (id, name, nick) has a field"}},
		"many columns":      {all[int](everyone), []string{"a int takes one column, the result has 3 (id, name, nick)"}},
		"two fields":        {all[twice](everyone), []string{"fields A and B are both mapped"}},
		"not a value":       {all[chan int](expr.Select(Users.ID)), []string{"chan int"}},
		"too many rows":     {one[user](everyone), []string{gild.ErrTooManyRows.Error()}},
		"no row":            {one[user](byID, sql.Named("id", 9)), []string{sql.ErrNoRows.Error()}},
		"no rows to read":   {all[user](expr.Delete(Users)), []string{"add Returning, or run it with Exec"}},
		"nil":               {all[user](nil), []string{"the statement is nil"}},
		"nil pointer":       {all[user]((*expr.SelectStmt)(nil)), []string{"the statement is nil"}},
		"database's error":  {all[user](expr.Text("select * from nowhere")), []string{"nowhere"}},
		"parameter missing": {all[user](byID), []string{`parameter "id" has no value`}},
		"not a parameter":   {all[user](byID, 7), []string{"has no name"}},
		"strict text":       {all[partial](expr.Text("select 1 as other, 'x' as name"), gild.Strict()), []string{`column "other" has no field`}},
	}
	eachWithUsers(t, func(t *testing.T, db *live.Database) {
		ctx := context.Background()
		for name, test := range tests {
			t.Run(name, func(t *testing.T) {
				_, err := test.run(ctx, db)
				wantError(t, err, test.wants...)
				if regexp.MustCompile(`\bann\b`).MatchString(err.Error()) {
					t.Errorf("the error shows a value: %v", err)
				}
				if n := db.Stats().InUse; n != 0 {
					t.Errorf("%d connections are still in use", n)
				}
			})
		}
		_, err := gild.One[user](ctx, db, byID, sql.Named("id", 9))
		_, many := gild.One[user](ctx, db, everyone)
		_, decode := gild.All[number](ctx, db, everyone)
		var decodeErr *typemap.DecodeError
		if err != sql.ErrNoRows || many != gild.ErrTooManyRows || !errors.As(decode, &decodeErr) || decodeErr.Row != 1 || decodeErr.Column != "name" {
			t.Errorf("got %v, %v, %#v", err, many, decode)
		}
		if _, err := iterated[number](everyone)(ctx, db); err == nil || err.Error() != decode.Error() {
			t.Errorf("Iter: got %v, All: %v", err, decode)
		}
	})
}

func TestIter(t *testing.T) {
	eachWithUsers(t, func(t *testing.T, db *live.Database) {
		ctx := context.Background()
		users := gild.Iter[user](ctx, db, everyone)
		for range 2 { // a sequence can be ranged over again
			n := 0
			for u, err := range users {
				check(t, err)
				if n++; u.ID != int64(n) {
					t.Errorf("row %d: got %v", n, u)
				}
			}
			if n != 3 {
				t.Errorf("%d rows", n)
			}
		}
		for u, err := range users {
			check(t, err)
			if db.Stats().InUse != 1 || u.Name != "ann" {
				t.Errorf("%d connections in use, %v", db.Stats().InUse, u)
			}
			break
		}
		if n := db.Stats().InUse; n != 0 {
			t.Errorf("%d connections in use after a break", n)
		}
		func() {
			defer func() { _ = recover() }()
			for range users {
				panic("in the loop")
			}
		}()
		if n := db.Stats().InUse; n != 0 {
			t.Errorf("%d connections in use after a panic", n)
		}
	})
}

func TestErrorInTheMiddle(t *testing.T) {
	eachWithUsers(t, func(t *testing.T, db *live.Database) {
		ctx := context.Background()
		// Fails in the third row, when the first two have been read.
		failing := expr.Text("select 10 / (3 - id) as n from users order by id")
		if db.Dialect != postgres.Dialect { // which has no error for a division by zero
			failing = expr.Text("select case when id < 3 then id else abs(-9223372036854775808) end as n from users order by id")
		}
		n, last := 0, error(nil)
		for _, err := range gild.Iter[int](ctx, db, failing) {
			if n++; err != nil {
				last = err
			}
		}
		rows, err := gild.All[int](ctx, db, failing)
		for _, err := range []error{last, err} {
			var postgresErr *pq.Error
			var sqliteErr sqlite3.Error
			if !errors.As(err, &postgresErr) && !errors.As(err, &sqliteErr) {
				t.Errorf("got %v", err)
			}
		}
		if n < 1 || rows != nil {
			t.Errorf("%d pairs, rows %v", n, rows)
		}
	})
}

func TestCancelledIter(t *testing.T) {
	eachWithUsers(t, func(t *testing.T, db *live.Database) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		var last error
		numbers := expr.Text("with recursive c(n) as (select 1 union all select n + 1 from c where n < 1000000) select n from c")
		n := 0
		for _, err := range gild.Iter[int](ctx, db, numbers) {
			if n++; n == 3 {
				cancel()
			}
			last = err
		}
		if !errors.Is(last, context.Canceled) || n >= 1000000 {
			t.Errorf("got %v after %d pairs", last, n)
		}
		if _, err := gild.All[int](ctx, db, numbers); !errors.Is(err, context.Canceled) {
			t.Errorf("All: got %v", err)
		}
		_, err := gild.All[user](context.Background(), db, everyone)
		check(t, err)
	})
}

func TestExec(t *testing.T) {
	eachWithUsers(t, func(t *testing.T, db *live.Database) {
		ctx := context.Background()
		rename := expr.Update(Users).Set(Users.Name.SetExpr(expr.Param[string]("name"))).Where(Users.ID.Gt(1))
		result, err := gild.Exec(ctx, db, rename, sql.Named("name", "x"))
		check(t, err)
		if n, err := result.RowsAffected(); n != 2 || err != nil {
			t.Errorf("%d rows, %v", n, err)
		}
		_, err = gild.Exec(ctx, db, nil)
		wantError(t, err, "the statement is nil")
		_, err = gild.Exec(ctx, db, rename)
		wantError(t, err, `parameter "name" has no value`)
	})
}

// Strict is about structs: where none is made, it is refused.
func TestStrictWithoutStructs(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		ctx := context.Background()
		for _, args := range [][]gild.Arg{{gild.Strict()}, {sql.Named("id", 1), gild.Strict()}} {
			_, execErr := gild.Exec(ctx, db, byID, args...)
			_, _, sqlErr := gild.SQL(byID, db.Dialect, args...)
			for what, err := range map[string]error{"Exec": execErr, "SQL": sqlErr, "Into": gild.Into(ctx, db, byID, &shout{}, args...)} {
				if err == nil || !strings.Contains(err.Error(), "gild: Strict is for All, One and Iter only") {
					t.Errorf("%s: got %v", what, err)
				}
			}
		}
		if sent := db.Log.Take(); len(sent) != 0 {
			t.Errorf("the database saw %q", sent)
		}
	})
}

// Rows that Exec leaves unread must not keep the statement open: on SQLite the table
// would stay locked.
func TestExecOfAStatementWithRows(t *testing.T) {
	eachWithUsers(t, func(t *testing.T, db *live.Database) {
		ctx := context.Background()
		db.SetMaxOpenConns(1)
		for range 2 {
			_, err := gild.Exec(ctx, db, everyone)
			check(t, err)
			_, err = gild.Exec(ctx, db, expr.Update(Users).Set(Users.Name.Set("y")).Returning(Users.ID))
			check(t, err)
		}
		_, err := db.ExecContext(ctx, "drop table users")
		check(t, err)
	})
}

// shout is a sink of its own kind.
type shout struct{ begun, rows int }

func (s *shout) Begin(*typemap.Columns) error { s.begun++; return nil }

func (s *shout) Row(row []driver.Value) error { s.rows += len(row); return nil }

func TestInto(t *testing.T) {
	eachWithUsers(t, func(t *testing.T, db *live.Database) {
		var s shout
		check(t, gild.Into(context.Background(), db, everyone, &s))
		if s.begun != 1 || s.rows != 9 {
			t.Errorf("got %+v", s)
		}
	})
}

// What PgBouncer needs: nothing stays on the server.
func TestWithPreparedStatements(t *testing.T) {
	for n, want := range map[int]int{0: 1, -1: 0} {
		ctx := context.Background()
		db := live.Postgres(t, gild.WithPreparedStatements(n), gild.WithInterceptors(gild.NullInterceptor{}), nil)
		db.SetMaxOpenConns(1)
		check(t, meta.CreateAll(ctx, db))
		_, err := gild.All[user](ctx, db, everyone)
		check(t, err)
		got, err := gild.One[int](ctx, db, expr.Text("select count(*) from pg_prepared_statements"))
		check(t, err)
		if got != want {
			t.Errorf("%d: %d statements on the server, want %d", n, got, want)
		}
	}
}

func TestNotOpenedThroughGild(t *testing.T) {
	ctx := context.Background()
	for name, dsn := range map[string]string{"sqlite3": servers.SQLite(t), "postgres": servers.Postgres(t)} {
		db, err := sql.Open(name, dsn)
		check(t, err)
		defer db.Close()
		_, execErr := gild.Exec(ctx, db, expr.Delete(Users))
		for what, run := range map[string]result{"All": all[user](everyone), "One": one[user](everyone), "Iter": iterated[user](everyone)} {
			if _, err := run(ctx, db); !errors.Is(err, expr.ErrNotGild) || !strings.Contains(err.Error(), "open the database with gild.Open") {
				t.Errorf("%s, %s: got %v", name, what, err)
			}
		}
		if !errors.Is(execErr, expr.ErrNotGild) {
			t.Errorf("%s: got %v", name, execErr)
		}
	}
}

func TestSQLMistakes(t *testing.T) {
	for want, run := range map[string]func() (string, []any, error){
		"the statement is nil":             func() (string, []any, error) { return gild.SQL(nil, postgres.Dialect) },
		`the dialect "mine" has no Rules`:  func() (string, []any, error) { return gild.SQL(everyone, &dialect.Dialect{Name: "mine"}) },
		"SQL needs a dialect":              func() (string, []any, error) { return gild.SQL(everyone, nil) },
		`parameter "id" has no value`:      func() (string, []any, error) { return gild.SQL(byID, postgres.Dialect) },
		"parameters of a statement are":    func() (string, []any, error) { return gild.SQL(byID, postgres.Dialect, 1) },
		`the statement has no parameter "`: func() (string, []any, error) { return gild.SQL(everyone, postgres.Dialect, sql.Named("x", 1)) },
	} {
		_, _, err := run()
		wantError(t, err, want)
	}
}
