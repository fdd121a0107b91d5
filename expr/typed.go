package expr

import (
	"errors"
	"reflect"

	"github.com/gildsql/gild/typemap"
)

// Of is an expression whose Go type is T.
type Of[T any] interface {
	Expr
	goType(T)
}

// X is an expression whose Go type is T. It is a thin shell: trees hold what is inside.
// An X[any] is the dynamic form: its methods take any value, and other expressions too.
type X[T any] struct{ e Expr }

// Typed gives e, whose type is not known to Go, the Go type T.
func Typed[T any](e Expr) X[T] { return X[T]{canon(e)} }

// Unwrap returns the node inside.
func (x X[T]) Unwrap() Node {
	if x.e == nil {
		return invalid("a column that belongs to no table: fill typed columns with schema.Define")
	}
	return x.e
}

// Fields declares the node inside as the only child, for trees that hold shells.
func (x X[T]) Fields(v Visitor) {
	inner := x.inner()
	v.Expr(&inner)
}

func (x X[T]) node()       {}
func (x X[T]) item()       {}
func (x X[T]) expr()       {}
func (x X[T]) goType(_ T)  {}
func (x X[T]) inner() Expr { return x.Unwrap().(Expr) }

// Type returns the SQL type.
func (x X[T]) Type() typemap.Type { return TypeOf(x.inner()) }

func (x X[T]) compare(op Op, right Expr) Cond {
	return cond(&Binary{Op: op, Left: x.inner(), Right: right, Typ: typemap.Boolean()})
}

func (x X[T]) bind(v T) Expr { return bindBeside(x.inner(), v) }

// Eq is x = v. With nil or a nil pointer it is x IS NULL.
func (x X[T]) Eq(v T) Cond {
	if isNull(v) {
		return x.IsNull()
	}
	return x.compare(OpEq, x.bind(v))
}

// Ne is x <> v. With nil or a nil pointer it is x IS NOT NULL.
func (x X[T]) Ne(v T) Cond {
	if isNull(v) {
		return x.IsNotNull()
	}
	return x.compare(OpNe, x.bind(v))
}

// isNull reports whether v is nil or a nil pointer. A nil node is no NULL but a mistake.
func isNull[T any](v T) bool {
	if any(v) == nil {
		return true
	}
	if kind := reflect.TypeFor[T]().Kind(); kind != reflect.Interface && kind != reflect.Pointer {
		return false
	}
	if _, ok := any(v).(Node); ok {
		return false
	}
	rv := reflect.ValueOf(v)
	return rv.Kind() == reflect.Pointer && rv.IsNil()
}

// Lt is x < v.
func (x X[T]) Lt(v T) Cond { return x.compare(OpLt, x.bind(v)) }

// Le is x <= v.
func (x X[T]) Le(v T) Cond { return x.compare(OpLe, x.bind(v)) }

// Gt is x > v.
func (x X[T]) Gt(v T) Cond { return x.compare(OpGt, x.bind(v)) }

// Ge is x >= v.
func (x X[T]) Ge(v T) Cond { return x.compare(OpGe, x.bind(v)) }

// EqExpr is x = e.
func (x X[T]) EqExpr(e Of[T]) Cond { return x.compare(OpEq, canon(e)) }

// NeExpr is x <> e.
func (x X[T]) NeExpr(e Of[T]) Cond { return x.compare(OpNe, canon(e)) }

// LtExpr is x < e.
func (x X[T]) LtExpr(e Of[T]) Cond { return x.compare(OpLt, canon(e)) }

// LeExpr is x <= e.
func (x X[T]) LeExpr(e Of[T]) Cond { return x.compare(OpLe, canon(e)) }

// GtExpr is x > e.
func (x X[T]) GtExpr(e Of[T]) Cond { return x.compare(OpGt, canon(e)) }

// GeExpr is x >= e.
func (x X[T]) GeExpr(e Of[T]) Cond { return x.compare(OpGe, canon(e)) }

