package wrap_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/lib/pq"
	"github.com/mattn/go-sqlite3"

	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/wrap"
)

// A transcript notes what a program gets out of database/sql.
type transcript struct {
	t     testing.TB
	lines []string
}

func (tr *transcript) note(step string, got ...any) {
	line := step
	for _, g := range got {
		if err, ok := g.(error); ok {
			g = describe(err)
		}
		line += fmt.Sprintf(" | %#v", g)
	}
	tr.lines = append(tr.lines, line)
}

// describe returns what programs look at in an error.
func describe(err error) string {
	text := fmt.Sprintf("%T %v", err, err)
	var postgres *pq.Error
	var lite sqlite3.Error
	switch {
	case errors.As(err, &postgres):
		text += fmt.Sprintf(" [pq %s %s]", postgres.Code, postgres.Constraint)
	case errors.As(err, &lite):
		text += fmt.Sprintf(" [sqlite %d]", lite.ExtendedCode)
	}
	for _, sentinel := range []error{
		sql.ErrNoRows, sql.ErrTxDone, sql.ErrConnDone, sqldriver.ErrBadConn, sqldriver.ErrSkip,
		context.Canceled, context.DeadlineExceeded, io.EOF,
	} {
		if errors.Is(err, sentinel) {
			text += fmt.Sprintf(" is %v", sentinel)
		}
	}
	return text
}

func (tr *transcript) result(step string, r sql.Result, err error) {
	if err != nil {
		tr.note(step, err)
		return
	}
	id, idErr := r.LastInsertId()
	n, err := r.RowsAffected()
	tr.note(step, id, idErr, n, err)
}

// rows notes all results with their columns, values and what is known of their types.
func (tr *transcript) rows(step string, rows *sql.Rows, err error) {
	if err != nil {
		tr.note(step, err)
		return
	}
	defer rows.Close()
	for {
		columns, err := rows.Columns()
		tr.note(step+" columns", columns, err)
		types, err := rows.ColumnTypes()
		check(tr.t, err)
		for _, c := range types {
			length, hasLength := c.Length()
			nullable, knowsNull := c.Nullable()
			precision, scale, decimal := c.DecimalSize()
			tr.note(step+" type", c.Name(), c.DatabaseTypeName(), fmt.Sprint(c.ScanType()),
				length, hasLength, nullable, knowsNull, precision, scale, decimal)
		}
		for rows.Next() {
			values, places := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				places[i] = &values[i]
			}
			err := rows.Scan(places...)
			for i, v := range values {
				if at, ok := v.(time.Time); ok {
					values[i] = at.Format(time.RFC3339Nano)
				}
			}
			tr.note(step+" row", append(values, err)...)
		}
		if !rows.NextResultSet() {
			break
		}
	}
	tr.note(step+" end", rows.Err(), rows.Close())
}

// TestTransparency runs the same programs on the bare and on the wrapped driver.
func TestTransparency(t *testing.T) {
	programs := map[string]func(context.Context, *transcript, *sql.DB, engine){
		"values": valuesProgram, "prepared": preparedProgram, "transactions": txProgram,
		"connection": connProgram, "cancel": cancelProgram, "copy": copyProgram, "blank": blankProgram,
	}
	eachEngine(t, func(t *testing.T, e engine) {
		for name, program := range programs {
			t.Run(name, func(t *testing.T) {
				run := func(db *sql.DB) []string {
					tr := &transcript{t: t}
					ctx := context.Background()
					_, err := db.ExecContext(ctx, "create table t (id integer primary key, name varchar(20), score double precision, ok boolean, at timestamp, raw "+e.bytes+", price numeric(8,2))")
					check(t, err)
					program(ctx, tr, db, e)
					tr.note("in use", db.Stats().InUse)
					return tr.lines
				}
				want := run(e.bare(t, e.dsn(t)))
				compare(t, "without interceptors", run(e.fresh(t)), want)
				compare(t, "with two interceptors", run(e.fresh(t, passThrough(), passThrough())), want)
			})
		}
	})
}

func compare(t *testing.T, what string, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		var g, w string
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("%s, line %d:\n got %s\nwant %s", what, i, g, w)
			return
		}
	}
}

