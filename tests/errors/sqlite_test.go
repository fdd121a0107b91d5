package errors_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/mattn/go-sqlite3"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/tests/servers"
)

var sqliteTables = []string{
	`create table users (
		id integer primary key,
		name text not null,
		email text unique,
		age integer default 0 constraint adult check (age >= 0))`,
	`create unique index by_lower_name on users (lower(name))`,
	`create table orders (id integer primary key, user_id integer references users)`,
	`create table lines (a integer, b integer, primary key (a, b)) without rowid`,
	`create table exact (n integer) strict`,
	`create trigger no_zed before insert on users when new.name = 'zed' begin select raise(abort, 'no: zed'); end`,
	`insert into users (id, name, email) values (1, 'ann', 'a@x'), (2, 'bob', 'b@x')`,
	`insert into orders values (1, 1)`,
	`insert into lines values (1, 1)`,
}

var sqliteFailures = []failure{
	{"primary key", gild.Error{Class: dialect.ErrorUnique, Code: "1555", Table: "users", Column: "id"},
		run("insert into users (id, name) values (1, 'x')")},
	{"primary key of two columns", gild.Error{Class: dialect.ErrorUnique, Code: "1555", Table: "lines", Column: "a, b"},
		run("insert into lines values (1, 1)")},
	{"rowid", gild.Error{Class: dialect.ErrorUnique, Code: "2579", Table: "exact", Column: "rowid"},
		run("insert into exact (rowid, n) values (1, 1)", "insert into exact (rowid, n) values (1, 1)")},
	{"unique", gild.Error{Class: dialect.ErrorUnique, Code: "2067", Table: "users", Column: "email"},
		run("insert into users (id, name, email) values (3, 'x', 'a@x')")},
	{"unique expression", gild.Error{Class: dialect.ErrorUnique, Code: "2067", Constraint: "by_lower_name"},
		run("insert into users (id, name) values (3, 'ANN')")},
	{"foreign key, child", gild.Error{Class: dialect.ErrorForeignKey, Code: "787"}, run("insert into orders values (2, 99)")},
	{"foreign key, parent", gild.Error{Class: dialect.ErrorForeignKey, Code: "787"}, run("delete from users where id = 1")},
	{"not null", gild.Error{Class: dialect.ErrorNotNull, Code: "1299", Table: "users", Column: "name"},
		run("insert into users (id) values (3)")},
	{"check", gild.Error{Class: dialect.ErrorCheck, Code: "275", Constraint: "adult"}, run("update users set age = -1")},
	{"trigger", gild.Error{Class: dialect.ErrorConstraint, Code: "1811"}, run("insert into users (name) values ('zed')")},
	{"strict", gild.Error{Class: dialect.ErrorData, Code: "3091"}, run("insert into exact values ('x')")},
	{"mismatch", gild.Error{Class: dialect.ErrorData, Code: "20"}, run("insert into users (id, name) values ('x', 'x')")},
	{"too big", gild.Error{Class: dialect.ErrorData, Code: "18"}, run("select zeroblob(2000000000)")},
	{"overflow", gild.Error{Class: dialect.ErrorData, Code: "1"}, run("select sum(n) from (select 9223372036854775807 as n union all select 1)")},
	{"snapshot", gild.Error{Class: dialect.ErrorSerialization, Code: "517"}, collision(sql.LevelDefault)},
	{"busy", gild.Error{Class: dialect.ErrorLock, Code: "5"},
		two(nil, []string{"update users set age = 1"}, []string{"update users set age = 2"})},
	{"locked", gild.Error{Class: dialect.ErrorLock, Code: "6"}, func(t *testing.T, db *sql.DB) error {
		conn, release := session(t, db)
		defer release()
		rows, err := conn.QueryContext(limited(t), "select * from users")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		rows.Next()
		_, err = conn.ExecContext(limited(t), "drop table lines")
		return err
	}},
	{"syntax", gild.Error{Class: dialect.ErrorSyntax, Code: "1"}, run("selec 1")},
	{"token", gild.Error{Class: dialect.ErrorSyntax, Code: "1"}, run("select 'x")},
	{"incomplete", gild.Error{Class: dialect.ErrorSyntax, Code: "1"}, run("select * from")},
	{"ambiguous", gild.Error{Class: dialect.ErrorSyntax, Code: "1"}, run("select id from users, orders")},
	{"arguments", gild.Error{Class: dialect.ErrorSyntax, Code: "1"}, run("select lower()")},
	{"misuse", gild.Error{Class: dialect.ErrorSyntax, Code: "1"}, run("select 1 from users where sum(id) > 1")},
	{"no table", gild.Error{Class: dialect.ErrorUndefined, Code: "1", Table: "missing"}, run("select * from missing")},
	{"no column", gild.Error{Class: dialect.ErrorUndefined, Code: "1", Column: "missing"}, run("select missing from users")},
	{"no column to insert", gild.Error{Class: dialect.ErrorUndefined, Code: "1"}, run("insert into users (missing) values (1)")},
	{"no function", gild.Error{Class: dialect.ErrorUndefined, Code: "1"}, run("select missing()")},
	{"no database", gild.Error{Class: dialect.ErrorUndefined, Code: "1"}, run("create table missing.t (id)")},
	{"table exists", gild.Error{Class: dialect.ErrorDuplicate, Code: "1"}, run("create table users (id)")},
	{"index exists", gild.Error{Class: dialect.ErrorDuplicate, Code: "1"}, run("create index by_lower_name on users (name)")},
	{"table of that name", gild.Error{Class: dialect.ErrorDuplicate, Code: "1"}, run("create index users on orders (id)")},
	{"trigger exists", gild.Error{Class: dialect.ErrorDuplicate, Code: "1"},
		run("create trigger no_zed before insert on users begin select 1; end")},
	{"column exists", gild.Error{Class: dialect.ErrorDuplicate, Code: "1"}, run("alter table users add name text")},
	{"malformed JSON", gild.Error{Class: dialect.ErrorData, Code: "1"}, run("select json('{')")},
	{"permission", gild.Error{Class: dialect.ErrorPermission, Code: "23"}, sqliteDenied},
	{"read only", gild.Error{Class: dialect.ErrorReadOnly, Code: "8"}, restored("pragma query_only = 1", "delete from orders", "pragma query_only = 0")},
	{"resources", gild.Error{Class: dialect.ErrorResources, Code: "13"},
		restored("pragma max_page_count = 1", "create table big as select zeroblob(1000000)", "pragma max_page_count = 1000000")},
	{"other", gild.Error{Class: dialect.ErrorOther, Code: "1"}, restored("select 1", "commit", "select 1")},
}

