package typemap

import (
	"database/sql/driver"
	"strconv"
)

// Normalizer turns what a driver gives for a column into the Go value that stands for
// the column's SQL type, for callers that scan it through database/sql.
type Normalizer func(src driver.Value) (driver.Value, error)

// NormalizerFor returns the normalizer of SQL type t, nil when every driver's value is
// good as it is. Booleans become bool, times time.Time, text and decimals string,
// integers int64, floats float64; what already is, and NULL, pass unchanged.
func NormalizerFor(t Type) Normalizer {
	switch t.Kind {
	case KindBoolean:
		return normalizeBool
	case KindDate, KindDateTime:
		return normalizeTime
	case KindString, KindText, KindNumeric, KindUUID:
		return normalizeText
	case KindSmallInt, KindInteger, KindBigInt:
		return normalizeInt
	case KindReal, KindDouble:
		return normalizeFloat
	}
	return nil
}

func normalizeBool(src driver.Value) (driver.Value, error) {
	switch v := src.(type) {
	case int64:
		if v == 0 || v == 1 {
			return v == 1, nil
		}
	case []byte:
		return strconv.ParseBool(string(v))
	}
	return src, nil
}

func normalizeTime(src driver.Value) (driver.Value, error) {
	if b, ok := bytesOf(src); ok {
		return ParseTime(string(b))
	}
	return src, nil
}

func normalizeText(src driver.Value) (driver.Value, error) {
	if b, ok := src.([]byte); ok {
		return string(b), nil
	}
	return src, nil
}

func normalizeInt(src driver.Value) (driver.Value, error) {
	if b, ok := src.([]byte); ok {
		return strconv.ParseInt(string(b), 10, 64)
	}
	return src, nil
}

func normalizeFloat(src driver.Value) (driver.Value, error) {
	switch v := src.(type) {
	case int64:
		return float64(v), nil
	case []byte:
		return strconv.ParseFloat(string(v), 64)
	}
	return src, nil
}
