package suite_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/lib/pq"
	"github.com/mattn/go-sqlite3"

	"github.com/gildsql/gild/tests/suite"
)

func registeredDriver(t *testing.T, name string) sqldriver.Driver {
	t.Helper()
	db, err := sql.Open(name, "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	return db.Driver()
}

var pqSteps = []suite.Step{
	{Name: "COPY", Run: copyIn},
	{Name: "notices", Run: func(p *suite.Program) {
		withReal(p, func(c sqldriver.Conn) {
			var got []string
			pq.SetNoticeHandler(c, func(e *pq.Error) { got = append(got, e.Message) })
			_, err := c.(sqldriver.ExecerContext).ExecContext(p.Ctx, "do $$ begin raise notice 'hello'; end $$", nil)
			p.Note("notices", err, got)
		})
	}},
	{Name: "arrays", Run: arrays},
	{Name: "LISTEN", Run: listen},
}

// copyIn loads rows by lib/pq's COPY, which is a prepared statement unlike any other.
func copyIn(p *suite.Program) {
	//lint:ignore SA1019 programs use it
	for _, text := range []string{pq.CopyIn("t", "id", "name", "raw", "at"), "COPY t (id, name, raw, at) FROM STDIN"} {
		tx, err := p.DB.BeginTx(p.Ctx, nil)
		p.Check(err)
		stmt, err := tx.PrepareContext(p.Ctx, text)
		p.Check(err)
		for i := range 3 {
			r, err := stmt.ExecContext(p.Ctx, uint16(i), fmt.Sprint("n", i), []byte{byte(i)}, sql.Null[time.Time]{})
			p.Result("copy", r, err)
		}
		r, err := stmt.ExecContext(p.Ctx)
		p.Result("flush", r, err)
		p.Note("close", stmt.Close())
		rows, err := tx.QueryContext(p.Ctx, "select id, name, raw, at from t order by id")
		p.Rows("copied", rows, err)
		p.Note("rollback", tx.Rollback())
	}
	_, err := p.DB.ExecContext(p.Ctx, "copy t from stdin")
	p.Note("outside of a transaction", err)
	p.Query("select 1")
}

func arrays(p *suite.Program) {
	for range 3 {
		p.Query("select cast(? as int[]), cast(? as text[])", pq.Array([]int{1, 2}), pq.Array([]string{"a", "b\"c"}))
		p.Query("select x from unnest(cast(? as int[])) as x", []int64{3, 4})
		p.Query("select 1 where 2 = any(?)", []int64{1, 2})
		p.Query("select '{1,2}'::int[], '{\"a\":1}'::jsonb, 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'::uuid, interval '1 day', 1.50::numeric, '12:30'::time, inet '::1'")
	}
}

func listen(p *suite.Program) {
	conn, err := p.DB.Conn(p.Ctx)
	p.Check(err)
	defer conn.Close()
	for _, text := range []string{"listen a", "notify a, 'x'", "unlisten a", "set application_name = 'suite'", "show application_name", "discard all"} {
		r, err := conn.ExecContext(p.Ctx, text)
		p.Result(text, r, err)
	}
	var name string
	p.Note("shown", conn.QueryRowContext(p.Ctx, "show application_name").Scan(&name), name)
}

var pgxSteps = []suite.Step{
	{Name: "the connection's own", Run: func(p *suite.Program) {
		withReal(p, func(c *stdlib.Conn) {
			n, err := c.Conn().CopyFrom(p.Ctx, []string{"t"}, []string{"id", "name"}, &source{})
			p.Note("copied", n, err)
			var tag pgconn.CommandTag
			tag, err = c.Conn().Exec(p.Ctx, "update t set name = $1", "x")
			p.Note("updated", tag.RowsAffected(), err)
		})
		p.Query("select id, name from t order by id")
	}},
	{Name: "arrays", Run: arrays},
	{Name: "LISTEN", Run: listen},
}

// source gives pgx's CopyFrom two rows.
type source struct{ n int }

func (s *source) Next() bool             { s.n++; return s.n <= 2 }
func (s *source) Values() ([]any, error) { return []any{s.n, fmt.Sprint("n", s.n)}, nil }
func (s *source) Err() error             { return nil }

var sqliteSteps = []suite.Step{
	{Name: "functions and hooks", Run: func(p *suite.Program) {
		p.DB.SetMaxOpenConns(1)
		changes := 0
		withReal(p, func(c *sqlite3.SQLiteConn) {
			p.Note("function", c.RegisterFunc("twice", func(n int64) int64 { return 2 * n }, true))
			c.RegisterUpdateHook(func(int, string, string, int64) { changes++ })
		})
		p.Query("select twice(?)", 21)
		p.Exec("insert into t (id) values (?)", 1)
		p.Note("changes", changes)
	}},
	{Name: "backup", Run: backup},
	{Name: "named parameters", Run: func(p *suite.Program) {
		for range 3 {
			p.Query("select :a, @b, $c", sql.Named("a", 1), sql.Named("b", "x"), sql.Named("c", nil))
			p.Query("select ?2, ?1", 1, 2)
			p.Query("select :a, :a", sql.Named("a", 1))
			p.Query("select :a", 1)
			p.Exec("pragma foreign_keys = on")
			p.Query("pragma foreign_keys")
		}
	}},
	{Name: "ends of texts", Run: func(p *suite.Program) {
		for range 3 {
			p.Query("select 1; -- of nothing")
			p.Query("select 1 -- of nothing")
			p.Query("select 1;\n")
			p.Exec("insert into t (name) values ('x'); /* of nothing */")
		}
	}},
}

var mysqlSteps = []suite.Step{
	{Name: "executable comments", Run: func(p *suite.Program) {
		p.DB.SetMaxOpenConns(1)
		for range 3 {
			p.Query("/*! select ? */", 1)
			p.Query("select /*!1 ? */", 1)
			p.Exec("/*!40101 set @a = ? */", 5)
			p.Query("select @a, \"id\" from (select ? as id) as t", 7)
		}
		p.Exec("/*!40101 set sql_mode = 'ANSI_QUOTES' */")
		p.Query("select @a, \"id\" from (select ? as id) as t", 7)
		stmt, err := p.DB.Prepare("/*! select 1 */")
		p.Check(err)
		defer stmt.Close()
		var one any
		p.Note("prepared", stmt.QueryRow().Scan(&one), fmt.Sprintf("%#v", one))
	}},
}

// backup copies the database into another one, connection to connection.
func backup(p *suite.Program) {
	p.Exec("insert into t (id, name) values (1, 'kept')")
	target, err := (&sqlite3.SQLiteDriver{}).Open(":memory:")
	p.Check(err)
	defer target.Close()
	withReal(p, func(c *sqlite3.SQLiteConn) {
		b, err := target.(*sqlite3.SQLiteConn).Backup("main", c, "main")
		p.Check(err)
		done, err := b.Step(-1)
		p.Note("backup", done, err, b.Finish())
	})
	rows, err := target.(sqldriver.QueryerContext).QueryContext(context.Background(), "select name from t", nil)
	p.Check(err)
	defer rows.Close()
	row := make([]sqldriver.Value, 1)
	p.Note("copied", rows.Next(row), fmt.Sprint(row))
}
