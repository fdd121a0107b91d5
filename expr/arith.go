package expr

import "github.com/gildsql/gild/typemap"

// Methods of X[T] are compiled anew for each T that a program has, and again for what embeds it. So
// they only hand what they are given to functions that are compiled once.

// arithmetic is an operator whose result has the type that its operands make.
func arithmetic(op Op, left, right Expr) Expr {
	op, typ := resultOf(op, TypeOf(left), TypeOf(right))
	return &Binary{Op: op, Left: left, Right: right, Typ: typ}
}

// arithmeticValue is arithmetic with a value on the right.
func arithmeticValue(op Op, left Expr, v any) Expr {
	if own := typemap.TypeOfValue(v); op == OpAdd && affinityOf(own).isNumber() && joins(TypeOf(left)) {
		return arithmetic(op, left, &Bind{Value: v, Typ: own, Hint: hintOf(left)}) // a number is added, to text too
	}
	return arithmetic(op, left, bindBeside(left, v))
}

// arithmeticExpr is arithmetic with an expression on the right.
func arithmeticExpr(op Op, left, e Expr) Expr { return arithmetic(op, left, beside(left, e)) }

// Add is x + v; texts are joined, as by Concat, but for a number, which Concat joins to text.
func (x X[T]) Add(v T) X[T] { return shell[T](arithmeticValue(OpAdd, x.inner(), v)) }

// Sub is x - v.
func (x X[T]) Sub(v T) X[T] { return shell[T](arithmeticValue(OpSub, x.inner(), v)) }

// Mul is x * v.
func (x X[T]) Mul(v T) X[T] { return shell[T](arithmeticValue(OpMul, x.inner(), v)) }

// Div is x / v with the fraction, of whole numbers too, on all databases. Where T is a type of
// whole numbers, give the result another one with Typed, or divide with FloorDiv.
func (x X[T]) Div(v T) X[T] { return shell[T](arithmeticValue(OpDiv, x.inner(), v)) }

// FloorDiv is x / v without the fraction. A negative result is cut on databases whose / of whole
// numbers gives a whole one (SQLite, PostgreSQL, SQL Server), else it is rounded down.
func (x X[T]) FloorDiv(v T) X[T] { return shell[T](arithmeticValue(OpFloorDiv, x.inner(), v)) }

// Mod is the remainder of x / v.
func (x X[T]) Mod(v T) X[T] { return shell[T](arithmeticValue(OpMod, x.inner(), v)) }

// AddExpr is x + e.
func (x X[T]) AddExpr(e Of[T]) X[T] { return shell[T](arithmeticExpr(OpAdd, x.inner(), e)) }

// SubExpr is x - e.
func (x X[T]) SubExpr(e Of[T]) X[T] { return shell[T](arithmeticExpr(OpSub, x.inner(), e)) }

// MulExpr is x * e.
func (x X[T]) MulExpr(e Of[T]) X[T] { return shell[T](arithmeticExpr(OpMul, x.inner(), e)) }

// DivExpr is x / e, as Div has it.
func (x X[T]) DivExpr(e Of[T]) X[T] { return shell[T](arithmeticExpr(OpDiv, x.inner(), e)) }

// FloorDivExpr is x / e without the fraction, as FloorDiv has it.
func (x X[T]) FloorDivExpr(e Of[T]) X[T] { return shell[T](arithmeticExpr(OpFloorDiv, x.inner(), e)) }

// ModExpr is the remainder of x / e.
func (x X[T]) ModExpr(e Of[T]) X[T] { return shell[T](arithmeticExpr(OpMod, x.inner(), e)) }

// Neg is -x.
func (x X[T]) Neg() X[T] { return shell[T](prefixed(OpNeg, x.inner())) }

func prefixed(op Op, e Expr) Expr { return &Unary{Op: op, Operand: e, Typ: TypeOf(e)} }

// BitAnd has the bits that both x and v have.
func (x X[T]) BitAnd(v T) X[T] { return shell[T](arithmeticValue(OpBitAnd, x.inner(), v)) }

// BitOr has the bits that x or v has.
func (x X[T]) BitOr(v T) X[T] { return shell[T](arithmeticValue(OpBitOr, x.inner(), v)) }

// BitXor has the bits that one of x and v has.
func (x X[T]) BitXor(v T) X[T] { return shell[T](arithmeticValue(OpBitXor, x.inner(), v)) }

// ShiftLeft moves the bits of x up by v places. Oracle has no such operator.
func (x X[T]) ShiftLeft(v T) X[T] { return shell[T](arithmeticValue(OpShiftLeft, x.inner(), v)) }

// ShiftRight moves the bits of x down by v places. Oracle has no such operator.
func (x X[T]) ShiftRight(v T) X[T] { return shell[T](arithmeticValue(OpShiftRight, x.inner(), v)) }

// BitNot has the bits that x has not. Oracle has no such operator.
func (x X[T]) BitNot() X[T] { return shell[T](prefixed(OpBitNot, x.inner())) }

// BitAndExpr is BitAnd for an expression.
func (x X[T]) BitAndExpr(e Of[T]) X[T] { return shell[T](arithmeticExpr(OpBitAnd, x.inner(), e)) }

// BitOrExpr is BitOr for an expression.
func (x X[T]) BitOrExpr(e Of[T]) X[T] { return shell[T](arithmeticExpr(OpBitOr, x.inner(), e)) }

// BitXorExpr is BitXor for an expression.
func (x X[T]) BitXorExpr(e Of[T]) X[T] { return shell[T](arithmeticExpr(OpBitXor, x.inner(), e)) }

// Concat is x || v.
func (x X[T]) Concat(v T) X[T] { return shell[T](concat(x.inner(), bindBeside(x.inner(), v))) }

// ConcatExpr is x || e.
func (x X[T]) ConcatExpr(e Of[T]) X[T] { return shell[T](concat(x.inner(), beside(x.inner(), e))) }

// concat makes text of what cannot be joined otherwise.
func concat(left, right Expr) Expr {
	typ := TypeOf(left)
	if typ.Labels() != nil || !joins(typ) {
		typ = typemap.String(0)
	}
	return &Binary{Op: OpConcat, Left: left, Right: right, Typ: typ}
}
