package mssql

import "github.com/gildsql/gild/compile"

// selects sets how SQL Server writes queries.
func selects(*compile.Rules) {}
