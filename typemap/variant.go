package typemap

// variant is the Detail of a type that is another one on some database.
type variant struct {
	base    Detail
	dialect string
	typ     Type
}

func (v variant) AppendKey(b []byte) []byte {
	b = append(append(append(b, 'v'), v.dialect...), 0)
	b = v.typ.AppendKey(b)
	return appendBase(b, v.base)
}

// appendBase appends a detail inside of another one.
func appendBase(b []byte, base Detail) []byte {
	if base != nil {
		b = base.AppendKey(append(b, 1))
	}
	return append(b, 0)
}

// Variant returns t, but other on databases of the dialect.
func (t Type) Variant(dialect string, other Type) Type {
	t.Detail = variant{t.Detail, dialect, other}
	return t
}

// On returns the type that t is on databases of the dialect: t itself without variants, unless
// it has one for it.
func (t Type) On(dialect string) Type {
	for {
		v, ok := t.Detail.(variant)
		switch {
		case !ok:
			return t
		case v.dialect == dialect:
			return v.typ.On(dialect)
		}
		t.Detail = v.base
	}
}