// TestSQLite runs the failures with go-sqlite3. In WAL mode readers and writers meet.
func TestSQLite(t *testing.T) {
	db := open(t, "sqlite3", "file:"+servers.SQLite(t)+"?_foreign_keys=on&_journal_mode=WAL&_busy_timeout=0")
	must(t, db, sqliteTables...)
	provoke(t, db, "", sqliteFailures)
}

// restored runs statements on one connection; the second fails.
func restored(before, failing, after string) func(*testing.T, *sql.DB) error {
	return func(t *testing.T, db *sql.DB) error {
		conn, release := session(t, db)
		defer release()
		must(t, conn, before)
		_, err := conn.ExecContext(limited(t), failing)
		must(t, conn, after)
		return err
	}
}

// sqliteDenied deletes on a connection that an authorizer guards.
func sqliteDenied(t *testing.T, db *sql.DB) error {
	conn, release := session(t, db)
	defer release()
	guard := func(authorize func(int, string, string, string) int) {
		if err := conn.Raw(func(c any) error { c.(*sqlite3.SQLiteConn).RegisterAuthorizer(authorize); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	guard(func(op int, _, _, _ string) int {
		if op == sqlite3.SQLITE_DELETE {
			return sqlite3.SQLITE_DENY
		}
		return sqlite3.SQLITE_OK
	})
	defer guard(nil)
	_, err := conn.ExecContext(limited(t), "delete from orders")
	return err
}

// TestSQLiteContext ends a context while SQLite is busy: the error is the context's own, or that
// of an interruption.
func TestSQLiteContext(t *testing.T) {
	db := open(t, "sqlite3", servers.SQLite(t))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	rows, err := db.QueryContext(ctx, "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	rows.Next()
	cancel()
	for rows.Next() {
	}
	if e := gild.ErrorOf(rows.Err()); rows.Err() == nil || e != nil && e.Class != dialect.ErrorCanceled {
		t.Errorf("%v: %v", rows.Err(), e)
	}
}
