package expr

import "github.com/gildsql/gild/typemap"

// RawExpr is an expression written as SQL text.
type RawExpr struct {
	ExprBase
	SQL string
	Typ typemap.Type
}

// Fields declares the node.
func (r *RawExpr) Fields(v Visitor) {
	v.Kind("raw")
	v.Word(r.SQL)
	v.Type(r.Typ)
}

// Type returns the type it was given.
func (r *RawExpr) Type() typemap.Type { return r.Typ }

// Raw is an expression of Go type T written as SQL text, which is sent as it stands: nothing
// in it is quoted, and colons mean nothing; for text with parameters see Text. Its type is
// that of T unless one is given. It is for SQL that gild has no words for: values never belong
// in it.
func Raw[T any](sql string, typ ...typemap.Type) X[T] {
	return shell[T](&RawExpr{SQL: sql, Typ: typeFor[T](typ)})
}

// typeFor returns the type that was given, else that of the Go type T.
func typeFor[T any](given []typemap.Type) typemap.Type {
	if len(given) > 0 {
		return given[0]
	}
	var zero T
	return typemap.TypeOfValue(any(zero))
}
