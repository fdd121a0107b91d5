package expr

import "github.com/gildsql/gild/typemap"

// ExtractExpr is a part of a date or time.
type ExtractExpr struct {
	ExprBase
	Field string // "year", "month", "dow"
	Expr  Expr
}

// Fields declares the node.
func (x *ExtractExpr) Fields(v Visitor) {
	v.Kind("extract")
	v.Word(x.Field)
	v.Expr(&x.Expr)
}

// Type returns the type of whole numbers.
func (x *ExtractExpr) Type() typemap.Type { return typemap.Integer() }

// Extract is a part of a date or time: EXTRACT(field FROM e), or what the database has
// for it. The fields year, month, day, hour, minute, second, dow (of the week, 0 is Sunday), doy (of
// the year), week and epoch are known on SQLite; other databases may know more. A field that
// is not a word is an error at compile.
func Extract[T any](field string, e Expr) X[T] {
	return shell[T](&ExtractExpr{Field: field, Expr: canon(e)})
}
