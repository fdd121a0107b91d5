package gild_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/typemap"
)

// The tables of these tests: parts are numbered by the database, labels bring their key, and of
// notes the database makes a key that tells nothing.
var (
	orderedMeta = schema.NewMetaData()

	parts = schema.NewTable(orderedMeta, "parts",
		schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
		schema.NewColumn("code", typemap.String(20), schema.UniqueColumn()),
		schema.NewColumn("size", typemap.Integer(), schema.Nullable()),
		schema.NewColumn("key", typemap.UUID(), schema.Nullable()),
	)
	labels = schema.NewTable(orderedMeta, "labels",
		schema.NewColumn("lang", typemap.String(5), schema.PrimaryKey()),
		schema.NewColumn("no", typemap.Integer(), schema.PrimaryKey()),
		schema.NewColumn("uses", typemap.Integer(), schema.Default(0)),
	)
	notes = schema.NewTable(orderedMeta, "notes",
		schema.NewColumn("text", typemap.String(20)),
	)
)

// eachInOrder runs test on each database, with the tables.
func eachInOrder(t *testing.T, test func(t *testing.T, db *live.Database)) {
	for name, open := range map[string]func(testing.TB, ...gild.Option) *live.Database{
		"sqlite": live.SQLite, "pq": live.Postgres, "pgx": live.PGX, "mariadb": live.MySQL,
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t)
			check(t, orderedMeta.CreateAll(context.Background(), db))
			db.Log.Take()
			test(t, db)
			if n := db.Stats().InUse; n != 0 {
				t.Errorf("%d connections are still in use", n)
			}
		})
	}
}

// scattered returns n codes whose order is no order of theirs.
func scattered(n int) []string {
	codes := make([]string, n)
	for i := range codes {
		codes[i] = fmt.Sprintf("%d-%d", i*7919%n, i)
	}
	return codes
}

func partsOf(codes []string) *expr.InsertStmt {
	rows := make([][]expr.Assignment, len(codes))
	for i, code := range codes {
		rows[i] = []expr.Assignment{parts.C("code").Set(code), parts.C("size").Set(i)}
	}
	return expr.Insert(parts).Rows(rows...)
}

// TestInOrder inserts tens of thousands of rows in batches, which come back as they were given.
func TestInOrder(t *testing.T) {
	const rows = 33_000
	codes := scattered(rows)
	eachInOrder(t, func(t *testing.T, db *live.Database) {
		ctx := context.Background()
		type part struct {
			ID   int64
			Code string
		}
		var got []part
		check(t, gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) (err error) {
			stmt := partsOf(codes).Returning(parts.C("id"), parts.C("code")).InOrder()
			got, err = gild.AllBatches[part](ctx, tx, stmt, gild.Strict())
			return err
		}))
		if len(got) != rows {
			t.Fatalf("%d rows came back, want %d", len(got), rows)
		}
		for i, p := range got {
			if p.Code != codes[i] || i > 0 && p.ID <= got[i-1].ID {
				t.Fatalf("row %d is %+v behind %+v, want %q", i, p, got[max(0, i-1)], codes[i])
			}
		}
		if n := len(db.Log.Take()); n != rows/1000 {
			t.Errorf("%d statements, want %d", n, rows/1000)
		}
	})
}

// TestInOrderAtTheLimit has statements with as many parameters as the database takes, and one row more.
func TestInOrderAtTheLimit(t *testing.T) {
	eachInOrder(t, func(t *testing.T, db *live.Database) {
		ctx := context.Background()
		features, err := gild.FeaturesOf(ctx, db)
		check(t, err)
		most := features.MaxParameters / 2 // there are two columns
		for n, statements := range map[int]int{most: 1, most + 1: 2} {
			_, err := gild.Exec(ctx, db, expr.Delete(parts))
			check(t, err)
			db.Log.Take()
			codes := scattered(n)
			stmt := partsOf(codes).Returning(parts.C("code")).InOrder()
			got, err := gild.AllBatches[string](ctx, db, stmt, gild.BatchSize(n))
			check(t, err)
			if sent := len(db.Log.Take()); sent != statements || !slices.Equal(got, codes) {
				t.Errorf("%d rows: %d statements gave %d rows, want %d and all in order", n, sent, len(got), statements)
			}
		}
		_, err = gild.All[string](ctx, db, partsOf(scattered(most+1)).Returning(parts.C("code")).InOrder())
		wantError(t, err, fmt.Sprintf("%d parameters", (most+1)*2), "split it")
	})
}