// Like is x LIKE pattern, where % stands for any text and _ for one character.
func (x X[T]) Like(pattern string) Cond { return x.compare(OpLike, Val(pattern).inner()) }

// NotLike is x NOT LIKE pattern.
func (x X[T]) NotLike(pattern string) Cond { return x.compare(OpNotLike, Val(pattern).inner()) }

// In is x IN (vs). With no values it is false, as a set without members is.
func (x X[T]) In(vs ...T) Cond { return x.compare(OpIn, x.list(vs)) }

// NotIn is x NOT IN (vs). With no values it is true.
func (x X[T]) NotIn(vs ...T) Cond { return x.compare(OpNotIn, x.list(vs)) }

// InSelect is x IN (SELECT ...), for a SELECT of one column. To compare with the only value
// of a SELECT, give its ScalarOf to EqExpr and the like.
func (x X[T]) InSelect(q Query) Cond { return x.compare(OpIn, scalar(q)) }

// InParam is x IN (the values of a slice given with each execution as sql.Named(name, slice)).
func (x X[T]) InParam(name string) Cond {
	return x.compare(OpIn, &Bind{Param: name, Typ: x.Type(), Many: true})
}

// list binds the values of IN: as one parameter that expands, unless there are
// expressions among them.
func (x X[T]) list(vs []T) Expr {
	values := make([]any, len(vs))
	mixed := false
	for i, v := range vs {
		values[i] = v
		if _, ok := any(v).(Expr); ok {
			mixed = true
		}
	}
	if !mixed {
		return &Bind{Value: values, Typ: x.Type(), Many: true, Hint: hintOf(x.inner())}
	}
	items := make([]Expr, len(values))
	for i, v := range values {
		items[i] = bind(v, x.Type())
	}
	return &List{Items: items}
}

// Between is x BETWEEN low AND high, both included.
func (x X[T]) Between(low, high T) Cond {
	return x.compare(OpBetween, &Logical{Op: OpAnd, Parts: []Expr{x.bind(low), x.bind(high)}})
}

// IsNull is x IS NULL.
func (x X[T]) IsNull() Cond { return x.compare(OpIs, &Constant{}) }

// IsNotNull is x IS NOT NULL.
func (x X[T]) IsNotNull() Cond { return x.compare(OpIsNot, &Constant{}) }

func (x X[T]) arithmetic(op Op, right Expr) X[T] {
	return X[T]{&Binary{Op: op, Left: x.inner(), Right: right, Typ: x.Type()}}
}

// Add is x + v.
func (x X[T]) Add(v T) X[T] { return x.arithmetic(OpAdd, x.bind(v)) }

// Sub is x - v.
func (x X[T]) Sub(v T) X[T] { return x.arithmetic(OpSub, x.bind(v)) }

// Mul is x * v.
func (x X[T]) Mul(v T) X[T] { return x.arithmetic(OpMul, x.bind(v)) }

// Div is x / v, as the database divides.
func (x X[T]) Div(v T) X[T] { return x.arithmetic(OpDiv, x.bind(v)) }

// AddExpr is x + e.
func (x X[T]) AddExpr(e Of[T]) X[T] { return x.arithmetic(OpAdd, canon(e)) }

// SubExpr is x - e.
func (x X[T]) SubExpr(e Of[T]) X[T] { return x.arithmetic(OpSub, canon(e)) }

// MulExpr is x * e.
func (x X[T]) MulExpr(e Of[T]) X[T] { return x.arithmetic(OpMul, canon(e)) }

// DivExpr is x / e, as the database divides.
func (x X[T]) DivExpr(e Of[T]) X[T] { return x.arithmetic(OpDiv, canon(e)) }

// Concat is x || v.
func (x X[T]) Concat(v T) X[T] { return x.concat(x.bind(v)) }

