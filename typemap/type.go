package typemap

import (
	"fmt"
	"slices"
)

// Kind is the family of an SQL type. Each dialect gives it a name of its own.
type Kind uint8

// The kinds of SQL types.
const (
	KindUnknown    Kind = iota // no type known: values pass as the driver gives them
	KindBoolean                // true or false
	KindSmallInt               // 16-bit integer
	KindInteger                // 32-bit integer
	KindBigInt                 // 64-bit integer
	KindReal                   // 32-bit floating point
	KindDouble                 // 64-bit floating point
	KindNumeric                // exact decimal
	KindString                 // text of bounded length
	KindText                   // text of any length
	KindBinary                 // bytes
	KindDate                   // calendar day
	KindTime                   // time of day
	KindDateTime               // day and time
	KindJSON                   // JSON document
	KindUUID                   // 128-bit identifier
	KindInterval               // span of time
	KindArray                  // array of another type, see ArrayOf
	KindRange                  // range of another type, see RangeOf
	KindMultirange             // set of ranges, see MultirangeOf
	KindNetwork                // address of a host or a network
	KindBit                    // string of bits
	KindHStore                 // texts by name, in one value
	KindComposite              // row of values of other types, see Composite
	KindSet                    // some of a fixed set of texts, see Set
)

var kindNames = [...]string{
	"unknown", "boolean", "smallint", "integer", "bigint", "real", "double", "numeric", "string", "text",
	"binary", "date", "time", "datetime", "json", "uuid", "interval", "array", "range",
	"multirange", "network", "bit", "hstore", "composite", "set",
}

// String returns the kind's name as the struct tag option type= spells it.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// KindNames returns the names that ParseKind takes.
func KindNames() []string { return slices.Clone(kindNames[KindUnknown+1:]) }

// ParseKind returns the kind with the given name, as Kind.String spells it.
func ParseKind(name string) (Kind, bool) {
	for k, n := range kindNames {
		if n == name && Kind(k) != KindUnknown {
			return Kind(k), true
		}
	}
	return KindUnknown, false
}

// Type describes an SQL type without naming a database. It is a comparable value;
// the zero Type is unknown.
type Type struct {
	Kind      Kind
	Zone      bool   // KindDateTime and KindTime: with time zone
	Length    uint32 // KindString, KindBinary and KindBit: the greatest length, 0 for none
	Precision uint16 // KindNumeric: digits in all, 0 for none; for those of times see Fraction
	Scale     uint16 // KindNumeric: digits behind the point
	Detail    Detail // what only some types have, nil for most
}

// String returns the type in a database-free form such as "string(50)".
func (t Type) String() string {
	switch {
	case t.Kind == KindNumeric && t.Precision > 0:
		return fmt.Sprintf("numeric(%d, %d)", t.Precision, t.Scale)
	case t.Length > 0:
		return fmt.Sprintf("%s(%d)", t.Kind, t.Length)
	case t.Zone:
		return t.Kind.String() + " with time zone"
	}
	return t.Kind.String()
}

// IsInteger reports whether values of the type are whole numbers.
func (t Type) IsInteger() bool { return t.Kind >= KindSmallInt && t.Kind <= KindBigInt }

// IsText reports whether values of the type are character strings.
func (t Type) IsText() bool { return t.Kind == KindString || t.Kind == KindText }

// Boolean returns the type of truth values.
func Boolean() Type { return Type{Kind: KindBoolean} }

// SmallInt returns the type of 16-bit integers.
func SmallInt() Type { return Type{Kind: KindSmallInt} }

// Integer returns the type of 32-bit integers.
func Integer() Type { return Type{Kind: KindInteger} }

// BigInt returns the type of 64-bit integers.
func BigInt() Type { return Type{Kind: KindBigInt} }

// Real returns the type of 32-bit floating point numbers.
func Real() Type { return Type{Kind: KindReal} }

// Double returns the type of 64-bit floating point numbers.
func Double() Type { return Type{Kind: KindDouble} }

// Numeric returns the type of exact decimals with precision digits, scale of them
// behind the point. Precision 0 leaves both to the database.
func Numeric(precision, scale uint16) Type {
	return Type{Kind: KindNumeric, Precision: precision, Scale: scale}
}

// String returns the type of text of at most length characters, 0 for no limit.
func String(length uint32) Type { return Type{Kind: KindString, Length: length} }

// Text returns the type of text of any length.
func Text() Type { return Type{Kind: KindText} }

// Binary returns the type of byte strings of any length.
func Binary() Type { return Type{Kind: KindBinary} }

// Date returns the type of calendar days.
func Date() Type { return Type{Kind: KindDate} }

// Time returns the type of times of day.
func Time() Type { return Type{Kind: KindTime} }

// DateTime returns the type of points in time without a zone.
func DateTime() Type { return Type{Kind: KindDateTime} }

// DateTimeZone returns the type of points in time with a zone.
func DateTimeZone() Type { return Type{Kind: KindDateTime, Zone: true} }

// JSON returns the type of JSON documents.
func JSON() Type { return Type{Kind: KindJSON} }

// UUID returns the type of 128-bit identifiers.
func UUID() Type { return Type{Kind: KindUUID} }
