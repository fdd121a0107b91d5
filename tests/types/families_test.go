package types

import (
	"encoding/json"
	"math"
	"math/big"
	"time"

	"github.com/gildsql/gild/typemap"
)

var (
	noon  = time.Date(2024, 2, 29, 12, 30, 45, 123456000, time.UTC)
	day   = time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)
	clock = time.Date(0, 1, 1, 23, 59, 59, 999999000, time.UTC)
	east  = time.Date(1999, 12, 31, 23, 59, 59, 0, time.FixedZone("", 5*3600+1800))
)

const odd = "Zoë 漢字 😀 'quoted' \"double\" \\ % _ \t\n?:x $1"

type status string

// families are the types that all databases have.
var families = []family{
	{name: "Boolean", typ: typemap.Boolean(), on: all, values: []value{typical(true), zero(false)}, bad: map[string]string{"sqlite3": "7", "mysql": "7"}},
	{name: "SmallInt", typ: typemap.SmallInt(), on: all, values: []value{typical(int16(5)), zero(0), extreme(int16(math.MinInt16)), extreme(int16(math.MaxInt16))},
		bad: map[string]string{"sqlite3": "'x'"}},
	{name: "Integer", typ: typemap.Integer(), on: all, values: []value{typical(5), zero(int32(0)), extreme(int32(math.MinInt32)), extreme(int32(math.MaxInt32)), typical(uint16(9))}, bad: map[string]string{"sqlite3": "'x'"}},
	{name: "BigInt", typ: typemap.BigInt(), on: all, values: []value{typical(5), zero(int64(0)), extreme(int64(math.MinInt64)), extreme(int64(math.MaxInt64)), extreme(uint64(math.MaxInt64))},
		bad: map[string]string{"sqlite3": "1.5"}},
	{name: "Real", typ: typemap.Real(), on: all, values: []value{typical(float32(1.5)), zero(float32(0)), extreme(float32(3.25e38))}, bad: map[string]string{"sqlite3": "'x'"}},
	{name: "Double", typ: typemap.Double(), on: all, values: []value{typical(0.1), zero(0.0), extreme(math.MaxFloat64), extreme(-5e-324), typical(1e300 / 3)}, bad: map[string]string{"sqlite3": "'x'"}},
	{name: "Double, not finite", typ: typemap.Double(), on: post, values: []value{extreme(math.NaN()), extreme(math.Inf(1)), extreme(math.Inf(-1))}},
	{name: "Numeric(10, 2)", typ: typemap.Numeric(10, 2), on: all, values: []value{
		typical(typemap.MustDecimal("1.10")), zero(typemap.MustDecimal("0.00")), extreme(typemap.MustDecimal("-99999999.99")), typical(*big.NewInt(7)), typical(*big.NewRat(1, 4)), typical(1.5)},
		bad: map[string]string{"sqlite3": "'x'"}},
	{name: "ExactNumeric(60, 20)", typ: typemap.ExactNumeric(60, 20), on: all, values: []value{
		typical(typemap.MustDecimal("1.10000000000000000000")), extreme(typemap.MustDecimal("1234567890123456789012345678901234567890.12345678901234567891")), extreme("-0.00000000000000000001")}, bad: map[string]string{"sqlite3": "'x'"}},
	{name: "Numeric, not finite", typ: typemap.Numeric(0, 0), on: post, values: []value{extreme(typemap.MustDecimal("NaN"))}},
	{name: "String", typ: typemap.String(100), on: all, values: []value{typical("ed"), zero(""), unicode(odd), typical(status("open"))}},
	{name: "Text", typ: typemap.Text(), on: all, values: []value{typical("ed"), zero(""), unicode(odd)}},
	{name: "Binary", typ: typemap.Binary(), on: all, values: []value{typical([]byte("bytes")), zero([]byte{}), extreme([]byte{0, 1, 0xff, '\'', '\\'}), typical([4]byte{1, 2, 3, 4})}},
	{name: "Date", typ: typemap.Date(), on: all, values: []value{typical(day), extreme(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)), extreme(time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)), typical("2024-02-29")}, bad: map[string]string{"sqlite3": "'soon'", "pq": "'infinity'", "pgx": "'infinity'"}},
	{name: "Time", typ: typemap.Time(), on: all, values: []value{typical(clock), zero(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)), typical(5*time.Hour + 250*time.Millisecond), typical("05:06:07")}, bad: map[string]string{"sqlite3": "'soon'"}},
	{name: "DateTime", typ: typemap.DateTime(), on: all, values: []value{typical(noon), extreme(time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC))},
		bad: map[string]string{"sqlite3": "'soon'", "pq": "'infinity'", "pgx": "'infinity'"}},
	{name: "DateTime().Fraction(0)", typ: typemap.DateTime().Fraction(0), on: all, values: []value{typical(day)}},
	{name: "Interval", typ: typemap.Interval(), on: all, values: []value{typical(90 * time.Minute), zero(time.Duration(0)), extreme(-50*time.Hour - 250*time.Millisecond)}, bad: map[string]string{"sqlite3": "'soon'"}},
	{name: "Enum", typ: typemap.Enum("mood", "sad", "it's ok", "happy"), on: all, before: "CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'happy')", values: []value{typical("happy"), typical(status("sad")), unicode("it's ok")},
		bad: map[string]string{"sqlite3": "'so-so'"}},
	{name: "PlainEnum", typ: typemap.PlainEnum("sad", "happy"), on: all, values: []value{typical("happy"), typical(status("sad"))},
		bad: map[string]string{"sqlite3": "'so-so'", "pq": "'so-so'", "pgx": "'so-so'", "mysql": "'so-so'"}},
	{name: "Set", typ: typemap.Set("a", "b", "ü"), on: all, noArray: true, values: []value{typical([]string{"a", "ü"}), zero([]string{})},
		bad: map[string]string{"sqlite3": "'a,b,c'", "pq": "'c'", "pgx": "'c'"}},
	{name: "Unsigned(BigInt)", typ: typemap.Unsigned(typemap.BigInt()), on: all, values: []value{typical(uint64(5)), zero(uint64(0)), extreme(uint64(math.MaxInt64))}, bad: map[string]string{"sqlite3": "-1"}},
	{name: "Unsigned(BigInt), over MaxInt64", typ: typemap.Unsigned(typemap.BigInt()), on: post | maria, values: []value{extreme(uint64(math.MaxUint64))}},
	{name: "DateTimeZone", typ: typemap.DateTimeZone(), on: all, values: []value{typical(noon), typical(east), zero(time.Time{})}, bad: map[string]string{"pq": "'infinity'", "pgx": "'infinity'", "sqlite3": "'soon'"}},
	{name: "JSON", typ: typemap.JSON(), on: all, noEqual: true, values: []value{
		typical(map[string]any{"a": 1.0, "b": []any{"x", nil}}), typical(json.RawMessage(`[1, 2]`)), unicode(odd), zero(0), typical(struct{ A *int }{})}, bad: map[string]string{"sqlite3": "'{'"}},
	{name: "UUID", typ: typemap.UUID(), on: all, values: []value{typical([16]byte{0x12, 0x34, 15: 0xff}), zero([16]byte{}), typical("12340000-0000-0000-0000-0000000000ff")}, bad: map[string]string{"sqlite3": "'no'"}},
}
