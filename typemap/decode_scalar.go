package typemap

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unsafe"
)

type signed interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64
}

type unsigned interface {
	~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

// anyDecoder gives the Go value that stands for the SQL type, the same from every driver.
func anyDecoder(t Type) (Decoder, error) {
	switch t.Kind {
	case KindJSON:
		return jsonDecoder(anyType), nil
	case KindArray:
		decode, err := arrayDecoder(t, anysType)
		return boxed(decode, anysType), err
	}
	normalize := NormalizerFor(t)
	return func(dst unsafe.Pointer, src driver.Value) error {
		if normalize != nil && src != nil {
			var err error
			if src, err = normalize(src); err != nil {
				return err
			}
		}
		if b, ok := src.([]byte); ok {
			src = append([]byte{}, b...)
		}
		*(*any)(dst) = src
		return nil
	}, nil
}

func decodeString(dst unsafe.Pointer, src driver.Value) error {
	switch v := src.(type) {
	case string:
		*(*string)(dst) = v
	case []byte:
		*(*string)(dst) = string(v)
	case int64:
		*(*string)(dst) = strconv.FormatInt(v, 10)
	case uint64:
		*(*string)(dst) = strconv.FormatUint(v, 10)
	case float64:
		*(*string)(dst) = strconv.FormatFloat(v, 'g', -1, 64)
	case float32: // MySQL's FLOAT
		*(*string)(dst) = strconv.FormatFloat(float64(v), 'g', -1, 32)
	case bool:
		*(*string)(dst) = strconv.FormatBool(v)
	case time.Time:
		*(*string)(dst) = v.Format(time.RFC3339Nano)
	case nil:
		return errNull
	default:
		return mismatch(src, "a string")
	}
	return nil
}

func decodeBytes(dst unsafe.Pointer, src driver.Value) error {
	switch v := src.(type) {
	case []byte:
		*(*[]byte)(dst) = append([]byte{}, v...)
	case string:
		*(*[]byte)(dst) = []byte(v)
	case nil:
		*(*[]byte)(dst) = nil
	default:
		var text string
		if err := decodeString(unsafe.Pointer(&text), src); err != nil {
			return mismatch(src, "bytes")
		}
		*(*[]byte)(dst) = []byte(text)
	}
	return nil
}

func decodeBool(dst unsafe.Pointer, src driver.Value) error {
	switch v := src.(type) {
	case bool:
		*(*bool)(dst) = v
		return nil
	case int64:
		if v != 0 && v != 1 {
			return errors.New("the number is neither 0 nor 1")
		}
		*(*bool)(dst) = v == 1
		return nil
	case nil:
		return errNull
	}
	b, ok := bytesOf(src)
	if !ok {
		return mismatch(src, "a bool")
	}
	v, err := parseBool(string(b))
	if err != nil {
		return err
	}
	*(*bool)(dst) = v
	return nil
}

// decodeInt64 is decodeInt for the commonest case, without the range check.
func decodeInt64(dst unsafe.Pointer, src driver.Value) error {
	if v, ok := src.(int64); ok {
		*(*int64)(dst) = v
		return nil
	}
	return decodeInt[int64](dst, src)
}

func decodeInt[T signed](dst unsafe.Pointer, src driver.Value) error {
	v, err := toInt64(src)
	if err != nil {
		return err
	}
	if int64(T(v)) != v {
		return tooBig(T(0))
	}
	*(*T)(dst) = T(v)
	return nil
}

func decodeUint[T unsigned](dst unsafe.Pointer, src driver.Value) error {
	if u, ok := src.(uint64); ok { // MySQL's
		if uint64(T(u)) != u {
			return tooBig(T(0))
		}
		*(*T)(dst) = T(u)
		return nil
	}
	if b, ok := bytesOf(src); ok { // the only other way for numbers over math.MaxInt64
		u, err := strconv.ParseUint(string(b), 10, 64)
		if err != nil {
			return notA("a number without sign", err)
		}
		if uint64(T(u)) != u {
			return tooBig(T(0))
		}
		*(*T)(dst) = T(u)
		return nil
	}
	v, err := toInt64(src)
	if err != nil {
		return err
	}
	if v < 0 || uint64(T(v)) != uint64(v) {
		return tooBig(T(0))
	}
	*(*T)(dst) = T(v)
	return nil
}

func toInt64(src driver.Value) (int64, error) {
	switch v := src.(type) {
	case int64:
		return v, nil
	case bool:
		if v {
			return 1, nil
		}
		return 0, nil
	case float64:
		if v != math.Trunc(v) || math.Abs(v) > 1<<53 {
			return 0, errors.New("the number is not an exact integer")
		}
		return int64(v), nil
	case float32:
		return toInt64(float64(v))
	case uint64:
		if v > math.MaxInt64 {
			return 0, tooBig(int64(0))
		}
		return int64(v), nil
	case nil:
		return 0, errNull
	}
	if b, ok := bytesOf(src); ok {
		return parseInt(string(b))
	}
	return 0, mismatch(src, "an integer")
}

func decodeFloat[T ~float32 | ~float64](dst unsafe.Pointer, src driver.Value) error {
	switch v := src.(type) {
	case float64:
		if math.IsInf(float64(T(v)), 0) && !math.IsInf(v, 0) {
			return tooBig(T(0))
		}
		*(*T)(dst) = T(v)
		return nil
	case float32:
		*(*T)(dst) = T(v)
		return nil
	case int64:
		*(*T)(dst) = T(v)
		return nil
	case uint64:
		*(*T)(dst) = T(v)
		return nil
	case nil:
		return errNull
	}
	b, ok := bytesOf(src)
	if !ok {
		return mismatch(src, "a floating point number")
	}
	f, err := parseFloat(string(b))
	if err != nil {
		return err
	}
	return decodeFloat[T](dst, f)
}

func decodeTime(dst unsafe.Pointer, src driver.Value) error {
	if v, ok := src.(time.Time); ok {
		*(*time.Time)(dst) = v
		return nil
	}
	if src == nil {
		return errNull
	}
	b, ok := bytesOf(src)
	if !ok {
		return mismatch(src, "a time.Time")
	}
	v, err := ParseTime(string(b))
	if err != nil {
		return err
	}
	*(*time.Time)(dst) = v
	return nil
}

// timeLayouts are the text forms of times met in SQLite files and in text protocols,
// the commonest first: go-sqlite3's own, ISO 8601, date and time of day alone.
var timeLayouts = []string{
	"2006-01-02 15:04:05.999999999-07:00",
	"2006-01-02T15:04:05.999999999Z07:00",
	"2006-01-02 15:04:05.999999999Z07:00",
	"2006-01-02 15:04:05.999999999-07",
	"2006-01-02 15:04:05.999999999",
	"2006-01-02T15:04:05.999999999",
	"2006-01-02 15:04:05.999999999 -0700 MST",
	"2006-01-02 15:04",
	"2006-01-02T15:04",
	"2006-01-02",
	"15:04:05.999999999",
	"15:04:05.999999999Z07:00",
	"15:04:05.999999999-07",
	"15:04",
}

// ParseTime reads the text forms in which databases and drivers give points in time,
// days and times of day. Times without a zone are read as UTC.
func ParseTime(s string) (time.Time, error) {
	switch s {
	case "infinity", "-infinity":
		return time.Time{}, errInfinity
	}
	s, _, _ = strings.Cut(s, " m=") // the monotonic clock in the text of a time.Time
	for _, layout := range timeLayouts {
		if t, err := time.ParseInLocation(layout, s, time.UTC); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errors.New("the text is not a time in a known form (such as 2006-01-02 15:04:05)")
}

var errInfinity = errors.New("the time is PostgreSQL's infinity, which no time.Time is: read it as a string")

// The parsers below leave the text out of their errors: it may be a secret.

func parseBool(s string) (bool, error) {
	v, err := strconv.ParseBool(s)
	return v, notA("a truth value", err)
}

func parseInt(s string) (int64, error) {
	v, err := strconv.ParseInt(s, 10, 64)
	return v, notA("an integer", err)
}

func parseFloat(s string) (float64, error) {
	v, err := strconv.ParseFloat(s, 64)
	return v, notA("a number", err)
}

// notA says why a text is not what it should be, nil if it is.
func notA(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("the text is not %s: %w", what, errors.Unwrap(err))
}

func tooBig(target any) error { return fmt.Errorf("the number does not fit a Go %T", target) }
