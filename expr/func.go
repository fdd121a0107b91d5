package expr

import "github.com/gildsql/gild/typemap"

// Call is a call of an SQL function.
type Call struct {
	ExprBase
	Name     string // compile refuses what is not a plain, perhaps dotted, identifier
	Args     []Expr
	Star     bool // the only argument is *
	Distinct bool // DISTINCT in front of the arguments
	Typ      typemap.Type
}

// Fields declares the node.
func (c *Call) Fields(v Visitor) {
	v.Kind("call")
	v.Word(c.Name)
	v.Number(flag(c.Star))
	v.Number(flag(c.Distinct))
	v.Type(c.Typ)
	v.Exprs(&c.Args)
}

// Type returns the type of the result.
func (c *Call) Type() typemap.Type { return c.Typ }

// Func calls the SQL function of that name with a result of Go type T. The name is
// part of the SQL text: anything but a plain identifier is an error at compile.
func Func[T any](name string, args ...Expr) X[T] {
	var zero T
	return X[T]{&Call{Name: name, Args: canons(args), Typ: typemap.TypeOfValue(any(zero))}}
}

// Count is count(e), the number of rows in which e is not NULL.
func Count(e Expr) X[int64] { return Func[int64]("count", e) }

// CountDistinct is count(DISTINCT e), the number of different values of e.
func CountDistinct(e Expr) X[int64] {
	return X[int64]{&Call{Name: "count", Args: []Expr{canon(e)}, Distinct: true, Typ: typemap.BigInt()}}
}

// CountAll is count(*), the number of rows.
func CountAll() X[int64] {
	return X[int64]{&Call{Name: "count", Star: true, Typ: typemap.BigInt()}}
}

// Sum is sum(e), NULL over no rows.
func Sum[T any](e Of[T]) X[T] { return sameType[T]("sum", e) }

// Max is max(e), NULL over no rows.
func Max[T any](e Of[T]) X[T] { return sameType[T]("max", e) }

// Min is min(e), NULL over no rows.
func Min[T any](e Of[T]) X[T] { return sameType[T]("min", e) }

// Avg is avg(e) as a floating point number, NULL over no rows.
func Avg(e Expr) X[float64] { return Func[float64]("avg", e) }

// Lower is lower(e).
func Lower(e Of[string]) X[string] { return sameType[string]("lower", e) }

// Upper is upper(e).
func Upper(e Of[string]) X[string] { return sameType[string]("upper", e) }

// Length is length(e), in characters.
func Length(e Of[string]) X[int64] { return Func[int64]("length", e) }

// Coalesce is the first of e and others that is not NULL.
func Coalesce[T any](e Of[T], others ...Of[T]) X[T] {
	args := []Expr{canon(e)}
	for _, o := range others {
		args = append(args, canon(o))
	}
	return X[T]{&Call{Name: "coalesce", Args: args, Typ: TypeOf(e)}}
}

func sameType[T any](name string, e Of[T]) X[T] {
	return X[T]{&Call{Name: name, Args: []Expr{canon(e)}, Typ: TypeOf(e)}}
}
