package golden

import (
	"math/rand/v2"

	"github.com/gildsql/gild/expr"
)

// grower makes trees of operators by chance.
type grower struct{ *rand.Rand }

func (g *grower) leaf() number {
	if g.IntN(3) > 0 {
		return known[g.IntN(len(known))]
	}
	v := g.Int64N(5)
	return number{expr.Inline(v), &v}
}

// calculated is a number with the value that f makes of others, NULL if one of them is.
func calculated(e expr.X[int64], f func(a, b int64) int64, a, b number) number {
	if a.v == nil || b.v == nil {
		return number{e, nil}
	}
	v := f(*a.v, *b.v)
	return number{e, &v}
}

// arithmetic makes sums, products, remainders and negations.
func (g *grower) arithmetic(depth int) number {
	if depth == 0 || g.IntN(8) == 0 {
		return g.leaf()
	}
	a, b := g.arithmetic(depth-1), g.arithmetic(depth-1)
	switch g.IntN(5) {
	case 0:
		return calculated(a.e.AddExpr(b.e), func(a, b int64) int64 { return a + b }, a, b)
	case 1:
		return calculated(a.e.SubExpr(b.e), func(a, b int64) int64 { return a - b }, a, b)
	case 2:
		return calculated(a.e.MulExpr(b.e), func(a, b int64) int64 { return a * b }, a, b)
	case 3:
		m := 2 + g.Int64N(5)
		return calculated(a.e.ModExpr(expr.Inline(m)), func(a, b int64) int64 { return a % m }, a, a)
	}
	return calculated(a.e.Neg(), func(a, b int64) int64 { return -a }, a, a)
}

// bits makes operations on the bits of numbers that are never negative: MySQL's have no sign.
func (g *grower) bits(depth int) number {
	if depth == 0 || g.IntN(8) == 0 {
		return g.leaf()
	}
	a, b := g.bits(depth-1), g.bits(depth-1)
	switch g.IntN(6) {
	case 0:
		return calculated(a.e.AddExpr(b.e), func(a, b int64) int64 { return a + b }, a, b)
	case 1:
		return calculated(a.e.BitAndExpr(b.e), func(a, b int64) int64 { return a & b }, a, b)
	case 2:
		return calculated(a.e.BitOrExpr(b.e), func(a, b int64) int64 { return a | b }, a, b)
	case 3:
		return calculated(a.e.BitXorExpr(b.e), func(a, b int64) int64 { return a ^ b }, a, b)
	case 4:
		return calculated(a.e.ShiftLeft(2), func(a, b int64) int64 { return a << 2 }, a, a)
	}
	return calculated(a.e.ShiftRight(1), func(a, b int64) int64 { return a >> 1 }, a, a)
}

// condition makes conditions of numbers and of other conditions.
func (g *grower) condition(depth int) condition {
	if depth == 0 || g.IntN(6) == 0 {
		return g.comparison()
	}
	a, b := g.condition(depth-1), g.condition(depth-1)
	switch g.IntN(7) {
	case 0, 1:
		return condition{expr.And(a.e, b.e), not(either(not(a.v), not(b.v)))}
	case 2, 3:
		return condition{expr.Or(a.e, b.e), either(a.v, b.v)}
	case 4:
		return condition{a.e.EqExpr(b.e), same(a.v, b.v)}
	case 5:
		return condition{expr.Not(a.e), not(a.v)}
	}
	return condition{a.e.Not(), not(a.v)}
}

func not(v *bool) *bool {
	if v == nil {
		return nil
	}
	return new(!*v)
}

func either(a, b *bool) *bool {
	switch {
	case a != nil && *a || b != nil && *b:
		return new(true)
	case a == nil || b == nil:
		return nil
	}
	return new(false)
}

func same(a, b *bool) *bool {
	if a == nil || b == nil {
		return nil
	}
	return new(*a == *b)
}

// compared is a condition with the value that f makes of numbers, NULL if one of them is.
func compared(e expr.Cond, f func(a, b int64) bool, a, b number) condition {
	if a.v == nil || b.v == nil {
		return condition{e, nil}
	}
	return condition{e, new(f(*a.v, *b.v))}
}

func (g *grower) comparison() condition {
	a, b := g.arithmetic(2), g.arithmetic(1)
	switch g.IntN(12) {
	case 0:
		return compared(a.e.EqExpr(b.e), func(a, b int64) bool { return a == b }, a, b)
	case 1:
		return compared(a.e.NeExpr(b.e), func(a, b int64) bool { return a != b }, a, b)
	case 2:
		return compared(a.e.LtExpr(b.e), func(a, b int64) bool { return a < b }, a, b)
	case 3:
		return compared(a.e.GeExpr(b.e), func(a, b int64) bool { return a >= b }, a, b)
	case 4:
		return compared(a.e.Between(-3, 9), func(a, _ int64) bool { return a >= -3 && a <= 9 }, a, a)
	case 5:
		return compared(a.e.NotBetween(0, 6), func(a, _ int64) bool { return a < 0 || a > 6 }, a, a)
	case 6:
		return compared(a.e.In(3, 6, 7), func(a, _ int64) bool { return a == 3 || a == 6 || a == 7 }, a, a)
	case 7:
		return compared(a.e.NotIn(3, 6), func(a, _ int64) bool { return a != 3 && a != 6 }, a, a)
	case 8:
		return condition{a.e.IsNull(), new(a.v == nil)}
	case 9:
		return condition{a.e.IsDistinctFromExpr(b.e), new(text(a.v) != text(b.v))}
	case 10:
		return g.constant(a)
	}
	return condition{expr.Cond{X: expr.Typed[bool](users.Active)}, new(true)}
}

// constant makes what has the same value in every row.
func (g *grower) constant(a number) condition {
	switch g.IntN(4) {
	case 0:
		return condition{a.e.In(), new(false)}
	case 1:
		return condition{a.e.NotIn(), new(true)}
	case 2:
		return condition{expr.And(expr.True()), new(true)}
	}
	return condition{expr.Or(expr.False()), new(false)}
}
