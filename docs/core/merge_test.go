package core_test

import (
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
)

func Example_merge() {
	stmt := expr.Merge(Users).Using(Staff, Users.ID.EqExpr(Staff.ID)).
		WhenMatched(Staff.BossID.IsNull()).DoDelete().
		WhenMatched().DoUpdate(Users.Name.SetExpr(Staff.Name)).
		WhenNotMatched().DoInsert(Users.ID.SetExpr(Staff.ID), Users.Name.SetExpr(Staff.Name))

	show(stmt, postgres.Dialect, mssql.Dialect, oracle.Dialect, mysql.Dialect)
	// Output:
	// -- postgresql
	// MERGE INTO users USING staff ON (users.id = staff.id) WHEN MATCHED AND staff.boss_id IS NULL THEN DELETE WHEN MATCHED THEN UPDATE SET name=staff.name WHEN NOT MATCHED THEN INSERT (id, name) VALUES (staff.id, staff.name)
	// -- mssql
	// MERGE INTO users USING staff ON (users.id = staff.id) WHEN MATCHED AND staff.boss_id IS NULL THEN DELETE WHEN MATCHED THEN UPDATE SET name=staff.name WHEN NOT MATCHED THEN INSERT (id, name) VALUES (staff.id, staff.name);
	// -- oracle
	// MERGE INTO users USING staff ON (users.id = staff.id) WHEN MATCHED THEN UPDATE SET name=staff.name DELETE WHERE staff.boss_id IS NULL WHEN NOT MATCHED THEN INSERT (id, name) VALUES (staff.id, staff.name)
	// -- mysql
	// gild: mysql: MERGE: there is no MERGE here, only on PostgreSQL from 15 on, SQL Server and Oracle: use Insert with Upsert, which all databases have
}
