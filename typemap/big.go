package typemap

import (
	"database/sql/driver"
	"errors"
	"math/big"
	"reflect"
	"unsafe"
)

var (
	bigIntType   = reflect.TypeFor[big.Int]()
	bigRatType   = reflect.TypeFor[big.Rat]()
	bigFloatType = reflect.TypeFor[big.Float]()
)

// isBig reports whether t is one of the numbers of math/big.
func isBig(t reflect.Type) bool { return t == bigIntType || t == bigRatType || t == bigFloatType }

// bigEncoder sends numbers of math/big as their digits.
func bigEncoder(t Type, typ reflect.Type) encoder {
	switch typ.Elem() {
	case bigIntType:
		return func(v any, _ int) (driver.Value, error) {
			n := v.(*big.Int)
			switch {
			case n == nil:
				return nil, nil
			case t.IsInteger() && n.IsInt64():
				return n.Int64(), nil
			case t.IsInteger() && n.IsUint64():
				return encode(t, n.Uint64(), 0)
			}
			return n.String(), nil
		}
	case bigRatType:
		return func(v any, _ int) (driver.Value, error) { return ratText(v.(*big.Rat)) }
	case bigFloatType:
		return func(v any, _ int) (driver.Value, error) {
			f := v.(*big.Float)
			if f == nil {
				return nil, nil
			}
			return f.Text('f', -1), nil
		}
	}
	return nil
}

var errFraction = errors.New("gild: the fraction has no end as a decimal: round it first")

// ratText writes a fraction whose digits end.
func ratText(r *big.Rat) (driver.Value, error) {
	if r == nil {
		return nil, nil
	}
	digits, exact := r.FloatPrec()
	if !exact {
		return nil, errFraction
	}
	return r.FloatString(digits), nil
}

// bigDecoder reads numbers of math/big, which never pass through a float.
func bigDecoder(typ reflect.Type) Decoder {
	return func(dst unsafe.Pointer, src driver.Value) error {
		d, err := toDecimal(src)
		if err != nil {
			return err
		}
		switch typ {
		case bigIntType:
			n, err := d.BigInt()
			if err == nil {
				(*big.Int)(dst).Set(n)
			}
			return err
		case bigFloatType:
			f, _, err := big.ParseFloat(d.String(), 10, uint(max(64, 4*len(d.text))), big.ToNearestEven)
			if err == nil {
				*(*big.Float)(dst) = *f
			}
			return err
		}
		r, err := d.Rat()
		if err == nil {
			*(*big.Rat)(dst) = *r
		}
		return err
	}
}
