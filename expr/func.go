package expr

import (
	"errors"
	"strings"

	"github.com/gildsql/gild/typemap"
)

// Call is a call of an SQL function.
type Call struct {
	ExprBase
	Name     string // dots separate the function's name from the packages or schemas it is in
	Args     []Expr
	Star     bool   // the only argument is *
	Distinct bool   // DISTINCT in front of the arguments
	OrderBy  []Expr // the order in which an aggregate takes its arguments
	// Portable tells that the name stands for what the function does, whatever the database calls
	// it. Without it databases are given the name as it is, but for a few well-known ones.
	Portable bool
	Sequence *Sequence // for next_value, the sequence; else nil
	Typ      typemap.Type
}

// Fields declares the node.
func (c *Call) Fields(v Visitor) {
	v.Kind("call")
	v.Word(c.Name)
	v.Number(flag(c.Star) | flag(c.Distinct)<<1 | flag(c.Portable)<<2 | flag(c.Sequence != nil)<<3)
	v.Type(c.Typ)
	v.Exprs(&c.Args)
	v.Exprs(&c.OrderBy)
	if c.Sequence != nil {
		v.Word(c.Sequence.Schema)
		v.Word(c.Sequence.Name)
	}
}

// Type returns the type of the result.
func (c *Call) Type() typemap.Type { return c.Typ }

// Fn is a function call with a result of Go type T. It is an expression at any time; its
// methods return a new one.
type Fn[T any] struct{ X[T] }

// Func calls the SQL function of that name with a result of Go type T. Arguments are
// expressions or values; nil is NULL. Dots in the name separate packages: "dbo.fn". Each part
// is quoted if there are other characters than letters, digits, _ and $ in it. An empty part is
// an error at compile.
//
// With T any the result has no type, but for functions that SQL databases agree about, such as
// count and coalesce; Returns sets it. Some of these are written in the database's own way:
// current_date without parentheses, for example.
func Func[T any](name string, args ...any) Fn[T] {
	call := &Call{Name: name, Args: arguments(name, args)}
	if lower := strings.ToLower(name); known[lower] != nil {
		call.Name = lower
		call.Typ = known[lower](call.Args)
		call.Star = lower == "count" && (len(args) == 0 || len(args) == 1 && isNull(args[0]))
		if call.Star {
			call.Args = nil
		}
	}
	if typ := typeFor[T](nil); typ != (typemap.Type{}) {
		call.Typ = typ
	}
	return Fn[T]{shell[T](call)}
}

// arguments returns what a function is called with. Values are named after it.
func arguments(name string, args []any) []Expr {
	hint := name[strings.LastIndexByte(name, '.')+1:]
	list := make([]Expr, len(args))
	for i, v := range args {
		list[i] = argument(hint, v)
	}
	return list
}

func argument(hint string, v any) Expr {
	if _, ok := v.(Node); ok {
		return bindValue(v)
	}
	if isNull(v) {
		return &Constant{}
	}
	return &Bind{Value: v, Typ: typemap.TypeOfValue(v), Hint: hint}
}

// FnOf gives an expression known to be a call, also one with a FILTER or WITHIN GROUP, the
// methods of Fn. On any other expression they are errors at compile, but for Over.
func FnOf[T any](e Expr) Fn[T] { return Fn[T]{shell[T](canon(e))} }

// Returns sets the SQL type of the result.
func (f Fn[T]) Returns(typ typemap.Type) Fn[T] {
	return f.change("Returns", func(c *Call) { c.Typ = typ })
}

// Distinct lets an aggregate function take each value once: count(DISTINCT x).
func (f Fn[T]) Distinct() Fn[T] {
	return f.change("Distinct", func(c *Call) { c.Distinct = true })
}

// OrderBy sets the order in which an aggregate function takes its arguments: inside the
// parentheses, or in WITHIN GROUP on SQL Server and Oracle.
func (f Fn[T]) OrderBy(exprs ...Expr) Fn[T] {
	return f.change("OrderBy", func(c *Call) { c.OrderBy = extend(c.OrderBy, canons(exprs, "OrderBy")) })
}

// WithinGroup is WITHIN GROUP (ORDER BY exprs), for functions such as percentile_cont whose
// argument is about an order.
func (f Fn[T]) WithinGroup(exprs ...Expr) Fn[T] {
	if len(exprs) == 0 {
		return Fn[T]{shell[T](invalid("WithinGroup without expressions: say what to order by"))}
	}
	w := &WithinGroup{Func: f.inner(), OrderBy: canons(exprs, "WithinGroup")}
	w.Typ = w.resultType()
	return Fn[T]{shell[T](w)}
}

// Filter lets an aggregate function take the rows for which all conditions hold: FILTER (WHERE
// ...). Without conditions it changes nothing.
func (f Fn[T]) Filter(conds ...Expr) Fn[T] {
	if len(conds) == 0 {
		return f
	}
	inner := f.inner()
	if earlier, ok := inner.(*FilterExpr); ok {
		inner, conds = earlier.Func, append([]Expr{earlier.Where}, conds...)
	}
	where := canon(conds[0])
	if len(conds) > 1 {
		where = And(conds...).inner()
	}
	return Fn[T]{shell[T](&FilterExpr{Func: inner, Where: where})}
}

// Over makes it a window function: see Over.
func (f Fn[T]) Over(window ...*WindowSpec) X[T] { return Over(f, window...) }

// change returns f with a changed call, wherever in f that is.
func (f Fn[T]) change(method string, change func(c *Call)) Fn[T] {
	return Fn[T]{shell[T](changeCall(f.inner(), method, change))}
}

func changeCall(e Expr, method string, change func(c *Call)) Expr {
	switch e := e.(type) {
	case *Call:
		derived := *e
		change(&derived)
		return &derived
	case *FilterExpr:
		derived := *e
		derived.Func = changeCall(e.Func, method, change)
		return &derived
	case *WithinGroup:
		derived := *e
		derived.Func = changeCall(e.Func, method, change)
		derived.Typ = derived.resultType()
		return &derived
	case *Invalid:
		return e
	}
	return &Invalid{Err: errors.New(method + " on what is no function call")}
}
