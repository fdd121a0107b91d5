package wrap_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lib/pq"

	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/wrap"
)

var keepsAll = driver.WithTraits(wrap.Traits{Prepare: wrap.PrepareAll})

// skips is a connection that leaves everything to prepared statements.
func skips(event string) error {
	if event[0] == 'e' || event[0] == 'q' {
		return sqldriver.ErrSkip
	}
	return nil
}

// TestTextsAreKept runs a text four times and looks at what the driver is asked.
func TestTextsAreKept(t *testing.T) {
	const point = "select a from t where id = ?"
	all, args, skipped := wrap.Traits{Prepare: wrap.PrepareAll}, wrap.Traits{Prepare: wrap.PrepareArgs}, wrap.Traits{}
	tests := map[string]struct {
		text     string
		args     []any
		traits   wrap.Traits
		fail     func(string) error
		exec     bool
		prepared int // 4 where database/sql does it each time
	}{
		"query":                  {text: point, args: []any{1}, traits: all, prepared: 1},
		"query with arguments":   {text: point, args: []any{1}, traits: args, prepared: 1},
		"query without":          {text: "select 1", traits: args},
		"all without":            {text: "select 1", traits: all, prepared: 1},
		"not asked for":          {text: point, args: []any{1}, traits: skipped},
		"skipped":                {text: point, args: []any{1}, traits: skipped, fail: skips, prepared: 2}, // the first time by database/sql
		"skipped ddl":            {text: "create table t (a int)", traits: skipped, fail: skips, exec: true, prepared: 4},
		"update":                 {text: "update t set a = ?", args: []any{1}, traits: all, exec: true, prepared: 1},
		"insert returning":       {text: "insert into t values (?) returning a", args: []any{1}, traits: all, prepared: 1},
		"rows that nobody reads": {text: "insert into t values (?) returning a", args: []any{1}, traits: all, exec: true},
		"select for its effect":  {text: "select f(?)", args: []any{1}, traits: all, exec: true},
		"with":                   {text: "with x as (select 1) select * from x where a = ?", args: []any{1}, traits: all, prepared: 1},
		"several statements":     {text: "select 1; select 2", traits: all},
		"copy":                   {text: "copy t from stdin", traits: all, exec: true},
		"ddl":                    {text: "create table t (a int)", traits: all, exec: true},
		"pragma":                 {text: "pragma foreign_keys", traits: all},
		"too few arguments":      {text: point, traits: all, prepared: 1},
		"too many arguments":     {text: point, args: []any{1, 2}, traits: all, prepared: 1},
	}
	for name, test := range tests {
		for how, options := range map[string][]driver.Option{"plain": nil, "interceptor": {passThrough()}} {
			t.Run(name+", "+how, func(t *testing.T) {
				fake := &fakeDB{conn: modern, rows: []sqldriver.Value{"ann"}, fail: test.fail}
				db := fake.wrapped(t, append(options, driver.WithTraits(test.traits))...)
				for range 4 {
					if test.exec {
						_, err := db.Exec(test.text, test.args...)
						check(t, err)
					} else {
						check(t, db.QueryRow(test.text, test.args...).Scan(new(string)))
					}
				}
				if got := fake.count("prepare"); got != test.prepared {
					t.Errorf("prepared %d times, want %d: %q", got, test.prepared, fake.take())
				}
			})
		}
	}
}

// TestTextRunOnceIsNotKept runs texts that do not come again.
func TestTextRunOnceIsNotKept(t *testing.T) {
	fake := &fakeDB{conn: modern, rows: []sqldriver.Value{"ann"}}
	db := fake.wrapped(t, keepsAll)
	for i := range 200 {
		check(t, db.QueryRow(fmt.Sprintf("select %d", i)).Scan(new(string)))
	}
	if n := fake.count("prepare"); n != 0 {
		t.Errorf("%d prepared", n)
	}
}

// TestKeptTextWhileItsRowsAreRead runs a text again whose rows are still being read.
func TestKeptTextWhileItsRowsAreRead(t *testing.T) {
	ctx := context.Background()
	fake := &fakeDB{conn: modern, rows: []sqldriver.Value{"ann", "bob"}}
	db := fake.wrapped(t, keepsAll)
	conn, err := db.Conn(ctx)
	check(t, err)
	defer conn.Close()
	open := func() *sql.Rows {
		rows, err := conn.QueryContext(ctx, "select a")
		check(t, err)
		return rows
	}
	check(t, errors.Join(open().Close(), open().Close()))
	first := open()
	fake.take()
	second := open()
	wantEvents(t, fake, "query select a []")
	check(t, errors.Join(second.Close(), first.Close()))
	fake.take()
	check(t, open().Close())
	wantEvents(t, fake, "stmt query select a []", "close rows")
}

