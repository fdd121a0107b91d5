package expr

import (
	"reflect"

	"github.com/gildsql/gild/typemap"
)

// CollectionOp is an operator on arrays, ranges and JSON documents of PostgreSQL.
type CollectionOp int

// The operators of CollectionExpr.
const (
	OpContains    CollectionOp = iota // @>
	OpContainedBy                     // <@
	OpOverlaps                        // &&
	OpHasKey                          // ?
	OpHasAny                          // ?|
	OpHasAll                          // ?&
	OpDeletePath                      // #-
	OpPathExists                      // @?
	OpPathMatch                       // @@
)

// CollectionExpr is an operator between an array, a range or a document and something else.
type CollectionExpr struct {
	ExprBase
	Op          CollectionOp
	Left, Right Expr
}

// Fields declares the node.
func (x *CollectionExpr) Fields(v Visitor) {
	v.Kind("collection")
	v.Number(int(x.Op))
	v.Expr(&x.Left)
	v.Expr(&x.Right)
}

// Type returns the type of the document for OpDeletePath, else the boolean type.
func (x *CollectionExpr) Type() typemap.Type {
	if x.Op == OpDeletePath {
		return TypeOf(x.Left)
	}
	return typemap.Boolean()
}

// The methods below are operators of PostgreSQL; on other databases they are errors at
// compile. Values are bound with the type of x unless they are of another kind, and expressions
// stand as they are.

// ContainsAll is x @> v: an array, a range or a JSON document contains all that v does.
func (x X[T]) ContainsAll(v any) Cond { return collection(OpContains, x.inner(), member(x.inner(), v)) }

// ContainedBy is x <@ v: an array, a range or a JSON document has nothing that v has not.
func (x X[T]) ContainedBy(v any) Cond {
	return collection(OpContainedBy, x.inner(), member(x.inner(), v))
}

// Overlaps is x && v: two arrays have an element, or two ranges a point, in common.
func (x X[T]) Overlaps(v any) Cond { return collection(OpOverlaps, x.inner(), member(x.inner(), v)) }

// HasKey is x ? key: a JSON document has the key at its top.
func (x X[T]) HasKey(key any) Cond { return collection(OpHasKey, x.inner(), keyText(x.inner(), key)) }

// HasAny is x ?| keys: a JSON document has one of the keys, which are a slice or an array.
func (x X[T]) HasAny(keys any) Cond { return collection(OpHasAny, x.inner(), textArray(keys)) }

// HasAll is x ?& keys: a JSON document has all the keys, which are a slice or an array.
func (x X[T]) HasAll(keys any) Cond { return collection(OpHasAll, x.inner(), textArray(keys)) }

// PathExists is x @? path: the path, in the language of SQL/JSON, leads to something in the
// document.
func (x X[T]) PathExists(path any) Cond {
	return collection(OpPathExists, x.inner(), keyText(x.inner(), path))
}

// PathMatch is x @@ path: the predicate, in the language of SQL/JSON, holds for the document.
func (x X[T]) PathMatch(path any) Cond {
	return collection(OpPathMatch, x.inner(), keyText(x.inner(), path))
}

// DeletePath is x #- path: the document without what is at the end of the path, a slice or an
// array of keys and indexes as text.
func (x X[T]) DeletePath(path any) X[T] {
	array := &CastExpr{Expr: textArray(path), Typ: typemap.ArrayOf(typemap.Text())}
	return shell[T](&CollectionExpr{Op: OpDeletePath, Left: x.inner(), Right: array})
}

func collection(op CollectionOp, left, right Expr) Cond {
	return cond(&CollectionExpr{Op: op, Left: left, Right: right})
}

// member binds what is compared with left: with its type, but a value of another kind, such as
// a number beside a range, with its own.
func member(left Expr, v any) Expr {
	if _, ok := v.(Node); ok {
		return bindBeside(left, v)
	}
	typ := TypeOf(left)
	if own := typemap.TypeOfValue(v); own.Kind != typemap.KindUnknown && own.Kind != typemap.KindBinary && own.Kind != typ.Kind {
		typ = own
	}
	if typ.Kind == typemap.KindUnknown {
		typ = typeOfSlice(v)
	}
	return &Bind{Value: v, Typ: typ, Hint: hintOf(left)}
}

// typeOfSlice returns the type of the array that a slice is, unknown for anything else.
func typeOfSlice(v any) typemap.Type {
	t := reflect.TypeOf(v)
	if t == nil || t.Kind() != reflect.Slice {
		return typemap.Type{}
	}
	elem, _, ok := typemap.TypeOf(t.Elem())
	if !ok {
		return typemap.Type{}
	}
	return typemap.ArrayOf(elem)
}

// keyText binds a key or a path.
func keyText(left Expr, v any) Expr {
	if _, ok := v.(Node); ok {
		return bindValue(v)
	}
	return &Bind{Value: v, Typ: typemap.String(0), Hint: hintOf(left)}
}

// textArray makes an array of a slice, element by element.
func textArray(v any) Expr {
	if _, ok := v.(Node); ok {
		return bindValue(v)
	}
	list := reflect.ValueOf(v)
	if list.Kind() != reflect.Slice {
		return invalid("a slice of text, or an array, is needed for keys and paths")
	}
	elems := make([]any, list.Len())
	for i := range elems {
		elems[i] = list.Index(i).Interface()
	}
	return ArrayTyped(typemap.String(0), elems...).inner()
}