type myString string

type shouter string

func (s shouter) Value() (sqldriver.Value, error) { return string(s) + "!", nil }

func valuesProgram(ctx context.Context, tr *transcript, db *sql.DB, e engine) {
	at := time.Date(2024, 2, 29, 12, 30, 0, 123456000, time.UTC)
	const insert = "insert into t (id, name, score, ok, at, raw, price) values ($1, $2, $3, $4, $5, $6, $7)"
	name := "pointer"
	for _, args := range [][]any{
		{1, "ann", 1.5, true, at, []byte{1, 0, 255}, "12.50"},
		{2, nil, nil, nil, nil, nil, nil},
		{int8(3), myString("my"), float32(0.5), false, &at, []byte{}, 7},
		{uint64(4), &name, int64(2), sql.NullBool{}, sql.NullTime{Time: at, Valid: true}, sql.RawBytes("raw"), shouter("1")},
		{5, shouter("hey"), (*float64)(nil), sql.Null[bool]{V: true, Valid: true}, nil, []byte(nil), 0.25},
		{6, struct{}{}, 1, true, at, nil, nil},
		{7, "too few"},
		{1, "twice", 1.5, true, at, nil, nil},
		{uint64(1 << 63), "great", 1.5, true, at, nil, nil},
		{8, make(chan int), 1, true, at, nil, nil},
	} {
		r, err := db.ExecContext(ctx, insert, args...)
		tr.result("insert", r, err)
	}
	rows, err := db.QueryContext(ctx, "select * from t order by id")
	tr.rows("all", rows, err)
	rows, err = db.QueryContext(ctx, "select name, count(*) from t where id > $1 group by name order by name", 1)
	tr.rows("some", rows, err)
	rows, err = db.QueryContext(ctx, "select name from nowhere")
	tr.rows("unknown table", rows, err)
	var n int
	tr.note("no rows", db.QueryRowContext(ctx, "select id from t where id = 99").Scan(&n))
	tr.note("bad scan", db.QueryRowContext(ctx, "select name from t where id = 1").Scan(&n), n)
	tr.note("null scan", db.QueryRowContext(ctx, "select score from t where id = 2").Scan(&n), n)
	r, err := db.ExecContext(ctx, "update t set name = upper(name) where id < $1", 4)
	tr.result("update", r, err)
	r, err = db.ExecContext(ctx, "create table u (a int); insert into u values (1), (2); insert into u values (3)")
	tr.result("several", r, err)
	rows, err = db.QueryContext(ctx, "select a from u where a < 3 order by a; select 'x' as b, 2 as c")
	tr.rows("several results", rows, err)
	rows, err = db.QueryContext(ctx, "select $1", []string{"a", "b"})
	tr.rows("slice", rows, err)
	rows, err = db.QueryContext(ctx, "select cast(@n as integer)", sql.Named("n", 7))
	tr.rows("named", rows, err)
	raw(ctx, tr, db)
}

func raw(ctx context.Context, tr *transcript, db *sql.DB) {
	rows, err := db.QueryContext(ctx, "select raw, name from t order by id")
	check(tr.t, err)
	defer rows.Close()
	for rows.Next() {
		var a, b sql.RawBytes
		err := rows.Scan(&a, &b)
		tr.note("raw bytes", string(a), a == nil, string(b), err)
	}
	tr.note("raw end", rows.Err())
}

