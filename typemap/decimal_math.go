package typemap

import (
	"errors"
	"math/big"
	"strings"
)

// parts returns the digits as a whole number, and how many of them are behind the point.
func (d Decimal) parts() (*big.Int, int) {
	n, _ := new(big.Int).SetString(strings.Replace(d.String(), ".", "", 1), 10)
	if n == nil { // no number
		n = new(big.Int)
	}
	return n, d.Scale()
}

// aligned returns both as whole numbers of one scale.
func aligned(a, b Decimal) (x, y *big.Int, scale int) {
	x, sa := a.parts()
	y, sb := b.parts()
	scale = max(sa, sb)
	return x.Mul(x, pow10(scale-sa)), y.Mul(y, pow10(scale-sb)), scale
}

func pow10(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

func fromParts(n *big.Int, scale int) Decimal {
	text, negative := strings.CutPrefix(n.String(), "-")
	return assemble(negative, text, scale)
}

// DecimalFromBig returns n with scale of its digits behind the point.
func DecimalFromBig(n *big.Int, scale int) Decimal { return fromParts(n, max(scale, 0)) }

// Cmp compares by value: -1 if d is less than other, 0 if they are equal, 1 if it is greater. As in
// PostgreSQL NaN is equal to itself, and greater than all others.
func (d Decimal) Cmp(other Decimal) int {
	if !d.IsFinite() || !other.IsFinite() {
		return d.rank() - other.rank()
	}
	x, y, _ := aligned(d, other)
	return x.Cmp(y)
}

// rank orders what is no number around what is.
func (d Decimal) rank() int {
	switch d.text {
	case decimalMinus:
		return -1
	case decimalInfinity:
		return 1
	case decimalNaN:
		return 2
	}
	return 0
}

// Equal reports whether both have the same value, whatever their digits behind the point.
func (d Decimal) Equal(other Decimal) bool { return d.Cmp(other) == 0 }

// Sign returns -1, 0 or 1; 0 for NaN.
func (d Decimal) Sign() int {
	switch {
	case d.text == decimalNaN || strings.Trim(d.text, "0.") == "":
		return 0
	case d.text[0] == '-':
		return -1
	}
	return 1
}

// Add returns d + other, with the digits of the longer one behind the point. With NaN or an infinity
// it is NaN, as are Sub and Mul.
func (d Decimal) Add(other Decimal) Decimal {
	if !d.IsFinite() || !other.IsFinite() {
		return Decimal{decimalNaN}
	}
	x, y, scale := aligned(d, other)
	return fromParts(x.Add(x, y), scale)
}

// Sub returns d - other.
func (d Decimal) Sub(other Decimal) Decimal { return d.Add(other.Neg()) }

// Neg returns -d.
func (d Decimal) Neg() Decimal {
	switch {
	case d.text == decimalNaN || d.Sign() == 0:
		return d
	case d.text[0] == '-':
		return Decimal{d.text[1:]}
	}
	return Decimal{"-" + d.text}
}

// Mul returns d * other, exactly.
func (d Decimal) Mul(other Decimal) Decimal {
	if !d.IsFinite() || !other.IsFinite() {
		return Decimal{decimalNaN}
	}
	x, sx := d.parts()
	y, sy := other.parts()
	return fromParts(x.Mul(x, y), sx+sy)
}

// Round returns d with scale digits behind the point, halves away from zero as databases round.
func (d Decimal) Round(scale int) Decimal {
	n, have := d.parts()
	if !d.IsFinite() {
		return d
	}
	if have <= scale {
		return d.padded(scale)
	}
	unit := pow10(have - scale)
	half := new(big.Int).Rsh(unit, 1)
	if n.Sign() < 0 {
		half.Neg(half)
	}
	return fromParts(n.Quo(n.Add(n, half), unit), scale)
}

var errNotFinite = errors.New("NaN and the infinities are no such numbers")

// Rat returns d as a fraction. It fails for NaN and the infinities.
func (d Decimal) Rat() (*big.Rat, error) {
	if !d.IsFinite() {
		return nil, errNotFinite
	}
	n, scale := d.parts()
	return new(big.Rat).SetFrac(n, pow10(scale)), nil
}

// BigInt returns d as a whole number. It fails if there are digits other than 0 behind the point.
func (d Decimal) BigInt() (*big.Int, error) {
	if !d.IsFinite() {
		return nil, errNotFinite
	}
	n, scale := d.parts()
	whole, rest := new(big.Int).QuoRem(n, pow10(scale), new(big.Int))
	if rest.Sign() != 0 {
		return nil, errors.New("the decimal is not a whole number")
	}
	return whole, nil
}
