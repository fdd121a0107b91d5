package expr

import (
	"errors"
	"reflect"

	"github.com/gildsql/gild/typemap"
)

func (x X[T]) compare(op Op, right Expr) Cond { return compared(op, x.inner(), right, "") }

// compared is an operator that gives a truth value.
func compared(op Op, left, right Expr, option string) Cond {
	if _, isConstant := right.(*Constant); isConstant {
		op, right = besideConstant(op, right)
	}
	if _, swaps := left.(*Quantified); swaps { // stands on the right only
		op, left, right = op.mirrored(), right, left
	}
	return (&Binary{Op: op, Left: left, Right: right, Typ: typemap.Boolean(), Option: option}).cond()
}

// cond puts a new operation that gives a truth value into its shell.
func (b *Binary) cond() Cond {
	b.self = b
	return Cond{X[bool]{&b.self}}
}

// valueComparison is a comparison with a value, in one piece of memory.
type valueComparison struct {
	op    Binary
	value Bind
}

// compareValue compares left with v as an operand of it.
func compareValue(op Op, left Expr, v any) Cond {
	switch v := v.(type) {
	case string, int64, int, float64:
	case bool:
		return compared(op, left, &Constant{Value: &truths[flag(v)]}, "")
	default:
		return compared(op, left, operandBeside(left, v), "")
	}
	return compareBind(op, left, Bind{Value: v, Typ: typeBeside(TypeOf(left), v), Hint: hintOf(left)}, "")
}

// compareBind compares left with a value.
func compareBind(op Op, left Expr, value Bind, option string) Cond {
	if _, swaps := left.(*Quantified); swaps {
		return compared(op, left, &value, option)
	}
	c := &valueComparison{
		op:    Binary{Op: op, Left: left, Typ: typemap.Boolean(), Option: option},
		value: value,
	}
	c.op.Right = &c.value
	return c.op.cond()
}

// truths are what constants point to.
var truths = [2]bool{false, true}

// isNullTest is IS NULL or its opposite, in one piece of memory.
func isNullTest(op Op, left Expr) Cond {
	if _, swaps := left.(*Quantified); swaps {
		return compared(op, left, &Constant{}, "")
	}
	c := &struct {
		op   Binary
		null Constant
	}{op: Binary{Op: op, Left: left, Typ: typemap.Boolean()}}
	c.op.Right = &c.null
	return c.op.cond()
}

var errConstant = errors.New("NULL, TRUE and FALSE have no order and no text: compare with Eq, Ne, Is or IsDistinctFrom")

// besideConstant returns the operator that goes with NULL, TRUE or FALSE.
func besideConstant(op Op, right Expr) (Op, Expr) {
	k := right.(*Constant)
	switch op {
	case OpEq:
		if k.Value == nil {
			return OpIs, right
		}
	case OpNe:
		if k.Value == nil {
			return OpIsNot, right
		}
	case OpIs, OpIsNot, OpIsDistinct, OpIsNotDistinct:
	default:
		return op, &Invalid{Err: errConstant}
	}
	return op, right
}

func (x X[T]) bind(v T) Expr { return bindBeside(x.inner(), v) }

// operand is bind, but nil is NULL, and true and false are words of SQL.
func (x X[T]) operand(v T) Expr { return operandBeside(x.inner(), v) }

func operandBeside(e Expr, v any) Expr {
	if isNull(v) {
		return &Constant{}
	}
	if truth, ok := v.(bool); ok {
		return &Constant{Value: &truths[flag(truth)]}
	}
	return bindBeside(e, v)
}

// beside is e as an operand beside x.
func (x X[T]) beside(e Expr) Expr { return typedBeside(canon(e), x.inner()) }

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

// Eq is x = v. With nil or a nil pointer it is x IS NULL.
func (x X[T]) Eq(v T) Cond { return compareValue(OpEq, x.inner(), v) }

// Ne is x <> v. With nil or a nil pointer it is x IS NOT NULL.
func (x X[T]) Ne(v T) Cond { return compareValue(OpNe, x.inner(), v) }

// Lt is x < v. Like Le, Gt and Ge it takes no nil, and no true or false: that is an error at
// compile.
func (x X[T]) Lt(v T) Cond { return compareValue(OpLt, x.inner(), v) }

