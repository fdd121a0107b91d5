package suite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"io"
	"sync"
	"time"
)

func stepTransactions(p *Program) {
	for _, opts := range []*sql.TxOptions{
		nil, {ReadOnly: true}, {Isolation: sql.LevelSerializable}, {Isolation: sql.LevelSnapshot}, {Isolation: 99, ReadOnly: true},
	} {
		tx, err := p.DB.BeginTx(p.Ctx, opts)
		p.Note("begin", err)
		if err != nil {
			continue
		}
		var n int
		p.Note("count", tx.QueryRowContext(p.Ctx, "select count(*) from t").Scan(&n), n)
		r, err := tx.ExecContext(p.Ctx, p.Q("insert into t (id) values (?)"), n+1)
		p.Result("insert", r, err)
		p.Note("commit", tx.Commit(), tx.Commit(), tx.Rollback())
		_, err = tx.ExecContext(p.Ctx, "select 1")
		p.Note("done", err)
	}
	tx, err := p.DB.BeginTx(p.Ctx, nil)
	p.Check(err)
	_, err = tx.ExecContext(p.Ctx, "insert into t (id) values (1)")
	p.Note("twice", err)
	_, err = tx.ExecContext(p.Ctx, "insert into t (id) values (50)")
	p.Note("after an error", err)
	p.Note("commit", tx.Commit())
	p.Query("select id from t order by id")
	for _, text := range []string{"begin", "insert into t (id) values (70)", "rollback"} { // as text
		conn, err := p.DB.Conn(p.Ctx)
		p.Check(err)
		_, err = conn.ExecContext(p.Ctx, text)
		p.Note(text, err, conn.Close())
	}
	p.Query("select id from t order by id")
}

// stepCancelledTx ends a transaction by its context: its connection is given back, or up.
func stepCancelledTx(p *Program) {
	for range 3 {
		ctx, cancel := context.WithCancel(p.Ctx)
		tx, err := p.DB.BeginTx(ctx, nil)
		p.Check(err)
		_, err = tx.ExecContext(ctx, "insert into t (id) values (60)")
		p.Check(err)
		cancel()
		p.settled(p.DB)
		p.Note("cancelled", tx.Commit(), tx.Rollback())
		p.pool(p.DB)
		p.Query("select id from t order by id")
	}
	done, cancel := context.WithCancel(p.Ctx)
	cancel()
	_, err := p.DB.BeginTx(done, nil)
	p.Note("done before", err)
}

func stepConnection(p *Program) {
	conn, err := p.DB.Conn(p.Ctx)
	p.Check(err)
	p.Note("ping", conn.PingContext(p.Ctx), p.DB.PingContext(p.Ctx))
	_, err = conn.ExecContext(p.Ctx, "create temporary table here (a int)")
	p.Note("temporary table", err)
	r, err := conn.ExecContext(p.Ctx, "insert into here values (1), (2)")
	p.Result("insert", r, err)
	rows, err := conn.QueryContext(p.Ctx, "select a from here order by a")
	p.Rows("here", rows, err)
	p.Exec("insert into here values (1)") // on another
	p.Note("raw", conn.Raw(func(c any) error {
		_, ok := c.(driver.Conn)
		p.Note("raw", ok, fmt.Sprintf("%T", p.Real(c)))
		return io.ErrUnexpectedEOF
	}))
	p.Note("given up", conn.Raw(func(any) error { return driver.ErrBadConn }))
	p.Note("close", conn.PingContext(p.Ctx), conn.Close())
	p.Exec("select 1")
}

func stepCancel(p *Program) {
	slow := p.sub.SQL.Slow
	if slow == "" {
		return
	}
	for _, run := range []func(ctx context.Context) error{
		func(ctx context.Context) error { _, err := p.DB.ExecContext(ctx, slow); return err },
		func(ctx context.Context) error { var v any; return p.DB.QueryRowContext(ctx, slow).Scan(&v) },
		func(ctx context.Context) error {
			stmt, err := p.DB.PrepareContext(ctx, slow)
			if err != nil {
				return err
			}
			defer stmt.Close()
			var v any
			return stmt.QueryRowContext(ctx).Scan(&v)
		},
	} {
		limited, cancel := context.WithTimeout(p.Ctx, 50*time.Millisecond)
		p.Note("cancelled", run(limited))
		cancel()
		var one int
		p.Note("usable", p.DB.QueryRowContext(p.Ctx, "select 1").Scan(&one), one)
	}
	done, cancel := context.WithCancel(p.Ctx)
	cancel()
	_, err := p.DB.ExecContext(done, "insert into t (id) values (1)")
	p.Note("done before", err)
}

