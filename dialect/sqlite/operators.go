package sqlite

import "github.com/gildsql/gild/compile"

// operators sets how SQLite writes operators and constants.
func operators(r *compile.Rules) {
	r.Expr.NativeBoolean = false
	r.Expr.EmptySet = emptySet
}

func emptySet(bool) string { return "(SELECT 1 FROM (SELECT 1) WHERE 1!=1)" }