// Le is x <= v.
func (x X[T]) Le(v T) Cond { return compareValue(OpLe, x.inner(), v) }

// Gt is x > v.
func (x X[T]) Gt(v T) Cond { return compareValue(OpGt, x.inner(), v) }

// Ge is x >= v.
func (x X[T]) Ge(v T) Cond { return compareValue(OpGe, x.inner(), v) }

// EqExpr is x = e.
func (x X[T]) EqExpr(e Of[T]) Cond { return x.compare(OpEq, x.beside(e)) }

// NeExpr is x <> e.
func (x X[T]) NeExpr(e Of[T]) Cond { return x.compare(OpNe, x.beside(e)) }

// LtExpr is x < e.
func (x X[T]) LtExpr(e Of[T]) Cond { return x.compare(OpLt, x.beside(e)) }

// LeExpr is x <= e.
func (x X[T]) LeExpr(e Of[T]) Cond { return x.compare(OpLe, x.beside(e)) }

// GtExpr is x > e.
func (x X[T]) GtExpr(e Of[T]) Cond { return x.compare(OpGt, x.beside(e)) }

// GeExpr is x >= e.
func (x X[T]) GeExpr(e Of[T]) Cond { return x.compare(OpGe, x.beside(e)) }

// IsNull is x IS NULL.
func (x X[T]) IsNull() Cond { return isNullTest(OpIs, x.inner()) }

// IsNotNull is x IS NOT NULL.
func (x X[T]) IsNotNull() Cond { return isNullTest(OpIsNot, x.inner()) }

// Is is x IS e, where e is NullValue, True or False; SQLite takes any expression.
func (x X[T]) Is(e Expr) Cond { return x.compare(OpIs, x.beside(e)) }

// IsNot is x IS NOT e.
func (x X[T]) IsNot(e Expr) Cond { return x.compare(OpIsNot, x.beside(e)) }

// IsDistinctFrom is x <> v with NULL as a value like others: it is never NULL itself.
func (x X[T]) IsDistinctFrom(v T) Cond { return x.compare(OpIsDistinct, x.operand(v)) }

// IsNotDistinctFrom is x = v with NULL as a value like others.
func (x X[T]) IsNotDistinctFrom(v T) Cond { return x.compare(OpIsNotDistinct, x.operand(v)) }

// IsDistinctFromExpr is IsDistinctFrom for an expression.
func (x X[T]) IsDistinctFromExpr(e Of[T]) Cond { return x.compare(OpIsDistinct, x.beside(e)) }

// IsNotDistinctFromExpr is IsNotDistinctFrom for an expression.
func (x X[T]) IsNotDistinctFromExpr(e Of[T]) Cond { return x.compare(OpIsNotDistinct, x.beside(e)) }

// Between is x BETWEEN low AND high, both included.
func (x X[T]) Between(low, high T) Cond { return x.between(OpBetween, x.bound(low), x.bound(high)) }

// NotBetween is x NOT BETWEEN low AND high.
func (x X[T]) NotBetween(low, high T) Cond {
	return x.between(OpNotBetween, x.bound(low), x.bound(high))
}

// BetweenSymmetric is Between for bounds in any order. PostgreSQL has it.
func (x X[T]) BetweenSymmetric(a, b T) Cond {
	return x.between(OpBetweenSymmetric, x.bound(a), x.bound(b))
}

// NotBetweenSymmetric is NotBetween for bounds in any order. PostgreSQL has it.
func (x X[T]) NotBetweenSymmetric(a, b T) Cond {
	return x.between(OpNotBetweenSymmetric, x.bound(a), x.bound(b))
}

// BetweenExpr is Between for expressions.
func (x X[T]) BetweenExpr(low, high Of[T]) Cond {
	return x.between(OpBetween, x.beside(low), x.beside(high))
}

// bound is one end of BETWEEN.
func (x X[T]) bound(v T) Expr {
	if isNull(v) {
		return &Constant{}
	}
	return x.bind(v)
}

func (x X[T]) between(op Op, low, high Expr) Cond {
	return cond(&Binary{Op: op, Left: x.inner(), Right: &Logical{Op: OpAnd, Parts: []Expr{low, high}}, Typ: typemap.Boolean()})
}
