package types

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/gildsql/gild/typemap"
)

// spelled is a type of PostgreSQL whose values are text.
func spelled(name string, values ...value) family {
	return family{name: strings.ToLower(name), typ: typemap.Spelled(typemap.KindText, name), on: post, values: values}
}

func noEqual(f family) family {
	f.noEqual = true
	return f
}

func inNoArray(f family) family { // whose elements PostgreSQL parts by semicolons
	f.noArray = true
	return f
}

func ptr[T any](v T) *T { return &v }

type pair struct {
	A int
	B *string
	C time.Time
}

var pairType = typemap.Composite("pair",
	typemap.CompositeField{Name: "a", Type: typemap.Integer()},
	typemap.CompositeField{Name: "b", Type: typemap.Text()},
	typemap.CompositeField{Name: "c", Type: typemap.DateTimeZone()})

// own are the types of single databases.
var own = []family{
	{name: "JSONB", typ: typemap.JSONB(), on: post, values: []value{typical(map[string]any{"a": 1.0, "b": []any{"x", nil}}), typical(json.RawMessage(`[1, 2]`)), zero(json.RawMessage(`null`))}},
	{name: "ArrayOf(BigInt)", typ: typemap.ArrayOf(typemap.BigInt()), on: post, noArray: true, values: []value{typical([]int64{1, 2}), zero([]int{}), typical([]*int{ptr(1), nil}), typical([][]int{{1, 2}, {3, 4}}), typical([]any{int64(1), nil})}},
	{name: "ArrayOf(Text)", typ: typemap.ArrayOf(typemap.Text()), on: post, noArray: true, values: []value{typical([]string{"a", ""}), unicode([]string{odd, "NULL", "{}", `a,b`}), typical([2]string{"x", "y"})}},
	{name: "RangeOf(Integer)", typ: typemap.RangeOf(typemap.Integer()), on: post, values: []value{typical(typemap.RangeFrom(1, 5)), zero(typemap.EmptyRange[int]()), extreme(typemap.Range[int]{}), extreme(typemap.Range[int]{Lower: math.MinInt32, LowerBound: typemap.Inclusive})}},
	{name: "RangeOf(Numeric)", typ: typemap.RangeOf(typemap.Numeric(0, 0)), on: post, values: []value{typical(typemap.ClosedRange(typemap.MustDecimal("1.10"), typemap.MustDecimal("2")))}},
	{name: "RangeOf(Date)", typ: typemap.RangeOf(typemap.Date()), on: post, values: []value{typical(typemap.RangeFrom(day, day.AddDate(0, 1, 0)))}, bad: map[string]string{"pq": "'[-infinity,infinity]'", "pgx": "'[-infinity,infinity]'"}},
	{name: "RangeOf(DateTimeZone)", typ: typemap.RangeOf(typemap.DateTimeZone()), on: post, values: []value{typical(typemap.RangeFrom(noon, noon.Add(time.Hour)))}},
	{name: "MultirangeOf(BigInt)", typ: typemap.MultirangeOf(typemap.BigInt()), on: post, noArray: true, values: []value{typical(typemap.Multirange[int64]{typemap.RangeFrom[int64](1, 3), typemap.RangeFrom[int64](5, 7)}), zero(typemap.Multirange[int64]{})}},
	{name: "Inet", typ: typemap.Inet(), on: all, values: []value{typical(netip.MustParseAddr("192.168.1.2")), extreme(netip.MustParseAddr("2001:db8::1")), typical(netip.MustParsePrefix("10.1.2.3/8"))}, bad: map[string]string{"sqlite3": "'no'", "mysql": "'no'"}},
	{name: "CIDR", typ: typemap.CIDR(), on: all, values: []value{typical(netip.MustParsePrefix("10.0.0.0/8")), typical(net.IPNet{IP: net.IP{10, 0, 0, 0}, Mask: net.CIDRMask(8, 32)})}, bad: map[string]string{"sqlite3": "'no'"}},
	{name: "MACAddr", typ: typemap.MACAddr(), on: all, values: []value{typical(net.HardwareAddr{8, 0, 0x2b, 1, 2, 3})}, bad: map[string]string{"sqlite3": "'no'"}},
	{name: "MACAddr8", typ: typemap.MACAddr8(), on: all, values: []value{typical(net.HardwareAddr{8, 0, 0x2b, 1, 2, 3, 4, 5})}},
	{name: "Bit(5)", typ: typemap.Bit(5), on: post | maria, values: []value{typical("01011"), typical(uint16(3)), zero(0), extreme(31)}},
	{name: "Bit(64)", typ: typemap.Bit(64), on: post | maria, values: []value{extreme(uint64(math.MaxUint64))}},
	{name: "HStore", typ: typemap.Spelled(typemap.KindHStore, "public.hstore"), on: post, extension: "hstore", noEqual: true, noArray: true, values: []value{typical(map[string]string{"a": "1", "b": odd}), zero(map[string]string{}), typical(map[string]*string{"a": nil})}},
	{name: "Domain", typ: typemap.Domain("short_text", typemap.Text()), on: all, before: "CREATE DOMAIN short_text AS TEXT CHECK (length(value) < 100)", values: []value{typical("x"), unicode(odd)}},
	{name: "Composite", typ: pairType, on: post, before: "CREATE TYPE pair AS (a INTEGER, b TEXT, c TIMESTAMPTZ)", values: []value{typical(pair{1, nil, noon}), unicode(pair{-1, ptr(odd), noon}), zero(pair{0, ptr(""), time.Time{}})}},
	{name: "money", typ: typemap.Spelled(typemap.KindText, "MONEY"), on: post, values: []value{typical("$1,234.50"), zero("$0.00"), extreme("-$92,233,720,368,547,758.08")}},
	{name: "oid", typ: typemap.Spelled(typemap.KindBigInt, "OID"), on: post, values: []value{typical(uint32(26)), extreme(uint32(math.MaxUint32))}},
	spelled("TSVECTOR", typical("'a':1 'cat':2"), zero(""), unicode("'it''s':1A 'zoë':2")),
	spelled("TSQUERY", typical("'fat' & ( 'rat' | !'cat':B )"), zero("")),
	noEqual(spelled("POINT", typical("(1,2)"), zero("(0,0)"), extreme("(-1.5,1e+300)"))),
	spelled("LSEG", typical("[(1,2),(3,4)]")),
	spelled("LINE", typical("{1,-1,0}")),
	noEqual(spelled("POLYGON", typical("((0,0),(1,1),(2,0))"))),
	inNoArray(noEqual(spelled("BOX", typical("(1,1),(0,0)")))),
	spelled("PATH", typical("((0,0),(1,1))")),
	spelled("CIRCLE", typical("<(0,0),1>")),
	noEqual(spelled("XML", typical("<a>x</a>"))),
	spelled("BIT VARYING", typical("0101")),
	spelled("INTERVAL", typical("1 year 2 mons"), zero("00:00:00"), extreme("-178000000 years")),
	{name: "Time with zone", typ: typemap.Type{Kind: typemap.KindTime, Zone: true}, on: post, values: []value{
		typical(time.Date(0, 1, 1, 12, 30, 45, 500000000, time.FixedZone("", 2*3600))), zero("00:00:00.5+00"), extreme("23:59:59.999999-12"), typical("12:30:00+05:30")}},
	noEqual(spelled("REGCLASS", typical("pg_class"))),
	noEqual(spelled("JSONPATH", typical(`$."a"[*]?(@ > 1)`))),
	noEqual(spelled("PG_LSN", typical("16/B374D848"))),
	{name: "YEAR", typ: typemap.Spelled(typemap.KindSmallInt, "YEAR"), on: maria, values: []value{typical(2024), extreme(int16(2155))}},
	{name: "TINYINT UNSIGNED", typ: typemap.Spelled(typemap.KindSmallInt, "TINYINT UNSIGNED"), on: maria, values: []value{typical(uint8(7)), zero(0), extreme(uint8(255))}},
	{name: "TIMESTAMP(6)", typ: typemap.Spelled(typemap.KindDateTime, "TIMESTAMP(6)"), on: maria, values: []value{typical(noon)}},
	{name: "MEDIUMTEXT", typ: typemap.Spelled(typemap.KindText, "MEDIUMTEXT"), on: maria, values: []value{typical("ed"), zero(""), unicode(odd)}},
	{name: "BINARY(4)", typ: typemap.Spelled(typemap.KindBinary, "BINARY(4)"), on: maria, values: []value{typical([]byte("abcd")), zero([4]byte{}), extreme([]byte{0xff, 0, 0x27, 0x5c})}},
	{name: "INET6", typ: typemap.Spelled(typemap.KindText, "INET6"), on: maria, values: []value{typical("2001:db8::1"), zero("::")}},
	{name: "MEDIUMINT UNSIGNED", typ: typemap.Spelled(typemap.KindInteger, "MEDIUMINT UNSIGNED"), on: maria, values: []value{extreme(uint32(16777215))}},
}

