package wrap_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
	"github.com/gildsql/gild/wrap"
)

type runner interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// viaPrepared runs everything over a prepared text without SQL.
type viaPrepared struct {
	t  *testing.T
	db *sql.DB
}

func (v viaPrepared) prepare(ctx context.Context, query string) *sql.Stmt {
	stmt, err := v.db.PrepareContext(ctx, query)
	check(v.t, err)
	v.t.Cleanup(func() { _ = stmt.Close() })
	return stmt
}

func (v viaPrepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return v.prepare(ctx, query).QueryContext(ctx, args...)
}

func (v viaPrepared) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return v.prepare(ctx, query).QueryRowContext(ctx, args...)
}

func (v viaPrepared) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return v.prepare(ctx, query).ExecContext(ctx, args...)
}

// eachRunner runs test on all that statements can be sent through.
func eachRunner(t *testing.T, db *sql.DB, test func(t *testing.T, r runner)) {
	ctx := context.Background()
	t.Run("db", func(t *testing.T) { test(t, db) })
	t.Run("tx", func(t *testing.T) {
		tx, err := db.BeginTx(ctx, nil)
		check(t, err)
		defer func() { check(t, tx.Rollback()) }()
		test(t, tx)
	})
	t.Run("conn", func(t *testing.T) {
		conn, err := db.Conn(ctx)
		check(t, err)
		defer conn.Close()
		test(t, conn)
	})
	t.Run("prepared", func(t *testing.T) { test(t, viaPrepared{t, db}) })
}

func TestStatementChannel(t *testing.T) {
	ctx := context.Background()
	for name, options := range map[string][]driver.Option{
		"plain": nil, "interceptors": {passThrough(), passThrough()}, "nothing cached": {driver.WithPreparedStatements(-1), driver.WithCompiledStatements(-1)},
	} {
		t.Run(name, func(t *testing.T) {
			eachEngine(t, func(t *testing.T, e engine) {
				db := e.fresh(t, options...)
				withItems(t, db, "ann", "bob")
				eachRunner(t, db, func(t *testing.T, r runner) {
					for range 2 {
						for id, want := range map[int]string{1: "ann", 2: "bob"} {
							var got string
							check(t, r.QueryRowContext(ctx, "", byID, sql.Named("id", id)).Scan(&got))
							if got != want {
								t.Errorf("item %d: got %q", id, got)
							}
						}
					}
					var names typemap.Slice[string]
					result, err := r.ExecContext(ctx, "", expr.Select(Items.Name).OrderBy(Items.ID.Desc()), &names)
					check(t, err)
					if n, _ := result.RowsAffected(); n != 2 || !slices.Equal(names.Rows(), []string{"bob", "ann"}) {
						t.Errorf("got %d rows %v", n, names.Rows())
					}
					result, err = r.ExecContext(ctx, "", expr.Update(Items).Set(Items.Note.Set("n")).Where(Items.ID.In(1, 2, 3)))
					check(t, err)
					if n, _ := result.RowsAffected(); n != 2 {
						t.Errorf("%d rows updated", n)
					}
					err = r.QueryRowContext(ctx, "", byID, sql.Named("id", 9)).Scan(new(string))
					if !errors.Is(err, sql.ErrNoRows) {
						t.Errorf("got %v", err)
					}
					var note sql.NullString
					check(t, r.QueryRowContext(ctx, "", expr.Text("select note from items where id = :id").Bind("id", 1)).Scan(&note))
					if note.String != "n" {
						t.Errorf("got note %v", note)
					}
				})
				if n := db.Stats().InUse; n != 0 {
					t.Errorf("%d connections still in use", n)
				}
			})
		})
	}
}

