package expr

import (
	"errors"
	"reflect"

	"github.com/gildsql/gild/typemap"
)

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
		return compared(op, left, truthWords[flag(v)], "")
	default:
		return compared(op, left, operandBeside(left, v), "")
	}
	return compareBind(op, left, Bind{Value: v, Typ: typeBeside(TypeOf(left), v), Hint: hintOf(left)}, "")
}

// compareBind compares left with a value.
func compareBind(op Op, left Expr, value Bind, option string) Cond {
	if _, swaps := left.(*Quantified); swaps {
		own := value // so that value itself stays off the heap
		return compared(op, left, &own, option)
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

// The words of SQL, which hold nothing of a statement, so that all share them: two of one in a result
// are one column twice.
var (
	nullWord   = &Constant{}
	truthWords = [2]*Constant{{Value: &truths[0]}, {Value: &truths[1]}}
)

// isNullTest is IS NULL or its opposite.
func isNullTest(op Op, left Expr) Cond { return compared(op, left, nullWord, "") }

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

// compareExpr compares left with an expression.
func compareExpr(op Op, left, e Expr) Cond { return compared(op, left, beside(left, e), "") }

// operandBeside is bindBeside, but nil is NULL, and true and false are words of SQL.
func operandBeside(e Expr, v any) Expr {
	if isNull(v) {
		return nullWord
	}
	if truth, ok := v.(bool); ok {
		return truthWords[flag(truth)]
	}
	return bindBeside(e, v)
}

// beside is e as an operand beside left.
func beside(left, e Expr) Expr { return typedBeside(canon(e), left) }

// isNull reports whether v is nil or a nil pointer. A nil node is no NULL but a mistake.
func isNull(v any) bool {
	rv := reflect.ValueOf(v)
	if rv.Kind() == reflect.Pointer && rv.IsNil() {
		_, isNode := v.(Node)
		return !isNode
	}
	return v == nil
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
func (x X[T]) EqExpr(e Of[T]) Cond { return compareExpr(OpEq, x.inner(), e) }

// NeExpr is x <> e.
func (x X[T]) NeExpr(e Of[T]) Cond { return compareExpr(OpNe, x.inner(), e) }

// LtExpr is x < e.
func (x X[T]) LtExpr(e Of[T]) Cond { return compareExpr(OpLt, x.inner(), e) }

// LeExpr is x <= e.
func (x X[T]) LeExpr(e Of[T]) Cond { return compareExpr(OpLe, x.inner(), e) }

// GtExpr is x > e.
func (x X[T]) GtExpr(e Of[T]) Cond { return compareExpr(OpGt, x.inner(), e) }

// GeExpr is x >= e.
func (x X[T]) GeExpr(e Of[T]) Cond { return compareExpr(OpGe, x.inner(), e) }

// IsNull is x IS NULL.
func (x X[T]) IsNull() Cond { return isNullTest(OpIs, x.inner()) }

// IsNotNull is x IS NOT NULL.
func (x X[T]) IsNotNull() Cond { return isNullTest(OpIsNot, x.inner()) }

// Is is x IS e, where e is NullValue, True or False; SQLite takes any expression.
func (x X[T]) Is(e Expr) Cond { return compareExpr(OpIs, x.inner(), e) }

// IsNot is x IS NOT e.
func (x X[T]) IsNot(e Expr) Cond { return compareExpr(OpIsNot, x.inner(), e) }

// IsDistinctFrom is x <> v with NULL as a value like others: it is never NULL itself.
func (x X[T]) IsDistinctFrom(v T) Cond {
	return compared(OpIsDistinct, x.inner(), operandBeside(x.inner(), v), "")
}

// IsNotDistinctFrom is x = v with NULL as a value like others.
func (x X[T]) IsNotDistinctFrom(v T) Cond {
	return compared(OpIsNotDistinct, x.inner(), operandBeside(x.inner(), v), "")
}

// IsDistinctFromExpr is IsDistinctFrom for an expression.
func (x X[T]) IsDistinctFromExpr(e Of[T]) Cond { return compareExpr(OpIsDistinct, x.inner(), e) }

// IsNotDistinctFromExpr is IsNotDistinctFrom for an expression.
func (x X[T]) IsNotDistinctFromExpr(e Of[T]) Cond { return compareExpr(OpIsNotDistinct, x.inner(), e) }

// Between is x BETWEEN low AND high, both included.
func (x X[T]) Between(low, high T) Cond { return betweenValues(OpBetween, x.inner(), low, high) }

// NotBetween is x NOT BETWEEN low AND high.
func (x X[T]) NotBetween(low, high T) Cond {
	return betweenValues(OpNotBetween, x.inner(), low, high)
}

// BetweenSymmetric is Between for bounds in any order. PostgreSQL has it.
func (x X[T]) BetweenSymmetric(a, b T) Cond {
	return betweenValues(OpBetweenSymmetric, x.inner(), a, b)
}

// NotBetweenSymmetric is NotBetween for bounds in any order. PostgreSQL has it.
func (x X[T]) NotBetweenSymmetric(a, b T) Cond {
	return betweenValues(OpNotBetweenSymmetric, x.inner(), a, b)
}

// BetweenExpr is Between for expressions.
func (x X[T]) BetweenExpr(low, high Of[T]) Cond {
	return between(OpBetween, x.inner(), beside(x.inner(), low), beside(x.inner(), high))
}

// betweenValues is BETWEEN with values at both ends.
func betweenValues(op Op, left Expr, low, high any) Cond {
	return between(op, left, bound(left, low), bound(left, high))
}

// bound is one end of BETWEEN.
func bound(left Expr, v any) Expr {
	if isNull(v) {
		return nullWord
	}
	return bindBeside(left, v)
}

func between(op Op, left, low, high Expr) Cond {
	return cond(&Binary{Op: op, Left: left, Right: &Logical{Op: OpAnd, Parts: []Expr{low, high}}, Typ: typemap.Boolean()})
}