// stepManyRows reads a large result whole, in part, and while its context ends.
func stepManyRows(p *Program) {
	p.Exec("create table big (n int, s varchar(100))")
	tx, err := p.DB.BeginTx(p.Ctx, nil)
	p.Check(err)
	stmt, err := tx.PrepareContext(p.Ctx, p.Q("insert into big values (?, ?)"))
	p.Check(err)
	for i := range 2000 {
		_, err := stmt.ExecContext(p.Ctx, i, fmt.Sprintf("%090d", i))
		p.Check(err)
	}
	p.Check(stmt.Close())
	p.Check(tx.Commit())
	for range 3 {
		ctx, cancel := context.WithCancel(p.Ctx)
		rows, err := p.DB.QueryContext(ctx, p.Q("select a.n, b.s from big a join big b on a.n = b.n where a.n >= ? order by a.n"), 0)
		p.Check(err)
		count, sum := 0, 0
		for rows.Next() {
			var n int
			var s []byte
			p.Check(rows.Scan(&n, &s))
			count, sum = count+1, sum+n+len(s)
		}
		p.Note("all", count, sum, rows.Err(), rows.Close())
		rows, err = p.DB.QueryContext(ctx, p.Q("select s from big where n >= ? order by n"), 10)
		p.Check(err)
		p.Note("some", rows.Next(), rows.Next(), rows.Close(), rows.Err())
		cancel()
		p.settled(p.DB)
	}
}

// stepSchema changes the schema between executions of one text.
func stepSchema(p *Program) {
	p.fill()
	star := func() {
		p.Query("select * from t where id >= ? order by id", 2)
		p.Query("select * from t order by id")
	}
	for i := range 3 {
		star()
		star()
		p.Exec(fmt.Sprintf("alter table t add column extra%d int", i))
		star()
		p.Exec(fmt.Sprintf("update t set extra%d = id", i))
		star()
	}
	tx, err := p.DB.BeginTx(p.Ctx, nil)
	p.Check(err)
	inTx := func() {
		rows, err := tx.QueryContext(p.Ctx, p.Q("select * from t where id >= ? order by id"), 3)
		p.Rows("in tx", rows, err)
	}
	inTx()
	_, err = tx.ExecContext(p.Ctx, "alter table t add column late int")
	p.Note("alter in tx", err)
	inTx()
	inTx()
	p.Note("rollback", tx.Rollback())
	star()
	p.Exec("drop table t")
	star()
	p.Exec("create table t (id integer primary key, other varchar(5))")
	star()
	p.Exec("insert into t (id, other) values (?, ?)", 7, "new")
	star()
}

// stepSchemaElsewhere has another connection change the schema.
func stepSchemaElsewhere(p *Program) {
	p.fill()
	conn, err := p.DB.Conn(p.Ctx)
	p.Check(err)
	defer conn.Close()
	star := func(arg any) {
		rows, err := conn.QueryContext(p.Ctx, p.Q("select * from t where id >= ? order by id"), arg)
		p.Rows("select", rows, err)
		r, err := conn.ExecContext(p.Ctx, p.Q("update t set name = ? where id = ?"), "new", arg)
		p.Result("update", r, err)
	}
	for i := range 3 {
		star(2)
		star(3)
		p.Exec(fmt.Sprintf("alter table t add column extra%d int", i))
		star(2)
	}
	tx, err := conn.BeginTx(p.Ctx, nil)
	p.Check(err)
	rows, err := tx.QueryContext(p.Ctx, p.Q("select * from t where id >= ? order by id"), 3)
	p.Rows("in tx", rows, err)
	p.Note("commit", tx.Commit())
	p.Exec("drop table t")
	star(2)
	p.Exec("create table t (id varchar(5), name varchar(20))")
	star("2")
	star(2)
}

func stepAtOnce(p *Program) {
	p.fill()
	p.DB.SetMaxOpenConns(4)
	p.DB.SetMaxIdleConns(4)
	var all sync.WaitGroup
	var mu sync.Mutex
	seen := map[string]int{}
	for i := range 8 {
		all.Go(func() {
			for range 25 {
				var name string
				err := p.DB.QueryRowContext(p.Ctx, p.Q("select name from t where id = ?"), i%3+1).Scan(&name)
				mu.Lock()
				seen[fmt.Sprint(name, err)]++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	p.Note("seen", seen["ann<nil>"], seen["bob<nil>"], seen["cy<nil>"], len(seen), p.DB.Stats().InUse)
	p.noPool = true // how many connections there were is chance
}

func stepClose(p *Program) {
	p.fill()
	stmt, err := p.DB.PrepareContext(p.Ctx, "select id from t order by id")
	p.Check(err)
	rows, err := p.DB.QueryContext(p.Ctx, "select id from t order by id")
	p.Check(err)
	p.Note("next", rows.Next())
	p.Note("close", rows.Close(), p.DB.Close(), p.DB.Close())
	_, err = stmt.ExecContext(p.Ctx)
	p.Note("closed", err, p.DB.PingContext(p.Ctx), stmt.Close())
	p.Exec("select 1")
}
