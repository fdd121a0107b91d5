package expr

import (
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
//
// It is a single pointer, so that an interface takes it without an allocation.
type X[T any] struct{ at *Expr }

// shell puts a node into the shell that has the methods of expressions.
func shell[T any](e Expr) X[T] {
	if self := selfOf(e); self != nil {
		return X[T]{self}
	}
	own := e
	return X[T]{&own}
}

// shelledBase is the ExprBase of nodes that mostly stand in a shell: they have the place that the
// shell points to.
type shelledBase struct {
	ExprBase
	self Expr // the node itself; of a copy that of the original, which is then of no use
}

// selfOf returns the place in e for shells to point to, nil if there is none.
func selfOf(e Expr) *Expr {
	var self *Expr
	switch n := e.(type) {
	case *Column:
		if n != nil {
			self = &n.self
		}
	case *Binary:
		if n != nil {
			self = &n.self
		}
	case *Logical:
		if n != nil {
			self = &n.self
		}
	case *Bind:
		if n != nil {
			self = &n.self
		}
	}
	if self == nil || *self != e {
		return nil
	}
	return self
}

// Typed gives e, whose type is not known to Go, the Go type T.
func Typed[T any](e Expr) X[T] { return shell[T](canon(e)) }

// Unwrap returns the node inside.
func (x X[T]) Unwrap() Node {
	return x.inner()
}

// Fields declares the node inside as the only child, for trees that hold shells.
func (x X[T]) Fields(v Visitor) {
	inner := x.inner()
	v.Expr(&inner)
}

func (x X[T]) node()      {}
func (x X[T]) item()      {}
func (x X[T]) expr()      {}
func (x X[T]) goType(_ T) {}

// inner is Unwrap as an Expr.
func (x X[T]) inner() Expr {
	if x.at == nil || *x.at == nil {
		return invalid("a column that belongs to no table: fill typed columns with schema.Define")
	}
	return *x.at
}

// Type returns the SQL type.
func (x X[T]) Type() typemap.Type { return TypeOf(x.inner()) }

// As gives the expression a name in a SELECT list.
func (x X[T]) As(name string) *Label { return &Label{Expr: x.inner(), Name: name} }

// Cond is a condition.
type Cond struct{ X[bool] }

func cond(e Expr) Cond { return Cond{shell[bool](e)} }

// And is the condition and all of others.
func (c Cond) And(others ...Expr) Cond { return And(append([]Expr{c}, others...)...) }

// Or is the condition or any of others.
func (c Cond) Or(others ...Expr) Cond { return Or(append([]Expr{c}, others...)...) }

// Not is the opposite of the condition.
func (c Cond) Not() Cond { return Not(c) }

// Col is a column with values of Go type T. The zero Col belongs to no table; it is
// filled by schema.Define, or made from a column with ColOf.
//
// It is another name for X, since methods that were handed on to a type of its own would be compiled
// twice more for each T: Set and the others that need a column say so when the statement is compiled.
type Col[T any] = X[T]

// ColOf returns column c with values of Go type T.
func ColOf[T any](c *Column) Col[T] {
	if c == nil {
		return Col[T]{}
	}
	return shell[T](c)
}

// Column returns the column itself, nil for the zero Col and for what is no column.
func (x X[T]) Column() *Column {
	if x.at == nil {
		return nil
	}
	col, _ := (*x.at).(*Column)
	return col
}

// SetColumn makes x stand for col. It is for packages that fill structs of columns.
func (x *X[T]) SetColumn(col *Column) { *x = ColOf[T](col) }

// GoType returns the Go type of the values.
func (x X[T]) GoType() reflect.Type { return reflect.TypeFor[T]() }

// Nullable reports false: NULL is not among the values of a column, unless it is a Null.
func (x X[T]) Nullable() bool { return false }

// Set assigns v to the column, in Insert and Update.
func (x X[T]) Set(v T) Assignment { return assigned(x.inner(), valueFor(x.inner(), v)) }

// SetOpt assigns a value or NULL to the column, or leaves it as it is: to what Insert and Update then do
// without.
func (x X[T]) SetOpt(v typemap.Opt[T]) Assignment {
	if !v.IsSet() {
		return Assignment{Value: unset}
	}
	return assigned(x.inner(), valueFor(x.inner(), v))
}

// valueFor binds a value that a column is given, whatever its Go type with the column's type.
func valueFor(col Expr, v any) Expr {
	if _, ok := v.(Node); ok {
		return bindBeside(col, v)
	}
	if mistake := listFor(col, v); mistake != nil {
		return mistake
	}
	return &Bind{Value: v, Typ: TypeOf(col), Hint: hintOf(col)}
}

// SetExpr assigns the value of e to the column.
func (x X[T]) SetExpr(e Of[T]) Assignment { return assigned(x.inner(), canon(e)) }

// assigned pairs a column with its value, or no column with the reason why it is none.
func assigned(e, value Expr) Assignment {
	switch e := e.(type) {
	case *Column:
		return Assignment{e, value}
	case *Invalid:
		return Assignment{nil, e}
	}
	return Assignment{nil, invalid("a value is assigned to what is no column")}
}

// Null is a column whose values are of Go type T or NULL.
type Null[T any] struct{ Col[T] }

// Nullable reports true.
func (n Null[T]) Nullable() bool { return true }

// SetNull assigns NULL to the column.
func (n Null[T]) SetNull() Assignment { return assigned(n.inner(), &Bind{Typ: n.Type()}) }

// SetPtr assigns *v to the column, NULL if v is nil.
func (n Null[T]) SetPtr(v *T) Assignment {
	if v == nil {
		return n.SetNull()
	}
	return n.Set(*v)
}
