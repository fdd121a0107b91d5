package typemap

// Detail is what only some types have: the element type of an array, a name that only one
// database knows. Details are comparable, as the types that hold them are.
type Detail interface {
	// AppendKey appends what tells the detail from all others.
	AppendKey(b []byte) []byte
}

// AppendKey appends to b what tells the type from all others.
func (t Type) AppendKey(b []byte) []byte {
	if t == (Type{Kind: t.Kind}) { // most are
		return append(b, byte(t.Kind))
	}
	b = append(b, 0xff) // which is no kind
	zone := byte(0)
	if t.Zone {
		zone = 1
	}
	b = append(b, byte(t.Kind), zone,
		byte(t.Length), byte(t.Length>>8), byte(t.Length>>16), byte(t.Length>>24),
		byte(t.Precision), byte(t.Precision>>8), byte(t.Scale), byte(t.Scale>>8))
	if t.Detail == nil {
		return append(b, 0)
	}
	return t.Detail.AppendKey(append(b, 1))
}

// Interval returns the type of spans of time.
func Interval() Type { return Type{Kind: KindInterval} }

// spelling is the Detail of a type that is named by its SQL.
type spelling struct{ sql string }

func (s spelling) AppendKey(b []byte) []byte { return append(append(append(b, 's'), s.sql...), 0) }

// Spelled returns the type that databases call sql, such as "CITEXT" or "VARCHAR(20)"; its
// values are those of kind. The text is SQL, and is not for values from outside.
func Spelled(kind Kind, sql string) Type { return Type{Kind: kind, Detail: spelling{sql}} }

// Spelling returns the SQL that Spelled was given.
func (t Type) Spelling() (sql string, ok bool) {
	s, ok := t.storage().(spelling)
	return s.sql, ok
}

// OfKind returns t, but kept as what kind says: text in the place of a number. A program's own values around
// it stay, and so does a missing sign or a time zone where the new kind can have one; its sizes, labels and
// names go, unless it is of that kind already.
func (t Type) OfKind(kind Kind) Type {
	if t.Kind == kind && t.Labels() == nil {
		return t
	}
	as := Type{Kind: kind, Zone: t.Zone && kind == KindDateTime}
	if t.IsUnsigned() {
		as = Unsigned(as)
	}
	if own, ok := t.Detail.(custom); ok {
		as.Detail = custom{own.codec, as.Detail}
	}
	return as
}

// storage returns the detail that says what the database keeps: without a domain or a program's own
// values around it.
func (t Type) storage() Detail {
	d := t.Detail
	for {
		switch outer := d.(type) {
		case domain:
			d = outer.base
		case custom:
			d = outer.base
		default:
			return d
		}
	}
}