func preparedProgram(ctx context.Context, tr *transcript, db *sql.DB, _ engine) {
	insert, err := db.PrepareContext(ctx, "insert into t (id, name) values ($1, $2)")
	check(tr.t, err)
	defer insert.Close()
	for _, args := range [][]any{{1, "ann"}, {2, shouter("bob")}, {1, "twice"}, {3}, {4, "a", "b"}, {5, nil}, {uint8(6), myString("m")}, {7, struct{}{}}} {
		r, err := insert.ExecContext(ctx, args...)
		tr.result("insert", r, err)
	}
	query, err := db.PrepareContext(ctx, "select id, name from t where id >= $1 order by id")
	check(tr.t, err)
	for range 2 {
		rows, err := query.QueryContext(ctx, 2)
		tr.rows("query", rows, err)
	}
	tx, err := db.BeginTx(ctx, nil)
	check(tr.t, err)
	r, err := tx.StmtContext(ctx, insert).ExecContext(ctx, 8, "in tx")
	tr.result("in tx", r, err)
	rows, err := tx.StmtContext(ctx, query).QueryContext(ctx, 7)
	tr.rows("in tx", rows, err)
	tr.note("rollback", tx.Rollback())
	tr.note("close", query.Close(), query.Close())
	_, err = query.QueryContext(ctx, 2)
	tr.note("closed", err)
	_, err = db.PrepareContext(ctx, "select from where")
	tr.note("syntax", err)
}

func txProgram(ctx context.Context, tr *transcript, db *sql.DB, _ engine) {
	for _, opts := range []*sql.TxOptions{
		nil, {ReadOnly: true}, {Isolation: sql.LevelSerializable}, {Isolation: sql.LevelSnapshot}, {Isolation: 99, ReadOnly: true},
	} {
		tx, err := db.BeginTx(ctx, opts)
		tr.note("begin", err)
		if err != nil {
			continue
		}
		r, err := tx.ExecContext(ctx, "insert into t (id) values ((select coalesce(max(id), 0) + 1 from t))")
		tr.result("insert", r, err)
		tr.note("commit", tx.Commit(), tx.Commit(), tx.Rollback())
		_, err = tx.ExecContext(ctx, "select 1")
		tr.note("done", err)
	}
	tx, err := db.BeginTx(ctx, nil)
	check(tr.t, err)
	_, err = tx.ExecContext(ctx, "insert into t (id) values (1)")
	tr.note("twice", err)
	_, err = tx.ExecContext(ctx, "insert into t (id) values (50)")
	tr.note("after an error", err)
	tr.note("commit", tx.Commit())
	// A transaction that its context ends gives its connection back, or up.
	cancelled, cancel := context.WithCancel(ctx)
	tx, err = db.BeginTx(cancelled, nil)
	check(tr.t, err)
	_, err = tx.ExecContext(ctx, "insert into t (id) values (60)")
	check(tr.t, err)
	cancel()
	for db.Stats().InUse > 0 {
		time.Sleep(time.Millisecond)
	}
	tr.note("cancelled", tx.Commit())
	rows, err := db.QueryContext(ctx, "select id from t order by id")
	tr.rows("left", rows, err)
}

func connProgram(ctx context.Context, tr *transcript, db *sql.DB, _ engine) {
	conn, err := db.Conn(ctx)
	check(tr.t, err)
	tr.note("ping", conn.PingContext(ctx), db.PingContext(ctx))
	_, err = conn.ExecContext(ctx, "create temp table here (a int)")
	tr.note("temp table", err)
	r, err := conn.ExecContext(ctx, "insert into here values (1), (2)")
	tr.result("insert", r, err)
	rows, err := conn.QueryContext(ctx, "select a from here order by a")
	tr.rows("here", rows, err)
	_, err = db.ExecContext(ctx, "insert into here values (1)")
	tr.note("not on another", err)
	tr.note("raw", conn.Raw(func(c any) error {
		_, ok := c.(sqldriver.Conn)
		tr.note("raw", ok)
		return io.ErrUnexpectedEOF
	}))
	tr.note("close", conn.Close(), conn.Close(), conn.PingContext(ctx))
}

func cancelProgram(ctx context.Context, tr *transcript, db *sql.DB, e engine) {
	for _, run := range []func(ctx context.Context) error{
		func(ctx context.Context) error { _, err := db.ExecContext(ctx, e.slow); return err },
		func(ctx context.Context) error { var v any; return db.QueryRowContext(ctx, e.slow).Scan(&v) },
		func(ctx context.Context) error {
			stmt, err := db.PrepareContext(ctx, e.slow)
			if err != nil {
				return err
			}
			defer stmt.Close()
			var v any
			return stmt.QueryRowContext(ctx).Scan(&v)
		},
	} {
		limited, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		tr.note("cancelled", run(limited))
		cancel()
		var one int
		tr.note("usable", db.QueryRowContext(ctx, "select 1").Scan(&one), one)
	}
	done, cancel := context.WithCancel(ctx)
	cancel()
	_, err := db.ExecContext(done, "insert into t (id) values (1)")
	tr.note("done before", err)
}

