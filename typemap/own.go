package typemap

// The types below are those of one database, with what comes close to them elsewhere. Any other is
// Spelled.

// postgresql is the name of the dialect.
const postgresql = "postgresql"

// JSONB returns the type of JSON documents that PostgreSQL keeps taken apart, for its operators and
// indexes. It is JSON elsewhere.
func JSONB() Type { return JSON().Variant(postgresql, Spelled(KindJSON, "JSONB")) }

// Inet returns the type of addresses of hosts, with or without a network: INET of PostgreSQL, text
// elsewhere. Its Go types are netip.Addr and netip.Prefix.
func Inet() Type { return network("INET") }

// CIDR returns the type of addresses of networks: CIDR of PostgreSQL, text elsewhere. Its Go type is
// netip.Prefix.
func CIDR() Type { return network("CIDR") }

// MACAddr returns the type of addresses of network cards, of 48 bits: MACADDR of PostgreSQL, text
// elsewhere. Its Go type is net.HardwareAddr.
func MACAddr() Type { return network("MACADDR") }

// MACAddr8 is MACAddr with 64 bits.
func MACAddr8() Type { return network("MACADDR8") }

// longestNetwork is the length of the longest text of a network: of IPv6, with IPv4 in it.
const longestNetwork = 49

func network(name string) Type {
	return Type{Kind: KindNetwork, Length: longestNetwork}.Variant(postgresql, Spelled(KindNetwork, name))
}

// Bit returns the type of strings of n bits. Its Go types are integers, and strings of 0 and 1.
// PostgreSQL and MySQL have it.
func Bit(n uint32) Type { return Type{Kind: KindBit, Length: n} }

// HStore returns the type of texts by name, of PostgreSQL's extension of that name. Its Go types are
// map[string]string and, with NULL among the texts, map[string]*string. Elsewhere it is an error when the
// statement is compiled, unless it has a Variant there.
func HStore() Type { return Spelled(KindHStore, "HSTORE") }

// ExactNumeric is Numeric, but text on SQLite, which would keep no more than 15 digits as a number. Text is
// equal there if it has the same digits behind the point, and is ordered as text.
func ExactNumeric(precision, scale uint16) Type {
	return Numeric(precision, scale).Variant("sqlite", Spelled(KindNumeric, "NUMERIC_TEXT"))
}

// Unsigned returns the integer type t without a sign: BIGINT UNSIGNED of MySQL and MariaDB. Elsewhere it is
// a type that is large enough: the next integer, or NUMERIC(20, 0).
func Unsigned(t Type) Type {
	if t.IsInteger() {
		t.Detail = noSign{}
	}
	return t
}

// noSign is the Detail of integers without a sign.
type noSign struct{}

func (noSign) AppendKey(b []byte) []byte { return append(b, 'u') }

// IsUnsigned reports whether t is one of Unsigned.
func (t Type) IsUnsigned() bool {
	_, ok := t.storage().(noSign)
	return ok
}

// Fraction returns the type of times t with that many digits behind the seconds, from 0 on, of those
// that the database has. Without it, types keep as many as it can.
func (t Type) Fraction(digits uint16) Type {
	t.Precision, t.Scale = digits, 1 // times have no scale: it tells 0 digits from none given
	return t
}

// FractionDigits returns what Fraction was given; ok is false if it was not.
func (t Type) FractionDigits() (digits uint16, ok bool) {
	if t.Kind != KindTime && t.Kind != KindDateTime && t.Kind != KindInterval {
		return 0, false
	}
	return t.Precision, t.Scale == 1
}