// ConcatExpr is x || e.
func (x X[T]) ConcatExpr(e Of[T]) X[T] { return x.concat(canon(e)) }

// concat makes text of what is neither text nor bytes.
func (x X[T]) concat(right Expr) X[T] {
	typ := x.Type()
	if !typ.IsText() && typ.Kind != typemap.KindBinary {
		typ = typemap.String(0)
	}
	return X[T]{&Binary{Op: OpConcat, Left: x.inner(), Right: right, Typ: typ}}
}

// As gives the expression a name in a SELECT list.
func (x X[T]) As(name string) *Label { return &Label{Expr: x.inner(), Name: name} }

// Asc orders by the expression, smallest first.
func (x X[T]) Asc() *Order { return &Order{Expr: x.inner()} }

// Desc orders by the expression, greatest first.
func (x X[T]) Desc() *Order { return &Order{Expr: x.inner(), Descending: true} }

// Cond is a condition.
type Cond struct{ X[bool] }

func cond(e Expr) Cond { return Cond{X[bool]{e}} }

// And is the condition and all of others.
func (c Cond) And(others ...Expr) Cond { return And(append([]Expr{c}, others...)...) }

// Or is the condition or any of others.
func (c Cond) Or(others ...Expr) Cond { return Or(append([]Expr{c}, others...)...) }

// Not is the opposite of the condition.
func (c Cond) Not() Cond { return Not(c) }

// Col is a column with values of Go type T. The zero Col belongs to no table; it is
// filled by schema.Define, or made from a column with ColOf.
type Col[T any] struct{ X[T] }

// ColOf returns column c with values of Go type T.
func ColOf[T any](c *Column) Col[T] {
	if c == nil {
		return Col[T]{}
	}
	return Col[T]{X[T]{c}}
}

// Column returns the column itself, nil for the zero Col.
func (c Col[T]) Column() *Column {
	col, _ := c.e.(*Column)
	return col
}

// SetColumn makes c stand for col. It is for packages that fill structs of columns.
func (c *Col[T]) SetColumn(col *Column) { *c = ColOf[T](col) }

// GoType returns the Go type of the column's values.
func (c Col[T]) GoType() reflect.Type { return reflect.TypeFor[T]() }

// Nullable reports false: NULL is not among the column's values.
func (c Col[T]) Nullable() bool { return false }

// Set assigns v to the column, in Insert and Update.
func (c Col[T]) Set(v T) Assignment { return c.assign(c.bind(v)) }

// SetExpr assigns the value of e to the column.
func (c Col[T]) SetExpr(e Of[T]) Assignment { return c.assign(canon(e)) }

// assign pairs the column with its value, or no column with the reason why it is none.
func (c Col[T]) assign(value Expr) Assignment {
	col := c.Column()
	if col == nil {
		value = c.inner()
	}
	return Assignment{col, value}
}

// Null is a column whose values are of Go type T or NULL.
type Null[T any] struct{ Col[T] }

// Nullable reports true.
func (n Null[T]) Nullable() bool { return true }

// SetNull assigns NULL to the column.
func (n Null[T]) SetNull() Assignment { return n.assign(&Bind{Typ: n.Type()}) }

// SetPtr assigns *v to the column, NULL if v is nil.
func (n Null[T]) SetPtr(v *T) Assignment {
	if v == nil {
		return n.SetNull()
	}
	return n.Set(*v)
}

// Assignment gives a column a value. Without a column, which is a mistake, Value may be
// an Invalid that says why there is none.
type Assignment struct {
	Column *Column
	Value  Expr
}

// target returns the column, or why there is none.
func (a Assignment) target() (*Column, error) {
	if a.Column != nil {
		return a.Column, nil
	}
	if reason, ok := a.Value.(*Invalid); ok && reason != nil {
		return nil, reason.Err
	}
	return nil, errors.New("a value for a column that belongs to no table: fill typed columns with schema.Define")
}
