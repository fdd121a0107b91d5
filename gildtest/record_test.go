package gildtest_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/gildtest"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
)

var (
	meta   = schema.NewMetaData()
	things = schema.Define[struct {
		schema.Table `gild:"things"`
		ID           expr.Col[int64]  `gild:"id,pk"`
		Name         expr.Col[string] `gild:"name,size=50,unique"`
		Price        expr.Col[float64]
		Data         expr.Col[[]byte]
		At           expr.Col[time.Time] `gild:"at,type=datetime"`
	}](meta)
)

// thing is a row.
type thing struct {
	ID    int64
	Name  string
	Price float64
	Data  []byte
	At    time.Time
}

// program does something of everything, and returns all that it has seen.
func program(t *testing.T, db *sql.DB) (seen []any) {
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := meta.CreateAll(ctx, db); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2024, 2, 29, 12, 30, 0, 0, time.UTC)
	insert := expr.Insert(things).Values(things.ID.Set(1), things.Name.Set("ann"), things.Price.Set(1.5), things.Data.Set([]byte{0, 255}), things.At.Set(at))
	_, err := gild.Exec(ctx, db, insert)
	must(err)
	_, err = gild.Exec(ctx, db, insert)
	seen = append(seen, gild.Is(err, gild.ErrUnique), err.Error())
	for range 3 { // prepared the second time
		all, err := gild.All[thing](ctx, db, expr.Select(things))
		must(err)
		seen = append(seen, all)
	}
	err = gild.Tx(ctx, db, &gild.TxOptions{Isolation: sql.LevelSerializable}, func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, "update things set name = :name where id in (:ids)", sql.Named("name", "bob"), sql.Named("ids", []int64{1, 2}))
		must(err)
		n, err := result.RowsAffected()
		must(err)
		_, idErr := result.LastInsertId()
		seen = append(seen, n, idErr != nil)
		return nil
	})
	must(err)
	rows, err := db.QueryContext(ctx, "select name, price, data, at, null as nil_value from things")
	must(err)
	defer rows.Close()
	types, err := rows.ColumnTypes()
	must(err)
	for _, c := range types {
		nullable, ok := c.Nullable()
		seen = append(seen, c.Name(), c.DatabaseTypeName(), c.ScanType().String(), nullable, ok)
	}
	for rows.Next() {
		row := make([]any, 5)
		must(rows.Scan(&row[0], &row[1], &row[2], &row[3], &row[4]))
		seen = append(seen, row...)
	}
	must(rows.Err())
	_, err = db.ExecContext(ctx, "nonsense")
	seen = append(seen, gild.Is(err, gild.ErrSyntax), err.Error())
	_, err = db.PrepareContext(ctx, "select nothing from nowhere")
	seen = append(seen, err == nil)
	refused := errors.New("refused")
	err = gild.Tx(ctx, db, nil, func(context.Context, *sql.Tx) error { return refused })
	return append(seen, errors.Is(err, refused))
}

// nowhere are URLs of databases that are not there.
var nowhere = map[string]string{
	"sqlite": "sqlite:////nowhere/at/all.db", "postgres": "postgresql+pq://nobody@127.0.0.1:1/none",
	"pgx": "postgresql+pgx://nobody@127.0.0.1:1/none", "mariadb": "mariadb://nobody@127.0.0.1:1/none",
}

// What was recorded with a database is replayed without one, to a program that cannot tell; also
// together with InTx, in either order.
func TestRecorded(t *testing.T) {
	ways := map[string]func(testing.TB, string) []gild.Option{
		"alone": func(t testing.TB, file string) []gild.Option { return []gild.Option{gildtest.Recorded(t, file)} },
		"in tx": func(t testing.TB, file string) []gild.Option {
			return []gild.Option{gildtest.Recorded(t, file), gildtest.InTx(t)}
		},
		"around": func(t testing.TB, file string) []gild.Option {
			return []gild.Option{gildtest.InTx(t), gildtest.Recorded(t, file)}
		},
	}
	for way, options := range ways {
		for name, open := range databases {
			t.Run(name+" "+way, func(t *testing.T) { recordAndReplay(t, name, open, options) })
		}
	}
}

