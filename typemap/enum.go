package typemap

import "encoding/binary"

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

// Enum returns the type of a fixed set of texts: a type of that name on PostgreSQL, whose schema In
// sets, ENUM on MySQL and MariaDB, text as long as the longest label elsewhere.
func Enum(name string, labels ...string) Type {
	e := enum{name: name}
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
	e, ok := t.storage().(enum)
	return e.schema, e.name, ok && !e.plain
}

// Labels returns the texts of an Enum or a PlainEnum, nil for other types.
func (t Type) Labels() []string {
	e, _ := t.storage().(enum)
	var labels []string
	for rest := []byte(e.labels); len(rest) > 0; {
		n, size := binary.Uvarint(rest)
		rest = rest[size:]
		labels = append(labels, string(rest[:n]))
		rest = rest[n:]
	}
	return labels
}

// Set returns the type of any number of a fixed set of texts, none of which has a comma. Its Go type
// is a slice of text. It is SET on MySQL and MariaDB, text with commas between elsewhere.
func Set(labels ...string) Type {
	t := PlainEnum(labels...)
	t.Kind, t.Length = KindSet, 0
	for _, l := range labels {
		t.Length += uint32(len([]rune(l))) + 1
	}
	t.Length = max(t.Length, 1) - 1
	return t
}
