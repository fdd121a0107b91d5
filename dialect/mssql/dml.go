package mssql

import "github.com/gildsql/gild/compile"

// writes sets how SQL Server writes INSERT, UPDATE and DELETE. Rows are given back by OUTPUT, which
// gild does not write yet: it refuses rather than send what the server would not take.
func writes(r *compile.Rules) {
	r.DML.Returning, r.DML.UpdateReturning = false, false
}
