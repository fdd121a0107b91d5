package main

import (
	"database/sql/driver"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// The Go types of values that Go itself has none for, or one that stands for several. Each is
// told from the others when a bound value is written out again.
type (
	decimal  string
	date     struct{ time.Time }
	clock    struct{ time.Time } // a time of day
	uuid     [16]byte
	document struct{ json any } // a JSON document
	span     struct{ lower, upper, bounds any }
	tuple    []any
)

// UnmarshalText and MarshalText make uuid what gild takes for a UUID.
func (u *uuid) UnmarshalText(b []byte) error {
	_, err := hex.Decode(u[:], []byte(strings.ReplaceAll(string(b), "-", "")))
	return err
}

// MarshalText writes the usual form with hyphens.
func (u uuid) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:]), nil
}

// Value implements driver.Valuer.
func (d date) Value() (driver.Value, error) { return d.Time, nil }

// Value implements driver.Valuer.
func (c clock) Value() (driver.Value, error) { return c.Format("15:04:05.999999"), nil }

// Value implements driver.Valuer.
func (d document) Value() (driver.Value, error) {
	b, err := json.Marshal(d.json)
	return string(b), err
}

// Value implements driver.Valuer: it returns the range as PostgreSQL writes it.
func (s span) Value() (driver.Value, error) {
	bounds, _ := s.bounds.(string)
	if len(bounds) != 2 {
		return bounds, nil
	}
	return bounds[:1] + boundText(s.lower) + "," + boundText(s.upper) + bounds[1:], nil
}

func boundText(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// MarshalJSON writes the document, for columns of JSON.
func (d document) MarshalJSON() ([]byte, error) { return json.Marshal(d.json) }

// value reads a value: nil, bool, string, a number, or an object with the key of its kind.
func value(v any) any {
	switch v := v.(type) {
	case nil, bool, string:
		return v
	case json.Number:
		return integer(v)
	case map[string]any:
		for key, x := range v {
			if len(v) == 1 {
				return keyedValue(key, x)
			}
		}
	}
	malformed("%v is no value", v)
	return nil
}

// integer returns an int32 where that is enough, as the type INTEGER of SQL is.
func integer(n json.Number) any {
	i, err := n.Int64()
	switch {
	case err != nil:
		malformed("%v is no whole number", n)
	case int64(int32(i)) == i:
		return int32(i)
	}
	return i
}

func keyedValue(key string, x any) any {
	switch key {
	case "$float":
		f, err := strconv.ParseFloat(asText(x), 64)
		check(err)
		return f
	case "$decimal":
		return decimal(asText(x))
	case "$date":
		return date{instant(time.DateOnly, x)}
	case "$datetime":
		return instant("2006-01-02T15:04:05.999999", x)
	case "$time":
		return clock{instant("15:04:05.999999", x)}
	case "$interval":
		return seconds(asText(x))
	case "$bytes":
		b, err := base64.StdEncoding.DecodeString(asText(x))
		check(err)
		return b
	case "$uuid":
		var u uuid
		check(u.UnmarshalText([]byte(asText(x))))
		return u
	case "$json":
		switch x := x.(type) {
		case string, bool: // which the reference does not tell from other texts and truth values
			return x
		}
		return document{plain(x)}
	case "$list":
		return values(x)
	case "$tuple":
		return tuple(values(x))
	case "$range":
		if list, ok := x.([]any); ok && len(list) == 3 {
			return span{value(list[0]), value(list[1]), list[2]}
		}
		return span{bounds: x}
	}
	malformed("%q is no kind of value", key)
	return nil
}

func check(err error) {
	if err != nil {
		malformed("%v", err)
	}
}

func values(x any) []any {
	out := []any{}
	for _, v := range asList(x) {
		out = append(out, value(v))
	}
	return out
}

func instant(layout string, x any) time.Time {
	t, err := time.Parse(layout, asText(x))
	check(err)
	return t
}

func seconds(text string) time.Duration {
	d, err := time.ParseDuration(text + "s")
	check(err)
	return d
}

// plain turns JSON numbers into those of Go, inside of documents.
func plain(x any) any { return x }

// typeOfValue returns the SQL type of a value that has one of its own here.
func typeOfValue(v any) (typemap.Type, bool) {
	switch v := v.(type) {
	case decimal:
		return typemap.Numeric(0, 0), true
	case date:
		return typemap.Date(), true
	case clock:
		return typemap.Time(), true
	case time.Time:
		return typemap.DateTime(), true
	case time.Duration:
		return typemap.Interval(), true
	case document:
		return typemap.JSON(), true
	case []any:
		if len(v) > 0 {
			t, ok := typeOfValue(v[0])
			if !ok {
				t = typemap.TypeOfValue(v[0])
			}
			return typemap.ArrayOf(t), true
		}
	}
	return typemap.Type{}, false
}

// encodeValue is the reverse of value, for records.
func encodeValue(v any) any {
	switch v := v.(type) {
	case nil, bool, string, int, int32, int64, json.Number:
		return v
	case float64:
		return tagged("$float", strconv.FormatFloat(v, 'g', -1, 64))
	case float32:
		return encodeValue(float64(v))
	case decimal:
		return tagged("$decimal", string(v))
	case date:
		return tagged("$date", v.Format(time.DateOnly))
	case clock:
		return tagged("$time", v.Format("15:04:05.999999"))
	case time.Time:
		return tagged("$datetime", v.Format("2006-01-02T15:04:05.999999"))
	case time.Duration:
		return tagged("$interval", strconv.FormatFloat(v.Seconds(), 'f', -1, 64))
	case []byte:
		return tagged("$bytes", base64.StdEncoding.EncodeToString(v))
	case uuid:
		text, _ := v.MarshalText()
		return tagged("$uuid", string(text))
	case document:
		return tagged("$json", v.json)
	case expr.JSONPath:
		return tagged("$tuple", encodeValues(v))
	case tuple:
		return tagged("$tuple", encodeValues(v))
	case []any:
		return tagged("$list", encodeValues(v))
	case span:
		if v.lower == nil && v.upper == nil {
			return tagged("$range", v.bounds)
		}
		return tagged("$range", []any{encodeValue(v.lower), encodeValue(v.upper), v.bounds})
	}
	return encodeOther(v)
}

// encodeOther is for values that gild has made of others: counts, texts of named types.
func encodeOther(v any) any {
	if text, ok := v.(fmt.Stringer); ok {
		return text.String()
	}
	return fmt.Sprint(v)
}

func encodeValues(list []any) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = encodeValue(v)
	}
	return out
}

func tagged(key string, x any) map[string]any { return map[string]any{key: x} }