// TestInOrderByKey: rows that bring their key are matched by it, upserts and those that do nothing as well.
func TestInOrderByKey(t *testing.T) {
	eachInOrder(t, func(t *testing.T, db *live.Database) {
		ctx := context.Background()
		rows := make([][]expr.Assignment, 2500)
		var want []int64
		for i := range rows {
			no := int64(i * 7919 % 2500)
			want = append(want, no)
			rows[i] = []expr.Assignment{labels.C("lang").Set("en"), labels.C("no").Set(no)}
		}
		insert := expr.Insert(labels).Rows(rows...)
		key := []expr.Expr{labels.C("lang"), labels.C("no")}
		half := expr.Insert(labels).Rows(rows[1000:]...)
		_, err := gild.ExecBatches(ctx, db, half)
		check(t, err)
		upsert := insert.Upsert(key...).DoUpdate(labels.C("uses").SetExpr(labels.C("uses").Add(1)))
		type label struct{ No, Uses int64 }
		got, err := gild.AllBatches[label](ctx, db, upsert.Returning(labels.C("no"), labels.C("uses")).InOrder(), gild.BatchSize(700))
		check(t, err)
		if len(got) != len(want) {
			t.Fatalf("%d rows, want %d", len(got), len(want))
		}
		for i, l := range got {
			if uses := int64(i / 1000); l.No != want[i] || min(l.Uses, 1) != min(uses, 1) {
				t.Fatalf("row %d is %+v, want %d", i, l, want[i])
			}
		}
		_, err = gild.Exec(ctx, db, expr.Delete(labels).Where(labels.C("no").Lt(100)))
		check(t, err)
		nothing := insert.Upsert(key...).DoNothing().Returning(labels.C("no")).InOrder()
		back, err := gild.AllBatches[int64](ctx, db, nothing)
		check(t, err)
		if db.Dialect.Name == "postgresql" || db.Dialect.Name == "sqlite" { // MariaDB gives back those that were there
			want = slices.DeleteFunc(want, func(n int64) bool { return n >= 100 })
		}
		if !slices.Equal(back, want) {
			t.Errorf("%d rows came back of those that were not there, want %d in order", len(back), len(want))
		}
	})
}

// TestInOrderOneByOne: where nothing tells rows apart they go one by one.
func TestInOrderOneByOne(t *testing.T) {
	eachInOrder(t, func(t *testing.T, db *live.Database) {
		ctx := context.Background()
		stmt := expr.Insert(notes)
		for _, text := range []string{"c", "a", "b"} {
			stmt = stmt.Values(notes.C("text").Set(text))
		}
		stmt = stmt.Returning(notes.C("text"))
		_, err := gild.All[string](ctx, db, stmt.InOrder())
		var unordered *compile.UnorderedError
		if !errors.As(err, &unordered) || unordered.Table != "notes" {
			t.Errorf("got %v, want an UnorderedError", err)
		}
		got, err := gild.AllBatches[string](ctx, db, stmt.InOrder())
		check(t, err)
		if sent := db.Log.Take(); len(sent) != 3 || !slices.Equal(got, []string{"c", "a", "b"}) {
			t.Errorf("got %v by %d statements", got, len(sent))
		}
		got, err = gild.All[string](ctx, db, stmt.InOrder(notes.C("text")))
		check(t, err)
		if !slices.Equal(got, []string{"c", "a", "b"}) {
			t.Errorf("by a column that is named: got %v", got)
		}
	})
}

// TestInOrderBySQLRows: rows that go through database/sql are in order, too, without the sentinel.
func TestInOrderBySQLRows(t *testing.T) {
	eachInOrder(t, func(t *testing.T, db *live.Database) {
		ctx := context.Background()
		codes := scattered(100)
		rows, err := db.QueryContext(ctx, "", partsOf(codes).Returning(parts.C("code")).InOrder())
		check(t, err)
		defer rows.Close()
		if columns, err := rows.Columns(); err != nil || !slices.Equal(columns, []string{"code"}) {
			t.Errorf("columns %v, %v", columns, err)
		}
		var got []string
		for rows.Next() {
			var code string
			check(t, rows.Scan(&code))
			got = append(got, code)
		}
		check(t, rows.Err())
		if !slices.Equal(got, codes) {
			t.Error("not in order")
		}
	})
}

// TestInOrderUUID: a sentinel may come back in another form than it was sent.
func TestInOrderUUID(t *testing.T) {
	eachInOrder(t, func(t *testing.T, db *live.Database) {
		stmt := expr.Insert(parts)
		for i := range 50 {
			id := fmt.Sprintf("%02X000000-AAAA-4BBB-8CCC-0123456789AB", i*37%50)
			stmt = stmt.Values(parts.C("code").Set(fmt.Sprint(i)), parts.C("key").Set(id))
		}
		got, err := gild.All[string](context.Background(), db, stmt.Returning(parts.C("code")).InOrder(parts.C("key")))
		check(t, err)
		for i, code := range got {
			if code != fmt.Sprint(i) {
				t.Fatalf("row %d is %s", i, code)
			}
		}
	})
}