// TestSwitchDropsKeptTexts runs what takes prepared statements away from under gild.
func TestSwitchDropsKeptTexts(t *testing.T) {
	fake := &fakeDB{conn: modern, rows: []sqldriver.Value{"ann"}}
	db := fake.wrapped(t, keepsAll)
	run := func(query string) {
		_, err := db.Exec(query)
		check(t, err)
	}
	for range 3 {
		run("update t set a = 1")
	}
	for _, text := range []string{"discard all", "use other", "alter table t add b int", "select 1; drop table t"} {
		fake.take()
		run(text)
		run("update t set a = 1")
		if n := fake.count("prepare"); n != 1 {
			t.Errorf("%s: prepared %d times: %q", text, n, fake.take())
		}
	}
}

// TestSkippedArguments has statements check arguments in their own way.
func TestSkippedArguments(t *testing.T) {
	fake := &fakeDB{conn: modern, fail: skips, stmt: func(s *fakeStmt) sqldriver.Stmt {
		return checkedStmt{s, checks{s.db}}
	}}
	db := fake.wrapped(t)
	for range 3 {
		_, err := db.Exec("update t set a = ?", 1)
		check(t, err)
	}
	if got := fake.count("stmt exec update t set a = ? [checked 1]"); got != 3 {
		t.Errorf("%d: %q", got, fake.take())
	}
}

// counting is a dialer that counts what the driver sends.
type counting struct{ writes atomic.Int64 }

func (c *counting) Dial(network, address string) (net.Conn, error) {
	return c.DialTimeout(network, address, 0)
}

func (c *counting) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	conn, err := net.DialTimeout(network, address, timeout)
	return countedConn{conn, c}, err
}

type countedConn struct {
	net.Conn
	counting *counting
}

func (c countedConn) Write(b []byte) (int, error) {
	c.counting.writes.Add(1)
	return c.Conn.Write(b)
}

// TestRoundTrips gates what each operation of an unmodified program sends to PostgreSQL.
func TestRoundTrips(t *testing.T) {
	ctx := context.Background()
	k, err := pq.NewConnector(engines[1].dsn(t))
	check(t, err)
	var dialer counting
	k.Dialer(&dialer)
	bare := opened(t, k)
	wrapped := opened(t, driver.NewConnector(k, driver.WithDialect(postgres.Dialect), driver.WithTraits(pqTraits)))
	_, err = bare.Exec("create table t (id serial primary key, a text)")
	check(t, err)
	run := map[string]func(db *sql.DB) error{
		"point query": func(db *sql.DB) error {
			var a string
			err := db.QueryRowContext(ctx, "select a from t where id = $1", 1).Scan(&a)
			if errors.Is(err, sql.ErrNoRows) {
				return nil
			}
			return err
		},
		"insert with id": func(db *sql.DB) error {
			var id int
			return db.QueryRowContext(ctx, "insert into t (a) values ($1) returning id", "x").Scan(&id)
		},
		"update": func(db *sql.DB) error {
			_, err := db.ExecContext(ctx, "update t set a = $1 where id = $2", "y", 1)
			return err
		},
		"without arguments": func(db *sql.DB) error {
			_, err := db.ExecContext(ctx, "update t set a = 'z' where id = 1")
			return err
		},
	}
	want := map[string][2]int64{"point query": {2, 1}, "insert with id": {2, 1}, "update": {2, 1}, "without arguments": {1, 1}}
	for name, op := range run {
		var got [2]int64
		for i, db := range []*sql.DB{bare, wrapped} {
			db.SetMaxOpenConns(1)
			for range 3 {
				check(t, op(db))
			}
			before := dialer.writes.Load()
			check(t, op(db))
			got[i] = dialer.writes.Load() - before
		}
		if got != want[name] {
			t.Errorf("%s: %d round trips bare and wrapped, want %d", name, got, want[name])
		}
	}
	// The first runs cost no more than the bare driver's.
	for _, want := range []int64{2, 2, 1} {
		before := dialer.writes.Load()
		check(t, wrapped.QueryRow("select a from t where id = $1 and a <> 'q'", 1).Scan(new(string)))
		if got := dialer.writes.Load() - before; got != want {
			t.Errorf("%d round trips, want %d", got, want)
		}
	}
}

// pqTraits are those of package driver/pq.
var pqTraits = wrap.Traits{Prepare: wrap.PrepareArgs, ExclusiveRows: true, StalePlans: true, EndWithConn: true}

// sqliteTraits are those of package driver/sqlite3.
var sqliteTraits = wrap.Traits{Prepare: wrap.PrepareAll, NamedArgs: true}

