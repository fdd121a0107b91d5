package expr

import "github.com/gildsql/gild/typemap"

// arithmetic is an operator whose result has the type that its operands make.
func (x X[T]) arithmetic(op Op, right Expr) X[T] {
	left := x.inner()
	op, typ := resultOf(op, TypeOf(left), TypeOf(right))
	return shell[T](&Binary{Op: op, Left: left, Right: right, Typ: typ})
}

// Add is x + v; texts are joined, as by Concat.
func (x X[T]) Add(v T) X[T] { return x.arithmetic(OpAdd, x.bind(v)) }

// Sub is x - v.
func (x X[T]) Sub(v T) X[T] { return x.arithmetic(OpSub, x.bind(v)) }

// Mul is x * v.
func (x X[T]) Mul(v T) X[T] { return x.arithmetic(OpMul, x.bind(v)) }

// Div is x / v with the fraction, of whole numbers too, on all databases. Where T is a type of
// whole numbers, give the result another one with Typed, or divide with FloorDiv.
func (x X[T]) Div(v T) X[T] { return x.arithmetic(OpDiv, x.bind(v)) }

// FloorDiv is x / v without the fraction. A negative result is cut on databases whose / of whole
// numbers gives a whole one (SQLite, PostgreSQL, SQL Server), else it is rounded down.
func (x X[T]) FloorDiv(v T) X[T] { return x.arithmetic(OpFloorDiv, x.bind(v)) }

// Mod is the remainder of x / v.
func (x X[T]) Mod(v T) X[T] { return x.arithmetic(OpMod, x.bind(v)) }

// AddExpr is x + e.
func (x X[T]) AddExpr(e Of[T]) X[T] { return x.arithmetic(OpAdd, x.beside(e)) }

// SubExpr is x - e.
func (x X[T]) SubExpr(e Of[T]) X[T] { return x.arithmetic(OpSub, x.beside(e)) }

// MulExpr is x * e.
func (x X[T]) MulExpr(e Of[T]) X[T] { return x.arithmetic(OpMul, x.beside(e)) }

// DivExpr is x / e, as Div has it.
func (x X[T]) DivExpr(e Of[T]) X[T] { return x.arithmetic(OpDiv, x.beside(e)) }

// FloorDivExpr is x / e without the fraction, as FloorDiv has it.
func (x X[T]) FloorDivExpr(e Of[T]) X[T] { return x.arithmetic(OpFloorDiv, x.beside(e)) }

// ModExpr is the remainder of x / e.
func (x X[T]) ModExpr(e Of[T]) X[T] { return x.arithmetic(OpMod, x.beside(e)) }

// Neg is -x.
func (x X[T]) Neg() X[T] { return x.prefixed(OpNeg) }

func (x X[T]) prefixed(op Op) X[T] {
	e := x.inner()
	return shell[T](&Unary{Op: op, Operand: e, Typ: TypeOf(e)})
}

// BitAnd has the bits that both x and v have.
func (x X[T]) BitAnd(v T) X[T] { return x.arithmetic(OpBitAnd, x.bind(v)) }

// BitOr has the bits that x or v has.
func (x X[T]) BitOr(v T) X[T] { return x.arithmetic(OpBitOr, x.bind(v)) }

// BitXor has the bits that one of x and v has.
func (x X[T]) BitXor(v T) X[T] { return x.arithmetic(OpBitXor, x.bind(v)) }

// ShiftLeft moves the bits of x up by v places. Oracle has no such operator.
func (x X[T]) ShiftLeft(v T) X[T] { return x.arithmetic(OpShiftLeft, x.bind(v)) }

// ShiftRight moves the bits of x down by v places. Oracle has no such operator.
func (x X[T]) ShiftRight(v T) X[T] { return x.arithmetic(OpShiftRight, x.bind(v)) }

// BitNot has the bits that x has not. Oracle has no such operator.
func (x X[T]) BitNot() X[T] { return x.prefixed(OpBitNot) }

// BitAndExpr is BitAnd for an expression.
func (x X[T]) BitAndExpr(e Of[T]) X[T] { return x.arithmetic(OpBitAnd, x.beside(e)) }

// BitOrExpr is BitOr for an expression.
func (x X[T]) BitOrExpr(e Of[T]) X[T] { return x.arithmetic(OpBitOr, x.beside(e)) }

// BitXorExpr is BitXor for an expression.
func (x X[T]) BitXorExpr(e Of[T]) X[T] { return x.arithmetic(OpBitXor, x.beside(e)) }

// Concat is x || v.
func (x X[T]) Concat(v T) X[T] { return x.concat(x.bind(v)) }

// ConcatExpr is x || e.
func (x X[T]) ConcatExpr(e Of[T]) X[T] { return x.concat(x.beside(e)) }

// concat makes text of what cannot be joined otherwise.
func (x X[T]) concat(right Expr) X[T] {
	left := x.inner()
	typ := TypeOf(left)
	if typ.Labels() != nil || !joins(typ) {
		typ = typemap.String(0)
	}
	return shell[T](&Binary{Op: OpConcat, Left: left, Right: right, Typ: typ})
}
