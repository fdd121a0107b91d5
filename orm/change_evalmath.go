package orm

import (
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/gildsql/gild/expr"
)

var (
	errOverflow = errors.New("the result is too large")
	errZero     = errors.New("division by zero")
	errNegative = errors.New("databases do not agree about the division of negative whole numbers without a rest")
)

// calculate is arithmetic with two values of which none is NULL.
func calculate(op expr.Op, left, right any) (any, error) {
	if op == expr.OpConcat {
		l, lText := left.(string)
		r, rText := right.(string)
		if lText && rText {
			return l + r, nil
		}
	}
	l, lInt := left.(int64)
	r, rInt := right.(int64)
	_, lFloat := left.(float64)
	_, rFloat := right.(float64)
	switch {
	case lInt && rInt && op != expr.OpDiv:
		return wholeNumbers(op, l, r)
	case (lInt || lFloat) && (rInt || rFloat):
		return fractions(op, toFloat(left), toFloat(right))
	}
	return nil, fmt.Errorf("an operator between a %T and a %T is not known", left, right)
}

func wholeNumbers(op expr.Op, l, r int64) (any, error) {
	x, y := big.NewInt(l), big.NewInt(r)
	switch op {
	case expr.OpAdd:
		x.Add(x, y)
	case expr.OpSub:
		x.Sub(x, y)
	case expr.OpMul:
		x.Mul(x, y)
	case expr.OpFloorDiv, expr.OpMod:
		switch {
		case r == 0:
			return nil, errZero
		case (l < 0 || r < 0) && new(big.Int).Rem(x, y).Sign() != 0:
			return nil, errNegative
		case op == expr.OpMod:
			x.Rem(x, y)
		default:
			x.Quo(x, y)
		}
	default:
		return nil, errors.New("an operator between whole numbers is not known")
	}
	if !x.IsInt64() {
		return nil, errOverflow
	}
	return x.Int64(), nil
}

func fractions(op expr.Op, l, r float64) (any, error) {
	var out float64
	switch op {
	case expr.OpAdd:
		out = l + r
	case expr.OpSub:
		out = l - r
	case expr.OpMul:
		out = l * r
	case expr.OpDiv:
		if r == 0 {
			return nil, errZero
		}
		out = l / r
	default:
		return nil, errors.New("an operator between fractions is not known")
	}
	if math.IsInf(out, 0) {
		return nil, errOverflow
	}
	return out, nil
}
