package typemap

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/gildsql/gild/internal/fault"
)

// Decimal is an exact decimal number of any size, with its digits behind the point: 1.10 is not 1.1, as
// in NUMERIC columns, though Cmp finds them equal. PostgreSQL's NaN and infinities are decimals, too.
// The zero Decimal is 0. It is an immutable value that can be compared with ==, which tells 1.10 from
// 1.1.
type Decimal struct {
	text string // digits with a sign and a point, no exponent; empty for 0
}

// The decimals that are no numbers.
const (
	decimalNaN      = "NaN"
	decimalInfinity = "Infinity"
	decimalMinus    = "-Infinity"
)

// maxExponent bounds the zeros that an exponent stands for. PostgreSQL's numbers have up to 131072 digits
// before the point.
// Source: https://www.postgresql.org/docs/current/datatype-numeric.html
const maxExponent = 150_000

var (
	errDecimal     = errors.New("the text is no decimal number")
	errDecimalSize = errors.New("the decimal number has too large an exponent")
)

// ParseDecimal reads a decimal: digits with a sign, a point and an exponent, or one of NaN, Infinity and
// -Infinity. Its errors do not quote the text.
func ParseDecimal(text string) (Decimal, error) {
	d, err := parseDecimal(text)
	if err != nil {
		return Decimal{}, fault.Errorf("%w", err)
	}
	return d, nil
}

func parseDecimal(text string) (Decimal, error) {
	if plainDecimal(text) {
		return Decimal{strings.Clone(text)}, nil
	}
	negative := strings.HasPrefix(text, "-")
	digits := strings.TrimPrefix(strings.TrimPrefix(text, "-"), "+")
	switch {
	case len(text)-len(digits) > 1:
		return Decimal{}, errDecimal
	case strings.EqualFold(digits, "nan"):
		return Decimal{decimalNaN}, nil
	case strings.EqualFold(digits, "inf"), strings.EqualFold(digits, "infinity"):
		if negative {
			return Decimal{decimalMinus}, nil
		}
		return Decimal{decimalInfinity}, nil
	}
	exponent := 0
	if i := strings.IndexAny(digits, "eE"); i >= 0 {
		n, err := strconv.Atoi(digits[i+1:])
		switch {
		case errors.Is(err, strconv.ErrRange), n > maxExponent, n < -maxExponent:
			return Decimal{}, errDecimalSize
		case err != nil:
			return Decimal{}, errDecimal
		}
		digits, exponent = digits[:i], n
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	if whole+fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return Decimal{}, errDecimal
	}
	return assemble(negative, whole+fraction, len(fraction)-exponent), nil
}

// plainDecimal reports whether text is written as Decimal keeps it.
func plainDecimal(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if whole == "" || point && fraction == "" || len(whole) > 1 && whole[0] == '0' {
		return false
	}
	any := false
	for i := range len(digits) {
		c := digits[i]
		if c != '.' && (c < '0' || c > '9') || c == '.' && i > len(whole) {
			return false
		}
		any = any || c != '0' && c != '.'
	}
	return any || len(digits) == len(text) // there is no -0
}

// assemble writes digits of which scale are behind the point; a negative scale stands for zeros.
func assemble(negative bool, digits string, scale int) Decimal {
	if scale < 0 {
		digits += strings.Repeat("0", -scale)
		scale = 0
	}
	if missing := scale + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	whole, fraction := digits[:len(digits)-scale], digits[len(digits)-scale:]
	whole = strings.TrimLeft(whole[:len(whole)-1], "0") + whole[len(whole)-1:]
	text := whole
	if scale > 0 {
		text += "." + fraction
	}
	if negative && strings.Trim(text, "0.") != "" {
		text = "-" + text
	}
	return Decimal{text}
}

// MustDecimal is ParseDecimal for constants of a program: it panics if text is no decimal.
func MustDecimal(text string) Decimal {
	d, err := ParseDecimal(text)
	if err != nil {
		panic(err)
	}
	return d
}

// DecimalOf returns n as a decimal.
func DecimalOf(n int64) Decimal { return Decimal{strconv.FormatInt(n, 10)} }

// String returns the digits, without an exponent.
func (d Decimal) String() string {
	if d.text == "" {
		return "0"
	}
	return d.text
}

// IsNaN reports whether d is no number.
func (d Decimal) IsNaN() bool { return d.text == decimalNaN }

// IsFinite reports whether d is a number, neither NaN nor infinite.
func (d Decimal) IsFinite() bool {
	return d.text != decimalNaN && d.text != decimalInfinity && d.text != decimalMinus
}

// Scale returns how many digits are behind the point.
func (d Decimal) Scale() int {
	_, fraction, _ := strings.Cut(d.text, ".")
	return len(fraction)
}

// SQLType returns NUMERIC.
func (d Decimal) SQLType() Type { return Numeric(0, 0) }

// Value returns the digits as text, for database/sql.
func (d Decimal) Value() (driver.Value, error) { return d.String(), nil }

// Scan reads what drivers give for decimals, for database/sql.
func (d *Decimal) Scan(src any) error {
	parsed, err := toDecimal(src)
	if err == nil {
		*d = parsed
	}
	return err
}

// MarshalText returns the digits; in JSON they are a string, which keeps them all.
func (d Decimal) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText is ParseDecimal.
func (d *Decimal) UnmarshalText(text []byte) error {
	parsed, err := ParseDecimal(string(text))
	if err == nil {
		*d = parsed
	}
	return err
}

// UnmarshalJSON reads a string or a number.
func (d *Decimal) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		return nil
	}
	return d.UnmarshalText([]byte(strings.Trim(string(text), `"`)))
}

// toDecimal reads a driver's value. A float, which SQLite keeps decimals in, has the fewest digits that
// tell it from others.
func toDecimal(src driver.Value) (Decimal, error) {
	switch v := src.(type) {
	case nil:
		return Decimal{}, errNull
	case int64:
		return DecimalOf(v), nil
	case uint64:
		return Decimal{strconv.FormatUint(v, 10)}, nil
	case float64:
		return parseDecimal(strconv.FormatFloat(v, 'f', -1, 64))
	case float32:
		return parseDecimal(strconv.FormatFloat(float64(v), 'f', -1, 32))
	case string:
		return parseDecimal(v)
	case []byte:
		return parseDecimal(string(v))
	}
	return Decimal{}, fmt.Errorf("the driver's %T cannot become a decimal", src)
}

// padded returns d with at least scale digits behind the point.
func (d Decimal) padded(scale int) Decimal {
	have := d.Scale()
	if have >= scale || !d.IsFinite() {
		return d
	}
	text := d.String()
	if have == 0 {
		text += "."
	}
	return Decimal{text + strings.Repeat("0", scale-have)}
}