func TestStatementChannelMistakes(t *testing.T) {
	ctx := context.Background()
	sink := &typemap.Slice[string]{}
	tests := map[string]struct {
		query string
		args  []any
		want  string
	}{
		"parameter missing":         {"", []any{byID}, `parameter "id" has no value: give it as sql.Named("id", value)`},
		"parameter unknown":         {"", []any{byID, sql.Named("id", 1), sql.Named("nope", 1)}, `the statement has no parameter "nope"`},
		"parameter twice":           {"", []any{byID, sql.Named("id", 1), sql.Named("id", 2)}, `parameter "id" is given twice`},
		"parameter by position":     {"", []any{byID, 1}, "argument 2 has no name"},
		"parameter of a wrong type": {"", []any{byID, sql.Named("id", make(chan int))}, `parameter "id"`},
		"statement with SQL":        {"select 1", []any{byID}, "the query text beside it must be empty"},
		"SQL between comments":      {"/* a */ select 1 /* b */", []any{byID}, "the query text beside it must be empty"},
		"comment without end":       {"/* a", []any{byID}, "the query text beside it must be empty"},
		"statement in second place": {"", []any{1, byID}, "a statement must be the first argument"},
		"two statements":            {"", []any{byID, byID}, "argument 2 has no name"},
		"sink without statement":    {"select 1", []any{sink}, "a sink must be the second argument"},
		"sink in third place":       {"", []any{byID, sql.Named("id", 1), sink}, "has no name"},
		"nil statement":             {"", []any{(*expr.SelectStmt)(nil)}, "the statement is nil"},
		"no rows for the sink":      {"", []any{expr.Delete(Items), sink}, "add Returning, or run it with Exec"},
		"table does not exist":      {"", []any{expr.Text("select 1 from nowhere")}, "nowhere"},
	}
	eachEngine(t, func(t *testing.T, e engine) {
		db := e.fresh(t)
		db.SetMaxOpenConns(1)
		withItems(t, db, "ann")
		for name, test := range tests {
			t.Run(name, func(t *testing.T) {
				_, err := db.ExecContext(ctx, test.query, test.args...)
				wantError(t, err, test.want)
				rows, err := db.QueryContext(ctx, test.query, test.args...)
				if err == nil {
					_ = rows.Close()
				}
				wantError(t, err, test.want)
				// What failed leaves nothing behind on the connection.
				var got string
				check(t, db.QueryRowContext(ctx, "select name from items where id = $1", 1).Scan(&got))
				check(t, db.QueryRowContext(ctx, "", byID, sql.Named("id", 1)).Scan(&got))
				_, err = db.ExecContext(ctx, "select $1", struct{}{})
				wantError(t, err, "unsupported type struct {}")
			})
		}
		t.Run("prepared SQL", func(t *testing.T) {
			stmt, err := db.PrepareContext(ctx, "select name from items where id = $1")
			check(t, err)
			defer stmt.Close()
			_, err = stmt.ExecContext(ctx, byID)
			wantError(t, err, "prepare the empty text to run it")
		})
	})
}

func TestCommentsBesideAStatementAreKept(t *testing.T) {
	ctx := context.Background()
	eachEngine(t, func(t *testing.T, e engine) {
		log := &callLog{}
		db := e.fresh(t, driver.WithInterceptors(log))
		withItems(t, db, "ann")
		log.take()
		for _, comment := range []string{"/* traceparent=1 */", " /* a */ /* b */ ", "-- app"} {
			var got string
			check(t, db.QueryRowContext(ctx, comment, byID, sql.Named("id", 1)).Scan(&got))
			stmt, err := db.PrepareContext(ctx, comment)
			check(t, err)
			check(t, stmt.QueryRowContext(ctx, byID, sql.Named("id", 1)).Scan(&got))
			check(t, stmt.Close())
			for _, query := range log.take() {
				if want := " " + trim(comment); len(query) < len(want) || query[len(query)-len(want):] != want {
					t.Errorf("sent %q", query)
				}
			}
		}
	})
}

func TestStatementAtADatabaseWithoutGild(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		db := e.bare(t, e.dsn(t))
		_, err := db.ExecContext(context.Background(), "", byID, sql.Named("id", 1))
		if !errors.Is(err, expr.ErrNotGild) {
			t.Errorf("got %v", err)
		}
	})
}

func TestStatementWithoutDialect(t *testing.T) {
	db := (&fakeDB{conn: modern}).wrapped(t, driver.WithDialect(nil))
	_, err := db.ExecContext(context.Background(), "", byID, sql.Named("id", 1))
	wantError(t, err, "no dialect", "driver.WithDialect")
}

func TestCompiledCache(t *testing.T) {
	ctx := context.Background()
	eachEngine(t, func(t *testing.T, e engine) {
		db := e.fresh(t)
		withItems(t, db, "ann", "bob", "cid")
		hits, misses := stats(t, db)
		for id := range int64(3) {
			var got string // the statement is built anew, with another value, each time
			check(t, db.QueryRowContext(ctx, "", expr.Select(Items.Name).Where(Items.ID.Eq(id+1))).Scan(&got))
			if want := []string{"ann", "bob", "cid"}[id]; got != want {
				t.Errorf("item %d: got %q, want %q", id+1, got, want)
			}
		}
		newHits, newMisses := stats(t, db)
		if newHits-hits != 2 || newMisses-misses != 1 {
			t.Errorf("%d hits and %d misses", newHits-hits, newMisses-misses)
		}
	})
}