// Email is a program's own type, kept as text.
type Email struct{ user, host string }

// SQLType says in which type the addresses are kept.
func (Email) SQLType() typemap.Type { return emailType }

var emailType = typemap.Custom(typemap.String(100), encodeEmail, decodeEmail)

func encodeEmail(e Email) (string, error) {
	if e.user == "" {
		return "", errors.New("an address without user")
	}
	return e.user + "@" + e.host, nil
}

func decodeEmail(s string) (Email, error) {
	user, host, ok := strings.Cut(s, "@")
	if !ok {
		return Email{}, errors.New("no address")
	}
	return Email{user, host}, nil
}

// cents is an amount of money, kept as a decimal.
type cents int64

var centsType = typemap.Custom(typemap.Numeric(12, 2),
	func(c cents) (typemap.Decimal, error) { return typemap.DecimalFromBig(big.NewInt(int64(c)), 2), nil },
	func(d typemap.Decimal) (cents, error) {
		n, err := d.Mul(typemap.DecimalOf(100)).BigInt()
		if err != nil {
			return 0, err
		}
		return cents(n.Int64()), nil
	})

// loud is text that the database keeps in capitals.
var loud = typemap.Custom(typemap.String(100),
	func(s status) (string, error) { return string(s), nil },
	func(s string) (status, error) { return status(s), nil },
	typemap.BindSQL("upper(?)"), typemap.ColumnSQL("lower(?)"))

// customs are types of a program.
var customs = []family{
	{name: "Custom over String", typ: emailType, on: all, values: []value{typical(Email{"ed", "example.org"}), unicode(Email{"zoë", "例え.jp"})},
		bad: map[string]string{"sqlite3": "'x'", "pq": "'x'", "pgx": "'x'", "mysql": "'x'"}},
	{name: "Custom over Numeric", typ: centsType, on: all, values: []value{typical(cents(110)), zero(cents(0)), extreme(cents(-123456789099))}},
	{name: "Custom with BindSQL, ColumnSQL", typ: loud, on: all, noArray: true, values: []value{typical(status("open"))}},
}