func recordAndReplay(t *testing.T, name string, open func(testing.TB, ...gild.Option) *live.Database, options func(testing.TB, string) []gild.Option) {
	file := filepath.Join(t.TempDir(), "tape", name+".json")
	t.Setenv("GILDTEST_RECORD", "1")
	rec := &fake{TB: t}
	db := open(t, options(rec, file)...).DB
	want := program(t, db)
	rec.end()
	t.Setenv("GILDTEST_RECORD", "")

	play := &fake{TB: t}
	replayed, err := gild.Open(nowhere[name], options(play, file)...)
	if err != nil {
		t.Fatal(err)
	}
	defer replayed.Close()
	got := program(t, replayed)
	play.end()
	if rec.failed != nil || play.failed != nil {
		t.Error(rec.failed, play.failed)
	}
	for i := range max(len(want), len(got)) {
		if i >= len(want) || i >= len(got) || !reflect.DeepEqual(plain(want[i]), plain(got[i])) {
			t.Fatalf("%d: got %v\nwant %v", i, got[min(i, len(got)-1)], want[min(i, len(want)-1)])
		}
	}
}

// plain makes times equal that are.
func plain(v any) any {
	if t, ok := v.(time.Time); ok {
		return t.UTC().String()
	}
	return v
}

// tape records two statements, and opens what it has recorded in a test that f stands for.
func tape(t *testing.T, f *fake) *sql.DB {
	t.Helper()
	file := filepath.Join(t.TempDir(), "tape.json")
	t.Setenv("GILDTEST_RECORD", "1")
	rec := &fake{TB: t}
	db := live.SQLite(t, gildtest.Recorded(rec, file)).DB
	exec(t, db, "create table t (a int)")
	exec(t, db, "insert into t values (?)", 1)
	rec.end()
	t.Setenv("GILDTEST_RECORD", "")
	db, err := gild.Open("sqlite:////nowhere/at/all.db", gildtest.Recorded(f, file))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestRecordedDifference(t *testing.T) {
	f := &fake{TB: t}
	db := tape(t, f)
	exec(t, db, "create  table t (a int)") // another blank is none
	_, err := db.ExecContext(t.Context(), "insert into t values (?)", 2)
	if err == nil || len(f.failed) != 1 || !strings.Contains(f.failed[0],
		"  exec create table t (a int)\n- exec insert into t values (?) [1]\n+ exec insert into t values (?) [2]\n") {
		t.Errorf("%v: failed with %s", err, f.failed)
	}
	if _, err := db.ExecContext(t.Context(), "insert into t values (?)", 1); err == nil {
		t.Error("went on after a difference")
	}
	f.end()
	if len(f.failed) != 1 {
		t.Errorf("failed with %s", f.failed)
	}
}

// The end comes too early, and too late.
func TestRecordedEnd(t *testing.T) {
	f := &fake{TB: t}
	db := tape(t, f)
	exec(t, db, "create table t (a int)")
	f.end()
	if len(f.failed) != 1 || !strings.Contains(f.failed[0], "- exec insert into t values (?) [1]\n") {
		t.Errorf("failed with %s", f.failed)
	}
	f = &fake{TB: t}
	db = tape(t, f)
	exec(t, db, "create table t (a int)")
	exec(t, db, "insert into t values (?)", 1)
	if err := db.QueryRowContext(t.Context(), "select a from t").Scan(new(int)); err == nil ||
		len(f.failed) != 1 || !strings.Contains(f.failed[0], "+ query select a from t\n") {
		t.Errorf("%v: failed with %s", err, f.failed)
	}
}

func TestNotRecorded(t *testing.T) {
	f := &fake{TB: t}
	db, err := gild.Open("sqlite://", gildtest.Recorded(f, filepath.Join(t.TempDir(), "none.json")))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(t.Context(), "select 1").Scan(new(int)); !errors.Is(err, os.ErrNotExist) ||
		len(f.failed) != 1 || !strings.Contains(f.failed[0], "GILDTEST_RECORD=1") {
		t.Errorf("%v: failed with %s", err, f.failed)
	}
}
