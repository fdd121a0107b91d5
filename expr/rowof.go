package expr

import "github.com/gildsql/gild/typemap"

// RowValue is the name of a FROM element as a value: its whole row, or the value of a function.
// It is made by RowOf and by TableFunc.Value.
type RowValue struct {
	ExprBase
	Of     From
	Typ    typemap.Type
	Single bool // Of gives values, not rows
}

// RowOf is the whole row of f as a value, for functions such as row_to_json.
func RowOf(f From) X[any] { return shell[any](&RowValue{Of: CanonicalFrom(f)}) }

// Type returns the type of the value.
func (r *RowValue) Type() typemap.Type { return r.Typ }

// Fields declares the node.
func (r *RowValue) Fields(v Visitor) {
	v.Kind("row value")
	v.Number(flag(r.Single))
	v.Type(r.Typ)
	v.From(&r.Of)
}

// FieldOf is one column of a function's result as a value: (f(x)).name.
func FieldOf[T any](fn Expr, name string, typ ...typemap.Type) X[T] {
	return shell[T](&FieldExpr{Func: canon(fn), Name: name, Typ: typeFor[T](typ)})
}

// FieldExpr is one column of a function's result. It is made by FieldOf.
type FieldExpr struct {
	ExprBase
	Func Expr
	Name string
	Typ  typemap.Type
}

// Type returns the type of the column.
func (f *FieldExpr) Type() typemap.Type { return f.Typ }

// Fields declares the node.
func (f *FieldExpr) Fields(v Visitor) {
	v.Kind("field")
	v.Word(f.Name)
	v.Type(f.Typ)
	v.Expr(&f.Func)
}