func stats(t *testing.T, db *sql.DB) (hits, misses int64) {
	t.Helper()
	conn, err := db.Conn(context.Background())
	check(t, err)
	defer conn.Close()
	check(t, conn.Raw(func(c any) error {
		hits, misses = c.(wrap.Conn).Stats()
		return nil
	}))
	return hits, misses
}

func TestStatementsShareAConnection(t *testing.T) {
	ctx := context.Background()
	eachEngine(t, func(t *testing.T, e engine) {
		db := e.fresh(t)
		db.SetMaxOpenConns(1)
		withItems(t, db, "ann", "bob")
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				for range 10 {
					var a, b string
					_, bad := db.ExecContext(ctx, "select $1", struct{}{})
					err := errors.Join(
						db.QueryRowContext(ctx, "", byID, sql.Named("id", i%2+1)).Scan(&a),
						db.QueryRowContext(ctx, "select name from items where id = $1", i%2+1).Scan(&b))
					if err != nil || a != b || bad == nil {
						t.Errorf("got %q, %q, %v, %v", a, b, err, bad)
						return
					}
				}
			})
		}
		wg.Wait()
	})
}

type typesTable struct {
	schema.Table `gild:"types"`
	ID           expr.Col[int32]           `gild:"id,pk"`
	OK           expr.Null[bool]           `gild:"ok"`
	At           expr.Null[time.Time]      `gild:"at"`
	Price        expr.Null[string]         `gild:"price,type=numeric,precision=8,scale=2"`
	Score        expr.Null[float64]        `gild:"score"`
	Doc          expr.Null[map[string]any] `gild:"doc,type=json"`
	Raw          expr.Null[[]byte]         `gild:"raw"`
}

func TestTypedRows(t *testing.T) {
	for name, options := range map[string][]driver.Option{"plain": nil, "interceptor": {passThrough()}} {
		t.Run(name, func(t *testing.T) {
			eachEngine(t, func(t *testing.T, e engine) { testTypedRows(t, e, e.fresh(t, options...)) })
		})
	}
}

func testTypedRows(t *testing.T, e engine, db *sql.DB) {
	ctx := context.Background()
	typesMeta := schema.NewMetaData()
	types := schema.Define[typesTable](typesMeta)
	check(t, typesMeta.CreateAll(ctx, db))
	at := time.Date(2024, 2, 29, 12, 30, 0, 0, time.UTC)
	for _, stmt := range []expr.Statement{
		expr.Insert(types).Values(types.ID.Set(1), types.OK.Set(true), types.At.Set(at), types.Price.Set("12.50"), types.Score.Set(3),
			types.Doc.Set(map[string]any{"a": 1.0}), types.Raw.Set([]byte{0, 255})),
		expr.Insert(types).Values(types.ID.Set(2)),
	} {
		_, err := db.ExecContext(ctx, "", stmt)
		check(t, err)
	}
	price := "12.50"
	if e.name == "sqlite" { // which keeps decimals as floating point numbers
		price = "12.5"
	}
	rows, err := db.QueryContext(ctx, "", expr.Select(types).OrderBy(types.ID.Asc()))
	check(t, err)
	defer rows.Close()
	columnTypes, err := rows.ColumnTypes()
	check(t, err)
	for _, want := range [][]any{
		{int64(1), true, at, price, 3.0, `{"a":1}`, "\x00\xff"},
		{int64(2), nil, nil, nil, nil, nil, nil},
	} {
		got, places := make([]any, len(want)), make([]any, len(want))
		for i := range got {
			places[i] = &got[i]
		}
		if !rows.Next() {
			t.Fatal("row missing", rows.Err())
		}
		check(t, rows.Scan(places...))
		for i, v := range got {
			column := columnTypes[i]
			if scan := fmt.Sprint(column.ScanType()); v != nil && i != 3 && i < 5 && scan != fmt.Sprintf("%T", v) {
				t.Errorf("column %s: scan type %s of a %T", column.Name(), scan, v)
			}
			if i == 2 && v != nil {
				v = v.(time.Time).UTC()
			}
			if i >= 5 { // of more than one Go type, such as []byte and string
				v = textOf(v)
			}
			if v != want[i] {
				t.Errorf("column %s: got %#v, want %#v", column.Name(), v, want[i])
			}
		}
	}
	if name := columnTypes[1].DatabaseTypeName(); name != "BOOL" && name != "BOOLEAN" {
		t.Errorf("the database's type is %q", name)
	}
}

