package typemap

import (
	"encoding/binary"
	"strings"
)

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
	if v, ok := t.Detail.(variant); ok {
		v.base = Type{Detail: v.base}.Collate(name).Detail
		t.Detail = v
		return t
	}
	d, _ := t.Detail.(text)
	d.collation = name
	t.Detail = d
	return t
}

// Collation returns the name that Collate was given, empty without one.
func (t Type) Collation() string {
	d, _ := t.Detail.(text)
	return d.collation
}

// National reports whether the type is one of Unicode and UnicodeText.
func (t Type) National() bool {
	d, _ := t.Detail.(text)
	return d.national
}

// SQLName returns the name that Named was given, and with how many sizes; empty for other
// types.
func (t Type) SQLName() (name string, sizes int) {
	d, _ := t.Detail.(text)
	return d.name, int(d.sizes)
}

// enum is the Detail of a type whose values are a fixed set of texts.
type enum struct {
	schema, name string
	labels       string // each behind its length
	plain        bool
}

func (e enum) AppendKey(b []byte) []byte {
	b = append(b, 'e', byte(len(e.schema)), byte(len(e.name)))
	if e.plain {
		b = append(b, 1)
	}
	b = append(append(append(b, e.schema...), 0), e.name...)
	return append(append(append(b, 0), e.labels...), 0)
}

// Enum returns the type of a fixed set of texts: a type of that name on PostgreSQL, which may have a
// schema in front ("sales.mood"), ENUM on MySQL and MariaDB, text as long as the longest
// label elsewhere.
func Enum(name string, labels ...string) Type {
	schema, local, ok := strings.Cut(name, ".")
	if !ok {
		schema, local = "", name
	}
	e := enum{schema: schema, name: local}
	var b []byte
	longest := 0
	for _, l := range labels {
		b = append(binary.AppendUvarint(b, uint64(len(l))), l...)
		longest = max(longest, len([]rune(l)))
	}
	e.labels = string(b)
	return Type{Kind: KindString, Length: uint32(longest), Detail: e}
}

// PlainEnum is Enum as text on all databases.
func PlainEnum(labels ...string) Type {
	t := Enum("", labels...)
	e := t.Detail.(enum)
	e.plain = true
	t.Detail = e
	return t
}

// EnumName returns the name of an Enum, in parts. ok is false for other types, and for a
// PlainEnum.
func (t Type) EnumName() (schema, name string, ok bool) {
	e, ok := t.Detail.(enum)
	return e.schema, e.name, ok && !e.plain
}

// Labels returns the texts of an Enum or a PlainEnum, nil for other types.
func (t Type) Labels() []string {
	e, _ := t.Detail.(enum)
	var labels []string
	for rest := []byte(e.labels); len(rest) > 0; {
		n, size := binary.Uvarint(rest)
		rest = rest[size:]
		labels = append(labels, string(rest[:n]))
		rest = rest[n:]
	}
	return labels
}
