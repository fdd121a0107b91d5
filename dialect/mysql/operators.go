package mysql

import "github.com/gildsql/gild/compile"

// operators sets how MySQL writes operators and constants.
func operators(r *compile.Rules) {
	r.Expr.NativeBoolean = false
	r.Expr.BooleanWords = true
	r.Expr.Concat = "concat" // || is OR
	r.Expr.IntegerDivision = " DIV "
}
