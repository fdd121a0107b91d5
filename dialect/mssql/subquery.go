package mssql

import "github.com/gildsql/gild/compile"

// subqueries sets what SQL Server writes in FROM and WITH.
func subqueries(r *compile.Rules) { r.Query.NoRecursiveWord = true }
