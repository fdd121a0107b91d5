package errors_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/tests/servers"
)

var mysqlTables = []string{
	`create table users (
		id int primary key,
		name varchar(10) not null,
		email varchar(20),
		age int default 0,
		constraint users_email unique (email),
		constraint adult check (age >= 0)) engine=InnoDB`,
	`create table orders (id int primary key, user_id int,
		constraint orders_user foreign key (user_id) references users (id)) engine=InnoDB`,
	"insert into users (id, name, email) values (1, 'ann', 'a@x'), (2, 'bob', 'b@x')",
	"insert into orders values (1, 1)",
}

// mysqlFailures are MariaDB's as well as MySQL's, but for what the test takes out.
var mysqlFailures = []failure{
	{"primary key", gild.Error{Class: dialect.ErrorUnique, Code: "1062", Constraint: "PRIMARY"},
		run("insert into users (id, name) values (1, 'x')")},
	{"unique", gild.Error{Class: dialect.ErrorUnique, Code: "1062", Constraint: "users_email"},
		run("insert into users (id, name, email) values (3, 'x', ' for key ''x')", "insert into users (id, name, email) values (4, 'x', ' for key ''x')")},
	{"foreign key, child", gild.Error{Class: dialect.ErrorForeignKey, Code: "1452", Constraint: "orders_user", Schema: own, Table: "orders", Column: "user_id"},
		run("insert into orders values (2, 99)")},
	{"foreign key, parent", gild.Error{Class: dialect.ErrorForeignKey, Code: "1451", Constraint: "orders_user", Schema: own, Table: "orders", Column: "user_id"},
		run("delete from users where id = 1")},
	{"not null", gild.Error{Class: dialect.ErrorNotNull, Code: "1048", Column: "name"},
		run("insert into users (id, name) values (3, null)")},
	{"no default", gild.Error{Class: dialect.ErrorNotNull, Code: "1364", Column: "name"},
		run("insert into users (id) values (3)")},
	{"deadlock", gild.Error{Class: dialect.ErrorDeadlock, Code: "1213"}, deadlock()},
	{"too long", gild.Error{Class: dialect.ErrorData, Code: "1406", Column: "name"},
		run("insert into users (id, name) values (3, 'a long name')")},
	{"out of range", gild.Error{Class: dialect.ErrorData, Code: "1264", Column: "age"},
		run("update users set age = 9999999999")},
	{"out of range, computed", gild.Error{Class: dialect.ErrorData, Code: "1690"}, run("update users set age = 9223372036854775807 + id")},
	{"many rows", gild.Error{Class: dialect.ErrorData, Code: "1242"}, run("select (select id from users)")},
	{"number of columns", gild.Error{Class: dialect.ErrorSyntax, Code: "1222"}, run("select 1 union select 1, 2")},
	{"number of values", gild.Error{Class: dialect.ErrorSyntax, Code: "1136"}, run("insert into users values (1)")},
	{"aggregate", gild.Error{Class: dialect.ErrorSyntax, Code: "1111"}, run("select 1 from users where sum(id) > 1")},
	{"empty", gild.Error{Class: dialect.ErrorSyntax, Code: "1065"}, run("")},
	{"syntax", gild.Error{Class: dialect.ErrorSyntax, Code: "1064"}, run("selec 1")},
	{"ambiguous", gild.Error{Class: dialect.ErrorSyntax, Code: "1052"}, run("select id from users, orders")},
	{"no table", gild.Error{Class: dialect.ErrorUndefined, Code: "1146", Schema: own, Table: "missing"}, run("select * from missing")},
	{"no column", gild.Error{Class: dialect.ErrorUndefined, Code: "1054", Column: "missing"}, run("select missing from users")},
	{"no function", gild.Error{Class: dialect.ErrorUndefined, Code: "1305"}, run("select missing()")},
	{"no table to drop", gild.Error{Class: dialect.ErrorUndefined, Code: "1051"}, run("drop table missing")},
	{"no column to drop", gild.Error{Class: dialect.ErrorUndefined, Code: "1091"}, run("alter table users drop column missing")},
	{"no column of an index", gild.Error{Class: dialect.ErrorUndefined, Code: "1072"}, run("create index i on users (missing)")},
	{"no index", gild.Error{Class: dialect.ErrorUndefined, Code: "1176"}, run("select * from users use index (missing)")},
	{"no variable", gild.Error{Class: dialect.ErrorUndefined, Code: "1193"}, run("set missing = 1")},
	{"no trigger", gild.Error{Class: dialect.ErrorUndefined, Code: "1360"}, run("drop trigger missing")},
	{"no database to drop", gild.Error{Class: dialect.ErrorUndefined, Code: "1008"}, run("drop database gild_missing")},
	{"database exists", gild.Error{Class: dialect.ErrorDuplicate, Code: "1007"}, run("create database mysql")},
	{"table exists", gild.Error{Class: dialect.ErrorDuplicate, Code: "1050"}, run("create table users (id int)")},
	{"column exists", gild.Error{Class: dialect.ErrorDuplicate, Code: "1060"}, run("alter table users add name int")},
	{"index exists", gild.Error{Class: dialect.ErrorDuplicate, Code: "1061"}, run("create index users_email on users (name)")},
	{"read only", gild.Error{Class: dialect.ErrorReadOnly, Code: "1792"}, in(&sql.TxOptions{ReadOnly: true}, "delete from orders")},
	{"stale plan", gild.Error{Class: dialect.ErrorStalePlan, Code: "1243"}, run("execute missing")},
	{"canceled", gild.Error{Class: dialect.ErrorCanceled, Code: "1317"}, mysqlCanceled},
	{"disconnect", gild.Error{Class: dialect.ErrorDisconnect}, mysqlKilled},
	{"raised", gild.Error{Class: dialect.ErrorOther, Code: "1644"}, run("signal sqlstate '45000'")},
}

