package mssql

import "github.com/gildsql/gild/compile"

// selects sets how SQL Server writes queries.
func selects(r *compile.Rules) {
	subqueries(r)
}
