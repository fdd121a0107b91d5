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
	case KindString, KindText, KindUUID:
		if labels := t.Labels(); len(labels) > 0 {
			return labelNormalizer(labels)
		}
		return normalizeText
	case KindNumeric:
		return normalizeNumeric
	case KindSmallInt, KindInteger, KindBigInt:
		return normalizeInt
	case KindReal, KindDouble:
		return normalizeFloat
	}
	return nil
}

func normalizeBool(src driver.Value) (driver.Value, error) {
	if v, ok := src.(int64); ok && (v == 0 || v == 1) {
		return v == 1, nil
	}
	if b, ok := bytesOf(src); ok {
		return orNil(parseBool(string(b)))
	}
	return src, nil
}

func normalizeTime(src driver.Value) (driver.Value, error) {
	if b, ok := bytesOf(src); ok {
		return orNil(ParseTime(string(b)))
	}
	return src, nil
}

func normalizeText(src driver.Value) (driver.Value, error) {
	if b, ok := src.([]byte); ok {
		return string(b), nil
	}
	return src, nil
}

// normalizeNumeric gives SQLite's decimals, which it keeps as numbers where it can, the
// text that other databases have.
func normalizeNumeric(src driver.Value) (driver.Value, error) {
	switch v := src.(type) {
	case int64:
		return strconv.FormatInt(v, 10), nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	}
	return normalizeText(src)
}

func normalizeInt(src driver.Value) (driver.Value, error) {
	if b, ok := bytesOf(src); ok {
		return orNil(parseInt(string(b)))
	}
	return src, nil
}

func normalizeFloat(src driver.Value) (driver.Value, error) {
	switch v := src.(type) {
	case int64:
		return float64(v), nil
	case float32:
		return float64(v), nil
	}
	if b, ok := bytesOf(src); ok {
		return orNil(parseFloat(string(b)))
	}
	return src, nil
}

// orNil leaves no half value beside an error.
func orNil[T any](v T, err error) (driver.Value, error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}
