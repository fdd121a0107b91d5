package expr

import (
	"fmt"
	"slices"

	"github.com/gildsql/gild/typemap"
)

// In is x IN (vs). With no values it is false, as a set without members is. A tuple takes rows,
// each a []any or another Tuple.
func (x X[T]) In(vs ...T) Cond { return inList(OpIn, x.inner(), vs) }

// NotIn is x NOT IN (vs). With no values it is true.
func (x X[T]) NotIn(vs ...T) Cond { return inList(OpNotIn, x.inner(), vs) }

// InSelect is x IN (SELECT ...), for a query of one column, or of as many as a tuple has. To
// compare with the only value of a SELECT, give its ScalarOf to EqExpr and the like.
func (x X[T]) InSelect(q Query) Cond { return compared(OpIn, x.inner(), scalar(q), "") }

// NotInSelect is x NOT IN (SELECT ...). Mind that it is never true when there is a NULL among
// the rows.
func (x X[T]) NotInSelect(q Query) Cond { return compared(OpNotIn, x.inner(), scalar(q), "") }

// InParam is x IN (the values of a slice given with each execution as sql.Named(name, slice)).
func (x X[T]) InParam(name string) Cond {
	return compared(OpIn, x.inner(), setBeside(x.inner(), &Bind{Param: name, Many: true}), "")
}

// NotInParam is the opposite of InParam.
func (x X[T]) NotInParam(name string) Cond {
	return compared(OpNotIn, x.inner(), setBeside(x.inner(), &Bind{Param: name, Many: true}), "")
}

// InExpr is x IN e, where e is a ListParam, VALUES or other SQL that gives a set.
func (x X[T]) InExpr(e Expr) Cond {
	return compared(OpIn, x.inner(), setBeside(x.inner(), canon(e)), "")
}

// NotInExpr is x NOT IN e.
func (x X[T]) NotInExpr(e Expr) Cond {
	return compared(OpNotIn, x.inner(), setBeside(x.inner(), canon(e)), "")
}

// ListParam is a list for InExpr that executions can replace, as sql.Named(name, slice).
func ListParam(name string, values ...any) X[any] {
	return shell[any](&Bind{Param: name, Value: append([]any{}, values...), Many: true, Default: true})
}

// setBeside gives a list of values the types of what it is compared with.
func setBeside(left, e Expr) Expr {
	b, ok := e.(*Bind)
	switch {
	case !ok:
		return e
	case !b.Many:
		return invalid("a single value behind IN: give a list with In, or a ListParam")
	}
	typed := *b
	values, _ := b.Value.([]any)
	typed.Typ, typed.Row = memberType(left, values)
	return &typed
}

// memberType returns the type of the members of a set that left is compared with, or of the columns
// of the rows if left is a tuple.
func memberType(left Expr, values []any) (typemap.Type, []typemap.Type) {
	if t, ok := left.(*TupleExpr); ok {
		return typemap.Type{}, t.types()
	}
	typ := TypeOf(left)
	if i := slices.IndexFunc(values, func(v any) bool { return !isNull(v) }); i >= 0 {
		typ = typeBeside(typ, values[i])
	}
	return typ, nil
}

// inList compares left with a list.
func inList[T any](op Op, left Expr, vs []T) Cond {
	if _, isTuple := left.(*TupleExpr); !isTuple {
		if list, first := plainList(vs); list != nil {
			return compareBind(op, left, Bind{Value: list, Typ: typeBeside(TypeOf(left), first), Many: true, Hint: hintOf(left)}, "")
		}
	}
	values := make([]any, len(vs))
	for i, v := range vs {
		values[i] = v
	}
	set, other := listBeside(left, values)
	if other != nil {
		return compared(op, left, other, "")
	}
	return compareBind(op, left, set, "")
}

// plainList returns a copy of a list, and its first member, if it is of one of the types that lists
// mostly have, whose members are neither NULL nor expressions; nil for others and for none. Boxed
// one by one, as in a []any, they would cost an allocation each.
func plainList(vs any) (list, first any) {
	switch vs := vs.(type) {
	case []int64:
		if len(vs) > 0 {
			return slices.Clone(vs), vs[0]
		}
	case []int:
		if len(vs) > 0 {
			return slices.Clone(vs), vs[0]
		}
	case []string:
		if len(vs) > 0 {
			return slices.Clone(vs), vs[0]
		}
	}
	return nil, nil
}

// listBeside binds the values of IN: as one parameter that expands, unless there are expressions among
// them, which make another set.
func listBeside(left Expr, values []any) (value Bind, other Expr) {
	if slices.ContainsFunc(values, holdsNode) {
		return Bind{}, mixedList(left, values)
	}
	if t, ok := left.(*TupleExpr); ok {
		for _, row := range values {
			if fields, ok := row.([]any); !ok || len(fields) != len(t.Items) {
				return Bind{}, &Invalid{Err: fmt.Errorf("a tuple of %d members is compared with rows, each a []any of %d", len(t.Items), len(t.Items))}
			}
		}
	}
	typ, row := memberType(left, values)
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

// mixedList is a list with expressions in it.
func mixedList(left Expr, values []any) Expr {
	tuple, isTuple := left.(*TupleExpr)
	items := make([]Expr, len(values))
	for i, v := range values {
		row, isRow := v.([]any)
		if isTuple && isRow {
			items[i] = tuple.row(row)
			continue
		}
		items[i] = bindBeside(left, v)
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
