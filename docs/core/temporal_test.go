package core_test

import (
	"time"

	"github.com/gildsql/gild/dialect/mariadb"
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
)

func Example_temporal() {
	then := expr.AsOf(Users, time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC))
	stmt := expr.Select(then.C("name")).Where(then.C("id").Eq(1))

	show(stmt, mssql.Dialect, mariadb.Dialect, oracle.Dialect, postgres.Dialect)
	// Output:
	// -- mssql
	// SELECT users_1.name FROM users FOR SYSTEM_TIME AS OF @p1 AS users_1 WHERE users_1.id = @p2 -- 2024-02-29 12:00:00 +0000 UTC, 1
	// -- mariadb
	// SELECT users_1.name FROM users FOR SYSTEM_TIME AS OF ? AS users_1 WHERE users_1.id = ? -- 2024-02-29 12:00:00 +0000 UTC, 1
	// -- oracle
	// SELECT users_1.name FROM users AS OF TIMESTAMP :1 users_1 WHERE users_1.id = :2 -- 2024-02-29 12:00:00 +0000 UTC, 1
	// -- postgresql
	// gild: postgresql: SELECT: there are no versions of rows by time here, only on SQL Server, on MariaDB from 10.3 on and on Oracle: select from a table of the history
}
