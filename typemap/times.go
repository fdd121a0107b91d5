package typemap

import (
	"bytes"
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unsafe"
)

// AppendTimeElement is AppendElement for a time.
func AppendTimeElement(b []byte, t Type, v time.Time) ([]byte, error) {
	if digits, ok := t.FractionDigits(); t.Kind != KindDateTime || t.Detail != nil || ok && digits < 9 {
		return appendElement(b, t, v)
	}
	if t.Zone {
		v = v.UTC()
	} else {
		v = wallClock(v)
	}
	return append(v.AppendFormat(append(b, '"'), time.RFC3339Nano), '"'), nil
}

// encodeTime sends days and times of day as text; points in time without a zone by what the clock
// shows, with UTC in place of a zone, which drivers would else treat in different ways; those with one as
// instants, in UTC, as SQLite compares and sorts their text. What the time is as an interface already is sent as it
// is, if nothing is to be changed: another one would be an allocation for each.
func encodeTime(t Type, v time.Time, boxed any) driver.Value {
	given := v
	if digits, ok := t.FractionDigits(); ok && digits < 9 {
		v = v.Truncate(time.Duration(math.Pow10(9 - int(digits))))
	}
	switch {
	case t.Kind == KindDate:
		return v.Format(time.DateOnly)
	case t.Kind == KindTime && t.Zone:
		return v.Format("15:04:05.999999999-07:00")
	case t.Kind == KindTime:
		return v.Format("15:04:05.999999999")
	case t.Zone:
		v = v.UTC()
	case t.Kind == KindDateTime:
		v = wallClock(v)
	}
	if v = v.Round(0); v == given && boxed != nil { // Round strips the monotonic clock, which would make equal times differ
		return boxed
	}
	return v
}

// wallClock returns what a clock in v's zone shows, in UTC.
func wallClock(v time.Time) time.Time {
	_, offset := v.Zone()
	return v.UTC().Add(time.Duration(offset) * time.Second)
}

// encodeClock sends the time since midnight as a time of day.
func encodeClock(v any, _ int) (driver.Value, error) {
	d := v.(time.Duration)
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	text := fmt.Sprintf("%s%02d:%02d:%02d", sign, d/time.Hour, d/time.Minute%60, d/time.Second%60)
	if rest := d % time.Second; rest != 0 {
		text += strings.TrimRight(fmt.Sprintf(".%09d", rest), "0")
	}
	return text, nil
}

// timeDecoder makes the plans for Go's types of time, nil for others.
func timeDecoder(t Type, typ reflect.Type) Decoder {
	switch {
	case typ.Kind() == reflect.Struct && typ.ConvertibleTo(timeType):
		switch t.Kind {
		case KindDate, KindDateTime:
			return decodeMoment
		}
		return decodeTime
	case typ == durationType && t.Kind == KindInterval:
		return decodeDuration
	case typ == durationType && t.Kind == KindTime:
		return decodeClock
	case typ.Kind() == reflect.String && t.Kind == KindDate:
		return timeTextDecoder(time.DateOnly)
	case typ.Kind() == reflect.String && t.Kind == KindTime && t.Zone:
		return decodeZonedClock
	case typ.Kind() == reflect.String && t.Kind == KindTime:
		return timeTextDecoder("15:04:05.999999999")
	}
	return nil
}

// timeTextDecoder reads times as text, as a layout has it where the driver gives a time.Time.
func timeTextDecoder(layout string) Decoder {
	return func(dst unsafe.Pointer, src driver.Value) error {
		if v, ok := src.(time.Time); ok {
			*(*string)(dst) = v.Format(layout)
			return nil
		}
		if b, ok := bytesOf(src); ok && bytes.IndexByte(b, '.') >= 0 { // of MySQL, with all its digits
			src = bytes.TrimRight(bytes.TrimRight(b, "0"), ".")
		}
		return decodeString(dst, src)
	}
}

// decodeZonedClock reads times of day with a zone as text, as PostgreSQL writes them where the driver gives a time.Time.
func decodeZonedClock(dst unsafe.Pointer, src driver.Value) error {
	v, ok := src.(time.Time)
	if !ok {
		return decodeString(dst, src)
	}
	layout := "15:04:05.999999999-07"
	if _, offset := v.Zone(); offset%3600 != 0 {
		layout += ":00"
	}
	*(*string)(dst) = v.Format(layout)
	return nil
}

// decodeMoment reads days and points in time, in UTC from every driver. SQLite's numbers are read as its own
// functions do with the modifier auto: see momentOf.
func decodeMoment(dst unsafe.Pointer, src driver.Value) error {
	var v time.Time
	var err error
	switch n := src.(type) {
	case time.Time:
		v = n
	case int64:
		v = time.Unix(n, 0)
	case float64:
		v, err = momentOf(n)
	default:
		err = decodeTime(unsafe.Pointer(&v), src)
		if b, ok := bytesOf(src); ok && err != nil {
			if f, notNumber := strconv.ParseFloat(string(b), 64); notNumber == nil && len(b) > 4 {
				v, err = momentOf(f)
			}
		}
	}
	if err == nil {
		*(*time.Time)(dst) = v.UTC()
	}
	return err
}

// The Julian days that SQLite knows, and that of the start of Unix time.
const (
	lastJulianDay = 5373484.5
	unixJulianDay = 2440587.5
)

// momentOf reads a number that stands for a point in time: a Julian day, or if it is none seconds since
// 1970.
// Source: https://www.sqlite.org/lang_datefunc.html#dtmods
func momentOf(n float64) (time.Time, error) {
	switch {
	case n >= 0 && n < lastJulianDay:
		days, rest := math.Modf(n - unixJulianDay)
		day := time.Unix(int64(days)*86400, 0)
		return day.Add(time.Duration(math.Round(rest*86400e3)) * time.Millisecond), nil
	case math.Abs(n) < 1e12:
		seconds, rest := math.Modf(n)
		return time.Unix(int64(seconds), int64(math.Round(rest*1e6))*1e3), nil
	}
	return time.Time{}, errors.New("the number is neither a Julian day nor seconds since 1970")
}

// decodeClock reads a time of day as the time since midnight.
func decodeClock(dst unsafe.Pointer, src driver.Value) error {
	if v, ok := src.(time.Time); ok {
		h, m, s := v.Clock()
		*(*time.Duration)(dst) = time.Duration(h)*time.Hour + time.Duration(m)*time.Minute +
			time.Duration(s)*time.Second + time.Duration(v.Nanosecond())
		return nil
	}
	b, err := textOf(src, "a time of day")
	if err != nil {
		return err
	}
	text := string(b)
	if strings.Count(text, ":") == 1 {
		text += ":00"
	}
	d, err := parseClock(text)
	if err == nil {
		*(*time.Duration)(dst) = d
	}
	return err
}

// decimalDecoder reads decimals, with at least as many digits behind the point as the type has: SQLite
// keeps none that are 0.
func decimalDecoder(t Type) Decoder {
	scale := int(t.Scale)
	return func(dst unsafe.Pointer, src driver.Value) error {
		d, err := toDecimal(src)
		if err == nil {
			*(*Decimal)(dst) = d.padded(scale)
		}
		return err
	}
}

// decodeNumericText reads decimals as text.
func decodeNumericText(dst unsafe.Pointer, src driver.Value) error {
	v, err := normalizeNumeric(src)
	if err != nil {
		return err
	}
	return decodeString(dst, v)
}