// TestSchemaChangesUnderKeptTexts changes the columns behind a star, and types, in ways
// that gild sees and in ways that it does not.
func TestSchemaChangesUnderKeptTexts(t *testing.T) {
	ctx := context.Background()
	dsn := engines[1].dsn(t)
	db := engines[1].wrapped(t, dsn, driver.WithTraits(pqTraits))
	db.SetMaxOpenConns(1)
	other := engines[1].bare(t, dsn)
	_, err := db.Exec("create table t (id int primary key, a int); insert into t values (1, 2)")
	check(t, err)
	const star, typed = "select * from t where id = $1", "select a from t where id = $1"
	columns := func(r runner, query string) int {
		t.Helper()
		rows, err := r.QueryContext(ctx, query, 1)
		check(t, err)
		defer rows.Close()
		names, err := rows.Columns()
		check(t, err)
		for rows.Next() {
		}
		check(t, rows.Err())
		return len(names)
	}
	want := 2
	for name, change := range map[string]func(column string){
		"through gild": func(column string) {
			_, err := db.Exec("alter table t add column " + column + " int")
			check(t, err)
		},
		"from elsewhere": func(column string) {
			_, err := other.Exec("alter table t add column " + column + " int")
			check(t, err)
		},
		"in a transaction of gild's": func(column string) {
			tx, err := db.Begin()
			check(t, err)
			_, err = tx.Exec("alter table t add column " + column + " int")
			check(t, err)
			check(t, tx.Commit())
		},
	} {
		for range 3 {
			columns(db, star)
		}
		change(fmt.Sprintf("b%d", want))
		want++
		if got := columns(db, star); got != want {
			t.Errorf("%s: %d columns, want %d", name, got, want)
		}
		for range 3 {
			columns(db, star)
		}
		tx, err := db.Begin()
		check(t, err)
		_, err = other.Exec(fmt.Sprintf("alter table t add column b%d int", want))
		check(t, err)
		want++
		if got := columns(tx, star); got != want {
			t.Errorf("%s: %d columns in a transaction, want %d", name, got, want)
		}
		check(t, tx.Commit())
	}
	for range 3 {
		columns(db, typed)
	}
	_, err = db.Exec("alter table t alter column a type text")
	check(t, err)
	tx, err := db.Begin()
	check(t, err)
	columns(tx, typed)
	_, err = tx.Exec("alter table t alter column a type varchar(9)")
	check(t, err)
	for range 3 {
		columns(tx, typed)
	}
	check(t, tx.Rollback()) // and it is text again
	tx, err = db.Begin()
	check(t, err)
	columns(tx, typed)
	check(t, tx.Rollback())
}

// TestKeptTextsConcurrently runs one text on many connections at once.
func TestKeptTextsConcurrently(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		db := e.fresh(t, driver.WithTraits(wrap.Traits{Prepare: wrap.PrepareAll, StalePlans: true}))
		db.SetMaxOpenConns(8)
		done := make(chan error)
		for i := range 16 {
			go func() {
				var err error
				for j := range 50 {
					var got int
					e := db.QueryRow(fmt.Sprintf("select 1 + %d", j%3)).Scan(&got)
					if e == nil && got != 1+j%3 {
						e = fmt.Errorf("goroutine %d: got %d", i, got)
					}
					err = errors.Join(err, e)
				}
				done <- err
			}()
		}
		for range 16 {
			check(t, <-done)
		}
	})
}

// TestKeepingThatDoesNotPayEnds changes the session before each use of a text.
func TestKeepingThatDoesNotPayEnds(t *testing.T) {
	fake := &fakeDB{conn: modern}
	db := fake.wrapped(t, keepsAll)
	run := func(query string) {
		_, err := db.Exec(query)
		check(t, err)
	}
	for range 50 {
		run("set search_path = a")
		run("update t set a = 1")
	}
	if n := fake.count("prepare"); n == 0 || n > 10 {
		t.Errorf("prepared %d times", n)
	}
	fake.take()
	paying := &fakeDB{conn: modern}
	db = paying.wrapped(t, keepsAll)
	for range 50 {
		run("set search_path = a")
		for range 3 {
			run("update t set a = 1")
		}
	}
	if n := paying.count("prepare"); n != 50 {
		t.Errorf("prepared %d times where it pays", n)
	}
}

// TestLongTextsAreNotKept runs a text again that is too long to be kept by many connections.
func TestLongTextsAreNotKept(t *testing.T) {
	fake := &fakeDB{conn: modern}
	db := fake.wrapped(t, keepsAll)
	for range 4 {
		_, err := db.Exec("update t set a = '" + strings.Repeat("x", 1<<17) + "'")
		check(t, err)
	}
	if n := fake.count("prepare"); n != 0 {
		t.Errorf("prepared %d times", n)
	}
}

// full is what MySQL says when all connections together have too many prepared statements.
type full struct {
	Number   uint16
	SQLState [5]byte
	Message  string
}

func (full) Error() string { return "no room" }

// TestServerWithoutRoom has the server refuse another prepared statement.
func TestServerWithoutRoom(t *testing.T) {
	fake := &fakeDB{conn: modern}
	prepared := 0
	fake.fail = func(event string) error {
		switch {
		case strings.HasPrefix(event, "prepare"):
			if prepared == 2 {
				return &full{1461, [5]byte{'4', '2', '0', '0', '0'}, "no room"}
			}
			prepared++
		case strings.HasPrefix(event, "close stmt"):
			prepared--
		}
		return nil
	}
	db := fake.wrapped(t, keepsAll, driver.WithDialect(mysql.Dialect))
	for i := range 5 {
		for range 3 {
			_, err := db.Exec(fmt.Sprintf("update t set a = %d", i))
			check(t, err)
		}
	}
	if n := fake.count("stmt exec"); n != 10 {
		t.Errorf("%d runs over prepared statements, want 10", n)
	}
}
