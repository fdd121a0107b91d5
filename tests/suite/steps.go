package suite

import (
	"database/sql"
	"fmt"
	"math"
	"time"
)

func steps() []Step {
	return []Step{
		{"values", stepValues},
		{"arguments", stepArguments},
		{"output parameters", stepOut},
		{"results", stepResults},
		{"raw bytes", stepRawBytes},
		{"errors", stepErrors},
		{"prepared", stepPrepared},
		{"prepared on many connections", stepPreparedMany},
		{"several statements", stepSeveral},
		{"blank texts", stepBlank},
		{"transactions", stepTransactions},
		{"cancelled transactions", stepCancelledTx},
		{"connection", stepConnection},
		{"cancel", stepCancel},
		{"many rows", stepManyRows},
		{"schema changes", stepSchema},
		{"schema changes elsewhere", stepSchemaElsewhere},
		{"at once", stepAtOnce},
		{"close", stepClose},
	}
}

const insertAll = "insert into t (id, name, score, ok, at, raw, price) values (?, ?, ?, ?, ?, ?, ?)"

func stepValues(p *Program) {
	at := time.Date(2024, 2, 29, 12, 30, 0, 123456000, time.UTC)
	name := "pointer"
	for _, args := range [][]any{
		{1, "ann", 1.5, true, at, []byte{1, 0, 255}, "12.50"},
		{2, nil, nil, nil, nil, nil, nil},
		{int8(3), myString("my"), float32(0.5), false, &at, []byte{}, 7},
		{uint64(4), &name, int64(2), sql.NullBool{}, sql.NullTime{Time: at, Valid: true}, sql.RawBytes("raw"), shouter("1")},
		{5, shouter("hey"), (*float64)(nil), sql.Null[bool]{V: true, Valid: true}, nil, []byte(nil), 0.25},
		{6, struct{}{}, 1, true, at, nil, nil},
		{7, "too few"},
		{8, "too many", 1.5, true, at, nil, nil, 1},
		{1, "twice", 1.5, true, at, nil, nil},
		{uint64(1 << 63), "great", 1.5, true, at, nil, nil},
		{9, "quote ' \" \\ ? $1 :x @y 日本", math.Copysign(0, -1), false, at.In(time.FixedZone("", -3600)), []byte("b"), nil},
		{10, failer{"x"}, nil, nil, nil, nil, nil},
	} {
		for range 2 { // the second time, a wrapper may know the text
			p.Exec(insertAll, args...)
		}
	}
	for range 3 {
		p.Query("select * from t order by id")
		p.Query("select name, count(*) from t where id > ? group by name order by name", 1)
	}
	p.Exec("update t set name = upper(name) where id < ?", 4)
	p.Exec("delete from t where id = ?", 99)
	p.Query("select id, name from t where id = ?", 99)
}

// stepArguments sends every kind of argument for columns of every type.
func stepArguments(p *Program) {
	for _, column := range []string{"name", "score", "ok", "at", "raw", "price"} {
		for i, args := range arguments() {
			_, err := p.DB.ExecContext(p.Ctx, "delete from t")
			p.Check(err)
			p.Exec(fmt.Sprintf("insert into t (id, %s) values (1, ?)", column), args...)
			p.Query(fmt.Sprintf("select %s from t where id = ?", column), 1)
			p.Query(fmt.Sprintf("select id from t where %s = ?", column), args...)
			p.Note(fmt.Sprint(column, i))
		}
	}
	p.Query("select cast(? as char(10))", sql.Named("n", 7))
	p.Query("select name from t where id in (?, ?)", 1, 2)
}

func stepOut(p *Program) {
	for range 3 {
		n := 1
		p.Query("select ?", sql.Out{Dest: &n})
		p.Exec("insert into t (name) values (?)", sql.Named("n", sql.Out{Dest: &n, In: true}))
		p.Note("out", n)
	}
}

func stepResults(p *Program) {
	p.fill()
	var n int
	var null sql.NullInt64
	var name string
	var any any
	for range 3 {
		p.Note("no rows", p.DB.QueryRowContext(p.Ctx, "select id from t where id = 99").Scan(&n))
		p.Note("bad scan", p.DB.QueryRowContext(p.Ctx, "select name from t where id = 1").Scan(&n), n)
		p.Note("null scan", p.DB.QueryRowContext(p.Ctx, "select score from t where id = 2").Scan(&n), n)
		p.Note("nullable scan", p.DB.QueryRowContext(p.Ctx, "select price from t where id = 2").Scan(&null), null)
		p.Note("any", p.DB.QueryRowContext(p.Ctx, "select name from t where id = 1").Scan(&any), any)
		p.Note("two", p.DB.QueryRowContext(p.Ctx, "select id, name from t order by id").Scan(&n, &name), n, name)
		p.Note("too few", p.DB.QueryRowContext(p.Ctx, "select id, name from t order by id").Scan(&n))
		p.Query("select * from t where 1 = 0")
		p.Query("select id as a, id as a, name as \"B\" from t order by id")
		p.Query("select 1, 'x', null, 1.5")
		p.Query("select sum(id), avg(score), max(at), min(raw), count(*) from t")
	}
}