// TestInOrderMismatch: what does not match is an error, never another order.
func TestInOrderMismatch(t *testing.T) {
	ctx := context.Background()
	db := live.SQLite(t)
	check(t, orderedMeta.CreateAll(ctx, db))
	wantOrderError := func(name string, stmt *expr.InsertStmt, why string) {
		t.Helper()
		_, err := gild.All[string](ctx, db, stmt)
		var e *compile.OrderError
		if !errors.As(err, &e) {
			t.Errorf("%s: got %v, want an OrderError", name, err)
			return
		}
		wantError(t, err, why, e.Table, "roll back")
	}
	two := func(a, b any) *expr.InsertStmt {
		return expr.Insert(parts).Values(parts.C("code").Set("a"+fmt.Sprint(a)), parts.C("size").Set(a)).
			Values(parts.C("code").Set("b"+fmt.Sprint(b)), parts.C("size").Set(b)).Returning(parts.C("code"))
	}
	wantOrderError("values that are not unique", two(1, 1).InOrder(parts.C("size")), "row 2 has the values of another row")
	wantOrderError("NULL", two(2, nil).InOrder(parts.C("size")), "NULL")
	_, err := db.ExecContext(ctx, "create trigger t after insert on parts begin update parts set size = size + 100 where id = new.id; end")
	check(t, err)
	_, err = gild.All[string](ctx, db, two(3, 4).InOrder(parts.C("size")))
	check(t, err) // RETURNING is what was inserted
	_, err = db.ExecContext(ctx, "drop trigger t")
	check(t, err)
	wantOrderError("fewer rows", two(5, 5).Prefix("OR IGNORE", "sqlite").Values(parts.C("code").Set("a5"), parts.C("size").Set(6)).InOrder(parts.C("size")), "their number is another")
	_, err = db.ExecContext(ctx, "insert into parts (id, code) values (9223372036854775807, 'last')")
	check(t, err)
	wantOrderError("numbers by chance", partsOf(scattered(40)).Returning(parts.C("code")).InOrder(), "no order")
}

// TestInOrderCountsDown: a sequence that counts down gives the numbers from last to first.
func TestInOrderCountsDown(t *testing.T) {
	ctx := context.Background()
	db := live.Postgres(t)
	m := schema.NewMetaData()
	down := schema.NewTable(m, "down",
		schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey(), schema.IdentityAlways(expr.NewSequence("").StartWith(-1).IncrementBy(-1))),
		schema.NewColumn("code", typemap.Text()))
	check(t, m.CreateAll(ctx, db))
	insert := func(table *schema.Table) ([]string, error) {
		stmt := expr.Insert(table)
		for _, code := range scattered(20) {
			stmt = stmt.Values(table.C("code").Set(code))
		}
		return gild.All[string](ctx, db, stmt.Returning(table.C("code")).InOrder())
	}
	got, err := insert(down)
	check(t, err)
	if !slices.Equal(got, scattered(20)) {
		t.Errorf("got %v", got)
	}
	unknown := schema.NewTable(schema.NewMetaData(), "down",
		schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()), schema.NewColumn("code", typemap.Text()))
	_, err = insert(unknown)
	wantError(t, err, "get smaller", "IncrementBy")
}

func TestBatchErrors(t *testing.T) {
	ctx := context.Background()
	db := live.SQLite(t)
	check(t, orderedMeta.CreateAll(ctx, db))
	codes := scattered(25)
	codes[17] = codes[3]
	got, err := gild.AllBatches[string](ctx, db, partsOf(codes).Returning(parts.C("code")).InOrder(), gild.BatchSize(10))
	var e *gild.BatchError
	if !errors.As(err, &e) || e.Written != 10 || e.Rows != 10 || !gild.Is(err, gild.ErrUnique) || !slices.Equal(got, codes[:10]) {
		t.Errorf("got %v and %v", got, err)
	}
	n, err := gild.ExecBatches(ctx, db, partsOf(codes[20:]), gild.BatchSize(2))
	check(t, err)
	if n != 5 {
		t.Errorf("%d rows written, want 5", n)
	}
	_, err = gild.ExecBatches(ctx, db, partsOf(codes), gild.BatchSize(0))
	wantError(t, err, "BatchSize(0)")
	_, err = gild.Exec(ctx, db, partsOf(codes), gild.BatchSize(5))
	wantError(t, err, "BatchSize is for AllBatches")
	_, err = gild.AllBatches[string](ctx, db, nil)
	wantError(t, err, "nil")
	_, err = gild.AllBatches[string](ctx, nil, partsOf(codes))
	wantError(t, err, "nil")
}

// TestRowsWithoutValue: rows that give a column of the first one no value get its default.
func TestRowsWithoutValue(t *testing.T) {
	eachInOrder(t, func(t *testing.T, db *live.Database) {
		lang, no, uses := labels.C("lang"), labels.C("no"), labels.C("uses")
		_, err := gild.Exec(t.Context(), db, expr.Insert(labels).Rows(
			[]expr.Assignment{lang.Set("en"), no.Set(1), uses.Set(7)},
			[]expr.Assignment{no.Set(2), lang.Set("en")},
			[]expr.Assignment{uses.Set(9), lang.Set("en"), no.Set(3)},
		))
		check(t, err)
		got, err := gild.All[int](t.Context(), db, expr.Select(uses).From(labels).OrderBy(no))
		if want := []int{7, 0, 9}; err != nil || !slices.Equal(got, want) {
			t.Errorf("%v, %v, want %v", got, err, want)
		}
	})
}
