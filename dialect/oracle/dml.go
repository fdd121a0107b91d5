package oracle

import "github.com/gildsql/gild/compile"

// writes sets how Oracle writes INSERT, UPDATE and DELETE. Rows are given back by RETURNING INTO, which
// gild does not write yet: it refuses rather than send what the server would not take.
func writes(r *compile.Rules) {
	r.DML.Returning, r.DML.UpdateReturning = false, false
}
