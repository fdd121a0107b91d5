package expr

import "github.com/gildsql/gild/typemap"

// TupleExpr is several values as one: a row to compare with others.
type TupleExpr struct {
	ExprBase
	Items []Expr
}

// Fields declares the node.
func (t *TupleExpr) Fields(v Visitor) {
	v.Kind("tuple")
	v.Exprs(&t.Items)
}

// types returns the types of the members.
func (t *TupleExpr) types() []typemap.Type {
	types := make([]typemap.Type, len(t.Items))
	for i, e := range t.Items {
		types[i] = TypeOf(e)
	}
	return types
}

// Tuple is several values, or expressions, as one: (a, b). It is compared with another tuple,
// with rows of values (In takes each as a []any) or with the rows of a query (InSelect).
func Tuple(items ...any) X[any] {
	list := make([]Expr, len(items))
	for i, v := range items {
		list[i] = bindValue(v)
	}
	return shell[any](&TupleExpr{Items: list})
}
