package expr

import "github.com/gildsql/gild/typemap"

// ArrayExpr is an array made of expressions.
type ArrayExpr struct {
	ExprBase
	Elems []Expr
	Typ   typemap.Type
}

// Fields declares the node.
func (a *ArrayExpr) Fields(v Visitor) {
	v.Kind("array")
	v.Type(a.Typ)
	v.Exprs(&a.Elems)
}

// Type returns the type of the array.
func (a *ArrayExpr) Type() typemap.Type { return a.Typ }

// Array is an array of values, ARRAY[...]; with T any also of expressions. Its elements have the
// type of T, with T any that of the first one. An array of arrays is one array of more
// dimensions. Only PostgreSQL has arrays.
func Array[T any](elems ...T) X[[]T] { return ArrayTyped(typeFor[T](nil), elems...) }

// ArrayTyped is Array with elements of an SQL type, which an empty array of any needs.
func ArrayTyped[T any](elem typemap.Type, elems ...T) X[[]T] {
	list := make([]Expr, len(elems))
	for i, v := range elems {
		typ := elem
		if typ == (typemap.Type{}) {
			typ = typemap.TypeOfValue(any(v))
		}
		list[i] = bind(v, typ)
	}
	if elem == (typemap.Type{}) && len(list) > 0 {
		elem = TypeOf(list[0])
	}
	if elem.Kind != typemap.KindArray {
		elem = typemap.ArrayOf(elem)
	}
	return shell[[]T](&ArrayExpr{Elems: list, Typ: elem})
}

// arrayBeside gives the whole numbers among the elements the type that those of an array beside
// it have: PostgreSQL does not compare arrays of INTEGER with arrays of BIGINT.
func arrayBeside(a *ArrayExpr, beside typemap.Type) Expr {
	elem := beside.Elem()
	if !elem.IsInteger() || elem == a.Typ.Elem() || !a.Typ.Elem().IsInteger() {
		return a
	}
	elems := make([]Expr, len(a.Elems))
	for i, e := range a.Elems {
		elems[i] = e
		switch e := e.(type) {
		case *ArrayExpr:
			elems[i] = arrayBeside(e, beside)
		case *Bind:
			typed := *e
			typed.Typ = elem
			elems[i] = &typed
		}
	}
	return &ArrayExpr{Elems: elems, Typ: beside}
}

// IndexExpr is an element of an array, or with To a slice of it.
type IndexExpr struct {
	ExprBase
	Array Expr
	At    Expr
	To    Expr // the end of a slice, included, nil for an element
	Typ   typemap.Type
}

// Fields declares the node.
func (i *IndexExpr) Fields(v Visitor) {
	v.Kind("index")
	v.Type(i.Typ)
	v.Expr(&i.Array)
	v.Expr(&i.At)
	v.Expr(&i.To)
}

// Type returns the type of the element or the slice.
func (i *IndexExpr) Type() typemap.Type { return i.Typ }

// Index is the element of an array at a position, a whole number or an expression. The database
// counts, from 1 on.
func (x X[T]) Index(at any) X[any] {
	array := x.inner()
	typ := TypeOf(array)
	if typ.Kind == typemap.KindArray {
		typ = typ.Elem()
	}
	return shell[any](&IndexExpr{Array: array, At: position(array, at), Typ: typ})
}

// Slice is the elements of an array from one position to another, both included.
func (x X[T]) Slice(from, to any) X[T] {
	array := x.inner()
	return shell[T](&IndexExpr{Array: array, At: position(array, from), To: position(array, to), Typ: TypeOf(array)})
}

// position binds a place in an array.
func position(array Expr, at any) Expr {
	if _, ok := at.(Node); ok {
		return bindValue(at)
	}
	return &Bind{Value: at, Typ: typemap.Integer(), Hint: hintOf(array)}
}

// Quantified is ANY or ALL of the elements of an array, or of the rows of a query.
type Quantified struct {
	ExprBase
	All bool
	Of  Expr
}

// Fields declares the node.
func (q *Quantified) Fields(v Visitor) {
	v.Kind("quantified")
	v.Number(flag(q.All))
	v.Expr(&q.Of)
}

// Type returns the type of the elements.
func (q *Quantified) Type() typemap.Type {
	if typ := TypeOf(q.Of); typ.Kind != typemap.KindArray {
		return typ
	}
	return TypeOf(q.Of).Elem()
}

// Any stands on the right of a comparison that is to hold for at least one element of an array,
// or for one value of a query, which is given as ScalarOf. Arrays are PostgreSQL's.
func Any(of Expr) X[any] { return shell[any](&Quantified{Of: canon(of)}) }

// All is Any for a comparison that is to hold for all of them.
func All(of Expr) X[any] { return shell[any](&Quantified{All: true, Of: canon(of)}) }