// mariadbFailures are those that MySQL makes in another way, or not at all.
var mariadbFailures = []failure{
	{"check", gild.Error{Class: dialect.ErrorCheck, Code: "4025", Constraint: "adult", Schema: own, Table: "users"},
		run("update users set age = -1")},
	{"malformed", gild.Error{Class: dialect.ErrorData, Code: "1366", Schema: own, Table: "users", Column: "age"},
		run("update users set age = ' for column `x'")},
	{"serialization", gild.Error{Class: dialect.ErrorSerialization, Code: "1020"},
		collision(sql.LevelRepeatableRead, "set innodb_snapshot_isolation = 1")},
	{"lock", gild.Error{Class: dialect.ErrorLock, Code: "1205"},
		two(nil, []string{"update users set age = 1"}, []string{"select * from users for update nowait"})},
	{"timeout", gild.Error{Class: dialect.ErrorCanceled, Code: "1969"}, run("set statement max_statement_time = 0.01 for select sleep(20)")},
	{"no sequence", gild.Error{Class: dialect.ErrorUndefined, Code: "4091"}, run("drop sequence missing")},
}

// TestMySQL runs the failures with go-sql-driver/mysql.
func TestMySQL(t *testing.T) {
	dsn := servers.MySQL(t)
	cfg, err := mysql.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	_ = mysql.SetLogger(&mysql.NopLogger{}) // it reports the connections that are lost
	db := open(t, "mysql", dsn)
	must(t, db, mysqlTables...)
	failures := append(mysqlFailures, mysqlLogins(cfg)...)
	var mariadb bool
	if err := db.QueryRow("select version() like '%MariaDB%'").Scan(&mariadb); err != nil {
		t.Fatal(err)
	}
	if mariadb {
		failures = append(failures, mariadbFailures...)
	}
	provoke(t, db, cfg.DBName, failures)
}

