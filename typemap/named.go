package typemap

import "strings"

// text is the Detail of types with an SQL name of their own, and of text with more than a
// length.
type text struct {
	name      string // the SQL name, empty for what the kind is called
	sizes     uint8  // how many sizes the name was given
	national  bool
	collation string
}

func (d text) AppendKey(b []byte) []byte {
	b = append(b, 't', d.sizes)
	if d.national {
		b[len(b)-1] |= 0x80
	}
	b = append(append(b, d.name...), 0)
	return append(append(b, d.collation...), 0)
}

// namedKinds are the kinds of the SQL names that Named knows.
var namedKinds = map[string]Kind{
	"BOOLEAN": KindBoolean, "SMALLINT": KindSmallInt, "INTEGER": KindInteger, "BIGINT": KindBigInt,
	"REAL": KindReal, "FLOAT": KindDouble, "DOUBLE": KindDouble, "DOUBLE PRECISION": KindDouble,
	"NUMERIC": KindNumeric, "DECIMAL": KindNumeric,
	"VARCHAR": KindString, "NVARCHAR": KindString, "CHAR": KindString, "NCHAR": KindString,
	"TEXT": KindText, "CLOB": KindText, "BLOB": KindBinary, "BINARY": KindBinary, "VARBINARY": KindBinary,
	"DATE": KindDate, "TIME": KindTime, "DATETIME": KindDateTime, "TIMESTAMP": KindDateTime, "UUID": KindUUID, "JSON": KindJSON,
}

// Named returns the type of that very SQL name, such as "DECIMAL" or "NVARCHAR", with one or
// two sizes: a length, or digits in all and behind the point. Databases write it as it is, but for
// what they spell another way. Names that are not of the SQL standard are those of Spelled.
func Named(name string, sizes ...int) Type {
	name = strings.ToUpper(name)
	t := Type{Kind: namedKinds[name], Detail: text{name: name, sizes: uint8(min(len(sizes), 2))}}
	for i, n := range sizes {
		switch {
		case i == 0 && (t.IsText() || t.Kind == KindBinary):
			t.Length = uint32(max(n, 0))
		case i == 0:
			t.Precision = uint16(max(n, 0))
		case i == 1:
			t.Scale = uint16(max(n, 0))
		}
	}
	return t
}

// Float returns the type that SQL calls FLOAT, of 64 bits on most databases; precision 0 leaves
// it to the database.
func Float(precision int) Type {
	if precision == 0 {
		return Named("FLOAT")
	}
	return Named("FLOAT", precision)
}

// Unicode is String for text of all languages on databases that have a type of its own for
// that: NVARCHAR of SQL Server.
func Unicode(length uint32) Type {
	return Type{Kind: KindString, Length: length, Detail: text{national: true}}
}

// UnicodeText is Text for text of all languages, as Unicode is.
func UnicodeText() Type { return Type{Kind: KindText, Detail: text{national: true}} }

// Collate returns the text type t with a collation, by its name in the database. Variants keep
// their own.
func (t Type) Collate(name string) Type {
	switch d := t.Detail.(type) {
	case variant:
		d.base = Type{Detail: d.base}.Collate(name).Detail
		t.Detail = d
	case domain:
		d.base = Type{Detail: d.base}.Collate(name).Detail
		t.Detail = d
	case custom:
		d.base = Type{Detail: d.base}.Collate(name).Detail
		t.Detail = d
	default:
		own, _ := d.(text)
		own.collation = name
		if t.Detail = own; own == (text{}) {
			t.Detail = nil
		}
	}
	return t
}

// Collation returns the name that Collate was given, empty without one.
func (t Type) Collation() string {
	d, _ := t.storage().(text)
	return d.collation
}

// National reports whether the type is one of Unicode and UnicodeText.
func (t Type) National() bool {
	d, _ := t.storage().(text)
	return d.national
}

// SQLName returns the name that Named was given, and with how many sizes; empty for other
// types.
func (t Type) SQLName() (name string, sizes int) {
	d, _ := t.storage().(text)
	return d.name, int(d.sizes)
}
