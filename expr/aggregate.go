package expr

import "github.com/gildsql/gild/typemap"

// FilterExpr is an aggregate function over some rows only.
type FilterExpr struct {
	ExprBase
	Func  Expr
	Where Expr
}

// Fields declares the node.
func (f *FilterExpr) Fields(v Visitor) {
	v.Kind("filter")
	v.Expr(&f.Func)
	v.Expr(&f.Where)
}

// Type returns the type of the function.
func (f *FilterExpr) Type() typemap.Type { return TypeOf(f.Func) }

// WithinGroup is a function over an ordered group.
type WithinGroup struct {
	ExprBase
	Func    Expr
	OrderBy []Expr
	Typ     typemap.Type
}

// Fields declares the node.
func (w *WithinGroup) Fields(v Visitor) {
	v.Kind("withingroup")
	v.Type(w.Typ)
	v.Expr(&w.Func)
	v.Exprs(&w.OrderBy)
}

// Type returns the type of the result: that of the function, or of what it picks from.
func (w *WithinGroup) Type() typemap.Type { return w.Typ }

// resultType is the function's own type, and that of the ordered values for functions that
// pick one of them.
func (w *WithinGroup) resultType() typemap.Type {
	call, ok := w.Func.(*Call)
	if !ok || call.Typ != (typemap.Type{}) {
		return TypeOf(w.Func)
	}
	switch call.Name {
	case "mode", "percentile_cont", "percentile_disc":
		e := w.OrderBy[0]
		if o, ok := e.(*Order); ok {
			e = o.Expr
		}
		if call.Name != "mode" && len(call.Args) > 1 {
			return typemap.ArrayOf(TypeOf(e))
		}
		return TypeOf(e)
	}
	return typemap.Type{}
}

// Count is count(e), the number of rows in which e is not NULL.
func Count(e Expr) Fn[int64] { return Func[int64]("count", canon(e)) }

// CountDistinct is count(DISTINCT e), the number of different values of e.
func CountDistinct(e Expr) Fn[int64] { return Count(e).Distinct() }

// Distinct is DISTINCT e: the argument of an aggregate function that takes each value once, or
// the first of a SELECT list. See also the methods of that name.
func Distinct[T any](e Of[T]) X[T] {
	inner := canon(e)
	return shell[T](&Unary{Op: OpDistinct, Operand: inner, Typ: TypeOf(inner)})
}

// CountAll is count(*), the number of rows.
func CountAll() Fn[int64] { return Func[int64]("count") }

// Sum is sum(e), NULL over no rows.
func Sum[T any](e Of[T]) Fn[T] { return sameType[T]("sum", e) }

// Max is max(e), NULL over no rows.
func Max[T any](e Of[T]) Fn[T] { return sameType[T]("max", e) }

// Min is min(e), NULL over no rows.
func Min[T any](e Of[T]) Fn[T] { return sameType[T]("min", e) }

// Avg is avg(e) as a floating point number, NULL over no rows.
func Avg(e Expr) Fn[float64] { return Func[float64]("avg", canon(e)) }

// StringAgg joins the texts of all rows, separator between them: string_agg, group_concat or
// LISTAGG. OrderBy sets their order.
func StringAgg(e Expr, separator string) Fn[string] {
	return Func[string]("aggregate_strings", canon(e), separator)
}

// ArrayAgg collects the values of all rows in an array. PostgreSQL has it.
func ArrayAgg[T any](e Of[T]) Fn[[]T] {
	args := []Expr{canon(e)}
	return Fn[[]T]{shell[[]T](&Call{Name: "array_agg", Args: args, Typ: arrayOfFirst(args)})}
}

// Rollup groups by the expressions, by all but the last, and so on down to one group of all
// rows. It stands alone in GroupBy on MySQL and MariaDB.
func Rollup(exprs ...Expr) Expr { return grouping("rollup", exprs) }

// Cube groups by each combination of the expressions. SQLite, MySQL and MariaDB do not have it.
func Cube(exprs ...Expr) Expr { return grouping("cube", exprs) }

// GroupingSets groups by each of sets: expressions, or tuples of them, of which one without members
// is the group of all rows. SQLite, MySQL and MariaDB do not have it.
func GroupingSets(sets ...Expr) Expr { return grouping("grouping_sets", sets) }

func grouping(name string, exprs []Expr) Expr { return &Call{Name: name, Args: canons(exprs, name)} }