// mysqlLogins are the failures of users that may do little.
func mysqlLogins(cfg *mysql.Config) []failure {
	as := func(user, database string) string {
		other := cfg.Clone()
		other.User, other.Passwd, other.DBName = user, "secret", database
		return other.FormatDSN()
	}
	// guest makes a user with the name of the database, which no other test has.
	guest := func(t *testing.T, db *sql.DB, limits string) {
		must(t, db, fmt.Sprintf("create user %s identified by 'secret' %s", cfg.DBName, limits))
		t.Cleanup(func() { must(t, db, "drop user "+cfg.DBName) })
	}
	return []failure{
		{"auth", gild.Error{Class: dialect.ErrorAuth, Code: "1045"}, func(t *testing.T, _ *sql.DB) error {
			return open(t, "mysql", as("gild_nobody", "")).Ping()
		}},
		{"no database", gild.Error{Class: dialect.ErrorUndefined, Code: "1049"}, func(t *testing.T, db *sql.DB) error {
			other := cfg.Clone()
			other.DBName = "gild_missing"
			return open(t, "mysql", other.FormatDSN()).Ping()
		}},
		{"no server", gild.Error{Class: dialect.ErrorDisconnect}, func(t *testing.T, _ *sql.DB) error {
			return open(t, "mysql", "root@tcp(127.0.0.1:1)/").Ping()
		}},
		{"permission for the database", gild.Error{Class: dialect.ErrorPermission, Code: "1044"}, func(t *testing.T, db *sql.DB) error {
			guest(t, db, "")
			return open(t, "mysql", as(cfg.DBName, cfg.DBName)).Ping()
		}},
		{"permission for a table", gild.Error{Class: dialect.ErrorPermission, Code: "1142"}, func(t *testing.T, db *sql.DB) error {
			guest(t, db, "")
			_, err := open(t, "mysql", as(cfg.DBName, "")).Exec("delete from " + cfg.DBName + ".users")
			return err
		}},
		{"resources", gild.Error{Class: dialect.ErrorResources, Code: "1226"}, func(t *testing.T, db *sql.DB) error {
			guest(t, db, "with max_user_connections 1")
			guests := open(t, "mysql", as(cfg.DBName, ""))
			_, release := session(t, guests)
			defer release()
			return guests.Ping()
		}},
	}
}

// mysqlKill gives a session to fail, and what ends it or its statement.
func mysqlKill(t *testing.T, db *sql.DB, what string) (conn *sql.Conn, release func(), kill func() error) {
	conn, release = session(t, db)
	var id int64
	if err := conn.QueryRowContext(limited(t), "select connection_id()").Scan(&id); err != nil {
		t.Fatal(err)
	}
	return conn, release, func() error {
		_, err := db.Exec(fmt.Sprintf("kill %s %d", what, id))
		return err
	}
}

func mysqlKilled(t *testing.T, db *sql.DB) error {
	conn, release, kill := mysqlKill(t, db, "connection")
	defer release()
	if err := kill(); err != nil {
		t.Fatal(err)
	}
	_, err := conn.ExecContext(limited(t), "do 1")
	return err
}

// mysqlCanceled ends a statement that waits for a lock from another session: again and again,
// since the server forgets it if the statement has not begun.
func mysqlCanceled(t *testing.T, db *sql.DB) error {
	tx, err := db.BeginTx(limited(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	must(t, tx, "update users set age = 1")
	conn, release, kill := mysqlKill(t, db, "query")
	defer release()
	done := make(chan error, 1)
	ctx := limited(t)
	go func() {
		_, err := conn.ExecContext(ctx, "update users set age = 2")
		done <- err
	}()
	for {
		if err := kill(); err != nil {
			t.Error(err)
		}
		select {
		case err := <-done:
			return err
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// TestMySQLContext ends a context while the server is busy, which is no lost connection.
func TestMySQLContext(t *testing.T) {
	db := open(t, "mysql", servers.MySQL(t))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := db.ExecContext(ctx, "do sleep(20)")
	if e := gild.ErrorOf(err); err == nil || e != nil {
		t.Errorf("%v: %v", err, e)
	}
}