// fill gives the table three rows.
func (p *Program) fill() {
	at := time.Date(2024, 2, 29, 12, 30, 0, 0, time.UTC)
	for i, args := range [][]any{
		{1, "ann", 1.5, true, at, []byte("one"), "12.50"}, {2, "bob", nil, nil, nil, nil, nil}, {3, "cy", 2.0, false, at, []byte("three"), "0.10"},
	} {
		if _, err := p.DB.ExecContext(p.Ctx, p.Q(insertAll), args...); err != nil {
			p.TB().Fatalf("row %d: %v", i, err)
		}
	}
}

func stepRawBytes(p *Program) {
	p.fill()
	for range 3 {
		rows, err := p.DB.QueryContext(p.Ctx, p.Q("select raw, name from t where id < ? order by id"), 9)
		p.Check(err)
		var kept [][]byte
		for rows.Next() {
			var a, b sql.RawBytes
			err := rows.Scan(&a, &b)
			p.Note("raw", string(a), a == nil, string(b), err)
			var c []byte
			p.Note("copied", rows.Scan(&c, &b))
			kept = append(kept, c)
		}
		p.Note("end", rows.Err(), rows.Close(), fmt.Sprintf("%q", kept))
	}
}

func stepErrors(p *Program) {
	p.fill()
	for range 3 {
		p.Exec("insert into t (id) values (?)", 1)
		p.Exec("insert into t (id) values (1)")
		p.Exec("selekt 1")
		p.Query("select * from t where")
		p.Query("select name from nowhere")
		p.Query("select nothing from t where id = ?", 1)
		p.Exec("insert into t (id, name) values (?)", 1)
		p.Query("select id from t where id = ?")
		p.Query("select id from t where id = ?", 1, 2)
		p.Query("select id from t", 1)
		p.Exec("insert into t (id, name) values (?, ?)", 50, "much longer than twenty characters")
		p.Exec("delete from t where id = 50")
		_, err := p.DB.PrepareContext(p.Ctx, "select from where")
		p.Note("prepare", err)
		p.Note("row", p.DB.QueryRowContext(p.Ctx, "select * from nowhere").Scan())
	}
}

func stepPrepared(p *Program) {
	insert, err := p.DB.PrepareContext(p.Ctx, p.Q("insert into t (id, name) values (?, ?)"))
	p.Check(err)
	for _, args := range [][]any{
		{1, "ann"}, {2, shouter("bob")}, {1, "twice"}, {3}, {4, "a", "b"}, {5, nil}, {uint8(6), myString("m")}, {7, struct{}{}}, {8, failer{"x"}},
	} {
		r, err := insert.ExecContext(p.Ctx, args...)
		p.Result("insert", r, err)
	}
	query, err := p.DB.PrepareContext(p.Ctx, p.Q("select id, name from t where id >= ? order by id"))
	p.Check(err)
	for range 3 {
		rows, err := query.QueryContext(p.Ctx, 2)
		p.Rows("query", rows, err)
	}
	tx, err := p.DB.BeginTx(p.Ctx, nil)
	p.Check(err)
	r, err := tx.StmtContext(p.Ctx, insert).ExecContext(p.Ctx, 9, "in tx")
	p.Result("in tx", r, err)
	rows, err := tx.StmtContext(p.Ctx, query).QueryContext(p.Ctx, 7)
	p.Rows("in tx", rows, err)
	p.Note("rollback", tx.Rollback(), insert.Close())
	p.Note("close", query.Close(), query.Close())
	_, err = query.QueryContext(p.Ctx, 2)
	p.Note("closed", err)
}

func stepPreparedMany(p *Program) {
	p.fill()
	p.DB.SetMaxIdleConns(3)
	stmt, err := p.DB.PrepareContext(p.Ctx, p.Q("select name from t where id = ?"))
	p.Check(err)
	var held []*sql.Conn
	for i := range 3 {
		rows, err := stmt.QueryContext(p.Ctx, i+1)
		p.Rows("query", rows, err)
		conn, err := p.DB.Conn(p.Ctx)
		p.Check(err)
		held = append(held, conn)
	}
	p.Note("close", stmt.Close())
	for _, c := range held {
		p.Note("ping", c.PingContext(p.Ctx), c.Close())
	}
}

func stepSeveral(p *Program) {
	for range 3 {
		p.Exec("drop table if exists u; create table u (a int); insert into u values (1), (2); insert into u values (3)")
		p.Query("select a from u where a < 3 order by a; select 'x' as b, 2 as c; select a from u where a > 5")
		p.Query("select 1; select nothing from u")
		p.Exec("insert into u values (?); insert into u values (?)", 5, 6)
		p.Exec("drop table if exists u")
	}
}

func stepBlank(p *Program) {
	for _, text := range []string{"", "  ", "/* nothing */", "-- nothing"} {
		p.Exec(text)
		p.Query(text)
		if p.sub.SQL.Unprepared {
			continue
		}
		stmt, err := p.DB.PrepareContext(p.Ctx, text)
		p.Note("prepare", err)
		if err != nil {
			continue
		}
		r, err := stmt.ExecContext(p.Ctx)
		p.Result("prepared exec", r, err)
		rows, err := stmt.QueryContext(p.Ctx)
		p.Rows("prepared query", rows, err)
		_, err = stmt.ExecContext(p.Ctx, 1)
		p.Note("with an argument", err, stmt.Close())
	}
}