func copyProgram(ctx context.Context, tr *transcript, db *sql.DB, e engine) {
	if e.name != "postgresql" {
		return
	}
	tx, err := db.BeginTx(ctx, nil)
	check(tr.t, err)
	stmt, err := tx.PrepareContext(ctx, "COPY t (id, name, raw, at) FROM STDIN")
	check(tr.t, err)
	for i := range 3 {
		r, err := stmt.ExecContext(ctx, uint16(i), shouter(fmt.Sprint("n", i)), []byte{byte(i)}, sql.Null[time.Time]{})
		tr.result("copy", r, err)
	}
	r, err := stmt.ExecContext(ctx)
	tr.result("flush", r, err)
	tr.note("close", stmt.Close(), tx.Commit())
	rows, err := db.QueryContext(ctx, "select id, name, raw, at from t order by id")
	tr.rows("copied", rows, err)
}

func blankProgram(ctx context.Context, tr *transcript, db *sql.DB, e engine) {
	for _, query := range []string{"", "  ", "/* nothing */", "-- nothing"} {
		r, err := db.ExecContext(ctx, query)
		tr.result("exec", r, err)
		rows, err := db.QueryContext(ctx, query)
		tr.rows("query", rows, err)
		stmt, err := db.PrepareContext(ctx, query)
		tr.note("prepare", err)
		if e.name == "sqlite" { // go-sqlite3 crashes when it runs such a statement
			continue
		}
		r, err = stmt.ExecContext(ctx)
		tr.result("prepared exec", r, err)
		rows, err = stmt.QueryContext(ctx)
		tr.rows("prepared query", rows, err)
		_, err = stmt.ExecContext(ctx, 1)
		tr.note("with an argument", err)
		tr.note("close", stmt.Close())
	}
}

func TestDriverAndConnectorAreReachable(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		db := e.fresh(t)
		d, ok := db.Driver().(*driver.Driver)
		if !ok || d.Unwrap() == nil {
			t.Errorf("db.Driver() is a %T", db.Driver())
		}
		conn, err := db.Conn(context.Background())
		check(t, err)
		defer conn.Close()
		check(t, conn.Raw(func(c any) error {
			w, ok := c.(wrap.Conn)
			if !ok || w.Dialect() != e.dialect {
				t.Errorf("the raw connection is a %T", c)
				return nil
			}
			if _, ok := w.Unwrap().(*sqlite3.SQLiteConn); ok != (e.name == "sqlite") {
				t.Errorf("unwrapped, it is a %T", w.Unwrap())
			}
			stmt, err := w.Prepare("select 1")
			check(t, err)
			defer stmt.Close()
			u, ok := stmt.(interface{ Unwrap() sqldriver.Stmt })
			if !ok || slices.Contains([]any{nil, stmt}, any(u.Unwrap())) {
				t.Errorf("the statement is a %T", stmt)
			}
			return nil
		}))
	})
}

// TestAllocations measures what the transparent path costs in memory: nothing.
func TestAllocations(t *testing.T) {
	ctx := context.Background()
	dsn := engines[0].dsn(t)
	perQuery := func(db *sql.DB) float64 {
		_, err := db.ExecContext(ctx, "create table if not exists t (id integer primary key, name text); insert or replace into t values (1, 'ann')")
		check(t, err)
		return testing.AllocsPerRun(200, func() {
			var name string
			check(t, db.QueryRowContext(ctx, "select name from t where id = ?", 1).Scan(&name))
		})
	}
	want := perQuery(engines[0].bare(t, dsn))
	got := perQuery(engines[0].wrapped(t, dsn, driver.WithPreparedStatements(-1), driver.WithCompiledStatements(-1)))
	if got > want {
		t.Errorf("a wrapped point query allocates %v times, a bare one %v times", got, want)
	}
}
