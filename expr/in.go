package expr

import (
	"fmt"
	"slices"

	"github.com/gildsql/gild/typemap"
)

// In is x IN (vs). With no values it is false, as a set without members is. A tuple takes rows,
// each a []any or another Tuple.
func (x X[T]) In(vs ...T) Cond { return x.inList(OpIn, vs) }

// NotIn is x NOT IN (vs). With no values it is true.
func (x X[T]) NotIn(vs ...T) Cond { return x.inList(OpNotIn, vs) }

// InSelect is x IN (SELECT ...), for a query of one column, or of as many as a tuple has. To
// compare with the only value of a SELECT, give its ScalarOf to EqExpr and the like.
func (x X[T]) InSelect(q Query) Cond { return x.compare(OpIn, scalar(q)) }

// NotInSelect is x NOT IN (SELECT ...). Mind that it is never true when there is a NULL among
// the rows.
func (x X[T]) NotInSelect(q Query) Cond { return x.compare(OpNotIn, scalar(q)) }

// InParam is x IN (the values of a slice given with each execution as sql.Named(name, slice)).
func (x X[T]) InParam(name string) Cond {
	return x.compare(OpIn, x.set(&Bind{Param: name, Many: true}))
}

// NotInParam is the opposite of InParam.
func (x X[T]) NotInParam(name string) Cond {
	return x.compare(OpNotIn, x.set(&Bind{Param: name, Many: true}))
}

// InExpr is x IN e, where e is a ListParam, VALUES or other SQL that gives a set.
func (x X[T]) InExpr(e Expr) Cond { return x.compare(OpIn, x.set(canon(e))) }

// NotInExpr is x NOT IN e.
func (x X[T]) NotInExpr(e Expr) Cond { return x.compare(OpNotIn, x.set(canon(e))) }

// ListParam is a list for InExpr that executions can replace, as sql.Named(name, slice).
func ListParam(name string, values ...any) X[any] {
	return shell[any](&Bind{Param: name, Value: append([]any{}, values...), Many: true, Default: true})
}

// set gives a list of values the types of what it is compared with.
func (x X[T]) set(e Expr) Expr {
	b, ok := e.(*Bind)
	switch {
	case !ok:
		return e
	case !b.Many:
		return invalid("a single value behind IN: give a list with In, or a ListParam")
	}
	typed := *b
	values, _ := b.Value.([]any)
	typed.Typ, typed.Row = x.memberType(values)
	return &typed
}

// memberType returns the type of the members of a set that x is compared with, or of the columns
// of the rows if x is a tuple.
func (x X[T]) memberType(values []any) (typemap.Type, []typemap.Type) {
	left := x.inner()
	if t, ok := left.(*TupleExpr); ok {
		return typemap.Type{}, t.types()
	}
	typ := TypeOf(left)
	if len(values) > 0 {
		typ = typeBeside(typ, values[0])
	}
	return typ, nil
}

// inList compares x with a list.
func (x X[T]) inList(op Op, vs []T) Cond {
	set, other := x.list(vs)
	if other != nil {
		return x.compare(op, other)
	}
	return compareBind(op, x.inner(), set, "")
}

// list binds the values of IN: as one parameter that expands, unless there are expressions or
// NULL among them, which make another set.
func (x X[T]) list(vs []T) (value Bind, other Expr) {
	values := make([]any, len(vs))
	mixed := false
	for i, v := range vs {
		values[i] = v
		mixed = mixed || isNull(v) || holdsNode(v)
	}
	left := x.inner()
	if mixed {
		return Bind{}, x.mixed(values)
	}
	if t, ok := left.(*TupleExpr); ok {
		for _, row := range values {
			if fields, ok := row.([]any); !ok || len(fields) != len(t.Items) {
				return Bind{}, &Invalid{Err: fmt.Errorf("a tuple of %d members is compared with rows, each a []any of %d", len(t.Items), len(t.Items))}
			}
		}
	}
	typ, row := x.memberType(values)
	return Bind{Value: values, Typ: typ, Row: row, Many: true, Hint: hintOf(left)}, nil
}

// holdsNode reports whether a member of a list is an expression, or a row with one in it.
func holdsNode(v any) bool {
	if row, ok := v.([]any); ok {
		return slices.ContainsFunc(row, holdsNode)
	}
	_, ok := v.(Node)
	return ok
}

// mixed is a list with expressions in it.
func (x X[T]) mixed(values []any) Expr {
	left := x.inner()
	tuple, isTuple := left.(*TupleExpr)
	items := make([]Expr, len(values))
	for i, v := range values {
		row, isRow := v.([]any)
		switch {
		case isNull(v):
			items[i] = &Constant{}
		case isTuple && isRow:
			items[i] = tuple.row(row)
		default:
			items[i] = bindBeside(left, v)
		}
	}
	return &List{Items: items}
}

// row binds the fields of a row that the tuple is compared with.
func (t *TupleExpr) row(fields []any) Expr {
	if len(fields) != len(t.Items) {
		return &Invalid{Err: fmt.Errorf("a row of %d where the tuple has %d members", len(fields), len(t.Items))}
	}
	items := make([]Expr, len(fields))
	for i, v := range fields {
		items[i] = bind(v, TypeOf(t.Items[i]))
	}
	return &TupleExpr{Items: items}
}
