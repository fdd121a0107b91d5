package errors_test

import (
	"context"
	"database/sql"
	"net/url"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/lib/pq"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/tests/servers"
)

var postgresTables = []string{
	`create table users (
		id integer primary key,
		name varchar(10) not null,
		email text constraint users_email unique,
		age integer default 0 constraint adult check (age >= 0))`,
	`create table orders (id integer primary key, user_id integer constraint orders_user references users)`,
	`create table stays (room int4range, constraint no_overlap exclude using gist (room with &&))`,
	`insert into users (id, name, email) values (1, 'ann', 'a@x'), (2, 'bob', 'b@x')`,
	`insert into orders values (1, 1)`,
	`insert into stays values ('[1,5)')`,
}

var postgresFailures = []failure{
	{"primary key", gild.Error{Class: dialect.ErrorUnique, Code: "23505", Constraint: "users_pkey", Schema: own, Table: "users"},
		run("insert into users (id, name) values (1, 'x')")},
	{"unique", gild.Error{Class: dialect.ErrorUnique, Code: "23505", Constraint: "users_email", Schema: own, Table: "users"},
		run("insert into users (id, name, email) values (3, 'x', 'a@x')")},
	{"foreign key, child", gild.Error{Class: dialect.ErrorForeignKey, Code: "23503", Constraint: "orders_user", Schema: own, Table: "orders"},
		run("insert into orders values (2, 99)")},
	{"foreign key, parent", gild.Error{Class: dialect.ErrorForeignKey, Code: "23503", Constraint: "orders_user", Schema: own, Table: "orders"},
		run("delete from users where id = 1")},
	{"not null", gild.Error{Class: dialect.ErrorNotNull, Code: "23502", Schema: own, Table: "users", Column: "name"},
		run("insert into users (id) values (3)")},
	{"check", gild.Error{Class: dialect.ErrorCheck, Code: "23514", Constraint: "adult", Schema: own, Table: "users"},
		run("update users set age = -1")},
	{"exclusion", gild.Error{Class: dialect.ErrorExclusion, Code: "23P01", Constraint: "no_overlap", Schema: own, Table: "stays"},
		run("insert into stays values ('[4,8)')")},
	{"serialization", gild.Error{Class: dialect.ErrorSerialization, Code: "40001"}, collision(sql.LevelRepeatableRead)},
	{"deadlock", gild.Error{Class: dialect.ErrorDeadlock, Code: "40P01"}, deadlock("set local deadlock_timeout = '10ms'")},
	{"lock, nowait", gild.Error{Class: dialect.ErrorLock, Code: "55P03"},
		two(nil, []string{"update users set age = 1"}, []string{"select * from users for update nowait"})},
	{"lock, timeout", gild.Error{Class: dialect.ErrorLock, Code: "55P03"},
		two(nil, []string{"update users set age = 1"}, []string{"set local lock_timeout = '10ms'", "update users set age = 2"})},
	{"canceled", gild.Error{Class: dialect.ErrorCanceled, Code: "57014"}, run("set local statement_timeout = '10ms'", "select pg_sleep(20)")},
	{"too long", gild.Error{Class: dialect.ErrorData, Code: "22001"}, run("insert into users (id, name) values (3, 'a long name')")},
	{"malformed", gild.Error{Class: dialect.ErrorData, Code: "22P02"}, run("select 'x'::integer")},
	{"division", gild.Error{Class: dialect.ErrorData, Code: "22012"}, run("select 1/0")},
	{"syntax", gild.Error{Class: dialect.ErrorSyntax, Code: "42601"}, run("selec 1")},
	{"type", gild.Error{Class: dialect.ErrorSyntax, Code: "42804"}, run("select 1 where 1")},
	{"no table", gild.Error{Class: dialect.ErrorUndefined, Code: "42P01"}, run("select * from missing")},
	{"no column", gild.Error{Class: dialect.ErrorUndefined, Code: "42703"}, run("select missing from users")},
	{"no function", gild.Error{Class: dialect.ErrorUndefined, Code: "42883"}, run("select missing()")},
	{"no type", gild.Error{Class: dialect.ErrorUndefined, Code: "42704"}, run("select null::missing")},
	{"no schema", gild.Error{Class: dialect.ErrorUndefined, Code: "3F000"}, run("create table missing.t ()")},
	{"no savepoint", gild.Error{Class: dialect.ErrorUndefined, Code: "3B001"}, run("rollback to missing")},
	{"no cursor", gild.Error{Class: dialect.ErrorUndefined, Code: "34000"}, run("fetch missing")},
	{"schema exists", gild.Error{Class: dialect.ErrorDuplicate, Code: "42P06"}, run("create schema information_schema")},
	{"constraint exists", gild.Error{Class: dialect.ErrorDuplicate, Code: "42710"}, run("alter table users add constraint adult check (true)")},
	{"many rows", gild.Error{Class: dialect.ErrorData, Code: "21000"}, run("select (select id from users)")},
	{"table exists", gild.Error{Class: dialect.ErrorDuplicate, Code: "42P07"}, run("create table users ()")},
	{"column exists", gild.Error{Class: dialect.ErrorDuplicate, Code: "42701"}, run("alter table users add name text")},
	{"permission", gild.Error{Class: dialect.ErrorPermission, Code: "42501"}, run("set local role pg_monitor", "create schema denied")},
	{"read only", gild.Error{Class: dialect.ErrorReadOnly, Code: "25006"}, in(&sql.TxOptions{ReadOnly: true}, "delete from orders")},
	{"resources", gild.Error{Class: dialect.ErrorResources, Code: "53400"},
		run("set local work_mem = '64kB'", "set local temp_file_limit = '64kB'", "select g from generate_series(1, 100000) g order by -g")},
	{"aborted", gild.Error{Class: dialect.ErrorAborted, Code: "25P02"}, func(t *testing.T, db *sql.DB) error {
		tx, err := db.BeginTx(limited(t), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		if _, err := tx.Exec("selec 1"); err == nil {
			t.Fatal("no error")
		}
		_, err = tx.Exec("select 1")
		return err
	}},
	{"disconnect", gild.Error{Class: dialect.ErrorDisconnect}, postgresTerminated},
	{"stale plan", gild.Error{Class: dialect.ErrorStalePlan, Code: "0A000"}, postgresStale("alter table stays add note text")},
	{"plan dropped", gild.Error{Class: dialect.ErrorStalePlan, Code: "26000"}, postgresStale("deallocate all")},
	{"not supported", gild.Error{Class: dialect.ErrorOther, Code: "0A000"}, run("select count(*) from users for update")},
	{"raised", gild.Error{Class: dialect.ErrorOther, Code: "P0001"}, run("do $$ begin raise exception 'no'; end $$")},
}

// TestPostgres runs the failures with both drivers of PostgreSQL.
func TestPostgres(t *testing.T) {
	for _, driver := range []string{"postgres", "pgx"} {
		t.Run(driver, func(t *testing.T) {
			dsn := servers.Postgres(t)
			db := open(t, driver, dsn)
			must(t, db, postgresTables...)
			var schema string
			if err := db.QueryRow("select current_schema()").Scan(&schema); err != nil {
				t.Fatal(err)
			}
			provoke(t, db, schema, append(postgresFailures,
				failure{"auth", gild.Error{Class: dialect.ErrorAuth}, func(t *testing.T, _ *sql.DB) error {
					return open(t, driver, withUser(t, dsn, "gild_nobody")).Ping()
				}},
				failure{"no database", gild.Error{Class: dialect.ErrorUndefined, Code: "3D000"}, func(t *testing.T, _ *sql.DB) error {
					return open(t, driver, withPath(t, dsn, "/gild_missing")).Ping()
				}},
				failure{"no server", gild.Error{Class: dialect.ErrorDisconnect}, func(t *testing.T, _ *sql.DB) error {
					return open(t, driver, "postgres://x@127.0.0.1:1/x?sslmode=disable").Ping()
				}},
			))
		})
	}
}

// TestPostgresContext ends contexts while the server is busy, which is no lost connection.
func TestPostgresContext(t *testing.T) {
	for _, driver := range []string{"postgres", "pgx"} {
		t.Run(driver, func(t *testing.T) {
			db := open(t, driver, servers.Postgres(t))
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			_, err := db.ExecContext(ctx, "select pg_sleep(20)")
			if err == nil || gild.Is(err, gild.ErrDisconnect) {
				t.Errorf("got %v", gild.ErrorOf(err))
			}
			if e := gild.ErrorOf(err); e != nil && e.Class != dialect.ErrorCanceled {
				t.Errorf("got %v", e)
			}
		})
	}
}

// postgresTerminated ends a session from another one, and waits until it has ended.
func postgresTerminated(t *testing.T, db *sql.DB) error {
	conn, release := session(t, db)
	defer release()
	var pid int
	if err := conn.QueryRowContext(limited(t), "select pg_backend_pid()").Scan(&pid); err != nil {
		t.Fatal(err)
	}
	var ended bool
	if err := db.QueryRow("select pg_terminate_backend($1, 10000)", pid).Scan(&ended); err != nil || !ended {
		t.Fatal(ended, err)
	}
	_, err := conn.ExecContext(limited(t), "select 1")
	return err
}

// postgresStale runs a prepared statement after another one that makes it stale.
func postgresStale(change string) func(*testing.T, *sql.DB) error {
	return func(t *testing.T, db *sql.DB) error {
		conn, release := session(t, db)
		defer release()
		stmt, err := conn.PrepareContext(limited(t), "select * from stays")
		if err != nil {
			t.Fatal(err)
		}
		defer stmt.Close()
		if err := drain(stmt.Query()); err != nil {
			t.Fatal(err)
		}
		must(t, conn, change)
		return drain(stmt.Query())
	}
}

func drain(rows *sql.Rows, err error) error {
	if err != nil {
		return err
	}
	for rows.Next() {
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return rows.Close()
}

func withUser(t *testing.T, dsn, user string) string {
	u := parseURL(t, dsn)
	u.User = url.UserPassword(user, "wrong")
	return u.String()
}

func withPath(t *testing.T, dsn, path string) string {
	u := parseURL(t, dsn)
	u.Path = path
	return u.String()
}

func parseURL(t *testing.T, dsn string) *url.URL {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