// TestTypedExpressions selects what SQLite knows no type of, and gives as number and text.
func TestTypedExpressions(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		ctx := context.Background()
		db := e.fresh(t)
		typesMeta := schema.NewMetaData()
		types := schema.Define[typesTable](typesMeta)
		check(t, typesMeta.CreateAll(ctx, db))
		at := time.Date(2024, 2, 29, 12, 30, 0, 0, time.UTC)
		_, err := db.ExecContext(ctx, "", expr.Insert(types).Values(types.ID.Set(1), types.At.Set(at), types.Score.Set(3)))
		check(t, err)
		var hot, latest, score any
		check(t, db.QueryRowContext(ctx, "", expr.Select(expr.Max(types.Score).Gt(1).As("hot"), expr.Max(types.At).As("latest"), expr.Max(types.Score).As("score"))).
			Scan(&hot, &latest, &score))
		if got, ok := latest.(time.Time); hot != true || !ok || !got.Equal(at) || score != 3.0 {
			t.Errorf("got %#v, %#v, %#v", hot, latest, score)
		}
	})
}

func textOf(v any) any {
	switch v := v.(type) {
	case nil:
		return nil
	case []byte:
		return string(v)
	}
	return fmt.Sprint(v)
}

// TestLostConnection breaks the connection while a sink reads rows. database/sql must not
// run the statement again, and must not use the connection again.
func TestLostConnection(t *testing.T) {
	ctx := context.Background()
	for name, options := range map[string][]driver.Option{"plain": nil, "interceptor": {passThrough()}} {
		t.Run(name, func(t *testing.T) {
			broken := false
			fake := &fakeDB{conn: modern, rows: []sqldriver.Value{"ann", "bob"}, fail: func(event string) error {
				if event == "row 2" && !broken {
					broken = true
					return fmt.Errorf("reading: %w", errors.Join(sqldriver.ErrBadConn, io.ErrUnexpectedEOF))
				}
				return nil
			}}
			db := fake.wrapped(t, options...)
			var names typemap.Slice[string]
			insert := expr.Insert(Items).Values(Items.Name.Set("x")).Returning(Items.Name)
			_, err := db.ExecContext(ctx, "", insert, &names)
			wantError(t, err, "the connection was lost before all of the answer had come")
			if errors.Is(err, sqldriver.ErrBadConn) || !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("got %v", err)
			}
			if n := fake.count("stmt query"); n != 1 {
				t.Errorf("the statement ran %d times", n)
			}
			_, err = db.ExecContext(ctx, "", insert, &names)
			check(t, err)
			if got := names.Rows(); !slices.Equal(got, []string{"ann", "bob"}) {
				t.Errorf("got %v", got)
			}
			if n := fake.count("connect"); n != 2 {
				t.Errorf("%d connections", n)
			}
		})
	}
}

// TestRetryAfterBadConn has database/sql repeat a statement that was not run.
func TestRetryAfterBadConn(t *testing.T) {
	failures := 0
	fake := &fakeDB{conn: modern, rows: []sqldriver.Value{"ann", "bob"}, fail: func(event string) error {
		if len(event) > 10 && event[:10] == "stmt query" && failures < 1 {
			failures++
			return sqldriver.ErrBadConn
		}
		return nil
	}}
	var names typemap.Slice[string]
	_, err := fake.wrapped(t).ExecContext(context.Background(), "", byID, &names, sql.Named("id", 1))
	check(t, err)
	if got := names.Rows(); !slices.Equal(got, []string{"ann", "bob"}) || failures != 1 {
		t.Errorf("got %v after %d failures", got, failures)
	}
}

// TestCancelledSink ends the context while a driver that knows no contexts hands out rows.
func TestCancelledSink(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	fake := &fakeDB{rows: []sqldriver.Value{"a", "b", "c"}, fail: func(event string) error {
		if event == "row 2" {
			cancel()
		}
		return nil
	}}
	db := fake.wrapped(t)
	var names typemap.Slice[string]
	_, err := db.ExecContext(ctx, "", byID, &names, sql.Named("id", 1))
	if err != context.Canceled || names.Len() != 2 || db.Stats().InUse != 0 {
		t.Errorf("got %v after %d rows, %d connections in use", err, names.Len(), db.Stats().InUse)
	}
}
